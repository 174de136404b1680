#include "base/random.h"
#include "model/hook.h"
#include "model/payment_call.h"
#include "query/hook.h"
#include "query/payment.h"

#define KEPT_MS (3 * CLOCK_DAY_MS)

enum err hook_claim(struct store *store, struct arena *arena, int64_t now_ms, int64_t again_ms, struct hook *ret_hook)
{
	struct q_hook_claim_row row;
	TRY(q_hook_claim(store, arena, &(struct q_hook_claim){ .now_ms = now_ms, .again_ms = again_ms }, &row));
	*ret_hook = (struct hook){
		.id = row.id,
		.ref = row.object_ref,
		.reference = row.client_ref,
		.tries = row.tries,
		.received_ms = row.received_ms,
	};
	return ERR_OK;
}

enum err hook_payment(struct store *store, struct arena *arena, const struct hook *hook, int64_t *ret_payment_id)
{
	struct q_payment_find_ref_row by_ref;
	struct q_payment_find_public_row by_public;
	struct public_id id;
	enum err err = q_payment_find_ref(store, arena, &(struct q_payment_find_ref){ .processor_ref = hook->ref }, &by_ref);
	if (err == ERR_OK)
		*ret_payment_id = by_ref.id;
	if (err != ERR_NONE)
		return err;
	if (hook->reference.p == NULL || public_id_parse(hook->reference, &id) != ERR_OK)
		return ERR_NONE;
	TRY(q_payment_find_public(store, arena, &(struct q_payment_find_public){ .public_id = public_id_bytes(&id) }, &by_public));
	*ret_payment_id = by_public.id;
	return ERR_OK;
}

enum err hook_done(struct store *store, const struct hook *hook, int64_t now_ms)
{
	return q_hook_done(store, &(struct q_hook_done){ .id = hook->id, .now_ms = now_ms }, NULL);
}

enum err hook_later(struct store *store, const struct hook *hook, int64_t now_ms, bool *ret_given_up)
{
	bool over = now_ms - hook->received_ms > KEPT_MS;
	if (over)
		TRY(hook_done(store, hook, now_ms));
	else
		TRY(q_hook_again(store,
				 &(struct q_hook_again){ .id = hook->id, .next_at_ms = now_ms + payment_call_pause_ms(hook->tries) }, NULL));
	*ret_given_up = over;
	return ERR_OK;
}
