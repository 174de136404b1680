/* What the buyer's pay page sees of a payment and may ask for. The public id is the right to do so: 128 random bits. */
#ifndef AINA_MODEL_PAYMENT_BUYER_H
#define AINA_MODEL_PAYMENT_BUYER_H

#include "model/payment.h"

struct payment_view {
	struct payment payment;
	struct public_id order_id; /* for seal_link_token(…, "order", …) */
	struct str order_number;
	bool cancel_asked; /* the buyer pressed cancel, the processor has not confirmed it yet */
};

/* ERR_NONE: no such payment. Needs a transaction (read is enough). */
MUST_USE enum err payment_view(struct store *store, struct arena *arena, const struct public_id *public_id,
			       struct payment_view *ret_view);
/* The newest payment of an order, for the order page's "pay now". ERR_NONE: none. */
MUST_USE enum err payment_of_order(struct store *store, struct arena *arena, int64_t group_id, struct public_id *ret_public_id);

/* The buyer gives up: queues the cancel call, so that the processor's page closes before the goods are free again.
 * Doing it twice, or when the payment has ended, changes nothing (*ret_queued false). Write transaction; then wake "payd".
 * ERR_NONE: no such payment. */
MUST_USE enum err payment_cancel(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t now_ms,
				 bool *ret_queued);

/* The buyer came back from the processor's page: asks payd to look now (at most every few seconds for one payment). Write
 * transaction; then wake "payd" if *ret_asked. Never settles anything by itself. ERR_NONE: no such payment. */
MUST_USE enum err payment_ask_now(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t now_ms,
				  bool *ret_asked);

#endif
