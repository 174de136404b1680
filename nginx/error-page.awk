# The page that nginx shows by itself when no program can: the messages error.CODE.title and error.CODE.text in every language.
#   awk -v code=503 -f error-page.awk templates/locale/kk.po templates/locale/ru.po templates/locale/en.po
function text(line) {
	sub(/^msgstr "/, "", line); sub(/"$/, "", line)
	gsub(/\\"/, "\"", line); gsub(/&/, "\\&amp;", line); gsub(/</, "\\&lt;", line)
	return line
}
BEGIN {
	print "<!doctype html>\n<html lang=\"kk\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
	print "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>" code " · Aina</title>"
	print "<link rel=\"stylesheet\" href=\"/static/css/aina.css\">\n</head>\n<body>"
	mark = "<svg class=\"brand-mark\" viewBox=\"0 0 48 48\" width=\"40\" height=\"40\" aria-hidden=\"true\"><use href=\"/static/img/icons.svg#mark\"/></svg>"
	print "<header class=\"head\"><div class=\"wrap head-row\"><a class=\"brand\" href=\"/\">" mark "<span class=\"brand-name\">Aina</span></a></div></header>"
	print "<main class=\"wrap wrap-narrow house-down\">\n<h1 class=\"hush\">" code "</h1>"
}
FNR == 1 { lang = FILENAME; sub(/.*\//, "", lang); sub(/\.po$/, "", lang) }
/^msgid / { key = $0 }
/^msgstr / && key == "msgid \"error." code ".title\"" { title = text($0); found++ }
/^msgstr / && key == "msgid \"error." code ".text\"" { printf "<section lang=\"%s\">\n<h2>%s</h2>\n<p>%s</p>\n</section>\n", lang, title, text($0); found++ }
END {
	print "</main>\n</body>\n</html>"
	if (found != 2 * (ARGC - 1)) { print "error-page.awk: error." code " is missing in a language" > "/dev/stderr"; exit 1 }
}
