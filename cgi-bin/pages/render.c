#include "pages/render.h"

#include "base/clock.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#define NO_BREAK_SPACE "\xc2\xa0"

/* ---- markup ---- */

/* What becomes of a byte: 0 itself, DROP nothing, else a reference. */
enum { AMP = 1, LESS, GREATER, QUOTE, APOSTROPHE, DROP };
static const unsigned char markup_class[256] = {
	['&'] = AMP, ['<'] = LESS, ['>'] = GREATER, ['"'] = QUOTE, ['\''] = APOSTROPHE,
	[0x00] = DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, [0x0b] = DROP, DROP, [0x0e] = DROP, DROP,
	[0x10] = DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP, DROP,
};
static const struct str references[] = {
	[AMP] = STR_INIT("&amp;"), [LESS] = STR_INIT("&lt;"), [GREATER] = STR_INIT("&gt;"),
	[QUOTE] = STR_INIT("&quot;"), [APOSTROPHE] = STR_INIT("&#39;"), [DROP] = STR_INIT(""),
};

#if defined(__SSE2__)
/* A bit for each of sixteen bytes that is a control byte or has a class. */
static unsigned block_marks(__m128i bytes)
{
	__m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
	__m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
	__m128i amp_apostrophe = _mm_cmpeq_epi8(_mm_or_si128(bytes, _mm_set1_epi8(1)), _mm_set1_epi8('\'')); /* 0x26, 0x27 */
	__m128i less_greater = _mm_cmpeq_epi8(_mm_or_si128(bytes, _mm_set1_epi8(2)), _mm_set1_epi8('>'));     /* 0x3c, 0x3e */

	return (unsigned)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(control, quote), _mm_or_si128(amp_apostrophe, less_greater)));
}

static __m128i load_16(const char *p) { return _mm_loadu_si128((const __m128i *)(const void *)p); }
static __m128i load_8(const char *p) { return _mm_loadl_epi64((const __m128i *)(const void *)p); }
#endif

/* How many bytes from `p` on are printed as they are. */
static size_t plain_span(const char *p, size_t n)
{
	size_t i = 0;

#if defined(__SSE2__)
	if (n >= 8 && n < 16 && block_marks(_mm_unpacklo_epi64(load_8(p), load_8(p + n - 8))) == 0)
		return n;
	while (n >= 16 && i < n) {
		size_t block = i <= n - 16 ? i : n - 16; /* the last block overlaps what was seen already */
		unsigned marks = block_marks(load_16(p + block)) >> (i - block);
		if (marks == 0) {
			i = block + 16;
			continue;
		}
		i += (size_t)__builtin_ctz(marks);
		if (markup_class[(unsigned char)p[i]] != 0)
			return i;
		i++; /* a tab or line feed */
	}
#endif
	while (i < n && markup_class[(unsigned char)p[i]] == 0)
		i++;
	return i;
}

void render_html(struct buf *out, enum lang lang, struct str value)
{
	size_t i = 0;

	(void)lang;
	while (i < value.n) {
		size_t n = plain_span(value.p + i, value.n - i);
		if (n > 0)
			render_put(out, value.p + i, n);
		i += n;
		if (i < value.n) {
			struct str reference = references[markup_class[(unsigned char)value.p[i]]];
			buf_put(out, reference);
			i++;
		}
	}
}

void render_html_url(struct buf *out, enum lang lang, struct url value)
{
	render_html(out, lang, value.s);
}

void render_html_done(struct buf *out, enum lang lang, struct html value)
{
	(void)lang;
	buf_put(out, value.s);
}

/* A message made by C: {n} is a number for people, {text} is printed as a string of this place. */
static void put_message(struct buf *out, enum lang lang, struct message message, void (*put)(struct buf *, enum lang, struct str))
{
	struct str rest = message_text(message.id, lang, message.n);

	while (rest.n > 0) {
		size_t open = str_index(rest, '{');
		put(out, lang, str_part(rest, 0, open));
		rest = str_from(rest, open);
		if (str_starts(rest, STR("{n}")))
			render_people_long(out, lang, message.n);
		else if (str_starts(rest, STR("{text}")))
			put(out, lang, message.text);
		rest = rest.n == 0 ? rest : str_from(rest, str_index(rest, '}') + 1);
	}
}

void render_html_message(struct buf *out, enum lang lang, struct message value)
{
	put_message(out, lang, value, render_html);
}

/* ---- for people ---- */

static void put_grouped(struct buf *out, enum lang lang, bool negative, uint64_t value)
{
	struct str separator = lang == LANG_EN ? STR(",") : STR(NO_BREAK_SPACE);
	char text[48];
	size_t at = sizeof text, digits = 0;
	bool grouped = value >= 10000; /* four digits stand together, as in a year */

	do {
		if (grouped && digits > 0 && digits % 3 == 0) {
			at -= separator.n;
			memcpy(text + at, separator.p, separator.n);
		}
		text[--at] = (char)('0' + value % 10);
		digits++;
	} while ((value /= 10) > 0);
	if (negative)
		buf_put(out, STR("\xe2\x88\x92")); /* minus sign */
	buf_put(out, (struct str){ text + at, sizeof text - at });
}

void render_people_long(struct buf *out, enum lang lang, long value)
{
	put_grouped(out, lang, value < 0, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

void render_people_int(struct buf *out, enum lang lang, int value)
{
	render_people_long(out, lang, value);
}

void render_people_size(struct buf *out, enum lang lang, unsigned long value)
{
	put_grouped(out, lang, false, value);
}

void render_people_money(struct buf *out, enum lang lang, struct money value)
{
	money_print(out, value, lang);
}

/* Kazakh and English in the nominative, Russian in the genitive that a day before it asks for. */
static const struct str months[LANG__COUNT][12] = {
	[LANG_KK] = { STR_INIT("қаңтар"), STR_INIT("ақпан"), STR_INIT("наурыз"), STR_INIT("сәуір"), STR_INIT("мамыр"), STR_INIT("маусым"),
		      STR_INIT("шілде"), STR_INIT("тамыз"), STR_INIT("қыркүйек"), STR_INIT("қазан"), STR_INIT("қараша"), STR_INIT("желтоқсан") },
	[LANG_RU] = { STR_INIT("января"), STR_INIT("февраля"), STR_INIT("марта"), STR_INIT("апреля"), STR_INIT("мая"), STR_INIT("июня"),
		      STR_INIT("июля"), STR_INIT("августа"), STR_INIT("сентября"), STR_INIT("октября"), STR_INIT("ноября"), STR_INIT("декабря") },
	[LANG_EN] = { STR_INIT("January"), STR_INIT("February"), STR_INIT("March"), STR_INIT("April"), STR_INIT("May"), STR_INIT("June"),
		      STR_INIT("July"), STR_INIT("August"), STR_INIT("September"), STR_INIT("October"), STR_INIT("November"), STR_INIT("December") },
};

static void put_date(struct buf *out, enum lang lang, const struct civil *civil)
{
	if (lang == LANG_KK) { /* 2026 ж. 20 қараша */
		buf_put_int(out, civil->year);
		buf_put(out, STR(NO_BREAK_SPACE "ж. "));
	}
	buf_put_int(out, civil->day);
	buf_put(out, STR(NO_BREAK_SPACE));
	buf_put(out, months[lang][civil->month - 1]);
	if (lang != LANG_KK) {
		buf_put_c(out, ' ');
		buf_put_int(out, civil->year);
	}
}

static void put_two_digits(struct buf *out, int value)
{
	buf_put_c(out, (char)('0' + value / 10));
	buf_put_c(out, (char)('0' + value % 10));
}

void render_people_date(struct buf *out, enum lang lang, struct date value)
{
	struct civil civil = clock_civil(value.ms, CLOCK_ALMATY_OFFSET_MS);

	if (value.ms != 0)
		put_date(out, lang, &civil);
}

void render_people_moment(struct buf *out, enum lang lang, struct moment value)
{
	struct civil civil = clock_civil(value.ms, CLOCK_ALMATY_OFFSET_MS);

	if (value.ms == 0)
		return;
	put_date(out, lang, &civil);
	buf_put(out, STR(", "));
	put_two_digits(out, civil.hour);
	buf_put_c(out, ':');
	put_two_digits(out, civil.minute);
}

/* ---- for machines ---- */

void render_data_bool(struct buf *out, enum lang lang, bool value)
{
	(void)lang;
	buf_put(out, value ? STR("true") : STR("false"));
}

void render_data_long(struct buf *out, enum lang lang, long value)
{
	(void)lang;
	buf_put_int(out, value);
}

void render_data_int(struct buf *out, enum lang lang, int value)
{
	render_data_long(out, lang, value);
}

void render_data_size(struct buf *out, enum lang lang, unsigned long value)
{
	(void)lang;
	if (value > INT64_MAX) {
		buf_put_int(out, (int64_t)(value / 10));
		value %= 10;
	}
	buf_put_int(out, (int64_t)value);
}

void render_data_money(struct buf *out, enum lang lang, struct money value)
{
	(void)lang;
	money_print_plain(out, value);
}

void render_data_date(struct buf *out, enum lang lang, struct date value)
{
	char text[CLOCK_RFC3339_SIZE];

	(void)lang;
	if (value.ms != 0) /* the calendar day in Kazakhstan, not in Greenwich */
		buf_put(out, str_part(clock_rfc3339(value.ms + CLOCK_ALMATY_OFFSET_MS, text), 0, 10));
}

void render_data_moment(struct buf *out, enum lang lang, struct moment value)
{
	char text[CLOCK_RFC3339_SIZE];

	(void)lang;
	if (value.ms != 0)
		buf_put(out, clock_rfc3339(value.ms, text));
}

/* ---- URLs ---- */

static bool part_is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' || c == '_' || c == '~' || c == '@';
}

void render_part(struct buf *out, enum lang lang, struct str value)
{
	static const char digits[] = "0123456789ABCDEF";

	(void)lang;
	for (size_t i = 0; i < value.n;) {
		size_t start = i;
		while (i < value.n && part_is_plain((unsigned char)value.p[i]))
			i++;
		render_put(out, value.p + start, i - start);
		if (i == value.n)
			return;
		unsigned char c = (unsigned char)value.p[i++];
		buf_put(out, (struct str){ (const char[]){ '%', digits[c >> 4], digits[c & 15] }, 3 });
	}
}

void render_part_url(struct buf *out, enum lang lang, struct url value)
{
	render_part(out, lang, value.s);
}

void render_tel(struct buf *out, enum lang lang, struct str value)
{
	(void)lang;
	for (size_t i = 0; i < value.n; i++)
		if ((value.p[i] >= '0' && value.p[i] <= '9') || value.p[i] == '+')
			buf_put_c(out, value.p[i]);
}

/* ---- JSON ---- */

/* Everything but what JSON forbids and what could end the script. */
static const bool json_plain[256] = {
	[' '] = true, ['!'] = true, ['#' ... '%'] = true, ['\'' ... ';'] = true, ['='] = true, ['?' ... '['] = true, [']' ... '~'] = true,
	[0x80 ... 0xff] = true,
};

static void put_json_bytes(struct buf *out, enum lang lang, struct str value)
{
	static const char digits[] = "0123456789abcdef";

	(void)lang;
	for (size_t i = 0; i < value.n;) {
		size_t start = i;
		while (i < value.n && json_plain[(unsigned char)value.p[i]])
			i++;
		buf_put(out, (struct str){ value.p + start, i - start });
		if (i == value.n)
			return;
		unsigned char c = (unsigned char)value.p[i++];
		if (c == '"' || c == '\\') {
			buf_put(out, (struct str){ (const char[]){ '\\', (char)c }, 2 });
		} else {
			buf_put(out, STR("\\u00"));
			buf_put(out, (struct str){ (const char[]){ digits[c >> 4], digits[c & 15] }, 2 });
		}
	}
}

void render_json(struct buf *out, enum lang lang, struct str value)
{
	if (value.p == NULL) {
		buf_put(out, STR("null"));
		return;
	}
	buf_put_c(out, '"');
	put_json_bytes(out, lang, value);
	buf_put_c(out, '"');
}

void render_json_url(struct buf *out, enum lang lang, struct url value)
{
	render_json(out, lang, value.s);
}

void render_json_message(struct buf *out, enum lang lang, struct message value)
{
	buf_put_c(out, '"');
	put_message(out, lang, value, put_json_bytes);
	buf_put_c(out, '"');
}

void render_json_money(struct buf *out, enum lang lang, struct money value)
{
	buf_put_c(out, '"');
	render_data_money(out, lang, value);
	buf_put_c(out, '"');
}

void render_json_date(struct buf *out, enum lang lang, struct date value)
{
	buf_put_c(out, '"');
	render_data_date(out, lang, value);
	buf_put_c(out, '"');
}

void render_json_moment(struct buf *out, enum lang lang, struct moment value)
{
	buf_put_c(out, '"');
	render_data_moment(out, lang, value);
	buf_put_c(out, '"');
}

/* ---- plain text ---- */

void render_plain(struct buf *out, enum lang lang, struct str value)
{
	(void)lang;
	buf_put(out, value);
}

void render_plain_url(struct buf *out, enum lang lang, struct url value)
{
	render_plain(out, lang, value.s);
}

void render_plain_message(struct buf *out, enum lang lang, struct message value)
{
	put_message(out, lang, value, render_plain);
}

void render_line(struct buf *out, enum lang lang, struct str value)
{
	(void)lang;
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		buf_put_c(out, (char)(c < ' ' || c == 0x7f ? ' ' : c));
	}
}

void render_line_url(struct buf *out, enum lang lang, struct url value)
{
	render_line(out, lang, value.s);
}

void render_line_message(struct buf *out, enum lang lang, struct message value)
{
	put_message(out, lang, value, render_line);
}

/* ---- {{#if}} ---- */

bool render_is_string(struct str value) { return value.n > 0; }
bool render_is_url(struct url value) { return value.s.n > 0; }
bool render_is_message(struct message value) { return value.id != MESSAGE_NONE; }
bool render_is_bool(bool value) { return value; }
bool render_is_long(long value) { return value != 0; }
bool render_is_size(unsigned long value) { return value != 0; }
bool render_is_pointer(const void *value) { return value != NULL; }
