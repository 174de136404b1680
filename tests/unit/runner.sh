#!/usr/bin/env bash
# shellcheck disable=SC2016  # programs for another shell
# The runner itself: whatever a test program does that is not "passed" is counted as failed, and the last line says so.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/tests/lib" "$tree/tests/page"
cp tests/run "$tree/tests/"
printf '#!/bin/sh\n' >"$tree/tests/lib/instance-end-all.sh"
chmod +x "$tree/tests/lib/instance-end-all.sh"

# The last line and the exit status of a run over one planted test program.
run_with() { # body of the program; without one there is none
	rm -f "$tree"/tests/page/*
	[ $# = 0 ] || { printf '#!/bin/sh\n%s\n' "$1" >"$tree/tests/page/planted"; chmod +x "$tree/tests/page/planted"; }
	local said status=0
	said=$(BUILD="$tree/build" "$tree/tests/run" page 2>&1) || status=$?
	echo "$(tail -n 1 <<<"$said"), status $status"
}

is "$(run_with 'echo 1..2; echo "ok 1 - a"; echo "ok 2 - b"')" "2 passed, 0 failed, status 0" "two passed"
is "$(run_with 'echo 1..2; echo "ok 1 - a"; echo "not ok 2 - b"; exit 1')" "1 passed, 1 failed, status 1" "one failed"
is "$(run_with 'echo "ok 1 - a"; exit 3')" "1 passed, 1 failed, status 1" "it ended badly after its last test"
is "$(run_with 'kill -SEGV $$')" "0 passed, 1 failed, status 1" "it died"
is "$(run_with 'echo fine')" "0 passed, 1 failed, status 1" "it said nothing"
is "$(run_with 'echo 1..3; echo "ok 1 - a"')" "1 passed, 1 failed, status 1" "it did not keep its plan"
is "$(run_with 'echo 1..1; echo "ok 1 - a # SKIP not today"')" "0 passed, 1 failed, status 1" "it skipped its test"
is "$(run_with)" "0 passed, 1 failed, status 1" "the group is empty"
done_testing
