#!/usr/bin/env bash
# The rules file and the schema hold each other: without any one stanza that says something about a column, with any one column more,
# and in any order of stanzas, the query compiler answers as it must. The real files are used, each time with one change.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
queryc=$(readlink -m "${BUILD:-build}")/tool/queryc
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rules=db/privacy/ainastudio.rules
mkdir "$folder/gen" "$folder/other"

compiles() { "$queryc" "$1" "$2" "$3" >"$folder/answer" 2>&1; }

check "the rules as they are compile" compiles db "$folder/gen" "$rules"

# Order means nothing: the stanzas from last to first.
awk 'BEGIN { RS = "" } { part[NR] = $0 } END { for (i = NR; i > 0; i--) print part[i] "\n" }' "$rules" >"$folder/turned.rules"
check "the stanzas may stand in any order" compiles db "$folder/other" "$folder/turned.rules"
periods() { grep "^#define RETAIN_.*_MS " "$1/retain.h" | sort; }
is "$(periods "$folder/other")" "$(periods "$folder/gen")" "and mean the same periods"
check "and the same rights" cmp <(sort "$folder/gen/audit.txt") <(sort "$folder/other/audit.txt")

# Without any one of these stanzas something is left unsaid.
dropped=0 missed=()
while read -r line kind id; do
	awk -v line="$line" 'NR == line { skip = 1; next } /^\[/ { skip = 0 } !skip' "$rules" >"$folder/without.rules"
	dropped=$((dropped + 1))
	if compiles db "$folder/other" "$folder/without.rules"; then missed+=("$kind $id"); fi
done < <(grep -nE '^\[(column|columns|table|category|purpose|program) ' "$rules" | sed -E 's/^([0-9]+):\[([a-z]+) (.*)\]$/\1 \2 \3/')
is "${missed[*]}" "" "each of $dropped stanzas is missed when it is not there"
check "and they were many" test "$dropped" -gt 60

# A column that nobody thought about, in every table.
cp -r db/migrate "$folder/migrate"
mkdir -p "$folder/db/query" && cp db/query/*.sql "$folder/db/query" && ln -s "$folder/migrate" "$folder/db/migrate"
added=0 missed=()
while read -r file table; do
	database=$(basename "$file" | cut -d_ -f2)
	echo "ALTER TABLE $table ADD COLUMN unthought TEXT;" >"$folder/migrate/9999_${database}_more.sql"
	added=$((added + 1))
	if compiles "$folder/db" "$folder/other" "$rules" || ! grep -q "no rule for the column $database.$table.unthought" "$folder/answer"; then
		missed+=("$database.$table")
	fi
	rm "$folder/migrate/9999_${database}_more.sql"
done < <(grep -oE '^CREATE TABLE [a-z_]+' db/migrate/*.sql | sed -E 's/^([^:]+):CREATE TABLE /\1 /')
is "${missed[*]}" "" "a new column in each of $added tables needs a rule"
check "and they were many" test "$added" -gt 30
done_testing
