#include "model/payment_buyer.h"

#include "model/payment_open.h"
#include "query/payment.h"

#define ASK_GAP_MS (3 * CLOCK_SECOND_MS)
#define CANCEL_DEADLINE_MS (23 * CLOCK_HOUR_MS)

enum err payment_view(struct store *store, struct arena *arena, const struct public_id *public_id, struct payment_view *ret_view)
{
	struct payment_view view = { .cancel_asked = false };
	struct q_payment_order_row order;
	struct q_payment_call_of_row call;
	TRY(payment_by_public_id(store, arena, public_id, &view.payment));
	TRY(q_payment_order(store, arena, &(struct q_payment_order){ .group_id = view.payment.group_id }, &order));
	if (order.public_id.n != PUBLIC_ID_BYTES)
		return ERR_STORAGE;
	memcpy(view.order_id.b, order.public_id.p, PUBLIC_ID_BYTES);
	view.order_number = order.number;
	enum err err = q_payment_call_of(
		store, arena, &(struct q_payment_call_of){ .payment_id = view.payment.id, .operation = STR("cancel") }, &call);
	if (err != ERR_OK && err != ERR_NONE)
		return err;
	view.cancel_asked = err == ERR_OK && !payment_is_settled(view.payment.state);
	*ret_view = view;
	return ERR_OK;
}

enum err payment_of_order(struct store *store, struct arena *arena, int64_t group_id, struct public_id *ret_public_id)
{
	struct q_payment_newest_row row;
	TRY(q_payment_newest(store, arena, &(struct q_payment_newest){ .group_id = group_id }, &row));
	if (row.public_id.n != PUBLIC_ID_BYTES)
		return ERR_STORAGE;
	memcpy(ret_public_id->b, row.public_id.p, PUBLIC_ID_BYTES);
	return ERR_OK;
}

enum err payment_cancel(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t now_ms, bool *ret_queued)
{
	struct payment payment;
	char key[PAYMENT_KEY_CHARS];
	int64_t changes = 0;
	TRY(payment_by_public_id(store, arena, public_id, &payment));
	if (!payment_is_settled(payment.state))
		TRY(q_payment_call_put(store,
				       &(struct q_payment_call_put){
					       .id = id_new(now_ms),
					       .payment_id = payment.id,
					       .operation = STR("cancel"),
					       .seq = 1,
					       .idempotency_key = payment_call_key(public_id, "cancel", 1, key),
					       .deadline_ms = now_ms + CANCEL_DEADLINE_MS,
					       .now_ms = now_ms,
				       },
				       &changes));
	*ret_queued = changes > 0;
	return ERR_OK;
}

enum err payment_ask_now(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t now_ms, bool *ret_asked)
{
	struct payment payment;
	int64_t changes = 0;
	TRY(payment_by_public_id(store, arena, public_id, &payment));
	TRY(q_payment_ask_soon(store,
			       &(struct q_payment_ask_soon){
				       .id = payment.id,
				       .now_ms = now_ms,
				       .asked_before_ms = now_ms - ASK_GAP_MS,
			       },
			       &changes));
	*ret_asked = changes > 0;
	return ERR_OK;
}
