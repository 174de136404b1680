#!/usr/bin/env bash
# The layers hold, and the script that says so is not blind: each wrong include, planted, is found.
cd "$(dirname "$(readlink -f "$0")")/../.." || exit 1
. tests/lib/tap.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

# shellcheck disable=SC2317  # called by check and refuse
plant() { # layer, include line
	rm -rf "${tree:?}"/*
	mkdir "$tree/$1"
	printf '%s\n' "$2" >"$tree/$1/planted.c"
	tests/lib/layers.sh "$tree"
}

check "cgi-bin keeps its layers" tests/lib/layers.sh cgi-bin
check "programs may include pages" plant programs '#include "pages/cart.h"'
check "model may include generated queries" plant model '#include "query/order.h"'
refuse "base may not include web" plant base '#include "web/route.h"'
refuse "model may not include web" plant model '#include "web/route.h"'
refuse "model may not include edge" plant model '	# include "edge/http.h"'
refuse "web may not include store" plant web '#include "store/store.h"'
refuse "store may not include edge" plant store '#include "edge/http.h"'
refuse "edge may not include web" plant edge '#include "web/url.h"'
check "programs may include generated queries (payd puts edge and model together)" plant programs '#include "query/payment.h"'
check "pages may read the shop window" plant pages '#include "query/catalogue_window.h"'
refuse "pages may not include other queries" plant pages '#include "query/order.h"'
refuse "model may not include templates" plant model '#include "template.h"'
refuse "pages may not include programs" plant pages '#include "programs/serve.h"'
refuse "pages may not speak to SQLite" plant pages '#include <sqlite3.h>'
refuse "a new layer is not taken in by accident" plant helpers '#include "base/str.h"'
done_testing
