#!/usr/bin/env bash
# Writes nginx's configuration into a folder: the main file nginx.conf and site/*.conf beside it, with @names@ filled in.
#   render.sh development DIR STATE BUILD PORT     what `make run` uses
#   render.sh production DIR HOST                  for /etc/nginx of a server laid out as in nginx/systemd/
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
kind=${1:?development or production}
out=${2:?folder to write into}
langs="kk ru en"

declare -A value=([site]="$out/site" [nginx]=/etc/nginx [user]="" [ipv6]="#" [tls]="" [host]="" [port]="")

development() {
	local state=$1 build=$2
	value+=([state]="$state" [run]="$state/run" [log]="$state/log" [cache]="$state/cache" [files]="$build" [port]="$3")
	# On loopback every visitor, test and load generator is one address.
	value+=([form_rate]=2000r/s [form_burst]=4000 [search_rate]=5000r/s [search_burst]=8000 [address_connections]=20000)
	if [ "$(id -u)" = 0 ]; then value[user]="user root;"; fi
	if grep -qs '^0*1 ' /proc/net/if_inet6; then value[ipv6]=""; fi
}

production() {
	value+=([state]=/var/lib/aina [run]=/var/lib/aina/run [log]=/var/log/nginx [cache]=/run/aina-cache [files]=/usr/lib/aina)
	value+=([form_rate]=2r/s [form_burst]=30 [search_rate]=5r/s [search_burst]=40 [address_connections]=50)
	value[host]=$1
	value[tls]=/etc/letsencrypt/live/$1
}

# Lines between "@lang[" and "@lang]" are written once for each language: the site has no regular expressions.
fill() {
	local script="" name
	for name in "${!value[@]}"; do script+="s|@$name@|${value[$name]}|g;"; done
	awk -v langs="$langs" '
		/^@lang\[$/ { block = 1; text = ""; next }
		/^@lang\]$/ { n = split(langs, l, " "); for (i = 1; i <= n; i++) { t = text; gsub("@lang@", l[i], t); printf "%s", t } block = 0; next }
		block { text = text $0 "\n"; next }
		{ print }' "$1" | sed -e "$script"
}

"$kind" "${@:3}"
mkdir -p "$out/site"
for file in "$here"/site/*.conf; do fill "$file" >"$out/site/$(basename "$file")"; done
fill "$here/$kind.conf" >"$out/nginx.conf"
if grep -n '@[a-z_0-9]*@' "$out/nginx.conf" "$out"/site/*.conf; then echo "render.sh: a name was not filled in" >&2; exit 1; fi
