#!/usr/bin/env bash
# Changes every worker of a running instance for one of the newly built program, one after the other. The listening sockets stay
# open meanwhile: a request waits for milliseconds, and none fails. nginx itself is reloaded only when its files changed.
set -euo pipefail
state=$(readlink -m "${STATE:-var}")
build=$(readlink -m "${BUILD:-build}")
pids=$state/run/pids
here=$(dirname "$(readlink -f "$0")")
. "$here/lib.sh"

[ -n "$(recorded run)" ] || { echo "Nothing runs in $state." >&2; exit 1; }

change_worker() { # pool's pid, worker's pid: the old one finishes its request, the next one is up when this returns
	local pool=$1 worker=$2 left=100 now
	end_all TERM "$worker"
	wait_gone 200 "$worker" || { echo "Worker $worker does not end." >&2; return 1; }
	while now=$(workers "$pool"); [ "$(wc -w <<<"$now")" -lt "$count" ]; do
		[ $((left--)) -gt 0 ] || { echo "No worker came up after $worker; see $state/log/." >&2; return 1; }
		sleep 0.05
	done
}

"$build/bin/aina" --state "$state" migrate
for name in $pool_names; do
	for pool in $(recorded "$name"); do
		old=$(workers "$pool")
		count=$(wc -w <<<"$old")
		for worker in $old; do change_worker "$pool" "$worker"; done
		echo "$name: $count changed"
	done
done

before=$(cat "$state"/run/nginx/nginx.conf "$state"/run/nginx/site/*.conf)
port=$(sed -n 's/.*listen 127\.0\.0\.1:\([0-9]*\).*/\1/p' "$state/run/nginx/nginx.conf" | head -1)
"$here/render.sh" development "$state/run/nginx" "$state" "$build" "$port"
if [ "$before" != "$(cat "$state"/run/nginx/nginx.conf "$state"/run/nginx/site/*.conf)" ]; then
	end_all HUP "$(recorded nginx)"
	echo "nginx: reloaded"
fi
