# shellcheck shell=bash disable=SC2034
# An instance of the whole shop for a test: `. tests/lib/instance.sh; instance_start` gives $url, $port, $state; it ends with the
# script. Its state is a copy of one that was filled once (BUILD/instances/filled), so a start takes about a second.
# INSTANCE_EMPTY=1: start from nothing instead. INSTANCE_FOLDER: put the state there.
: "${BUILD:=$PWD/build}"
instances=$BUILD/instances

# Two neighbouring ports that nobody listens on, remembered so that tests beside this one choose others.
instance_ports() {
	mkdir -p "$instances/ports"
	while true; do
		port=$((20000 + 2 * (RANDOM % 10000)))
		if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; then continue; fi
		mkdir "$instances/ports/$port" 2>/dev/null && return
	done
}

instance_run() { # state: starts run.sh and waits for its ready line
	local log=$1.log left=1200
	# A background job would begin deaf to Ctrl-C.
	PORT=$port STATE=$1 setsid env --default-signal=INT nginx/run.sh --built >"$log" 2>&1 &
	instance_pid=$!
	echo "$1" >>"$instances/started"
	until grep -qs '^ready ' "$log"; do
		if ! kill -0 "$instance_pid" 2>/dev/null || [ $((left--)) -le 0 ]; then sed 's/^/# /' "$log"; tail -qn 3 "$1"/log/*.log | sed 's/^/# /'; return 1; fi
		sleep 0.05
	done
}

instance_stop() { # state
	STATE=$1 nginx/stop.sh
	rmdir "$instances/ports/$port" 2>/dev/null
}

# Fills the state that all others are copied from; again when the programs or the demo's data are newer.
instance_fill() {
	exec 9>"$instances/fill.lock"
	flock 9
	if [ ! -e "$instances/filled/db" ] || [ -n "$(find "$BUILD/bin/aina" db/demo -newer "$instances/filled" 2>/dev/null | head -1)" ]; then
		rm -rf "$instances/filled" "$instances/filling"
		instance_run "$instances/filling" && instance_stop "$instances/filling" && mv "$instances/filling" "$instances/filled" && touch "$instances/filled"
	fi
	local status=$?
	exec 9>&-
	return $status
}

instance_start() {
	instance_ports
	url=http://localhost:$port
	state=${INSTANCE_FOLDER:-$instances}/$port
	rm -rf "$state"
	if [ -z "${INSTANCE_EMPTY:-}" ]; then
		instance_fill || return 1
		cp -a "$instances/filled" "$state"
	fi
	trap 'instance_stop "$state"' EXIT
	instance_run "$state"
}
