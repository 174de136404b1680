#include "write.h"

#define WRITE_MAX ((size_t)64 << 20)

/* ---- text ---- */

static void put_copy(struct buf *out, struct str text)
{
	if (text.n == 0)
		return;
	buf_put_z(out, "\trender_put(out, ");
	put_literal(out, text);
	put_format(out, ", %zu);\n", text.n);
}

/* Writes what the run holds: one copy, of the page's language when the languages differ. */
static void flush(struct writer *w)
{
	struct str kk = buf_str(&w->run[LANG_KK]);
	bool same = str_eq(kk, buf_str(&w->run[LANG_RU])) && str_eq(kk, buf_str(&w->run[LANG_EN]));

	if (same) {
		put_copy(&w->code, kk);
	} else {
		put_format(&w->code, "\tstatic const struct str text_%u[LANG__COUNT] = {\n", ++w->serial);
		for (unsigned lang = 0; lang < LANG__COUNT; lang++) {
			buf_put_z(&w->code, "\t\tSTR_INIT(");
			put_literal(&w->code, buf_str(&w->run[lang]));
			buf_put_z(&w->code, "),\n");
		}
		put_format(&w->code, "\t};\n\trender_put(out, text_%u[lang].p, text_%u[lang].n);\n", w->serial, w->serial);
	}
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		buf_reset(&w->run[lang]);
}

void write_literal(struct writer *w)
{
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		buf_put(&w->run[lang], buf_str(&w->literal));
}

static void put_json(struct buf *out, struct str text)
{
	buf_put_c(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '"' || c == '\\')
			buf_put_c(out, '\\');
		if ((unsigned char)c < ' ' || c == '<' || c == '>' || c == '&')
			put_format(out, "\\u%04x", (unsigned)c);
		else
			buf_put_c(out, c);
	}
	buf_put_c(out, '"');
}

/* A message's text in the form of its place. */
static void put_text(struct buf *out, struct str text, enum context context)
{
	bool plain = context == CONTEXT_PLAIN || context == CONTEXT_LINE;

	if (context == CONTEXT_JSON) {
		put_json(out, text);
		return;
	}
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (c == '\n' && context == CONTEXT_LINE)
			buf_put_c(out, ' ');
		else if (plain || (c != '&' && c != '<' && c != '>' && c != '"' && c != '\''))
			buf_put_c(out, c);
		else
			buf_put_z(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : "&#39;");
	}
}

/* ---- fields ---- */

/* What follows stands, for gcc, at this byte of the template; `back` columns before it when the line has them. */
static void put_place(struct writer *w, size_t at, size_t back)
{
	size_t line, column;

	source_place(w->source, at, &line, &column);
	put_format(&w->code, "\n#line %zu ", line);
	put_literal(&w->code, w->source->path);
	buf_put_c(&w->code, '\n');
	for (size_t i = back; i < column - 1; i++)
		buf_put_c(&w->code, ' ');
}

static struct str first_name(struct str path)
{
	size_t dot = str_index(path, '.'), arrow = str_index(path, '-');
	return str_part(path, 0, dot < arrow ? dot : arrow);
}

bool write_is_item(const struct writer *writer, struct str field)
{
	for (size_t i = 0; i < writer->item_count; i++)
		if (str_eq(writer->items[i], first_name(field)))
			return true;
	return false;
}

/* "<declaration>_<serial> = <begin><field>;" */
static void put_field(struct writer *w, const char *declaration, unsigned serial, const char *begin, size_t at, struct str field)
{
	struct str first = first_name(field);
	bool is_item = write_is_item(w, field);

	put_place(w, at, SIZE_MAX);
	put_format(&w->code, "\t%s_%u = %s", declaration, serial, begin);
	if (is_item)
		put_format(&w->code, "(*each_%.*s)", S(first));
	else
		buf_put_z(&w->code, "view");
	/* gcc points at the . or -> before a name that it does not know. */
	put_place(w, is_item ? at + first.n : at, is_item ? 0 : 2);
	if (!is_item)
		buf_put_z(&w->code, "->");
	buf_put(&w->code, is_item ? str_from(field, first.n) : field);
	buf_put_c(&w->code, ';');
}

/* "RENDER_TEXT(value_7)(out, lang, value_7)", so that gcc names the field when the type does not fit. */
static void put_call(struct writer *w, const char *macro, const char *arguments, unsigned serial, size_t at)
{
	put_format(&w->code, " %s(value_%u)(%s", macro, serial, arguments);
	put_place(w, at, 0);
	put_format(&w->code, "value_%u)", serial);
}

static unsigned put_value(struct writer *w, const struct path *path)
{
	put_field(w, "const __auto_type value", ++w->serial, "", path->at, path->text);
	return w->serial;
}

static const char *printer(enum context context)
{
	switch (context) {
	case CONTEXT_TEXT: return "RENDER_TEXT";
	case CONTEXT_WORDS: return "RENDER_WORDS";
	case CONTEXT_DATA: return "RENDER_DATA";
	case CONTEXT_URL: return "RENDER_URL";
	case CONTEXT_URL_PART: return "RENDER_URL_PART";
	case CONTEXT_TEL: return "RENDER_TEL";
	case CONTEXT_JSON: return "RENDER_JSON";
	case CONTEXT_PLAIN: return "RENDER_PLAIN";
	case CONTEXT_LINE: return "RENDER_LINE";
	case CONTEXT_REFUSED: break;
	}
	return "";
}

void write_value(struct writer *w, const struct path *path, enum context context)
{
	flush(w);
	buf_put_z(&w->code, "\t{\n");
	put_call(w, printer(context), "out, lang,", put_value(w, path), path->at);
	buf_put_z(&w->code, ";\n\t}\n");
}

/* ---- messages ---- */

/* Printed inside a message, values take the form for people, wherever the message stands. */
static enum context context_inside(enum context context)
{
	return context == CONTEXT_TEXT || context == CONTEXT_DATA ? CONTEXT_WORDS : context;
}

/* All languages have the same placeholders in the same order. */
static bool same_order(const struct po_entry *entry)
{
	struct str rest[LANG__COUNT], name[LANG__COUNT];

	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		rest[lang] = entry->texts[lang].forms[0];
	while (rest[LANG_KK].p != NULL) {
		for (unsigned lang = 0; lang < LANG__COUNT; lang++)
			po_next_piece(&rest[lang], &name[lang]);
		if (!str_eq(name[LANG_KK], name[LANG_RU]) || !str_eq(name[LANG_KK], name[LANG_EN]))
			return false;
	}
	return rest[LANG_RU].p == NULL && rest[LANG_EN].p == NULL;
}

static const struct named_value *find_value(const struct token *token, struct str name)
{
	for (size_t i = 0; i < token->value_count; i++)
		if (str_eq(token->values[i].name, name))
			return &token->values[i];
	return NULL;
}

static void write_in_order(struct writer *w, const struct token *token, const struct po_entry *entry, enum context context)
{
	struct str rest[LANG__COUNT], name = { NULL, 0 };

	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		rest[lang] = entry->texts[lang].forms[0];
	while (rest[LANG_KK].p != NULL) {
		for (unsigned lang = 0; lang < LANG__COUNT; lang++)
			put_text(&w->run[lang], po_next_piece(&rest[lang], &name), context);
		const struct named_value *value = name.p == NULL ? NULL : find_value(token, name);
		if (value != NULL)
			write_value(w, &value->path, context_inside(context));
	}
}

static void put_form(struct writer *w, const struct token *token, struct str text, enum context context, unsigned first_serial)
{
	struct str name;

	while (text.p != NULL) {
		struct buf *piece = &w->literal;
		buf_reset(piece);
		put_text(piece, po_next_piece(&text, &name), context);
		put_copy(&w->code, buf_str(piece));
		const struct named_value *value = name.p == NULL ? NULL : find_value(token, name);
		if (value != NULL) {
			put_call(w, printer(context_inside(context)), "out, lang,", first_serial + (unsigned)(value - token->values), value->path.at);
			buf_put_z(&w->code, ";\n");
		}
	}
}

void write_message(struct writer *w, const struct token *token, const struct po_entry *entry, enum context context)
{
	if (!entry->is_plural && same_order(entry)) {
		write_in_order(w, token, entry, context);
		return;
	}
	flush(w);
	buf_put_z(&w->code, "\t{\n");
	unsigned first_serial = w->serial + 1;
	for (size_t i = 0; i < token->value_count; i++)
		(void)put_value(w, &token->values[i].path);
	const struct named_value *n = find_value(token, STR("n"));
	buf_put_z(&w->code, "\n\tswitch ((unsigned)lang * 3");
	if (entry->is_plural && n != NULL) {
		buf_put_z(&w->code, " + message_form(lang, (int64_t)");
		put_place(w, n->path.at, 0);
		put_format(&w->code, "value_%u)", first_serial + (unsigned)(n - token->values));
	}
	buf_put_z(&w->code, ") {\n");
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		for (unsigned form = 0; form < (entry->is_plural ? po_form_count((enum lang)lang) : 1); form++) {
			put_format(&w->code, "\tcase %u:\n", lang * 3 + form);
			put_form(w, token, entry->texts[lang].forms[form], context, first_serial);
			buf_put_z(&w->code, "\tbreak;\n");
		}
	buf_put_z(&w->code, "\tdefault: break;\n\t}\n\t}\n");
}

/* ---- blocks and parts ---- */

void write_part(struct writer *w, const struct token *token, struct str symbol, bool has_view)
{
	flush(w);
	if (!has_view) {
		put_format(&w->code, "\tTRY(%.*s(out, lang));\n", S(symbol));
	} else if (token->path.text.n == 0) {
		put_place(w, token->at, SIZE_MAX);
		put_format(&w->code, "\tTRY(%.*s(out, lang, view));\n", S(symbol));
	} else {
		buf_put_z(&w->code, "\t{\n");
		put_field(w, "const __auto_type part", ++w->serial, token->pointer ? "" : "&", token->path.at, token->path.text);
		put_format(&w->code, " TRY(%.*s(out, lang, part_%u));\n\t}\n", S(symbol), w->serial);
	}
}

void write_if(struct writer *w, const struct token *token)
{
	flush(w);
	buf_put_z(&w->code, "\t{\n");
	unsigned serial = put_value(w, &token->path);
	buf_put_z(&w->code, token->kind == TOKEN_UNLESS ? " if (!" : " if (");
	put_call(w, "RENDER_TRUE", "", serial, token->path.at);
	buf_put_z(&w->code, ") {\n");
}

void write_else(struct writer *w)
{
	flush(w);
	buf_put_z(&w->code, "\t} else {\n");
}

/* The field that counts an array: as written, or by the rule of the house (cards: card_count; entries: entry_count; boxes: box_count). */
static void put_counter(const struct token *token, struct buf *out)
{
	struct str array = token->path.text, end = STR("");
	size_t field = array.n;

	while (field > 0 && array.p[field - 1] != '.' && array.p[field - 1] != '>')
		field--;
	if (token->count.text.n > 0) {
		bool is_sibling = first_name(token->count.text).n == token->count.text.n;
		buf_put(out, is_sibling ? str_part(array, 0, field) : STR(""));
		buf_put(out, token->count.text);
		return;
	}
	if (str_ends(array, STR("ies"))) {
		array.n -= 3;
		end = STR("y");
	} else if (str_ends(array, STR("sses")) || str_ends(array, STR("xes")) || str_ends(array, STR("ches")) || str_ends(array, STR("shes"))) {
		array.n -= 2;
	} else if (str_ends(array, STR("s")) && !str_ends(array, STR("ss"))) {
		array.n--;
	}
	put_format(out, "%.*s%.*s_count", S(array), S(end));
}

void write_each(struct writer *w, const struct token *token)
{
	unsigned serial = ++w->serial;

	flush(w);
	buf_put_z(&w->code, "\t{\n");
	put_field(w, "const __auto_type items", serial, "", token->path.at, token->path.text);
	buf_reset(&w->literal);
	put_counter(token, &w->literal);
	put_field(w, "const size_t count", serial, "", token->count.text.n > 0 ? token->count.at : token->path.at, buf_str(&w->literal));
	put_format(&w->code, " for (size_t i_%u = 0; i_%u < count_%u; i_%u++) {", serial, serial, serial, serial);
	put_place(w, token->at, SIZE_MAX);
	put_format(&w->code, "\tconst __typeof__(*items_%u) *const each_%.*s = &items_%u[i_%u]; (void)each_%.*s;\n", serial, S(token->text), serial,
		   serial, S(token->text));
	w->counts[w->count_count++] = serial;
}

void write_each_else(struct writer *w)
{
	flush(w);
	put_format(&w->code, "\t}\n\tif (count_%u == 0) {\n", w->counts[w->count_count - 1]);
}

void write_end(struct writer *w, bool is_each)
{
	flush(w);
	buf_put_z(&w->code, "\t}\n\t}\n");
	if (is_each)
		w->count_count--;
}

/* ---- the whole ---- */

void writer_begin(struct writer *w, const struct source *source, const struct token *view, struct str symbol)
{
	*w = (struct writer){ .source = source };
	buf_init(&w->code, WRITE_MAX);
	buf_init(&w->literal, WRITE_MAX);
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		buf_init(&w->run[lang], WRITE_MAX);
	put_format(&w->code, "/* Made by templatec from %.*s: change that. */\n#include \"template.h\"\n\n#include \"pages/render.h\"\n", S(source->path));
	if (view->type.n > 0) {
		put_place(w, view->at, 0);
		put_format(&w->code, "#include \"%.*s\"\n\n", S(view->text));
		put_format(&w->code, "enum err %.*s(struct buf *out, enum lang lang, const struct %.*s *view)\n{\n\t(void)lang;\n\t(void)view;\n", S(symbol), S(view->type));
	} else {
		put_format(&w->code, "\nenum err %.*s(struct buf *out, enum lang lang)\n{\n\t(void)lang;\n", S(symbol));
	}
}

void writer_end(struct writer *w, struct buf *ret_code)
{
	flush(w);
	buf_put_z(&w->code, "\treturn buf_failed(out) ? ERR_FULL : ERR_OK;\n}\n");
	*ret_code = w->code;
	buf_free(&w->literal);
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		buf_free(&w->run[lang]);
}
