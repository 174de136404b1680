#!/usr/bin/env bash
# Each of cases/*.case changes a small, faultless set of migrations, queries and rules (base/) in one way and says exactly what the query
# compiler must answer. Lines of a case:
#   expect TEXT            one line of the answer, paths relative to the set; all expected lines, in order, are the whole answer
#   edit PATH EXPRESSION   sed on a file of the set
#   === file PATH          what follows, up to the next === line, is that file;  === append PATH: is added to it
# cases/*.c are built against the generated code of base/ and must not compile or link; their first line expects a part of the message.
# TAP on stdout.
set -u
cd "$(dirname "$0")" || exit 1
BUILD=${BUILD:-../../../build}
queryc=$(realpath "$BUILD")/tool/queryc
top=$(realpath ../../..)
scratch=$(mktemp -d)
export LC_ALL=C.UTF-8
trap 'rm -rf "$scratch"' EXIT
number=0
result() { # ok|not ok, name
	number=$((number + 1))
	echo "$1 $number - $2"
}
answer() { # of the compiler about $scratch/db, without its last line
	mkdir -p "$scratch/gen"
	(cd "$scratch/db" && "$queryc" . "$scratch/gen" 2>&1 | sed -e 's|^\./||; s| \./| |' -e '/^queryc: [0-9]* fault/d')
}
unpack() { # case file: writes the set
	rm -rf "$scratch/db" "$scratch/gen"
	cp -r base "$scratch/db"
	awk -v db="$scratch/db" '/^=== /{ out = db "/" $3; if ($2 == "file") printf "" >out; next } out { print >>out }' "$1"
	grep '^edit ' "$1" | while read -r _ path expression; do sed -i "$expression" "$scratch/db/$path"; done
}

cases=(cases/*.case)
sources=(cases/*.c)
echo "1..$((1 + ${#cases[@]} + ${#sources[@]}))"
unpack /dev/null
got=$(answer)
if [ -z "$got" ] && [ -f "$scratch/gen/query_window.c" ]; then
	result ok "the set without a fault compiles"
else
	result "not ok" "the set without a fault compiles"
	echo "# $got"
fi
mv "$scratch/gen" "$scratch/good"
for source in "${sources[@]}"; do
	want=$(sed -n '1s|^/\* expect \(.*\) \*/$|\1|p' "$source")
	if got=$(LC_ALL=C gcc -std=c17 -I"$top/cgi-bin" -I"$scratch/good" -o "$scratch/a.out" "$source" "$scratch/good/query_window.c" 2>&1) ||
		[ -z "$want" ] || ! grep -qF -- "$want" <<<"$got"; then
		result "not ok" "$(basename "$source")"
		head -5 <<<"$got" | sed 's/^/# /'
	else
		result ok "$(basename "$source")"
	fi
done
for case in "${cases[@]}"; do
	name=$(basename "$case" .case)
	unpack "$case"
	got=$(answer)
	want=$(sed -n 's/^expect //p' "$case")
	if [ -n "$want" ] && [ "$got" = "$want" ] && [ ! -e "$scratch/gen/query_window.c" ]; then
		result ok "$name"
	else
		result "not ok" "$name"
		diff <(echo "$want") <(echo "$got") | sed 's/^/# /'
	fi
done
