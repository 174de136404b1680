#include "markup.h"

#include "attribute.h"

#include <string.h>

/* A walk over one literal text. */
struct walk {
	struct markup *m;
	struct str text;
	size_t i;
	struct buf *out;
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static bool is_name(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '_' || c == '.'; }

void markup_refuse(struct markup *markup, size_t at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (!markup->failed)
		complain_with(markup->complaints, markup->source, at, format, arguments);
	va_end(arguments);
	markup->failed = true;
}

static size_t walk_at(const struct walk *w) { return (size_t)(w->text.p - w->m->source->text.p) + w->i; }
static struct str walk_rest(const struct walk *w) { return str_from(w->text, w->i); }

static void walk_copy(struct walk *w, size_t n)
{
	buf_put(w->out, str_part(w->text, w->i, n));
	w->i += n;
}

static bool name_is(const struct markup *m, struct str name, const char *z)
{
	return element_same_name(&m->elements, name, str_from_z(z));
}

static bool is_plain(const struct markup *m)
{
	return m->syntax == SYNTAX_TEXT || m->syntax == SYNTAX_MAIL;
}

/* ---- elements ---- */

static void begin_element(struct markup *m, struct element element)
{
	if (!element_open(&m->elements, element))
		markup_refuse(m, element.at, "elements are nested too deeply here: cut the template into parts");
}

static void end_element(struct markup *m, struct element element)
{
	switch (element_close(&m->elements, element)) {
	case CLOSING_FINE: break;
	case CLOSING_CROSSED:
		markup_refuse(m, element.at, "</%.*s> cannot stand here, because <%.*s> is open: close that first", S(element.name),
		       S(m->elements.open[m->elements.open_count - 1].name));
		break;
	case CLOSING_NOTHING:
		markup_refuse(m, element.at, "</%.*s> closes nothing that this template opened; only templates in layout/ may do that", S(element.name));
		break;
	}
}

/* The > of a tag. */
static void tag_end(struct walk *w, bool self_closing)
{
	static const char *const voids[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL };
	static const char *const unwanted[] = { "iframe", "noembed", "noframes", "plaintext", "xmp", "frame", "frameset", NULL };
	struct markup *m = w->m;

	m->state = MARKUP_TEXT;
	if (m->is_closing) {
		end_element(m, m->tag);
		return;
	}
	if (m->syntax == SYNTAX_XML) {
		if (!self_closing)
			begin_element(m, m->tag);
		return;
	}
	bool foreign = name_is(m, m->tag.name, "svg") || name_is(m, m->tag.name, "math") ||
		       element_is_open(&m->elements, STR("svg")) || element_is_open(&m->elements, STR("math"));
	bool is_code = name_is(m, m->tag.name, "script") || name_is(m, m->tag.name, "style");
	if (attribute_name_in(m, m->tag.name, unwanted) || (is_code && foreign))
		markup_refuse(m, m->tag.at, "<%.*s> is not used here, because its content is read by other rules", S(m->tag.name));
	if (m->has_pragma && m->content_slot)
		markup_refuse(m, m->tag.at, "a <meta http-equiv> cannot take a value: set the header in C");
	if (attribute_name_in(m, m->tag.name, voids) || (foreign && self_closing))
		return;
	if (self_closing)
		markup_refuse(m, m->tag.at, "<%.*s/> does not close itself in HTML: write the closing tag", S(m->tag.name));
	begin_element(m, m->tag);
	if (is_code)
		m->state = m->is_json ? MARKUP_JSON : MARKUP_RAW;
	else if (name_is(m, m->tag.name, "title") || name_is(m, m->tag.name, "textarea"))
		m->state = MARKUP_WORDS;
	/* A parser drops the first line feed there; ours is dropped instead of one at the begin of the value. */
	bool drops_feed = name_is(m, m->tag.name, "textarea") || name_is(m, m->tag.name, "pre");
	if (drops_feed && !(w->i < w->text.n && w->text.p[w->i] == '\n'))
		buf_put_c(w->out, '\n');
}

/* ---- text ---- */

static void enter_until(struct walk *w, enum markup_state state, struct str end)
{
	struct str rest = walk_rest(w);
	const char *found = memmem(rest.p, rest.n, end.p, end.n);

	w->m->state = found == NULL ? state : MARKUP_TEXT;
	walk_copy(w, found == NULL ? rest.n : (size_t)(found - rest.p) + end.n);
}

/* At a '<' in text. */
static void tag_begin(struct walk *w)
{
	struct markup *m = w->m;
	struct str rest = walk_rest(w);

	if (str_starts(rest, STR("<!--"))) {
		enter_until(w, MARKUP_COMMENT, STR("-->"));
		if (memmem(rest.p, (size_t)(walk_rest(w).p - rest.p), "--!>", 4) != NULL)
			markup_refuse(m, walk_at(w), "browsers end the comment at its --!>: write -->");
	} else if (m->syntax == SYNTAX_XML && str_starts(rest, STR("<![CDATA["))) {
		enter_until(w, MARKUP_DECLARATION, STR("]]>"));
	} else if (m->syntax == SYNTAX_XML && str_starts(rest, STR("<?"))) {
		enter_until(w, MARKUP_DECLARATION, STR("?>"));
	} else if (str_eq_nocase(str_part(rest, 0, 9), STR("<!doctype"))) {
		enter_until(w, MARKUP_DECLARATION, STR(">"));
	} else {
		size_t name = rest.n > 1 && rest.p[1] == '/' ? 2 : 1, end = name;
		if (name >= rest.n)
			markup_refuse(m, walk_at(w), "a tag's name cannot come from a value: write the tag, or &lt; for the sign");
		else if (!is_letter(rest.p[name]))
			markup_refuse(m, walk_at(w), "write &lt; for this sign");
		while (end < rest.n && is_name(rest.p[end]))
			end++;
		m->tag = (struct element){ str_part(rest, name, end - name), walk_at(w) };
		m->is_closing = name == 2;
		m->is_json = m->has_pragma = m->content_slot = false;
		m->state = MARKUP_TAG_END;
		walk_copy(w, end);
	}
}

static void text_step(struct walk *w)
{
	struct markup *m = w->m;
	struct str rest = walk_rest(w);

	if (rest.p[0] == '<') {
		tag_begin(w);
		return;
	}
	size_t n = str_index(rest, '<');
	size_t end = w->i + n;
	if (m->syntax != SYNTAX_HTML || element_is_open(&m->elements, STR("pre")))
		walk_copy(w, n);
	while (w->i < end) {
		/* To a browser a line feed and the indent behind it are one blank: the indent is left out. */
		size_t line = str_index(str_part(w->text, w->i, end - w->i), '\n');
		bool is_last = w->i + line == end;
		walk_copy(w, is_last ? line : line + 1);
		while (!is_last && w->i < end && is_blank(w->text.p[w->i]))
			w->i++;
	}
}

/* Content without tags, up to the closing tag of its element, which a parser must find where we find it. */
static void words_step(struct walk *w)
{
	struct markup *m = w->m;
	struct str name = m->tag.name, rest;

	walk_copy(w, str_index(walk_rest(w), '<'));
	rest = walk_rest(w);
	if (rest.n == 0)
		return;
	if (str_starts(rest, STR("</")) && element_same_name(&m->elements, str_part(rest, 2, name.n), name))
		m->state = MARKUP_TEXT;
	else if (m->state == MARKUP_WORDS)
		markup_refuse(m, walk_at(w), "no tag can stand in <%.*s>: write &lt; for the sign", S(name));
	else if (m->state != MARKUP_RAW)
		markup_refuse(m, walk_at(w), "write \\u003c for this sign in JSON");
	else if (str_starts(rest, STR("<!")) || rest.n < name.n + 2)
		markup_refuse(m, walk_at(w), "<! and a cut closing tag change where <%.*s> ends: write this differently", S(name));
	else
		walk_copy(w, 1);
}

static void json_step(struct walk *w)
{
	char c = w->text.p[w->i];

	if (c == '<') {
		words_step(w);
	} else if (c == '\\' && w->m->state == MARKUP_JSON_STRING) {
		walk_copy(w, 2);
	} else {
		if (c == '"')
			w->m->state = w->m->state == MARKUP_JSON ? MARKUP_JSON_STRING : MARKUP_JSON;
		walk_copy(w, 1);
	}
}

/* ---- tags ---- */

static void attribute_begin(struct walk *w)
{
	struct markup *m = w->m;
	struct str rest = walk_rest(w);
	size_t n = 0;

	while (n < rest.n && !is_blank(rest.p[n]) && memchr("/>=\"'<", rest.p[n], 6) == NULL)
		n++;
	if (n == 0) {
		markup_refuse(m, walk_at(w), "an attribute's name is expected here; write name=\"value\" without blanks around the =");
		n = 1;
	}
	if (m->is_closing)
		markup_refuse(m, walk_at(w), "a closing tag has no attributes");
	m->attribute = str_part(rest, 0, n);
	m->has_pragma = m->has_pragma || name_is(m, m->attribute, "http-equiv");
	m->state = MARKUP_NAME_END;
	walk_copy(w, n);
}

static void tag_step(struct walk *w)
{
	struct markup *m = w->m;
	char c = w->text.p[w->i];
	struct str rest = walk_rest(w);

	if (is_blank(c)) {
		if (m->state != MARKUP_TAG)
			buf_put_c(w->out, ' ');
		m->state = MARKUP_TAG;
		w->i++;
	} else if (c == '>') {
		walk_copy(w, 1);
		tag_end(w, false);
	} else if (str_starts(rest, STR("/>"))) {
		walk_copy(w, 2);
		tag_end(w, true);
	} else if (c == '=' && m->state == MARKUP_NAME_END) {
		walk_copy(w, 1);
		m->state = MARKUP_BEFORE_VALUE;
	} else if (m->state == MARKUP_TAG) {
		attribute_begin(w);
	} else {
		markup_refuse(m, walk_at(w), "a blank, / or > is expected here");
		w->i++;
	}
}

static void value_begin(struct walk *w)
{
	struct markup *m = w->m;
	char c = w->text.p[w->i];

	if (is_blank(c) || c == '>' || (c != '"' && c != '\'' && m->syntax == SYNTAX_XML))
		markup_refuse(m, walk_at(w), "a value in quotes is expected here");
	m->quote = c == '"' || c == '\'' ? c : '\0';
	if (m->quote != '\0')
		walk_copy(w, 1);
	m->state = m->quote != '\0' ? MARKUP_VALUE : MARKUP_UNQUOTED;
	m->url = attribute_is_url(m) ? URL_START : URL_NONE;
	m->literal = str_part(w->text, w->i, 0);
}

static void value_end(struct markup *m, size_t at)
{
	if (m->url == URL_START && m->literal.n > 0)
		attribute_url_begin(m, false, at);
	if (name_is(m, m->tag.name, "script") && name_is(m, m->attribute, "type"))
		m->is_json = str_eq_nocase(m->literal, STR("application/ld+json")) || str_eq_nocase(m->literal, STR("application/json"));
	m->url = URL_NONE;
	m->state = MARKUP_TAG_END;
}

static void value_step(struct walk *w)
{
	struct markup *m = w->m;
	char c = w->text.p[w->i];
	bool quoted = m->state == MARKUP_VALUE;

	if (quoted ? c == m->quote : is_blank(c) || c == '>') {
		value_end(m, walk_at(w));
		if (quoted)
			walk_copy(w, 1);
		return;
	}
	if (c == '<' || (!quoted && (c == '"' || c == '\'' || c == '=' || c == '`')))
		markup_refuse(m, walk_at(w), c == '<' ? "write &lt; for this sign" : "put the value in quotes");
	if (m->url != URL_NONE)
		attribute_url_byte(m, c, walk_at(w));
	else if (m->literal.p != NULL)
		m->literal.n++;
	walk_copy(w, 1);
}

static void header_step(struct walk *w)
{
	struct markup *m = w->m;

	if (w->text.p[w->i] == '\n' && m->line_start)
		m->state = MARKUP_TEXT;
	m->line_start = w->text.p[w->i] == '\n';
	walk_copy(w, 1);
}

static void step(struct walk *w)
{
	struct markup *m = w->m;

	switch (m->state) {
	case MARKUP_TEXT: text_step(w); break;
	case MARKUP_WORDS:
	case MARKUP_RAW: words_step(w); break;
	case MARKUP_JSON:
	case MARKUP_JSON_STRING: json_step(w); break;
	case MARKUP_TAG:
	case MARKUP_TAG_END:
	case MARKUP_NAME_END: tag_step(w); break;
	case MARKUP_BEFORE_VALUE: value_begin(w); break;
	case MARKUP_VALUE:
	case MARKUP_UNQUOTED: value_step(w); break;
	case MARKUP_COMMENT:
	case MARKUP_DECLARATION: markup_refuse(m, walk_at(w), "this stands %s: end that first", markup_where(m)); break;
	case MARKUP_HEADER: header_step(w); break;
	}
}

void markup_literal(struct markup *markup, struct str text, struct buf *out)
{
	struct walk w = { markup, text, 0, out };

	if (markup->literal.p != NULL && markup->literal.n == 0)
		markup->literal.p = text.p;
	while (w.i < text.n && !markup->failed)
		if (is_plain(markup) && markup->state == MARKUP_TEXT)
			walk_copy(&w, text.n - w.i);
		else
			step(&w);
}

/* ---- values and tags of ours ---- */

void markup_begin(struct markup *markup, enum syntax syntax, bool is_layout, const struct source *source, struct complaints *complaints)
{
	*markup = (struct markup){ .source = source, .complaints = complaints, .syntax = syntax,
				   .state = syntax == SYNTAX_MAIL ? MARKUP_HEADER : MARKUP_TEXT };
	markup->elements.is_layout = is_layout;
	markup->elements.ignores_case = syntax == SYNTAX_HTML;
}

const char *markup_where(const struct markup *markup)
{
	switch (markup->state) {
	case MARKUP_TEXT: return "between tags";
	case MARKUP_WORDS: return "in <title> or <textarea>";
	case MARKUP_RAW: return "in a script or style sheet";
	case MARKUP_JSON: return "in JSON";
	case MARKUP_JSON_STRING: return "in a JSON string";
	case MARKUP_TAG:
	case MARKUP_TAG_END:
	case MARKUP_NAME_END: return "inside a tag";
	case MARKUP_BEFORE_VALUE:
	case MARKUP_UNQUOTED: return "in a value without quotes";
	case MARKUP_VALUE: return markup->url != URL_NONE ? "in a URL" : "in a quoted value";
	case MARKUP_COMMENT: return "in a comment";
	case MARKUP_DECLARATION: return "in a declaration";
	case MARKUP_HEADER: return "in the header of a mail";
	}
	return "";
}

enum context markup_value(struct markup *markup, size_t at)
{
	markup->line_start = false;
	switch (markup->state) {
	case MARKUP_TEXT: return is_plain(markup) ? CONTEXT_PLAIN : markup->syntax == SYNTAX_XML ? CONTEXT_DATA : CONTEXT_TEXT;
	case MARKUP_WORDS: return CONTEXT_WORDS;
	case MARKUP_JSON: return CONTEXT_JSON;
	case MARKUP_VALUE: return attribute_context(markup, at);
	case MARKUP_HEADER: return CONTEXT_LINE;
	case MARKUP_JSON_STRING:
		markup_refuse(markup, at, "a value stands for a whole JSON value, quotes included: remove the quotes, or join the text in C");
		break;
	case MARKUP_RAW:
		markup_refuse(markup, at, "a value cannot stand in a script or style sheet: put it in a data-… attribute or in <script type=\"application/json\">");
		break;
	case MARKUP_TAG:
	case MARKUP_TAG_END:
	case MARKUP_NAME_END:
		markup_refuse(markup, at, "a value cannot make the name of a tag or attribute: write the names out, with {{#if}} around them");
		break;
	case MARKUP_BEFORE_VALUE:
	case MARKUP_UNQUOTED:
		markup_refuse(markup, at, "put double quotes around this value");
		break;
	case MARKUP_COMMENT:
	case MARKUP_DECLARATION:
		markup_refuse(markup, at, "a value cannot stand in a comment or declaration: move it out");
		break;
	}
	return CONTEXT_REFUSED;
}

void markup_boundary(struct markup *markup, size_t at)
{
	if (markup->state == MARKUP_NAME_END)
		markup->state = MARKUP_TAG_END;
	else if (markup->state == MARKUP_UNQUOTED)
		value_end(markup, at);
	else if (markup->state == MARKUP_BEFORE_VALUE)
		markup_refuse(markup, at, "put double quotes around the whole value, with the tags of the template inside");
	else if (markup->state == MARKUP_COMMENT || markup->state == MARKUP_DECLARATION)
		markup_refuse(markup, at, "a comment or declaration cannot hold tags of the template; remarks are written {{! … }}");
	else if (markup->state == MARKUP_VALUE && name_is(markup, markup->tag.name, "script") && name_is(markup, markup->attribute, "type"))
		markup_refuse(markup, at, "the type of a script must be written out");
	else if (markup->state == MARKUP_VALUE && markup->url == URL_START && markup->literal.n > 0)
		attribute_url_begin(markup, true, at);
	if (markup->state != MARKUP_VALUE || markup->literal.n > 0)
		markup->literal = (struct str){ NULL, 0 };
}

void markup_part(struct markup *markup, size_t at, const struct markup *part)
{
	if (markup->state != MARKUP_TEXT)
		markup_refuse(markup, at, "another template can be put only between tags");
	else if (part->syntax != markup->syntax && !(is_plain(part) && is_plain(markup)))
		markup_refuse(markup, at, "that template is of another kind (.html, .xml or .txt): write one of this kind");
	for (size_t i = 0; i < part->elements.closed_count; i++)
		end_element(markup, (struct element){ part->elements.closed[i].name, at });
	for (size_t i = 0; i < part->elements.open_count; i++)
		begin_element(markup, (struct element){ part->elements.open[i].name, at });
	markup->elements.is_loose = markup->elements.is_loose || part->elements.is_loose;
}

static bool same_place(const struct markup *a, const struct markup *b)
{
	if (a->state != b->state || a->url != b->url)
		return false;
	if (a->state == MARKUP_TEXT || a->state == MARKUP_HEADER)
		return true;
	if (!element_same_name(&a->elements, a->tag.name, b->tag.name) || a->is_closing != b->is_closing || a->is_json != b->is_json)
		return false;
	return a->state != MARKUP_VALUE || (a->quote == b->quote && element_same_name(&a->elements, a->attribute, b->attribute));
}

bool markup_turn(struct markup *markup, const struct markup *begin)
{
	elements_settle(&markup->elements, &begin->elements);
	return same_place(markup, begin) && (markup->elements.is_loose || elements_equal(&markup->elements, &begin->elements));
}

bool markup_join(struct markup *markup, const struct markup *other, const struct markup *begin)
{
	struct markup with = *other;

	elements_settle(&markup->elements, &begin->elements);
	elements_settle(&with.elements, &begin->elements);
	elements_join(&markup->elements, &with.elements);
	markup->has_pragma = markup->has_pragma || with.has_pragma;
	markup->content_slot = markup->content_slot || with.content_slot;
	markup->line_start = markup->line_start && with.line_start;
	/* Of two places that differ little, the stricter one holds. */
	if ((markup->state == MARKUP_TAG && with.state == MARKUP_TAG_END) || (markup->state == MARKUP_TAG_END && with.state == MARKUP_TAG))
		markup->state = with.state = MARKUP_TAG_END;
	if ((markup->url == URL_WHOLE && with.url == URL_PARTS) || (markup->url == URL_PARTS && with.url == URL_WHOLE))
		markup->url = with.url = URL_WHOLE;
	return same_place(markup, &with);
}

void markup_end(struct markup *markup, size_t at)
{
	const struct elements *elements = &markup->elements;

	if (markup->state == MARKUP_HEADER)
		markup_refuse(markup, at, "an empty line is missing between the mail's header and its text");
	else if (markup->state != MARKUP_TEXT)
		markup_refuse(markup, at, "the template ends %s: finish that", markup_where(markup));
	else if (elements->open_count > 0 && !elements->is_layout && !elements->is_loose)
		markup_refuse(markup, elements->open[elements->open_count - 1].at, "<%.*s> is not closed in this template: write its closing tag",
		       S(elements->open[elements->open_count - 1].name));
}
