#!/usr/bin/env bash
# What keeps the shop up: workers come back at once behind an open socket, are changed under load without a failed request, and
# nothing outlives its instance.
# shellcheck disable=SC2046,SC2317  # lists of pids are meant to be split; functions called by check
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
. tests/lib/instance.sh
. nginx/lib.sh
instance_start || exit 1
pids=$state/run/pids

pages="shop:/en/ checkout:/en/cart studio:/en/studio"
worker_of() { workers "$(recorded "$1" | head -1)" | tr '\n' ' '; }
now_ms() { local t=${EPOCHREALTIME/[.,]/}; echo $((t / 1000)); }

# Requests past nginx's cache for some seconds; prints what failed: answers other than 2xx and 3xx, and broken connections.
load() { # seconds, path
	wrk -t1 -c8 -d"$1" -H 'Cookie: past=cache' "$url$2" | awk '/Non-2xx/ { bad += $NF } /Socket errors/ { gsub(",", ""); bad += $4 + $6 + $8 + $10 } /requests in/ { n = $1 }
		END { printf "%d of %d\n", bad, n }'
}
none_failed() { # "n of m"
	local failed=${1%% of *} asked=${1##* of }
	[ "$failed" -eq 0 ] && [ "$asked" -gt 100 ]
	ok $? "$2: $1 failed"
}

# From the kill to the birth of the next worker, by the kernel's clock (ticks of 10 ms), the middle one of three.
respawn_ms() { # pool
	local pool old new killed up tries=500
	pool=$(recorded "$1")
	old=$(workers "$pool")
	read -r up _ </proc/uptime
	killed=${up/./}
	kill -KILL "${old%% *}"
	until new=$(workers "$pool" | tr ' ' '\n' | grep -vxF -f <(tr ' ' '\n' <<<"$old")); do [ $((tries--)) -gt 0 ] || return; sleep 0.01; done
	echo $((($(started_at "$new") - killed) * 10))
}
middle_of_three() { sort -n | sed -n 2p; }
for name in $pool_names; do
	took=$(for _ in 1 2 3; do respawn_ms "$name"; done | middle_of_three)
	[ "${took:-9999}" -le 100 ]
	ok $? "$name is back within 100 ms after kill -9 (took $took)"
	[ "$name" = shop-1 ] || continue
	# With no worker at all a connection waits in the socket instead of being refused.
	kill -STOP $(children "$(recorded shop-1)")
	kill -KILL $(worker_of shop-1)
	curl -s -m 0.3 --unix-socket "$state/run/shop-1.sock" http://localhost/
	is $? 28 "the socket takes connections while no worker lives (curl: connected, then timeout)"
	kill -CONT $(children "$(recorded shop-1)")
done

# Any worker of the program, killed every 0.4 s while pages are read.
kill_often() { # program, seconds
	local end=$((SECONDS + $2)) pool victims
	while [ "$SECONDS" -lt "$end" ]; do
		for pool in $(recorded "$1*"); do victims=$(workers "$pool"); kill -KILL "${victims%% *}"; sleep 0.4; done
	done 2>/dev/null
}
for pair in $pages; do
	program=${pair%%:*}
	kill_often "$program" 5 &
	killer=$!
	none_failed "$(load 5 "${pair#*:}")" "$program killed every 0.4 s"
	wait "$killer"
done

# Programs that answer no reading request are killed while the others are read from.
for program in hook payd maild keeperd; do
	kill_often "$program" 3 &
	killer=$!
	none_failed "$(load 3 /en/)" "$program killed every 0.4 s"
	wait "$killer"
done

before=$(for name in $pool_names; do worker_of "$name"; done)
for pair in $pages; do
	load 4 "${pair#*:}" >"$state/load" &
	loader=$!
	sleep 0.5
	check "make restart under load" env STATE="$state" nginx/restart.sh
	wait "$loader"
	none_failed "$(cat "$state/load")" "workers changed while ${pair#*:} is read"
done
after=$(for name in $pool_names; do worker_of "$name"; done)
is "$(comm -12 <(tr ' ' '\n' <<<"$before" | sort -u | grep .) <(tr ' ' '\n' <<<"$after" | sort -u | grep .))" "" "make restart changed every worker"

# Ending: every process is gone, whichever way the end came.
everything() { # pids of all processes of the instance
	local pid
	for pid in $(recorded '*'); do
		echo "$pid"
		for watch in $(children "$pid"); do echo "$watch"; children "$watch"; done
	done | tr ' ' '\n' | grep . | sort -u
	nginx_left_over
}
alive() { local pid; for pid; do ! started_at "$pid" >/dev/null || cat "/proc/$pid/comm"; done; }
comes_back() {
	instance_run "$state" && curl -sf -o /dev/null "$url/en/"
	ok $? "it starts again"
}
mapfile -t all < <(everything)
[ ${#all[@]} -gt 25 ]
ok $? "the instance has ${#all[@]} processes"
STATE=$state nginx/stop.sh
is "$(alive "${all[@]}")" "" "make stop leaves no process"
comes_back

mapfile -t all < <(everything)
kill -TERM -- "-$instance_pid"
wait_gone 100 "${all[@]}"
is "$(alive "${all[@]}")" "" "SIGTERM to the process group leaves no process"
comes_back

mapfile -t all < <(everything)
kill -INT -- "-$instance_pid"
wait_gone 100 "${all[@]}"
is "$(alive "${all[@]}")" "" "Ctrl-C leaves no process"
comes_back

mapfile -t all < <(everything)
kill -KILL "$instance_pid"
wait_gone 30 "${all[@]}"
STATE=$state nginx/stop.sh
is "$(alive "${all[@]}")" "" "after kill -9 of the supervisor and make stop no process is left"

begin=$(now_ms)
comes_back
took=$(($(now_ms) - begin))
[ "$took" -le 5000 ]
ok $? "a start with the database present takes seconds ($took ms)"

# Half-started: stopped at a moment when some programs are up and others are not.
STATE=$state nginx/stop.sh
for delay in 0.1 0.3 0.5; do
	PORT=$port STATE=$state setsid nginx/run.sh --built >"$state/half.log" 2>&1 &
	sleep "$delay"
	mapfile -t all < <(everything)
	STATE=$state nginx/stop.sh
	wait_gone 50 "${all[@]}"
	is "$(alive "${all[@]}")" "" "stopped $delay s after the start nothing is left"
	refuse "nobody listens on the port" bash -c "exec 3<>/dev/tcp/127.0.0.1/$port"
done

# Another instance beside it.
comes_back
first=$state first_url=$url first_port=$port
second() (
	instance_start || exit 1
	[ "$state" != "$first" ] || exit 1
	curl -sf -o /dev/null "$url/en/" && curl -sf -o /dev/null "$first_url/en/"
)
check "two instances side by side" second
check "the end of one leaves the other alone" curl -sf -o /dev/null "$first_url/en/"
refuse "a second one in the same state folder is refused" env PORT=$((first_port + 2)) STATE="$first" nginx/run.sh --built
refuse "a second one on the same port is refused" env PORT="$first_port" STATE="$first-other" nginx/run.sh --built
rm -rf "$first-other"
check "the first one did not notice" curl -sf -o /dev/null "$first_url/en/"

# The configuration follows another port; what somebody wrote into it stays.
STATE=$state nginx/stop.sh
sed -i 's|^stripe_base = .*|stripe_base = https://api.stripe.com|; s|^hold_minutes = .*|hold_minutes = 7|' "$state/aina.conf"
instance_ports
url=http://localhost:$port
comes_back
key() { sed -n "s/^$1 = //p" "$state/aina.conf"; }
is "$(key site_origin)" "$url" "aina.conf follows the port"
is "$(key stripe_pay_host)" "127.0.0.1:$((port + 1))" "so does the test processor's address"
is "$(key stripe_base) $(key hold_minutes)" "https://api.stripe.com 7" "the real processor's address and other settings stay as they were written"
done_testing
