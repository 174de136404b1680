#!/usr/bin/env bash
# Builds the fuzz targets with the sanitizers and proves that the driver sees a fault: a planted overflow has to be found.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
BUILD=$(readlink -m "${BUILD:-build}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

check "targets build with sanitizers" make -j"$(nproc)" BUILD="$BUILD/asan" SANITIZE=address,undefined fuzz-binaries
cat >"$folder/planted.c" <<'C'
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) { return size > 3 && data[0] == '{' && data[size] == 'x' ? 1 : 0; }
C
mkdir "$folder/corpus"
printf '{}' >"$folder/corpus/a"
check "the planted target builds" gcc -fsanitize=address,undefined -include cgi-bin/base/banned.h -D_GNU_SOURCE -o "$folder/planted" "$folder/planted.c" tests/fuzz/driver.c
cd "$folder" || exit 1
refuse "a read past the end is found" ./planted --seconds 10 corpus
check "the input that killed it is kept" test -s crash-planted
refuse "no corpus, no success" ./planted --seconds 0 "$folder/nothing"
done_testing
