/* Holds: stock kept for a checkout until a moment.
 * Owns the rows of `hold`. Promises: taken in one conditional statement, so the last piece is held once; whether a hold still counts is
 * judged when it is read, so one that nobody cleaned up blocks nobody; the holder's own hold never stands in its way.
 * Goods made to order need none. */
#ifndef AINA_MODEL_HOLD_H
#define AINA_MODEL_HOLD_H

#include "model/cart.h"

/* Holds everything in the cart (its judged quantities) for `checkout_id` until `expires_ms`, in place of what it held before.
 * Inside a write transaction of market.db. ERR_CONFLICT: something is not free any more; the caller rolls back or shows the cart. */
MUST_USE enum err hold_take(struct store *store, int64_t checkout_id, const struct cart *cart, int64_t now_ms, int64_t expires_ms);
/* When the first of its live holds ends; 0: it holds nothing. */
MUST_USE enum err hold_until(struct store *store, struct arena *arena, int64_t checkout_id, int64_t now_ms, int64_t *ret_until_ms);
/* Inside a write transaction of market.db. */
MUST_USE enum err hold_release(struct store *store, int64_t checkout_id);

#endif
