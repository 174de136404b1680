/* What every page shows around its own content. Filled by page_begin() in pages/page.c. */
#ifndef AINA_PAGES_VIEW_PAGE_H
#define AINA_PAGES_VIEW_PAGE_H

#include "base/lang.h"
#include "base/money.h"
#include "base/random.h"
#include "message.h"
#include "web/form.h"
#include "web/url.h"

/* Rendered by type: struct str text; struct money; int64_t count; struct date and struct moment; struct url; struct message. */
struct date { int64_t ms; };   /* "20 November 2026", Kazakhstan's calendar */
struct moment { int64_t ms; }; /* "20 November 2026, 15:56" Kazakhstan time */

struct page_lang { struct str code; struct str name; struct str brief; /* "Қаз", "Рус", "Eng": for narrow heads */ struct url url; struct url absolute; bool current; };
struct page_link { struct str name; struct url url; bool current; };

struct page {
	enum lang lang;
	struct str lang_code;
	struct str locale;
	struct str title;       /* of the document, without the site's name */
	struct str description; /* for search engines and shares; absent: none */
	struct str site_name;
	struct url home;
	struct url canonical;   /* absolute */
	bool indexed;           /* false: robots noindex, no canonical */
	struct url share_image; /* absolute; s.p NULL: none */
	struct str share_type;  /* "website", "product", "profile" */
	struct page_lang *langs; size_t lang_count; /* same page in the other languages; hreflang */
	struct page_link *categories; size_t category_count; /* navigation; shop pages only */
	struct url search;      /* action of the search form */
	struct str query;       /* what was searched for */
	struct url cart;
	int64_t cart_count;
	struct str csrf;        /* hidden field "csrf" of every POST form; may be empty */
	struct url all;         /* search without a word: everything, newest first */
	struct url privacy, terms, about, credits;
	struct url studio;      /* the makers' door */
	struct str contact_email;
	struct str operator_name; /* legal name of the controller; may be empty */
	struct str operator_bin;  /* 12 digits; may be empty */
	bool test_payments;       /* payment_mode = test: a line says that no money is taken */
	struct url feed;        /* Atom; s.p NULL: none */
	bool plain_head;        /* checkout and pay pages: only the name and the language, nothing to wander off to */
	int64_t year;
	struct str static_version; /* of style and script, for their addresses */
};

#endif
