#include "model/payment_page.h"

#include "query/payment.h"

enum err payment_order(struct store *store, struct arena *arena, const struct payment *payment, struct payment_order *ret_order)
{
	struct q_payment_order_row row;
	struct payment_order order;
	TRY(q_payment_order(store, arena, &(struct q_payment_order){ .group_id = payment->group_id }, &row));
	if (!lang_parse(row.lang, &order.lang))
		return ERR_STORAGE;
	order.number = row.number;
	*ret_order = order;
	return ERR_OK;
}

enum err payment_page_named(struct store *store, struct payment *payment, struct str ref, struct str url)
{
	TRY(q_payment_set_page(store, &(struct q_payment_set_page){ .id = payment->id, .processor_ref = ref, .pay_url = url }, NULL));
	payment->processor_ref = ref;
	return ERR_OK;
}

enum err payment_page_lives(struct store *store, struct payment *payment, int64_t expires_ms)
{
	TRY(q_payment_set_expiry(store, &(struct q_payment_set_expiry){ .id = payment->id, .expires_ms = expires_ms }, NULL));
	payment->expires_ms = expires_ms;
	return ERR_OK;
}

enum err payment_ask_claim(struct store *store, struct arena *arena, int64_t now_ms, int64_t again_ms, int64_t *ret_payment_id)
{
	struct q_payment_query_claim_row row;
	TRY(q_payment_query_claim(store, arena, &(struct q_payment_query_claim){ .now_ms = now_ms, .again_ms = again_ms }, &row));
	*ret_payment_id = row.id;
	return ERR_OK;
}

enum err payment_ask_at(struct store *store, const struct payment *payment, int64_t at_ms)
{
	return q_payment_query_at(store, &(struct q_payment_query_at){ .id = payment->id, .query_at_ms = at_ms }, NULL);
}
