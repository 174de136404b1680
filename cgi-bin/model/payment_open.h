/* Opening a payment: what checkout does when an order is placed.
 * Promises: the payment and the call that payd will send are rows of the order's own transaction, so that the order exists before
 * the processor hears of it, and nothing is lost between the two. */
#ifndef AINA_MODEL_PAYMENT_OPEN_H
#define AINA_MODEL_PAYMENT_OPEN_H

#include "base/conf.h"
#include "model/payment.h"

#define PAYMENT_KEY_CHARS 32

struct payment_request {
	const struct conf *conf; /* processor, mode, life of the hosted page */
	int64_t group_id;        /* the order; its rows are already written in this transaction */
	struct money amount;     /* = order_group.total_minor; 0: nothing to pay, settled as paid at once */
	int64_t now_ms;
};

/* Inside a write transaction of market.db. The page of the payment is /{lang}/pay/<public id>. After the commit: wake "payd".
 * ERR_CONFLICT: the order has a payment already; ERR_INPUT: a negative amount. */
MUST_USE enum err payment_open(struct store *store, struct arena *arena, const struct payment_request *request,
			       struct public_id *ret_public_id);

/* How long the hosted page stays open. */
int64_t payment_page_life_ms(const struct conf *conf);
/* Idempotency key of a call: 32 hex digits, the same for the same decision, another for every other. */
struct str payment_call_key(const struct public_id *public_id, const char *operation, int64_t seq, char out[PAYMENT_KEY_CHARS]);

#endif
