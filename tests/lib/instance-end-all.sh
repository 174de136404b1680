#!/usr/bin/env bash
# Ends every instance that tests started and did not end, and removes their states.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
instances=${BUILD:-build}/instances
[ -e "$instances/started" ] || exit 0
sort -u "$instances/started" | while read -r state; do STATE=$state nginx/stop.sh; done
rm -rf "$instances"/[0-9]* "$instances/ports" "$instances/started" "$instances/filling"
