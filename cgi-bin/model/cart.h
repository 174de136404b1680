/* The cart: what somebody wants to buy, judged anew at every look.
 * Owns cart and cart_line. Promises: price and stock are those of this moment; a difference to what the shopper last accepted is
 * marked on the line and never silently applied; what others hold counts against the stock, what the own checkout holds never does.
 * Never takes or holds stock (model/hold.h does), never changes anything by being looked at. */
#ifndef AINA_MODEL_CART_H
#define AINA_MODEL_CART_H

#include "base/arena.h"
#include "base/money.h"
#include "base/random.h"
#include "store/store.h"

#define CART_LINES_MAX 50
#define CART_CREATORS_MAX 12
#define CART_QUANTITY_MAX 99
#define CART_FEW_LEFT 3 /* this many or fewer: "few left" */
#define CART_CURRENCY CURRENCY_KZT /* what the shop sells in; a listing in another one cannot be bought yet */

struct cart_line {
	int64_t variant_id, listing_id;
	struct str slug, title, label, sku; /* label and sku may be absent */
	struct str photo_file; int64_t photo_width, photo_height; /* absent: no photograph */
	int64_t price_minor, seen_price_minor;
	int64_t wanted;    /* as the shopper asked */
	int64_t quantity;  /* what can be had of it now; 0 when gone */
	int64_t available; /* pieces free for this shopper; made to order: CART_QUANTITY_MAX */
	int64_t total_minor; /* of `quantity` at `price_minor` */
	bool made_to_order, returnable;
	int64_t making_days_min, making_days_max;
	bool price_changed;    /* since it was last accepted */
	bool quantity_lowered; /* fewer are free than wanted */
	bool gone;             /* sold out, or no longer offered */
};

/* The goods of one creator. */
struct cart_part {
	int64_t creator_id;
	struct str handle, name, craft, city, city_slug, photo_file; /* craft and photo_file may be absent */
	int64_t return_days;
	struct cart_line *lines;
	size_t line_count;
	int64_t items_minor;
};

struct cart {
	int64_t id; /* 0: there is none yet */
	struct cart_part *parts; /* in the order in which they were begun */
	size_t part_count;
	int64_t pieces, items_minor; /* of what can be had */
	int64_t wanted_pieces;
	bool any_changed; /* some price or quantity is not what was accepted */
	bool any_gone;
};

/* The cart of a session as it stands now; an empty one (id 0) when there is none. Needs a transaction of market.db (read is enough). */
MUST_USE enum err cart_load(struct store *store, struct arena *arena, int64_t session_id, enum lang lang, int64_t now_ms, struct cart *ret_cart);
/* What a page shows of the cart, as 128 bits: equal only if every price and quantity is. */
struct public_id cart_digest(const struct cart *cart);
static inline bool cart_digest_equal(const struct public_id *a, const struct public_id *b)
{
	return str_eq(public_id_bytes(a), public_id_bytes(b));
}

/* The functions below need a write transaction of market.db; *ret_pieces is the new number of wanted pieces for the page head. */

enum cart_refusal { CART_FINE, CART_NOT_FOR_SALE, CART_LINES_FULL, CART_CREATORS_FULL, CART_LESS /* fewer were put in than asked: no more are there */ };
struct cart_added { enum cart_refusal refusal; struct str title; int64_t added; };
/* Puts `quantity` more pieces into the session's cart, making it if need be. */
MUST_USE enum err cart_add(struct store *store, struct arena *arena, int64_t session_id, int64_t variant_id, int64_t quantity, enum lang lang,
			   int64_t now_ms, struct cart_added *ret_added, int64_t *ret_pieces);
/* 0 removes the line; a line that is not there is no error. What was held of it and is not wanted any more is free at once. */
MUST_USE enum err cart_set(struct store *store, struct arena *arena, int64_t session_id, int64_t variant_id, int64_t quantity, int64_t now_ms,
			   int64_t *ret_pieces);
/* The shopper went on from a page that showed these prices and quantities. */
MUST_USE enum err cart_accept(struct store *store, const struct cart *cart, int64_t now_ms);
/* Takes out what one creator sells. */
MUST_USE enum err cart_remove_creator(struct store *store, struct arena *arena, int64_t session_id, int64_t creator_id, int64_t now_ms, int64_t *ret_pieces);
MUST_USE enum err cart_empty(struct store *store, int64_t cart_id, int64_t now_ms);
/* Puts the goods of an order into the cart again as far as they are still offered; *ret_missing: some were not. */
MUST_USE enum err cart_again(struct store *store, struct arena *arena, int64_t session_id, int64_t group_id, enum lang lang, int64_t now_ms,
			     bool *ret_missing, int64_t *ret_pieces);

#endif
