/* What the pages of the program `shop` share: the frame of the window, the words of the search, views of cards, makers and texts.
 * Owns struct shop, which lives as long as the process. Promises: a page that begins here shows the categories of the same moment as
 * everything else it reads. Reads catalogue.db only. */
#ifndef AINA_PAGES_SHOP_H
#define AINA_PAGES_SHOP_H

#include "model/frame.h"
#include "model/window.h"
#include "pages/page.h"
#include "pages/view/shop.h"
#include "store/words.h"

struct shop {
	struct frame *frame;
	struct words *words;
};
/* NULL when out of memory. For serve_app.own. */
struct shop *shop_create(struct arena *arena);
static inline struct shop *shop_of(const struct exchange *x) { return serve_app(x)->own; }

/* page_begin() with the categories. `current`: number of the category that the page is about, or 0. Inside the read transaction. */
MUST_USE enum err shop_begin(struct exchange *x, int64_t current, struct page *ret_page);
/* The frame as of the present transaction, for pages that have no struct page. */
MUST_USE enum err shop_frame(struct exchange *x, const struct frame **ret_frame);

/* The first `eager` pictures are on the first screen. */
MUST_USE enum err shop_cards(struct exchange *x, const struct window_card *cards, size_t count, size_t eager, struct card **ret_cards);
struct str shop_city(struct exchange *x, int64_t number); /* its name, "" when unknown */
/* A maker's card; `packs`: craft and bio by language. */
MUST_USE enum err shop_maker(struct exchange *x, struct str handle, struct str face, const struct str packs[LANG__COUNT], int64_t city,
			     int64_t listings, struct creator_card *ret_card, struct str *ret_bio);
MUST_USE enum err shop_delivery(struct exchange *x, struct str pack, struct delivery_row **ret_rows, size_t *ret_count);
/* Plain text into paragraphs and list items: each line is one, "- " makes an item. */
MUST_USE enum err shop_paragraphs(struct arena *arena, struct str text, struct paragraph **ret_paragraphs, size_t *ret_count);
/* One line of at most `max` characters from a text of several. */
struct str shop_line(struct arena *arena, struct str text, size_t max);
/* "22350.00", for machines. */
struct str shop_plain_price(struct arena *arena, struct money money);

#endif
