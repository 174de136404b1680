#!/usr/bin/env bash
# Ends every process that run.sh started for STATE, also when it was only half-way up or was killed itself.
set -euo pipefail
state=$(readlink -m "${STATE:-var}")
pids=$state/run/pids
. "$(dirname "$(readlink -f "$0")")/lib.sh"

# run.sh ends the others in good order; whoever is left after that is asked, then made to go.
mapfile -t run < <(recorded run)
end_all TERM "${run[@]}"
wait_gone 150 "${run[@]}" || true
for signal in TERM KILL; do
	mapfile -t left < <(recorded '*'; nginx_left_over)
	end_all "$signal" "${left[@]}"
	wait_gone 50 "${left[@]}" || true
done
rm -f "$pids"
cache_drop
