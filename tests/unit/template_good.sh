#!/usr/bin/env bash
# What good templates print: template_good/ is compiled, run in three languages and compared with template_good/expected.txt. TAP.
# `template_good.sh --accept` takes what it prints now for right: read the difference before committing it.
set -u
cd "$(dirname "$0")/../.." || exit 1
good=tests/unit/template_good
build=$(realpath "${BUILD:-build}") || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
count=0 failures=0

result() { # "ok" or "not ok", name, file with what to say
	count=$((count + 1))
	echo "$1 $count - $2"
	[[ $1 == ok ]] || { failures=$((failures + 1)); sed 's/^/# /' "$3" | head -40; }
}

if ! { "$build/tool/templatec" $good "$work" && gcc -std=c17 -D_GNU_SOURCE -O1 -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow \
	-Werror -Icgi-bin -I"$work" -I$good -include cgi-bin/base/banned.h -o "$work/print" $good/main.c "$work"/*.c cgi-bin/pages/render.c \
	"$build/lib/libbase.a" -lsodium -lunistring -lidn2 -linih && "$work/print" >"$work/printed.txt"; } 2>"$work/said"; then
	result 'not ok' 'good templates compile and run' "$work/said"
	echo "1..1"
	exit 1
fi
result ok 'good templates compile and run'
if [[ ${1-} == --accept ]]; then cp "$work/printed.txt" $good/expected.txt; fi

# One test for each page, the pages being cut at their titles.
cut_pages() { # file, folder
	mkdir -p "$2"
	awk -v folder="$2" '/^=== /{ name = $0; sub(/^=== /, "", name); gsub(/[ \/]/, "-", name); file = folder "/" name } { print >file }' "$1"
}
cut_pages $good/expected.txt "$work/expected"
cut_pages "$work/printed.txt" "$work/printed"
for page in "$work"/expected/*; do
	name=$(basename "$page")
	if diff -u "$page" "$work/printed/$name" >"$work/said" 2>&1; then result ok "$name"; else result 'not ok' "$name" "$work/said"; fi
done
if [[ $(ls "$work/expected") == "$(ls "$work/printed")" ]]; then result ok 'nothing else is printed'
else diff <(ls "$work/expected") <(ls "$work/printed") >"$work/said"; result 'not ok' 'nothing else is printed' "$work/said"; fi

# The same input gives the same bytes, and untouched outputs are not written again.
mkdir "$work/again"
"$build/tool/templatec" $good "$work/again"
touch -d 2000-01-01 "$work/again"/*
"$build/tool/templatec" $good "$work/again"
for file in "$work/again"/*; do
	cmp "$file" "$work/$(basename "$file")" || echo "$file differs"
	[[ $(date -r "$file" +%Y) == 2000 ]] || echo "$file was written again"
done >"$work/said" 2>&1
if [[ -s $work/said ]]; then result 'not ok' 'outputs are the same, and written once' "$work/said"; else result ok 'outputs are the same, and written once'; fi

echo "1..$count"
[[ $failures == 0 ]]
