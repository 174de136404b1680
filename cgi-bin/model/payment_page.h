/* The hosted page of a payment, as payd keeps track of it: what it is called, how long it lives, when to ask about it.
 * All inside write transactions of market.db. */
#ifndef AINA_MODEL_PAYMENT_PAGE_H
#define AINA_MODEL_PAYMENT_PAGE_H

#include "base/lang.h"
#include "model/payment.h"

/* What of the order a call needs. */
struct payment_order { struct str number; enum lang lang; };
MUST_USE enum err payment_order(struct store *store, struct arena *arena, const struct payment *payment, struct payment_order *ret_order);

/* The processor named it; `url` absent: not open. *payment follows. */
MUST_USE enum err payment_page_named(struct store *store, struct payment *payment, struct str ref, struct str url);
/* Its life begins with the first send that may arrive. *payment follows. */
MUST_USE enum err payment_page_lives(struct store *store, struct payment *payment, int64_t expires_ms);

/* Takes one payment that is due to be asked about by moving it ahead to `again_ms`. ERR_NONE: none is due. */
MUST_USE enum err payment_ask_claim(struct store *store, struct arena *arena, int64_t now_ms, int64_t again_ms, int64_t *ret_payment_id);
/* Asks at that time; nothing happens when the payment has ended. */
MUST_USE enum err payment_ask_at(struct store *store, const struct payment *payment, int64_t at_ms);

#endif
