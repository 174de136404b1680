#!/usr/bin/env bash
# The production units: they parse, every service is fenced in (exposure at most 1.0), every socket keeps a burst waiting.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
units=$root/etc/systemd/system
mkdir -p "$units" "$root/usr/lib/aina/bin"
cp -r nginx/systemd/aina* "$units/"
# Only that an executable is there is looked at.
for program in shop checkout studio hook payd maild keeperd aina; do cp /bin/true "$root/usr/lib/aina/bin/$program"; done
for target in sysinit basic shutdown network multi-user sockets; do cp "/usr/lib/systemd/system/$target.target" "$units/"; done

# A template has no meaning without an instance: aina-shop@.service is looked at as aina-shop@1.service.
instance_of() { basename "$1" | sed 's/@\./@1./'; }
exposure() { systemd-analyze security --offline=true --no-pager --root="$root" "$1" | sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p'; }
at_most() { awk -v is="$1" -v most="$2" 'BEGIN { exit !(is != "" && is + 0 <= most) }'; }

all=()
for file in nginx/systemd/*.service nginx/systemd/*.socket nginx/systemd/*.target; do all+=("$(instance_of "$file")"); done
said=$(systemd-analyze verify --root="$root" "${all[@]}" 2>&1)
is "$said" "" "all units are understood"
for file in nginx/systemd/*.service; do
	unit=$(instance_of "$file")
	got=$(exposure "$unit")
	at_most "$got" 1.0
	ok $? "$unit: exposure $got, at most 1.0"
done
for file in nginx/systemd/*.socket; do
	check "$(basename "$file"): backlog 4096" grep -qx 'Backlog=4096' "$file"
	check "$(basename "$file"): mode 0660" grep -qx 'SocketMode=0660' "$file"
done
for program in shop checkout studio hook payd maild keeperd; do
	check "$program has a user of its own" grep -qx "User=aina-$program" nginx/systemd/aina-"$program"*.service
	check "that user is made" grep -q "^u aina-$program " nginx/systemd/aina.sysusers
done
is "$(grep -L 'PrivateNetwork=yes' nginx/systemd/*.service | xargs -n1 basename | tr '\n' ' ')" "aina-maild.service aina-payd.service " \
	"only payd and maild reach a network"
is "$(grep -o 'aina-shop@[12].socket' nginx/systemd/aina.target | sort -u | wc -l)" 2 "browsing has two sockets"

# A unit hides exactly those databases and secrets that its program does not name in its generated table of statements.
BUILD=$(readlink -m "${BUILD:-build}")
hidden() { grep -qE "^InaccessiblePaths=-\+?/var/lib/aina/$2\$" nginx/systemd/aina-"$1"*.service && echo hidden || echo open; }
wanted() { grep -q "$2" "$BUILD/gen/query_$1.c" && echo open || echo hidden; }
for program in shop checkout studio hook payd maild keeperd; do
	for name in market catalogue session keys; do
		is "$(hidden $program db/$name.db) $(hidden $program db/$name.db-wal)" "$(yes "$(wanted $program "database = STORE_${name^^}\>")" | head -2 | xargs)" "$program: $name.db"
	done
	for name in field link session; do
		is "$(hidden $program secrets/$name.key)" "$(wanted $program "secrets\[STORE_SECRET_${name^^}\] = true")" "$program: secrets/$name.key"
	done
done
# systemd reads a path as one of the host unless "+" makes it one of the unit's own root.
is "$(grep -lE '^InaccessiblePaths=-\+' nginx/systemd/*.service | xargs -n1 basename | tr '\n' ' ')" "$(grep -l '^RootDirectory=' nginx/systemd/*.service | xargs -n1 basename | tr '\n' ' ')" \
	"paths of units with a root of their own are below that root"
is "$(grep -L 'secrets/stripe.key$' nginx/systemd/*.service | xargs -n1 basename)" aina-payd.service "only payd reads the processor's key"
is "$(grep -L 'secrets/stripe.webhook$' nginx/systemd/*.service | xargs -n1 basename)" aina-hook@.service "only hook reads the secret of the processor's reports"
is "$(grep -L 'secrets/smtp.login$' nginx/systemd/*.service | xargs -n1 basename)" aina-maild.service "only maild reads the mail relay's login"

# The fence is what the figure says: without it the same service is wide open.
rm -r "$units/aina-.service.d"
got=$(exposure aina-shop@1.service)
at_most "$got" 1.0 && status=1 || status=0
ok "$status" "without the fence the test fails ($got)"
done_testing
