#!/usr/bin/env bash
# What the template compiler must refuse, and gcc after it. TAP. BUILD names the build folder.
# places.tsv: a value at every place of the markup. types.html: every type at every place. cases/: whole trees of templates.
set -u
cd "$(dirname "$0")/../../.." || exit 1
here=tests/must-fail/template
templatec=$(realpath "${BUILD:-build}/tool/templatec") || exit 1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C
count=0 failures=0

ok() { count=$((count + 1)); echo "ok $count - $1"; }
not_ok() { # name, then what was seen
	count=$((count + 1)) failures=$((failures + 1))
	echo "not ok $count - $1"
	printf '%s\n' "${2-}" | sed 's/^/# /' | head -20
}

# ---- places ----
# Each snippet is a page of its own in one of two trees: those that compile, and those that do not.
mkdir -p "$work"/{good,bad}/{page,locale} "$work"/{good,bad}.out
cp $here/locale/*.po "$work/good/locale/"
cp $here/locale/*.po "$work/bad/locale/"
printf '{{view "view.h" struct test_view}}\n{{t "test.pieces" n=s}}{{t "test.by" name=s}}{{t "form.required"}}\n' >"$work/good/page/all.html"
snippets=()
while IFS=$'\t' read -r snippet expected sentence; do
	[[ -z $snippet || $snippet == \#* ]] && continue
	tree=good
	[[ $expected == refused ]] && tree=bad
	printf '{{view "view.h" struct test_view}}\n%s\n' "$snippet" >"$work/$tree/page/p${#snippets[@]}.html"
	snippets+=("$snippet"$'\t'"$expected"$'\t'"$sentence")
done <$here/places.tsv
good=$("$templatec" "$work/good" "$work/good.out" 2>&1) || not_ok 'templates with values at allowed places compile' "$good"
bad=$("$templatec" "$work/bad" "$work/bad.out" 2>&1) && not_ok 'templates with values at refused places are refused' "$bad"
for i in "${!snippets[@]}"; do
	IFS=$'\t' read -r snippet expected sentence <<<"${snippets[i]}"
	if [[ $expected == refused ]]; then
		said=$(grep -F "/page/p$i.html:" <<<"$bad")
		if [[ $said == *:*:*:*"$sentence"* && $(wc -l <<<"$said") == 1 ]]; then ok "refused: $snippet"; else not_ok "refused: $snippet" "$said"; fi
	else
		said=$(grep -o 'RENDER_[A-Z_]*(value_[0-9]*)' "$work/good.out/template_page_p$i.c" 2>&1)
		if [[ $said == *"$expected("* ]]; then ok "$expected: $snippet"; else not_ok "$expected: $snippet" "$said"; fi
	fi
done

# ---- types ----
mkdir -p "$work"/types/{page,part,locale} "$work"/types.out
cp $here/locale/*.po "$work/types/locale/"
cp $here/types.html "$work/types/page/"
printf '{{view "view.h" struct item_view}}\n{{s}}{{t "form.required"}}\n' >"$work/types/part/item.html"
said=$("$templatec" "$work/types" "$work/types.out" 2>&1) || not_ok 'types.html passes templatec' "$said"
said=$(gcc -std=c17 -D_GNU_SOURCE -fsyntax-only -Wall -Wextra -Wconversion -Wsign-conversion -Werror -fmax-errors=0 -Icgi-bin \
	-I"$work/types.out" -Itests/unit/template_good -include cgi-bin/base/banned.h "$work/types.out/template_page_types.c" 2>&1)
number=0
while IFS= read -r line; do
	number=$((number + 1))
	seen=$(grep -F "types.html:$number:" <<<"$said" | grep -F error:)
	if [[ $line == *'{{! refused: '* ]]; then
		sentence=${line##*'{{! refused: '} sentence=${sentence% '}}'*}
		if [[ $seen == *"$sentence"* ]]; then ok "gcc refuses ${line%% '{{!'*}"; else not_ok "gcc refuses ${line%% '{{!'*}" "$seen"; fi
	elif [[ $line == *'{{'* && $number -gt 2 ]]; then
		if [[ -z $seen ]]; then ok "gcc takes $line"; else not_ok "gcc takes $line" "$seen"; fi
	fi
done <$here/types.html
# The place that gcc names is the place where a designer looks.
column=$(grep -n -m1 '{{titel}}' $here/types.html)
if grep -qF "types.html:${column%%:*}:4: error:" <<<"$said"; then ok 'gcc names line and column of an unknown field'
else not_ok 'gcc names line and column of an unknown field' "$(grep -F titel <<<"$said")"; fi

# ---- cases ----
# A case is a tree of files, each after a line "--- its name" ("+" behind it: added to the file that is there), and last
# "--- refused" with the complaints that must come, and no others.
for case in "$here"/cases/*.case; do
	name=$(basename "$case" .case)
	tree=$work/$name
	mkdir -p "$tree"/{layout,mail,page,part,locale} "$tree.out"
	cp $here/locale/*.po "$tree/locale/"
	awk -v tree="$tree" '/^--- /{ file = tree "/" $2; if ($3 != "+") printf "" >file; next } { print >>file }' "$case"
	said=$("$templatec" "$tree" "$tree.out" 2>&1)
	status=$?
	missing=
	while IFS= read -r want; do
		grep -qF -- "${want/#/$tree/}" <<<"$said" || missing+="missing: $want"$'\n'
	done <"$tree/refused"
	if [[ -z $missing && $status == 1 && $(wc -l <<<"$said") == $(wc -l <"$tree/refused") && -z $(ls "$tree.out") ]]; then ok "case $name"
	else not_ok "case $name" "$missing$said"; fi
done

echo "1..$count"
[[ $failures == 0 ]]
