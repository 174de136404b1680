#!/usr/bin/env bash
# `make run`: an instance of the shop on loopback, from nothing to "ready", kept up until it is told to end.
#   BUILD=build PORT=8080 STATE=var nginx/run.sh [--built]     --built: everything is installed and built already
# Owns: everything below STATE, every process that it starts. Ends them all on Ctrl-C, SIGTERM or `make stop`; when it is killed,
# they end by themselves (pool.sh). A second instance needs another PORT and another STATE, nothing else.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
cd "$here/.."
port=${PORT:-8080}
processor_port=$((port + 1))
state=$(readlink -m "${STATE:-var}")
build=$(readlink -m "${BUILD:-build}")
pids=$state/run/pids
. "$here/lib.sh"

# How many workers: browsing has one process for each socket; paying, selling and callbacks are plain pools.
declare -A forks=([shop-1]=1 [shop-2]=1 [checkout]=3 [studio]=2 [hook]=2 [payd]=1 [maild]=1 [keeperd]=1)
declare -A name_of=()
step_pid=()

fail() { echo "$*" >&2; exit 1; }

end() {
	trap '' INT TERM HUP
	trap - EXIT
	end_all TERM "${step_pid[@]}" "${!name_of[@]}"
	wait_gone 100 "${!name_of[@]}" || end_all KILL "${!name_of[@]}"
	mapfile -t left < <(nginx_left_over)
	end_all KILL "${left[@]}"
	rm -f "$pids"
	cache_drop
	exit "$1"
}

# Runs a command that may take its time so that a signal meanwhile is heard at once.
step() {
	"$@" 8>&- &
	step_pid=($!)
	wait "$!"
	step_pid=()
}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The folder belongs to one instance at a time; the lock goes with this process, however it ends.
claim() {
	[ ${#state} -le 80 ] || fail "The path $state is too long for the sockets in it; choose a shorter STATE."
	(umask 027; mkdir -p "$state"/{run/nginx,db,secrets,media,mail,log})
	chmod 700 "$state/secrets"
	exec 8>>"$state/run/lock"
	# An instance that is just ending lets go in a moment.
	flock -w 3 8 || fail "An instance runs in $state already (make stop STATE=$state ends it)."
	rm -f "$pids" "$state"/run/*.sock
	cache_drop
	cache_make
}

free_ports() {
	! listens "$port" || fail "Port $port is taken; choose another one: make run PORT=…"
	! listens "$processor_port" || fail "Port $processor_port, for the test processor, is taken; choose another PORT."
}

secret() { # name, command that prints it: made once, readable by this user alone
	[ -s "$state/secrets/$1" ] || (umask 077; "${@:2}" >"$state/secrets/$1.new" && mv "$state/secrets/$1.new" "$state/secrets/$1")
}
random_bytes() { head -c 32 /dev/urandom; }
random_word() { printf '%s%s\n' "$1" "$(head -c 24 /dev/urandom | od -An -vtx1 | tr -d ' \n')"; }

# aina.conf is made once and then belongs to whoever edits it. Only addresses of this machine follow PORT: with another origin
# or the processor's real address in it, the file stays as it is.
configure() {
	local key
	for key in field session link; do secret "$key.key" random_bytes; done
	secret stripe.key random_word sk_test_
	secret stripe.webhook random_word whsec_
	[ -s "$state/aina.conf" ] || "$build/bin/aina" config |
		sed -E 's|^(stripe_base) *=.*|\1 = http://127.0.0.1|; s|^(stripe_pay_host) *=.*|\1 = 127.0.0.1|' >"$state/aina.conf"
	sed -i -E "s#^(site_origin) *= *http://localhost(:[0-9]+)?\$#\1 = http://localhost:$port#
		s#^(stripe_base) *= *http://127\.0\.0\.1(:[0-9]+)?\$#\1 = http://127.0.0.1:$processor_port#
		s#^(stripe_pay_host) *= *127\.0\.0\.1(:[0-9]+)?\$#\1 = 127.0.0.1:$processor_port#" "$state/aina.conf"
}

fill() {
	step "$build/bin/aina" --state "$state" migrate
	if [ ! -e "$state/demo" ]; then
		echo "Filling the demo shop …"
		step "$build/bin/aina" --state "$state" demo
		touch "$state/demo"
	fi
}

start() { # name command...: in the background, its output in the log
	local name=$1
	shift
	setpriv --pdeathsig TERM "$@" >>"$state/log/${name%-[12]}.log" 2>&1 </dev/null 8>&- &
	name_of[$!]=$name
	record $! "$name"
}

start_pool() {
	local program=${1%-[12]}
	local command=("$here/pool.sh" "${forks[$1]}" "$build/bin/$program" --state "$state")
	[ -x "$build/bin/$program" ] || fail "$build/bin/$program is missing."
	case $program in
	*d) start "$1" "${command[@]}" ;;
	*)
		rm -f "$state/run/$1.sock"
		start "$1" spawn-fcgi -s "$state/run/$1.sock" -M 0660 -b 4096 -n -- "${command[@]}"
		;;
	esac
}

start_nginx() {
	mapfile -t left < <(nginx_left_over)
	end_all KILL "${left[@]}"
	"$here/render.sh" development "$state/run/nginx" "$state" "$build" "$port"
	start nginx env -C "$state/run/nginx" nginx -e "$state/log/nginx.log" -c "$state/run/nginx/nginx.conf"
}

start_processor() {
	start cardsim "$build/tests/cardsim" --port "$processor_port" --state "$state/cardsim.json" \
		--key "$state/secrets/stripe.key" --secret "$state/secrets/stripe.webhook" --webhook "http://localhost:$port/hook/stripe"
}

start_one() {
	case $1 in
	nginx) start_nginx ;;
	cardsim) start_processor ;;
	*) start_pool "$1" ;;
	esac
}

# The status of the home page, or nothing when nobody answers.
page_status() {
	local status=
	{ exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 0
	printf 'GET /en/ HTTP/1.0\r\nHost: localhost:%s\r\n\r\n' "$port" >&3
	read -r -t 5 _ status _ <&3 || true
	exec 3<&-
	echo "$status"
}

wait_ready() {
	local status end=$((SECONDS + 30))
	while status=$(page_status); [ "$status" != 200 ]; do
		[ "$SECONDS" -lt "$end" ] || fail "No page opens after 30 seconds (last answer: ${status:-none}); see $state/log/."
		sleep 0.05
	done
}

# Nothing here should ever end by itself (workers are multiwatch's business); what does is started again.
keep() {
	local dead name
	while true; do
		wait -n -p dead || true
		[ -n "${dead:-}" ] || continue
		name=${name_of[$dead]}
		unset "name_of[$dead]"
		echo "$name ended and is started again." >&2
		sleep 0.2
		start_one "$name"
	done
}

claim
trap 'end 0' INT TERM HUP
trap 'end 1' EXIT
record $$ run
free_ports
if [ "${1:-}" != --built ]; then
	step "$here/setup.sh" "$here/packages.txt"
	step make -j"$(nproc)" BUILD="${BUILD:-build}" all
fi
umask 027
configure
fill
for name in cardsim $pool_names nginx; do start_one "$name"; done
wait_ready
echo "ready http://localhost:$port/"
keep
