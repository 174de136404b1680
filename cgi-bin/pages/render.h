/* What generated templates call: one printer for each kind of place, chosen by the value's C type.
 * Promises: whatever the value holds, it stays a value: it cannot end the text, attribute, URL, JSON string or header line that it
 * stands in. Control bytes do not reach markup. A full buffer fails by itself (base/buf.h). Never allocates.
 * A type that has no meaning at a place does not compile: the name of the refused function says what is wrong. */
#ifndef AINA_PAGES_RENDER_H
#define AINA_PAGES_RENDER_H

#include <string.h>
#include "base/buf.h"
#include "base/lang.h"
#include "base/money.h"
#include "message.h"
#include "pages/html.h"
#include "pages/view/page.h"

/* Literal text of a template. */
static inline void render_put(struct buf *out, const char *p, size_t n)
{
	if (__builtin_expect(!out->failed && n <= out->cap - out->n, 1)) {
		memcpy(out->p + out->n, p, n);
		out->n += n;
	} else {
		buf_put(out, (struct str){ p, n });
	}
}

/* Markup (HTML and XML alike): & < > " ' become references, control bytes but tab and line feeds vanish. */
void render_html(struct buf *out, enum lang lang, struct str value);
void render_html_url(struct buf *out, enum lang lang, struct url value);
void render_html_message(struct buf *out, enum lang lang, struct message value);
void render_html_done(struct buf *out, enum lang lang, struct html value);

/* For people, in any place: "12 345" (from five digits; no-break spaces, in English commas), "22 350 ₸", "20 November 2026", "20 November 2026, 15:56".
 * A date of 0 is absent and prints nothing. */
void render_people_int(struct buf *out, enum lang lang, int value);
void render_people_long(struct buf *out, enum lang lang, long value);
void render_people_size(struct buf *out, enum lang lang, unsigned long value);
void render_people_money(struct buf *out, enum lang lang, struct money value);
void render_people_date(struct buf *out, enum lang lang, struct date value);
void render_people_moment(struct buf *out, enum lang lang, struct moment value);

/* For machines, in any place: "12345", "22350.00", "2026-11-20", "2026-11-20T10:56:00Z", "true". */
void render_data_bool(struct buf *out, enum lang lang, bool value);
void render_data_int(struct buf *out, enum lang lang, int value);
void render_data_long(struct buf *out, enum lang lang, long value);
void render_data_size(struct buf *out, enum lang lang, unsigned long value);
void render_data_money(struct buf *out, enum lang lang, struct money value);
void render_data_date(struct buf *out, enum lang lang, struct date value);
void render_data_moment(struct buf *out, enum lang lang, struct moment value);

/* A piece of a URL: all but letters, digits and - . _ ~ @ is percent-encoded. */
void render_part(struct buf *out, enum lang lang, struct str value);
void render_part_url(struct buf *out, enum lang lang, struct url value);
/* Behind "tel:": digits and + only. */
void render_tel(struct buf *out, enum lang lang, struct str value);

/* A whole JSON value inside <script>; an absent string is null, money and dates are strings. */
void render_json(struct buf *out, enum lang lang, struct str value);
void render_json_url(struct buf *out, enum lang lang, struct url value);
void render_json_message(struct buf *out, enum lang lang, struct message value);
void render_json_money(struct buf *out, enum lang lang, struct money value);
void render_json_date(struct buf *out, enum lang lang, struct date value);
void render_json_moment(struct buf *out, enum lang lang, struct moment value);

/* Plain text as it is; in a header line without control bytes. */
void render_plain(struct buf *out, enum lang lang, struct str value);
void render_plain_url(struct buf *out, enum lang lang, struct url value);
void render_plain_message(struct buf *out, enum lang lang, struct message value);
void render_line(struct buf *out, enum lang lang, struct str value);
void render_line_url(struct buf *out, enum lang lang, struct url value);
void render_line_message(struct buf *out, enum lang lang, struct message value);

bool render_is_string(struct str value);   /* not empty */
bool render_is_url(struct url value);      /* not empty */
bool render_is_message(struct message value); /* not MESSAGE_NONE */
bool render_is_bool(bool value);
bool render_is_long(long value);
bool render_is_size(unsigned long value);
bool render_is_pointer(const void *value);

/* Never defined: gcc names them when a value of another type stands at such a place. */
struct another_type {
	char never;
};
void this_type_cannot_be_printed_here(struct buf *out, enum lang lang, struct another_type value);
void a_url_attribute_takes_a_struct_url_made_by_web_url_h(struct buf *out, enum lang lang, struct another_type value);

/* The printer for a value at each place of templates/compiler/markup.h: RENDER_TEXT(v)(out, lang, v). */
#define RENDER_TEXT(v) _Generic((v), RENDER_PEOPLE_TYPES, RENDER_MARKUP_TYPES, struct html: render_html_done, RENDER_NOTHING_ELSE)
#define RENDER_WORDS(v) _Generic((v), RENDER_PEOPLE_TYPES, RENDER_MARKUP_TYPES, RENDER_NOTHING_ELSE)
#define RENDER_DATA(v)                                                                                                 \
	_Generic((v), RENDER_NUMBER_TYPES, bool: render_data_bool, struct money: render_data_money,                    \
		 struct date: render_data_date, struct moment: render_data_moment, RENDER_MARKUP_TYPES, RENDER_NOTHING_ELSE)
#define RENDER_URL(v) _Generic((v), struct url: render_html_url, default: a_url_attribute_takes_a_struct_url_made_by_web_url_h)
#define RENDER_URL_PART(v) \
	_Generic((v), RENDER_NUMBER_TYPES, struct str: render_part, struct url: render_part_url, RENDER_NOTHING_ELSE)
#define RENDER_TEL(v) _Generic((v), struct str: render_tel, RENDER_NOTHING_ELSE)
#define RENDER_JSON(v)                                                                                                       \
	_Generic((v), RENDER_NUMBER_TYPES, bool: render_data_bool, struct money: render_json_money,                          \
		 struct date: render_json_date, struct moment: render_json_moment, struct str: render_json,                  \
		 struct url: render_json_url, struct message: render_json_message, RENDER_NOTHING_ELSE)
#define RENDER_PLAIN(v)                                                                                                \
	_Generic((v), RENDER_PEOPLE_TYPES, struct str: render_plain, struct url: render_plain_url,                     \
		 struct message: render_plain_message, RENDER_NOTHING_ELSE)
#define RENDER_LINE(v)                                                                                                 \
	_Generic((v), RENDER_PEOPLE_TYPES, struct str: render_line, struct url: render_line_url,                       \
		 struct message: render_line_message, RENDER_NOTHING_ELSE)
/* What {{#if}} asks: RENDER_TRUE(v)(v). Any other type must be a pointer. */
#define RENDER_TRUE(v)                                                                                                 \
	_Generic((v), bool: render_is_bool, int: render_is_long, long: render_is_long, unsigned long: render_is_size,  \
		 struct str: render_is_string, struct url: render_is_url, struct message: render_is_message,           \
		 default: render_is_pointer)

#define RENDER_PEOPLE_TYPES                                                                                                    \
	int: render_people_int, long: render_people_long, unsigned long: render_people_size, struct money: render_people_money, \
	struct date: render_people_date, struct moment: render_people_moment
#define RENDER_NUMBER_TYPES int: render_data_int, long: render_data_long, unsigned long: render_data_size
#define RENDER_MARKUP_TYPES struct str: render_html, struct url: render_html_url, struct message: render_html_message
#define RENDER_NOTHING_ELSE default: this_type_cannot_be_printed_here

#endif
