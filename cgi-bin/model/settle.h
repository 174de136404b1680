/* Settlement: the one place where the end of a payment becomes the state of an order.
 * Owns: the step from payment to order. Promises: idempotent (a repeat changes nothing and succeeds), one transaction, an order
 * event, stock moves and a mail row for every end. Never: asks a processor; its caller has asked and compared. */
#ifndef AINA_MODEL_SETTLE_H
#define AINA_MODEL_SETTLE_H

#include "model/payment.h"

/* Paid in full. From ready, unknown, waiting or authorized: captured, the order's parts are paid, mail "order_paid".
 * After an end (failed, expired, cancelled) the money is late: the payment and the order's parts go to review, mail
 * "order_review"; nothing is silently made good. Write transaction of market.db; *payment follows. */
MUST_USE enum err settle_paid(struct store *store, struct payment *payment, enum payment_cause cause, int64_t now_ms);

/* Ended unpaid: `to` is PAYMENT_FAILED, PAYMENT_EXPIRED or PAYMENT_CANCELLED. The order's parts are cancelled or expired, their
 * stock goes back to the shelf, mail "order_expired" (not when the buyer cancelled). A payment that ended already stays as it is. (settle_end.c) */
MUST_USE enum err settle_ended(struct store *store, struct arena *arena, struct payment *payment, enum payment_state to,
			       enum payment_cause cause, int64_t now_ms);

/* Something does not match (amount, currency, reference, an unknown word) or nobody can tell: payment and order parts go to
 * review, goods stay reserved, money stays where it is, mail "order_review". `why`: one word of ours, kept with the payment. */
MUST_USE enum err settle_review(struct store *store, struct payment *payment, enum payment_cause cause, struct str why,
				int64_t now_ms);

/* For settle.c and settle_end.c. */
struct settle_step {
	struct str from, to;     /* states of the order's parts */
	struct str event, actor; /* of the order event */
	bool paid;
};
MUST_USE enum err settle_parts(struct store *store, const struct payment *payment, const struct settle_step *step, int64_t now_ms,
			       bool *ret_moved);

#endif
