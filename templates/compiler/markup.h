/* Where in the markup we are: follows HTML, XML or plain text byte by byte and says what a value may be at that place.
 * Promises: a place where no escaping is safe (tag and attribute names, unquoted values, style, scripts, comments, on*,
 * srcdoc …) is refused; elements are closed where they were opened. Never looks at values. HTML Living Standard §13.2.5. */
#ifndef AINA_TEMPLATES_MARKUP_H
#define AINA_TEMPLATES_MARKUP_H

#include "element.h"
#include "source.h"

enum syntax { SYNTAX_HTML, SYNTAX_XML, SYNTAX_TEXT, SYNTAX_MAIL /* text that opens with header lines */ };

/* What a value becomes at a place. */
enum context {
	CONTEXT_REFUSED,
	CONTEXT_TEXT,     /* between tags: people's form; struct html too */
	CONTEXT_WORDS,    /* <title>, <textarea>, alt="…": people's form */
	CONTEXT_DATA,     /* other attributes, XML: machine's form (plain numbers, RFC 3339) */
	CONTEXT_URL,      /* a whole URL: struct url only */
	CONTEXT_URL_PART, /* behind a literal begin of a URL: percent-encoded */
	CONTEXT_TEL,      /* behind tel: */
	CONTEXT_JSON,     /* a whole JSON value */
	CONTEXT_PLAIN,    /* no markup at all */
	CONTEXT_LINE,     /* no markup and no line feed: header of a mail */
};

enum markup_state {
	MARKUP_TEXT,
	MARKUP_WORDS,       /* title, textarea: no tags inside */
	MARKUP_RAW,         /* style, executable script */
	MARKUP_JSON,
	MARKUP_JSON_STRING,
	MARKUP_TAG,         /* between attributes, behind a blank */
	MARKUP_TAG_END,     /* behind a name or a closing quote: blank, / or > must follow */
	MARKUP_NAME_END,    /* behind an attribute's name: = may follow too */
	MARKUP_BEFORE_VALUE,
	MARKUP_VALUE,
	MARKUP_UNQUOTED,
	MARKUP_COMMENT,
	MARKUP_DECLARATION, /* <!doctype …>, <?xml …?>, CDATA */
	MARKUP_HEADER,      /* of a mail */
};

enum url_place {
	URL_NONE,       /* no URL attribute */
	URL_START,      /* nothing of the URL is there yet */
	URL_WHOLE,      /* a struct url stands there; a literal / ? # or & must come before the next value */
	URL_PARTS,      /* values are parts */
	URL_TEL,
	URL_DESCRIPTOR, /* srcset: "800w" */
};

struct markup {
	const struct source *source;
	struct complaints *complaints;
	enum syntax syntax;
	enum markup_state state;
	enum url_place url;
	char quote;
	bool is_closing;    /* the tag began with </ */
	bool is_json;       /* the script's type is a JSON type */
	bool has_pragma;    /* the tag has http-equiv … */
	bool content_slot;  /* … and a value in content */
	bool line_start;    /* of a mail's header */
	bool failed;
	struct element tag; /* the last one */
	struct str attribute;
	struct str literal; /* the value's literal begin, while it is all of the value */
	struct elements elements;
};

void markup_begin(struct markup *markup, enum syntax syntax, bool is_layout, const struct source *source, struct complaints *complaints);
/* Literal text of the template (a slice of the source); what of it goes to the page is added to `out`. */
void markup_literal(struct markup *markup, struct str text, struct buf *out);
/* A value or message at `at`. */
enum context markup_value(struct markup *markup, size_t at);
/* A tag of ours that prints nothing: names and values cannot go on across it. */
void markup_boundary(struct markup *markup, size_t at);
/* Another template is put here, which ended with `part`. */
void markup_part(struct markup *markup, size_t at, const struct markup *part);
/* Two branches that began at `begin` end with *markup and `other`: false when in different places. *markup becomes good for both. */
bool markup_join(struct markup *markup, const struct markup *other, const struct markup *begin);
/* A turn of a loop that began at `begin` ends: false when another turn could not begin here. */
bool markup_turn(struct markup *markup, const struct markup *begin);
/* The first thing that is wrong is said; what follows from it is not. */
void markup_refuse(struct markup *markup, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));
void markup_end(struct markup *markup, size_t at);
/* "in a quoted attribute value", for complaints. */
const char *markup_where(const struct markup *markup);

#endif
