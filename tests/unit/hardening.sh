#!/usr/bin/env bash
# shellcheck disable=SC2317  # functions called by refuse
# Every binary that is shipped carries the fences of the compiler and the linker, and calls nothing that this house has banned.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
BUILD=$(readlink -m "${BUILD:-build}")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

banned='strcpy|strcat|strncpy|strncat|strtok|sprintf|vsprintf|gets|atoi|atol|atoll|atof|gmtime|localtime|ctime|asctime|system|popen|exec[lv]p?e?|execveat|posix_spawnp?|fork|vfork|rand|srand|random|srandom|drand48|mktemp|tmpnam|tempnam'

# One line for each fence that is missing.
missing() {
	local headers dynamic symbols segments
	headers=$(readelf -hW "$1") dynamic=$(readelf -dW "$1") symbols=$(nm -D --undefined-only "$1") segments=$(readelf -lW "$1")
	grep -q 'Type: *DYN' <<<"$headers" && grep -q 'FLAGS_1.*PIE' <<<"$dynamic" || echo "position independent (PIE)"
	grep -q GNU_RELRO <<<"$segments" || echo "read-only relocations (RELRO)"
	grep -q 'FLAGS_1.*NOW' <<<"$dynamic" || echo "bound at start (NOW)"
	grep -q 'GNU_STACK .* RW ' <<<"$segments" || echo "no executable stack"
	! grep -q ' RWE ' <<<"$segments" || echo "no segment both writable and executable"
	grep -q __stack_chk_fail <<<"$symbols" || echo "stack protector"
	grep -qE '__[a-z]+_chk(@|$)' <<<"$(grep -v __stack_chk_fail <<<"$symbols")" || echo "fortified calls (_FORTIFY_SOURCE)"
	# Debian's start-up files carry no note of it, so the landing pads themselves are counted.
	[ "$(uname -m)" != x86_64 ] || [ "$(objdump -d "$1" | grep -c endbr64)" -gt 20 ] || echo "control-flow protection (CET)"
	! grep -qE 'RPATH|RUNPATH' <<<"$dynamic" || echo "no RPATH"
	grep -q 'Build ID' <<<"$(readelf -nW "$1")" || echo "build id"
	grep -oE " U ($banned)(@|\$)" <<<"$symbols" | sed 's/^ U /banned call: /'
}

# Symbols that another object could bind to; copies of a library's own variables (stderr, optarg) are not ours.
exported() { nm -D --defined-only "$1" | awk '{ sub(/@.*/, "", $3); print $3 }' | grep -vxF -f <(readelf -rW "$1" | awk '/_COPY/ { sub(/@.*/, "", $5); print $5 }'); }

for program in shop checkout studio hook payd maild keeperd aina; do
	file=$BUILD/bin/$program
	check "$program is built" test -x "$file"
	[ -x "$file" ] || continue
	is "$(missing "$file")" "" "$program: every fence stands"
	is "$(exported "$file")" "" "$program: exports nothing"
done

# What only one program may contain.
links() { readelf -dW "$BUILD/bin/$1" | grep -q "NEEDED.*$2"; }
for program in shop checkout studio hook keeperd; do
	refuse "$program cannot reach a network: no libcurl" links $program libcurl
done

# The test sees what is not there: the same check of a program built without any of it.
printf '#include <stdlib.h>\n#include <string.h>\nint main(int argc, char **argv) { char b[8]; strcpy(b, argv[argc - 1]); return system(b); }\n' >"$folder/soft.c"
gcc -O0 -U_FORTIFY_SOURCE -fno-stack-protector -fcf-protection=none -no-pie -z execstack -z lazy -z norelro -Wl,--build-id=none -o "$folder/soft" "$folder/soft.c" 2>/dev/null
found=$(missing "$folder/soft")
for fence in PIE RELRO NOW 'executable stack' 'stack protector' FORTIFY CET 'build id' strcpy system; do
	check "a program without fences: $fence is missed" grep -q "$fence" <<<"$found"
done
done_testing
