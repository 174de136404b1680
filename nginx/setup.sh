#!/usr/bin/env bash
# Installs the Debian packages that a list names and this machine lacks; says which ones first. Silent when nothing is missing.
#   setup.sh nginx/packages.txt
set -euo pipefail
list=${1:?list of packages}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing=()
while read -r package command; do
	case $package in '' | '#'*) continue ;; esac
	installed "$package" || { [ -n "$command" ] && command -v "$command" >/dev/null; } || missing+=("$package")
done <"$list"
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "Missing: ${missing[*]}. Install them as root (there is no sudo here)." >&2; exit 1; }
	as_root=(sudo)
fi
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=500 "$@"; }

echo "Installing ${#missing[@]} Debian packages with what they need: ${missing[*]}"
apt --simulate install --no-install-recommends "${missing[@]}" >/dev/null 2>&1 || apt update
# Debian starts a freshly installed nginx on port 80; nobody asked for that.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
	"${as_root[@]}" chmod 755 "$policy"
	trap '"${as_root[@]}" rm -f "$policy"' EXIT
fi
log=$(mktemp)
if ! apt install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1; then
	cat "$log" >&2
	exit 1
fi
rm -f "$log"
