/* Delivery: which of a creator's methods reach an address, and what they cost for these goods.
 * Owns nothing stored but the choices of a checkout. Promises: "city" reaches the creator's own city by any of its names, "country"
 * Kazakhstan, "world" every country of the table; from its threshold on a method is free. */
#ifndef AINA_MODEL_DELIVERY_H
#define AINA_MODEL_DELIVERY_H

#include "model/address.h"
#include "model/cart.h"

enum delivery_kind { DELIVERY_COURIER, DELIVERY_POST, DELIVERY_PICKUP, DELIVERY_KIND__COUNT };
struct str delivery_kind_name(enum delivery_kind kind); /* as in the database */
MUST_USE enum err delivery_kind_parse(struct str name, enum delivery_kind *ret_kind); /* ERR_STORAGE: not one of ours */
struct message delivery_kind_message(enum delivery_kind kind);

struct delivery {
	int64_t id;
	enum delivery_kind kind;
	int64_t price_minor; /* for these goods: 0 from the threshold on */
	int64_t days_min, days_max;
	struct str pickup;   /* where to collect; absent: not that kind */
};

/* What one part of a cart may choose from. */
struct delivery_offer {
	int64_t creator_id;
	struct delivery *methods; /* cheapest wishes of the creator first: the order they gave */
	size_t method_count;      /* 0: this creator does not deliver there */
	const struct delivery *chosen; /* NULL: not chosen yet, or no longer offered */
};

/* One offer for each part of the cart, in the cart's order; with what the checkout has chosen. Needs a transaction (read is enough). */
MUST_USE enum err delivery_offers(struct store *store, struct arena *arena, int64_t checkout_id, const struct cart *cart,
				  const struct address *address, enum lang lang, struct delivery_offer **ret_offers);
/* Remembers the choice; the method must be one of the offer's: ERR_INPUT. Write transaction of market.db. */
MUST_USE enum err delivery_choose(struct store *store, int64_t checkout_id, const struct delivery_offer *offer, int64_t method_id);

#endif
