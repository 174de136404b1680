#!/bin/sh
# Refuses an #include that climbs: programs -> pages -> model -> {web, store, edge} -> base, where model knows neither web
# nor edge, and web, store and edge do not know each other. Generated headers count as the layer that they serve.
# Usage: layers.sh cgi-bin     Prints one line for each wrong include and exits 1 if there is one.
set -eu
root=${1:?folder of the layers}
# shellcheck disable=SC2016  # the $ are awk's
find "$root" -name '*.[ch]' | sort | xargs -r awk -v root="$root" '
BEGIN {
	# may[layer]: the layers that it may include; each layer may include itself.
	may["base"]     = " base "
	may["web"]      = " web base "
	may["store"]    = " store base "
	may["edge"]     = " edge base "
	may["model"]    = " model store query base "
	# Pages read the shop window as it is: what stands there is public and has been through the model. All other rows reach them
	# through the model, where the rules are.
	may["pages"]    = " pages template window model web store edge base "
	may["programs"] = " programs pages model web store query edge base "
	may["store"]    = may["store"] "query "
	# A library with a home: nobody else talks to it.
	home["sqlite3.h"] = "store"; home["curl/curl.h"] = "edge"; home["fcgiapp.h"] = "web"; home["fcgi_stdio.h"] = "nobody"
}
FNR == 1 { layer = substr(FILENAME, length(root) + 2); sub("/.*", "", layer) }
/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
	name = $0; sub(/^[^<"]*[<"]/, "", name); sub(/[>"].*/, "", name)
	if (name in home) {
		if (home[name] != layer) complain(name " belongs to " home[name])
		next
	}
	if ($0 !~ /"/) next
	if (name == "message.h") target = "base"
	else if (name == "cookies.h") target = "web"
	else if (name == "template.h") target = "template"
	else if (name == "query/catalogue_window.h" && layer == "pages") target = "window"
	else { target = name; if (!sub("/.*", "", target)) target = layer }
	if (!(layer in may)) complain("no layer is called " layer)
	else if (index(may[layer], " " target " ") == 0) complain(layer " may not include " name)
}
function complain(why) { printf "%s:%d: %s\n", FILENAME, FNR, why; bad = 1 }
END { exit bad }
'
