/* The checkout: the way from a cart to an order, with a guest, an address and stock held meanwhile.
 * Owns the rows of checkout and the guest's person row until the order takes it over. Promises: one open checkout for a cart; only the
 * browser whose cart it is finds it; its public id is the one-time token of the order. Never places the order (model/order_place.h does). */
#ifndef AINA_MODEL_CHECKOUT_H
#define AINA_MODEL_CHECKOUT_H

#include "model/delivery.h"
#include "model/hold.h"

struct checkout {
	int64_t id, cart_id, person_id;
	int64_t address_id; /* 0: none yet */
	struct public_id public_id;
	bool placed;
};

/* The open checkout of a cart. ERR_NONE: there is none. */
MUST_USE enum err checkout_open(struct store *store, struct arena *arena, int64_t cart_id, struct checkout *ret_checkout);
/* By its token, in whatever state. ERR_NONE: no such checkout of this session. */
MUST_USE enum err checkout_find(struct store *store, struct arena *arena, const struct public_id *token, int64_t session_id,
				struct checkout *ret_checkout);

/* The functions below need a write transaction of market.db. */

/* Begins (or goes on with) the checkout of this cart: accepts what the cart shows and holds its goods until `hold_until_ms`.
 * ERR_CONFLICT: something went meanwhile. Makes a guest with an own key when there is none. */
MUST_USE enum err checkout_begin(struct store *store, struct arena *arena, const struct cart *cart, enum lang lang, int64_t now_ms,
				 int64_t hold_until_ms, struct checkout *ret_checkout);
/* The shopper did something: the goods stay held until `hold_until_ms`, as far as they are still free. */
MUST_USE enum err checkout_extend(struct store *store, const struct checkout *checkout, const struct cart *cart, enum lang lang, int64_t now_ms,
				  int64_t hold_until_ms);

struct contact { struct str email; struct address address; };
/* Seals contact and address; the draft address before it is deleted. */
MUST_USE enum err checkout_set_contact(struct store *store, struct arena *arena, struct checkout *checkout, const struct contact *contact,
				       enum lang lang, int64_t now_ms);
/* Reads them back. ERR_NONE: not given yet. Read transaction is enough. */
MUST_USE enum err checkout_contact(struct store *store, struct arena *arena, const struct checkout *checkout, struct contact *ret_contact);

/* Seals an address into a new row of its own. */
MUST_USE enum err checkout_put_address(struct store *store, struct arena *arena, int64_t person_id, const struct address *address, int64_t now_ms,
				       int64_t *ret_address_id);

#endif
