#include "model/mail.h"
#include "model/settle.h"
#include "query/payment.h"

/* What is given back is what the moves say was taken and is not back yet: doing it twice gives nothing. */
static enum err stock_release(struct store *store, struct arena *arena, int64_t group_id, int64_t now_ms)
{
	struct q_stock_taken_row *rows = NULL;
	size_t count = 0;
	TRY(q_stock_taken(store, arena, &(struct q_stock_taken){ .group_id = group_id }, &rows, &count));
	for (size_t i = 0; i < count; i++) {
		TRY(q_stock_give_back(store,
				      &(struct q_stock_give_back){ .variant_id = rows[i].variant_id, .quantity = rows[i].quantity },
				      NULL));
		TRY(q_stock_move_released(store,
					  &(struct q_stock_move_released){
						  .id = id_new(now_ms),
						  .variant_id = rows[i].variant_id,
						  .delta = rows[i].quantity,
						  .suborder_id = rows[i].suborder_id,
						  .now_ms = now_ms,
					  },
					  NULL));
	}
	return ERR_OK;
}

static struct settle_step step_of(enum payment_state to)
{
	struct settle_step step = { .from = STR("awaiting_payment"), .actor = STR("system") };
	if (to == PAYMENT_CANCELLED) {
		step.to = STR("cancelled");
		step.event = STR("cancelled");
		step.actor = STR("buyer");
	} else {
		step.to = STR("expired");
		step.event = to == PAYMENT_FAILED ? STR("payment_failed") : STR("payment_expired");
	}
	return step;
}

enum err settle_ended(struct store *store, struct arena *arena, struct payment *payment, enum payment_state to, enum payment_cause cause,
		      int64_t now_ms)
{
	if (to != PAYMENT_FAILED && to != PAYMENT_EXPIRED && to != PAYMENT_CANCELLED)
		return ERR_INTERNAL;
	if (payment_is_settled(payment->state))
		return ERR_OK;
	const struct settle_step step = step_of(to);
	bool moved = false;
	TRY(payment_move(store, payment, to, cause, (struct str){ NULL, 0 }, now_ms));
	TRY(settle_parts(store, payment, &step, now_ms, &moved));
	if (!moved)
		return ERR_OK;
	TRY(stock_release(store, arena, payment->group_id, now_ms));
	if (to == PAYMENT_CANCELLED)
		return ERR_OK;
	return mail_queue(store, &(struct mail_request){ .kind = MAIL_ORDER_EXPIRED, .group_id = payment->group_id, .now_ms = now_ms });
}
