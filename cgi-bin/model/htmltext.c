#include "model/htmltext.h"

#include <unistr.h>
#include "base/buf.h"
#include "base/text.h"

/* What a tag does to the text around it. */
enum effect { EFFECT_NONE, EFFECT_SPACE, EFFECT_LINE, EFFECT_BREAK, EFFECT_PARAGRAPH, EFFECT_ITEM, EFFECT_HIDE };

static const struct { const char *name; enum effect effect; } tags[] = {
	{ "p", EFFECT_PARAGRAPH }, { "div", EFFECT_PARAGRAPH }, { "h1", EFFECT_PARAGRAPH }, { "h2", EFFECT_PARAGRAPH },
	{ "h3", EFFECT_PARAGRAPH }, { "h4", EFFECT_PARAGRAPH }, { "h5", EFFECT_PARAGRAPH }, { "h6", EFFECT_PARAGRAPH },
	{ "ul", EFFECT_PARAGRAPH }, { "ol", EFFECT_PARAGRAPH }, { "table", EFFECT_PARAGRAPH }, { "blockquote", EFFECT_PARAGRAPH },
	{ "section", EFFECT_PARAGRAPH }, { "article", EFFECT_PARAGRAPH }, { "hr", EFFECT_PARAGRAPH }, { "br", EFFECT_BREAK },
	{ "tr", EFFECT_LINE }, { "dt", EFFECT_LINE }, { "dd", EFFECT_LINE }, { "td", EFFECT_SPACE }, { "th", EFFECT_SPACE },
	{ "li", EFFECT_ITEM }, { "script", EFFECT_HIDE }, { "style", EFFECT_HIDE }, { "template", EFFECT_HIDE },
	{ "noscript", EFFECT_HIDE }, { "iframe", EFFECT_HIDE }, { "svg", EFFECT_HIDE }, { "title", EFFECT_HIDE },
};

/* The references that shop texts use; others stay as they were typed. */
static const struct { const char *name; uint32_t character; } references[] = {
	{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' }, { "ensp", ' ' },
	{ "emsp", ' ' }, { "thinsp", ' ' }, { "ndash", 0x2013 }, { "mdash", 0x2014 }, { "hellip", 0x2026 }, { "lsquo", 0x2018 },
	{ "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d }, { "laquo", 0xab }, { "raquo", 0xbb }, { "bull", 0x2022 },
	{ "middot", 0xb7 }, { "copy", 0xa9 }, { "reg", 0xae }, { "trade", 0x2122 }, { "deg", 0xb0 }, { "times", 0xd7 },
	{ "frac12", 0xbd }, { "frac14", 0xbc }, { "frac34", 0xbe }, { "euro", 0x20ac }, { "pound", 0xa3 }, { "cent", 0xa2 },
	{ "eacute", 0xe9 }, { "egrave", 0xe8 }, { "aacute", 0xe1 }, { "agrave", 0xe0 }, { "ouml", 0xf6 }, { "uuml", 0xfc },
	{ "auml", 0xe4 }, { "ccedil", 0xe7 }, { "ntilde", 0xf1 }, { "inch", 0x2033 }, { "prime", 0x2032 }, { "Prime", 0x2033 },
};

/* What has been written, and what must come before the next visible character. */
struct writer {
	struct buf out;
	unsigned lines; /* line ends owed: 1 a line, 2 an empty line */
	bool space, item;
};

static void write_character(struct writer *writer, uint32_t c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0xa0) {
		writer->space = true;
		return;
	}
	uint8_t bytes[6];
	int n = u8_uctomb(bytes, c, sizeof bytes);
	struct str text = { (const char *)bytes, n > 0 ? (size_t)n : 0 };
	if (!text_is_clean(text, true)) /* zero-width and steering characters that editors leave behind */
		return;
	if (writer->out.n == 0)
		writer->lines = 0;
	for (unsigned i = 0; i < writer->lines; i++)
		buf_put_c(&writer->out, '\n');
	if (writer->item)
		buf_put_z(&writer->out, "- ");
	else if (writer->space && writer->lines == 0 && writer->out.n > 0)
		buf_put_c(&writer->out, ' ');
	writer->lines = 0;
	writer->space = writer->item = false;
	buf_put(&writer->out, text);
}

static void write_effect(struct writer *writer, enum effect effect, bool closing)
{
	unsigned lines = effect == EFFECT_PARAGRAPH ? 2 : effect == EFFECT_LINE || effect == EFFECT_BREAK || effect == EFFECT_ITEM ? 1 : 0;
	if (effect == EFFECT_SPACE)
		writer->space = true;
	if (effect == EFFECT_BREAK && writer->lines >= 1) /* <br><br> is how many write a paragraph */
		lines = 2;
	if (lines > writer->lines)
		writer->lines = lines;
	if (effect == EFFECT_ITEM)
		writer->item = !closing;
	else if (effect == EFFECT_PARAGRAPH && closing)
		writer->item = false; /* an item that stayed empty */
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct str tag_name(struct str tag)
{
	size_t n = 0;
	while (n < tag.n && (is_letter(tag.p[n]) || (tag.p[n] >= '0' && tag.p[n] <= '9')))
		n++;
	return str_part(tag, 0, n);
}

static enum effect tag_effect(struct str name)
{
	for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
		if (str_eq_nocase(name, str_from_z(tags[i].name)))
			return tags[i].effect;
	return EFFECT_NONE;
}

/* The byte after the tag that opens at `at`; '>' inside quotes does not end it. */
static size_t tag_end(struct str html, size_t at)
{
	char quote = 0;
	for (size_t i = at; i < html.n; i++) {
		char c = html.p[i];
		if (quote != 0) {
			if (c == quote)
				quote = 0;
		} else if (c ==  '"' || c == '\'') {
			quote = c;
		} else if (c == '>') {
			return i + 1;
		}
	}
	return html.n;
}

/* The byte after </name …>, from the end of its opening tag; the end of the text when it is never closed. */
static size_t hidden_end(struct str html, size_t at, struct str name)
{
	while (at < html.n) {
		at += str_index(str_from(html, at), '<');
		struct str rest = str_from(html, at);
		if (str_starts(rest, STR("</")) && str_eq_nocase(tag_name(str_from(rest, 2)), name))
			return tag_end(html, at);
		at++;
	}
	return html.n;
}

/* A tag or comment at `at` (html.p[at] is '<'); false when the sign is just text. */
static bool read_tag(struct writer *writer, struct str html, size_t *at)
{
	struct str rest = str_from(html, *at);
	if (str_starts(rest, STR("<!--"))) {
		size_t i = *at + 4;
		while (i < html.n && !str_starts(str_from(html, i), STR("-->")))
			i++;
		*at = i + 3 < html.n ? i + 3 : html.n;
		return true;
	}
	bool closing = rest.n > 1 && rest.p[1] == '/';
	struct str name = tag_name(str_from(rest, closing ? 2 : 1));
	bool declaration = rest.n > 1 && (rest.p[1] == '!' || rest.p[1] == '?');
	if (!declaration && (name.n == 0 || !is_letter(name.p[0])))
		return false;
	*at = tag_end(html, *at);
	enum effect effect = tag_effect(name);
	if (effect == EFFECT_HIDE && !closing)
		*at = hidden_end(html, *at, name);
	else
		write_effect(writer, effect, closing);
	return true;
}

/* A character reference at `at` (html.p[at] is '&'); 0 when it is just text. */
static uint32_t read_reference(struct str html, size_t *at)
{
	struct str rest = str_part(html, *at + 1, 10);
	size_t n = str_index(rest, ';');
	uint32_t c = 0;
	if (n == rest.n)
		return 0;
	struct str name = str_part(rest, 0, n);
	if (name.n > 1 && name.p[0] == '#') {
		bool hexadecimal = name.p[1] == 'x' || name.p[1] == 'X';
		for (size_t i = hexadecimal ? 2 : 1; i < name.n; i++) {
			char d = name.p[i];
			uint32_t digit = d >= '0' && d <= '9' ? (uint32_t)(d - '0')
				: hexadecimal && (d | 0x20) >= 'a' && (d | 0x20) <= 'f' ? (uint32_t)((d | 0x20) - 'a' + 10) : 99;
			if (digit == 99 || c > 0x10ffff)
				return 0;
			c = c * (hexadecimal ? 16 : 10) + digit;
		}
		if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
			c = ' '; /* control characters and impossible ones become nothing to see */
	}
	for (size_t i = 0; c == 0 && i < sizeof references / sizeof references[0]; i++)
		if (str_eq_z(name, references[i].name))
			c = references[i].character;
	if (c != 0)
		*at += n + 2;
	return c;
}

enum err htmltext(struct arena *arena, struct str html, struct str *ret_text)
{
	struct writer writer = { 0 };
	enum err err;

	if (!text_is_utf8(html))
		return ERR_INPUT;
	buf_init(&writer.out, html.n * 2 + 16); /* an item adds its dash, nothing else grows */
	for (size_t at = 0; at < html.n;) {
		ucs4_t c = (unsigned char)html.p[at];
		if (c == '<' && read_tag(&writer, html, &at))
			continue;
		if (c == '&' && (c = read_reference(html, &at)) != 0) {
			write_character(&writer, c);
			continue;
		}
		int n = u8_mbtouc(&c, (const uint8_t *)html.p + at, html.n - at);
		write_character(&writer, c);
		at += (size_t)n;
	}
	if (buf_failed(&writer.out))
		err = ERR_MEMORY;
	else
		err = text_tidy(arena, buf_str(&writer.out), true, ret_text);
	buf_free(&writer.out);
	return err;
}
