# shellcheck shell=bash disable=SC2034,SC2154
# What run.sh, stop.sh and restart.sh share: where an instance lies, and which processes are its own.
# STATE/run/pids holds one line for each process that run.sh started: pid, its start time, its name. A number alone could
# by now belong to somebody else.

pool_names="shop-1 shop-2 checkout studio hook payd maild keeperd"

started_at() { # pid -> the kernel's start time of that process; fails when there is none
	local line
	local -a field
	line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	read -ra field <<<"${line##*) }"
	[ "${field[0]}" != Z ] || return 1
	echo "${field[19]}"
}

record() { # pid name
	echo "$1 $(started_at "$1" || echo 0) $2" >>"$pids"
}

recorded() { # name pattern -> pids of recorded processes that still live
	local pid start name
	[ -e "$pids" ] || return 0
	while read -r pid start name; do
		# shellcheck disable=SC2254  # a pattern
		case $name in $1) [ "$(started_at "$pid")" != "$start" ] || echo "$pid" ;; esac
	done <"$pids"
}

children() { cat "/proc/$1/task/$1/children" 2>/dev/null || true; }

workers() { # pool's pid -> the processes that multiwatch keeps for it
	local watch
	for watch in $(children "$1"); do children "$watch"; done
}

# nginx's workers outlive a killed master. They are known by their working folder, which is nobody else's.
nginx_left_over() {
	local folder
	for folder in /proc/[0-9]*/cwd; do
		[ "$(readlink "$folder")" = "$state/run/nginx" ] || continue
		folder=${folder%/cwd}
		[ "$(cat "$folder/comm" 2>/dev/null)" != nginx ] || echo "${folder#/proc/}"
	done
}

wait_gone() { # tenths of a second, pids: succeeds when all are gone in time
	local left=$1 pid
	shift
	for pid; do
		while started_at "$pid" >/dev/null; do
			[ $((left--)) -gt 0 ] || return 1
			sleep 0.1
		done
	done
}

end_all() { # signal, pids
	local signal=$1
	shift
	[ $# = 0 ] || kill -"$signal" "$@" 2>/dev/null || true
}

# nginx's cache lies in memory: what cannot be written to a full disk would otherwise end a page halfway.
# STATE/cache is a link, so that a killed instance's folder is found and removed.
cache_make() {
	if [ -w /dev/shm ]; then ln -s "$(mktemp -d /dev/shm/aina-XXXXXX)" "$state/cache"; else mkdir -p "$state/cache"; fi
}
cache_drop() {
	local folder
	folder=$(readlink "$state/cache") && case $folder in /dev/shm/aina-??????) rm -rf -- "$folder" ;; esac
	rm -rf -- "$state/cache"
}
