/* The order as it would be placed now: what the review page shows and what placing compares with it.
 * Owns nothing stored. Promises: one reading for both, so that what is placed is what was shown, or it is not placed. */
#ifndef AINA_MODEL_ORDER_DRAFT_H
#define AINA_MODEL_ORDER_DRAFT_H

#include "base/conf.h"
#include "model/checkout.h"

enum draft_lack {
	DRAFT_COMPLETE,
	DRAFT_NO_GOODS,    /* the cart is empty, or something in it cannot be had any more */
	DRAFT_NO_ADDRESS,
	DRAFT_NO_DELIVERY, /* not chosen for some creator, or no longer offered there */
	DRAFT_TOO_MUCH,    /* more than one payment can carry */
};

struct order_draft {
	struct checkout checkout;
	struct cart cart;
	struct contact contact;            /* filled unless lack is NO_ADDRESS */
	struct delivery_offer *offers;     /* one for each part of the cart; NULL without an address */
	int64_t items_minor, delivery_minor, total_minor; /* delivery as far as it is chosen */
	enum draft_lack lack;
};

/* The largest sum that one payment can carry. */
static inline int64_t order_most_minor(const struct conf *conf) { return conf->payment_most * 100; }
/* The draft of a session's open checkout. ERR_NONE: there is none. Needs a transaction (read is enough). */
MUST_USE enum err order_draft_load(struct store *store, struct arena *arena, const struct conf *conf, int64_t session_id, enum lang lang,
				   int64_t now_ms, struct order_draft *ret_draft);
/* Prices, quantities, address row and chosen deliveries, as 128 bits. */
struct public_id order_draft_digest(const struct order_draft *draft);

#endif
