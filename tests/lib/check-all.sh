#!/usr/bin/env bash
# `make check-all`: the unit tests under address and undefined-behaviour sanitizer with both compilers, and every static analyser
# that is installed (gcc -fanalyzer, clang-tidy, cppcheck). What is missing is said, not passed over.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
BUILD=$(readlink -m "${BUILD:-build}")
bad=0
have() { command -v "$1" >/dev/null || { echo "not installed, not run: $1"; return 1; }; }

sanitized() { # compiler
	local build=$BUILD/sanitize-$1 test
	make -j"$(nproc)" BUILD="$build" CC="$1" SANITIZE=address,undefined unit || { bad=1; return; }
	for test in "$build"/tests/unit/*; do
		if [ -x "$test" ] && [ -f "$test" ]; then "$test" >"$test.log" 2>&1 || { echo "FAILED $test"; tail -30 "$test.log"; bad=1; }; fi
	done
}

sanitized gcc
! have clang || sanitized clang
make -j"$(nproc)" -k BUILD="$BUILD/analyze" ANALYZE="-fanalyzer -Wno-error" all 2>"$BUILD/analyze.log"
if grep -E 'warning:.*-Wanalyzer' "$BUILD/analyze.log" | sort -u; then bad=1; fi
sources=$(git ls-files 'cgi-bin/*.c')
# Left out: what gcc's -Wconversion sees better, what strings with a length cannot have, and a fault of clang 14's va_list check.
checks='-*,bugprone-*,cert-*,clang-analyzer-*'
for check in bugprone-easily-swappable-parameters bugprone-assignment-in-if-condition bugprone-branch-clone bugprone-macro-parentheses \
	bugprone-narrowing-conversions bugprone-implicit-widening-of-multiplication-result bugprone-not-null-terminated-result bugprone-reserved-identifier \
	cert-dcl37-c cert-dcl51-cpp clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling clang-analyzer-valist.Uninitialized; do
	checks+=",-$check"
done
if have clang-tidy; then
	# shellcheck disable=SC2086
	clang-tidy --quiet --warnings-as-errors='*' --checks="$checks" $sources -- -std=c17 -D_GNU_SOURCE -Icgi-bin -I"$BUILD/gen" \
		-include cgi-bin/base/banned.h || bad=1
fi
if have cppcheck; then
	cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,portability -D_GNU_SOURCE -Icgi-bin -I"$BUILD/gen" cgi-bin || bad=1
fi
exit $bad
