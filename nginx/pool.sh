#!/bin/sh
# One pool: keeps FORKS workers of one program alive until it is told to end.
#   [spawn-fcgi … --] pool.sh FORKS PROGRAM [ARGUMENTS]
# Descriptor 0 is the listening socket: it stays open here, whatever happens to the workers, so nobody is refused meanwhile.
# multiwatch starts a worker again in the moment it dies. When workers die young again and again (a broken configuration,
# a full disk) it gives up; then it is started again after a second.
forks=$1
shift
exec 3<&0
ending=''
watch=''
trap 'ending=1; [ -z "$watch" ] || kill -TERM "$watch" 2>/dev/null' TERM INT HUP

while [ -z "$ending" ]; do
	# A parent's death reaches its children, so nothing is left behind when something here is killed.
	setpriv --pdeathsig TERM multiwatch -f "$forks" -r 8 -t 100 -s TERM -- /usr/bin/setpriv --pdeathsig TERM "$@" <&3 3<&- &
	watch=$!
	wait "$watch"
	# A worker born in the moment of the signal has not heard it: it is told again.
	while [ -n "$ending" ] && kill -TERM "$watch" 2>/dev/null; do sleep 0.1; done
	watch=
	[ -n "$ending" ] || sleep 1
done
