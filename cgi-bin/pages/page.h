/* The frame of every page: what stands around its own content.
 * Owns: how struct page is filled from the exchange and the configuration. Promises: the same path in the other languages, the cart
 * and the form token of this visitor; nothing else of a visitor. Never reads a database. */
#ifndef AINA_PAGES_PAGE_H
#define AINA_PAGES_PAGE_H

#include "pages/app.h"
#include "pages/view/page.h"

/* Fills *ret_page but for title, description, categories, query and share image, which are the page's own.
 * `indexed` follows the route: what nginx may keep for anybody may be found by anybody; a page may take it back.
 * x->route may be NULL (error pages): then the other languages lead to their home pages. ERR_MEMORY. */
MUST_USE enum err page_begin(struct exchange *x, struct page *ret_page);

/* A message as text in the page's language: titles, descriptions. ERR_MEMORY. */
MUST_USE enum err page_text(struct exchange *x, struct message message, struct str *ret_text);

/* Adds the query of the present request to the links of the language switch, for lists whose choices are in their query. */
MUST_USE enum err page_keep_query(struct exchange *x, struct page *page);

/* MESSAGE_… with a text in its {text}: page_text(x, message_with(MESSAGE_TITLE_SEARCH, q), &page.title). */
static inline struct message message_with(enum message_id id, struct str text)
{
	return (struct message){ .id = id, .text = text };
}

#endif
