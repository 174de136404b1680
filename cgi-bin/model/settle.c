#include "model/settle.h"

#include "model/mail.h"
#include "query/order.h"
#include "query/payment.h"

/* The order's parts that are in `from` step to `to`, with one event for the whole order. *ret_moved: there were some. */
enum err settle_parts(struct store *store, const struct payment *payment, const struct settle_step *step, int64_t now_ms, bool *ret_moved)
{
	int64_t changes = 0;
	TRY(q_suborder_settle(store,
			      &(struct q_suborder_settle){
				      .group_id = payment->group_id,
				      .from_state = step->from,
				      .to_state = step->to,
				      .paid_ms = now_ms,
				      .paid_ms_is_null = !step->paid,
				      .now_ms = now_ms,
			      },
			      &changes));
	if (changes > 0)
		TRY(q_order_event_add(store,
				      &(struct q_order_event_add){
					      .group_id = payment->group_id,
					      .suborder_id_is_null = true,
					      .kind = step->event,
					      .actor = step->actor,
					      .from_state = step->from,
					      .to_state = step->to,
					      .now_ms = now_ms,
				      },
				      NULL));
	*ret_moved = changes > 0;
	return ERR_OK;
}

static enum err order_to_review(struct store *store, const struct payment *payment, int64_t now_ms)
{
	static const struct str from[] = { STR_INIT("awaiting_payment"), STR_INIT("expired"), STR_INIT("cancelled") };
	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		bool moved = false;
		const struct settle_step step = { .from = from[i], .to = STR("review"), .event = STR("payment_review"), .actor = STR("system") };
		TRY(settle_parts(store, payment, &step, now_ms, &moved));
	}
	return mail_queue(store, &(struct mail_request){ .kind = MAIL_ORDER_REVIEW, .group_id = payment->group_id, .now_ms = now_ms });
}

enum err settle_review(struct store *store, struct payment *payment, enum payment_cause cause, struct str why, int64_t now_ms)
{
	if (payment->state == PAYMENT_REVIEW)
		return ERR_OK;
	TRY(payment_move(store, payment, PAYMENT_REVIEW, cause, why, now_ms));
	return order_to_review(store, payment, now_ms);
}

enum err settle_paid(struct store *store, struct payment *payment, enum payment_cause cause, int64_t now_ms)
{
	if (payment->state == PAYMENT_CAPTURED || payment->state == PAYMENT_REVIEW)
		return ERR_OK;
	if (payment_is_settled(payment->state))
		return settle_review(store, payment, CAUSE_LATE_SUCCESS, STR("paid_after_the_end"), now_ms);
	const struct settle_step step = {
		.from = STR("awaiting_payment"),
		.to = STR("paid"),
		.event = STR("paid"),
		.actor = cause == CAUSE_NOTHING_TO_PAY ? STR("system") : STR("processor"),
		.paid = true,
	};
	bool moved = false;
	TRY(payment_move(store, payment, PAYMENT_CAPTURED, cause, (struct str){ NULL, 0 }, now_ms));
	TRY(settle_parts(store, payment, &step, now_ms, &moved));
	if (!moved) /* money for an order that waits for none */
		return settle_review(store, payment, CAUSE_MISMATCH, STR("order_was_not_waiting"), now_ms);
	return mail_queue(store, &(struct mail_request){ .kind = MAIL_ORDER_PAID, .group_id = payment->group_id, .now_ms = now_ms });
}
