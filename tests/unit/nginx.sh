#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2317  # nginx's own $; functions called by check
# What the figures of this house rest on, read out of nginx's files as they are rendered, for development and for production.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

mkdir -p "$folder/state"/{run,log,cache} "$folder/tls"
nginx/render.sh development "$folder/development" "$folder/state" "$folder/build" 20080
nginx/render.sh production "$folder/production" shop.example

# Comments away, one statement a line, blanks made one.
plain() { sed -E 's/(^|[[:space:]])#.*//' "$@" | tr '\n\t' '  ' | sed -E 's/ +/ /g; s/([;{}]) ?/\1\n/g'; }
whole() { plain "$folder/$1/nginx.conf" "$folder/$1"/site/*.conf; }
has() { whole "$1" | grep -qxF -- "$2"; }
lacks() { ! whole "$1" | grep -E -- "$2"; }
# The number of a directive, e.g. "keepalive" of upstream shop.
number() { whole "$1" | sed -n "s/^$2 \([0-9]*\);\$/\1/p" | head -1; }

check "development: nginx accepts it" nginx -t -q -e "$folder/error.log" -c "$folder/development/nginx.conf"
self_signed() { # nginx -t opens the certificate; any one does
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=shop.example \
		-keyout "$folder/tls/privkey.pem" -out "$folder/tls/fullchain.pem" 2>&1
}
check "a certificate for the test" self_signed
sed -i "s|/etc/letsencrypt/live/shop.example|$folder/tls|; s|/run/nginx.pid|$folder/pid|; s|/var/log/nginx|$folder/state/log|; s|/run/aina-cache|$folder/state/cache|" \
	"$folder"/production/nginx.conf "$folder"/production/site/*.conf
check "production: nginx accepts it" nginx -t -q -e "$folder/error.log" -c "$folder/production/nginx.conf"

for kind in development production; do
	for line in 'server_tokens off;' 'client_header_timeout 5s;' 'client_body_timeout 5s;' 'send_timeout 5s;' 'reset_timedout_connection on;' \
		'large_client_header_buffers 4 8k;' 'max_headers 50;' 'keepalive_requests 1000;' 'client_max_body_size 64k;' 'client_body_buffer_size 64k;' \
		'fastcgi_request_buffering on;' 'fastcgi_buffering on;' 'fastcgi_next_upstream error timeout;' 'fastcgi_pass_request_headers off;' \
		'fastcgi_no_cache $has_cookie;' 'fastcgi_cache_bypass $has_cookie;' 'fastcgi_cache_lock on;' 'map $http_cookie $has_cookie {' \
		'fastcgi_cache_use_stale error timeout updating;' 'return 421;' 'error_page 502 503 504 /errors/503.html;' 'limit_req_status 429;' \
		'limit_conn_status 429;' 'gzip_static on;'; do
		check "$kind: $line" has $kind "$line"
	done
	refuse "$kind: no regular expression in a location" bash -c "$(declare -f whole plain); folder=$folder; whole $kind | grep -E '^location *~'"
	check "$kind: no rewriting, alias, regular maps, nor modules that are not needed" lacks $kind '^(rewrite|alias|if|perl|ssi|charset|dav_methods|mp4|flv|sub_filter) |^map .*~|^"?~'
	check "$kind: every location is exact or ends in a slash" lacks $kind '^location ([^=].*[^/]|= .*/) \{'
	check "$kind: cache headers of programs are obeyed" lacks $kind 'ignore_headers|hide_header|proxy_pass'
	check "$kind: a started POST is never sent again" lacks $kind 'non_idempotent'
	check "$kind: nothing personal in the log" lacks $kind 'log_format.*(remote_addr|request_uri|args|query_string|cookie|referer|user_agent|http_)'
	is "$(whole $kind | grep -c '^listen .*backlog=4096;')" "$(whole $kind | grep -c '^listen .*default_server')" "$kind: every listening socket has a backlog of 4096"
	is "$(whole $kind | grep '^server unix:' | grep -vc 'max_fails=0;')" 0 "$kind: no worker's death closes a socket"
	is "$(whole $kind | grep -c '^server unix:.*/shop-[12].sock max_fails=0;')" 2 "$kind: browsing has two sockets"
	# A location that adds a header drops the inherited ones, so it has to name them again.
	plain "$folder/$kind/site/site.conf" | awk '/^location/ { where = $0; own = again = 0 } /^add_header/ { own = 1 } /headers.conf;$/ { again = 1 }
		/^\}/ { if (own && !again) { print where; bad = 1 } own = 0 } END { exit bad }' >"$folder/lost"
	is "$(cat "$folder/lost")" "" "$kind: no location loses the common headers"
	for header in Content-Security-Policy X-Content-Type-Options Referrer-Policy X-Frame-Options Cross-Origin-Opener-Policy Cross-Origin-Embedder-Policy \
		Cross-Origin-Resource-Policy Permissions-Policy Strict-Transport-Security; do
		check "$kind: $header on every answer" grep -qE "^add_header $header .* always;" "$folder/$kind/site/headers.conf"
	done
	check "$kind: scripts only from our own files" grep -q "default-src 'none'; script-src 'self';.*require-trusted-types-for 'script'" "$folder/$kind/site/headers.conf"
	# Kept connections belong to the event loop alone: a plain pool would be pinned by them.
	is "$(grep -l '^fastcgi_keep_conn on;' "$folder/$kind"/site/*.conf | xargs -n1 basename)" shop.conf "$kind: kept connections only for browsing"
	is "$(whole $kind | grep -c '^keepalive [0-9]*;')" 1 "$kind: one upstream keeps connections"
	kept=$(number $kind keepalive) workers=$(number $kind worker_processes)
	[ $((workers * kept * 2)) -lt 256 ]
	ok $? "$kind: $workers x $kept kept connections fit into a worker's descriptors"
done
is "$(awk '/define LIMIT_BODY_BYTES/ { print $3 }' cgi-bin/web/limits.h)" $((64 * 1024)) "the program's body limit is nginx's"
is "$(whole development | grep '^listen' | grep -vcE '^listen (127\.0\.0\.1|\[::1\]):')" 0 "development: every listener is on loopback"
for line in 'ssl_protocols TLSv1.2 TLSv1.3;' 'return 308 https://shop.example$request_uri;' 'ssl_session_tickets off;'; do
	check "production: $line" has production "$line"
done
check "production: HSTS for two years with subdomains" grep -q 'https "max-age=63072000; includeSubDomains' "$folder/production/nginx.conf"
done_testing
