# shellcheck shell=bash
# TAP from a shell script: `. tests/lib/tap.sh`, then is/ok/like, at the end `done_testing`.
tap_number=0
tap_failed=0

# ok STATUS NAME: a test passed when STATUS is 0. `check NAME command…` runs the command; what it printed is shown on failure.
ok() {
	tap_number=$((tap_number + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $tap_number - $2"
	else
		echo "not ok $tap_number - $2"
		tap_failed=$((tap_failed + 1))
	fi
}
check() {
	local name=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	ok "$status" "$name"
	[ "$status" -eq 0 ] || printf '%s\n' "$output" | sed 's/^/# /'
}
refuse() { # NAME command…: the command must fail
	local name=$1 output
	shift
	if output=$("$@" 2>&1); then ok 1 "$name"; printf '%s\n' "$output" | sed 's/^/# /'; else ok 0 "$name"; fi
}
is() { # GOT WANTED NAME
	[ "$1" = "$2" ]
	ok $? "$3"
	[ "$1" = "$2" ] || printf '# got:    %s\n# wanted: %s\n' "$1" "$2"
}
done_testing() {
	echo "1..$tap_number"
	[ "$tap_failed" -eq 0 ] && [ "$tap_number" -gt 0 ]
	exit
}
