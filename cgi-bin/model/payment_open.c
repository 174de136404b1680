#include "model/payment_open.h"

#include <sodium.h>

#include "model/settle.h"
#include "query/payment.h"

#define KEY_BYTES 16

/* The processor refuses pages that close in less than 30 minutes; one more for the way there. */
#define PAGE_LIFE_MIN_MS (31 * CLOCK_MINUTE_MS)

int64_t payment_page_life_ms(const struct conf *conf)
{
	int64_t life_ms = conf->payment_minutes * CLOCK_MINUTE_MS;
	return life_ms > PAGE_LIFE_MIN_MS ? life_ms : PAGE_LIFE_MIN_MS;
}

/* Derived, not drawn: a database restored from a backup repeats the same call under the same key, and the processor sees one. */
struct str payment_call_key(const struct public_id *public_id, const char *operation, int64_t seq, char out[PAYMENT_KEY_CHARS])
{
	unsigned char hash[KEY_BYTES];
	unsigned char number[8];
	crypto_generichash_state state;
	for (size_t i = 0; i < sizeof(number); i++)
		number[i] = (unsigned char)((uint64_t)seq >> (8 * i));
	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, public_id->b, sizeof(public_id->b));
	crypto_generichash_update(&state, number, sizeof(number));
	crypto_generichash_update(&state, (const unsigned char *)operation, strlen(operation));
	crypto_generichash_final(&state, hash, sizeof(hash));
	return str_hex(hash, sizeof(hash), out);
}

static enum err event_opened(struct store *store, int64_t payment_id, int64_t now_ms)
{
	return q_payment_event_add(store,
				   &(struct q_payment_event_add){
					   .payment_id = payment_id,
					   .to_state = payment_state_name(PAYMENT_READY),
					   .cause = payment_cause_name(CAUSE_OPENED),
					   .now_ms = now_ms,
				   },
				   NULL);
}

static enum err call_put(struct store *store, int64_t payment_id, const struct public_id *public_id, int64_t deadline_ms, int64_t now_ms)
{
	char key[PAYMENT_KEY_CHARS];
	return q_payment_call_put(store,
				  &(struct q_payment_call_put){
					  .id = id_new(now_ms),
					  .payment_id = payment_id,
					  .operation = STR("create"),
					  .seq = 1,
					  .idempotency_key = payment_call_key(public_id, "create", 1, key),
					  .deadline_ms = deadline_ms,
					  .now_ms = now_ms,
				  },
				  NULL);
}

enum err payment_open(struct store *store, struct arena *arena, const struct payment_request *request, struct public_id *ret_public_id)
{
	if (request->amount.minor < 0)
		return ERR_INPUT;
	bool nothing = request->amount.minor == 0;
	struct public_id public_id = public_id_new();
	int64_t id = id_new(request->now_ms);
	int64_t expires_ms = request->now_ms + payment_page_life_ms(request->conf);
	TRY(q_payment_put(store,
			  &(struct q_payment_put){
				  .id = id,
				  .public_id = public_id_bytes(&public_id),
				  .group_id = request->group_id,
				  .seq = 1,
				  .processor = nothing ? STR("none") : request->conf->processor,
				  .mode = request->conf->payment_mode,
				  .currency = currency_code(request->amount.currency),
				  .amount_minor = request->amount.minor,
				  .expires_ms = expires_ms,
				  .now_ms = request->now_ms,
			  },
			  NULL));
	TRY(event_opened(store, id, request->now_ms));
	if (nothing) {
		struct payment payment;
		TRY(payment_by_id(store, arena, id, &payment));
		TRY(settle_paid(store, &payment, CAUSE_NOTHING_TO_PAY, request->now_ms));
	} else {
		TRY(call_put(store, id, &public_id, expires_ms, request->now_ms));
	}
	*ret_public_id = public_id;
	return ERR_OK;
}
