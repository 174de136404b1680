#!/usr/bin/env bash
# Sizes and habits: a file that grows past 500 lines or a function past 60 has two duties. Shell scripts pass shellcheck where it is.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
bad=0
complain() { echo "$1"; bad=1; }

sources=$(git ls-files 'cgi-bin/*.[ch]' 'templates/compiler/*.[ch]' 'db/compiler/*.[ch]' 'tests/*.[ch]')
for file in $sources; do
	lines=$(wc -l <"$file")
	[ "$lines" -le 500 ] || complain "$file: $lines lines, at most 500"
	case $file in
	*.c) head -1 "$file" | grep -q . || complain "$file: begins with an empty line" ;;
	esac
done
# A function of this house begins in column one and ends with a brace in column one.
# shellcheck disable=SC2046,SC2016
awk 'FNR == 1 { open = 0 }
	/^\{$/ { open = FNR; name = before }
	/^\}/ && open { if (FNR - open > 60) { printf "%s:%d: %d lines, at most 60: %s\n", FILENAME, open, FNR - open, name; bad = 1 } open = 0 }
	{ if ($0 ~ /^[a-z].*\(/) before = $0 } END { exit bad }' $(grep '\.c$' <<<"$sources") || bad=1
# shellcheck disable=SC2046
! grep -nE '\b(FIXME|XXX|HACK)\b|TODO:' $(git ls-files cgi-bin templates db nginx static tests | grep -vE 'tests/lib/lint.sh|package-lock|\.(webp|jpg|png|woff2)$') || bad=1
if command -v shellcheck >/dev/null; then
	# shellcheck disable=SC2046
	shellcheck -x -P SCRIPTDIR $(git ls-files '*.sh') $(git ls-files tests .ci | xargs grep -lE '^#!.*(ba)?sh$' | grep -v '\.sh$') || bad=1
fi
exit $bad
