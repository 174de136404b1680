#include "model/payment_call.h"

#include <sodium.h>

#include "query/payment.h"

#define PAUSE_FIRST_MS (2 * CLOCK_SECOND_MS)
#define PAUSE_MAX_MS (5 * CLOCK_MINUTE_MS)

static struct str operation_name(enum payment_operation operation)
{
	return operation == PAYMENT_CREATE ? STR("create") : STR("cancel");
}

enum err payment_call_claim(struct store *store, struct arena *arena, int64_t now_ms, struct payment_call *ret_call)
{
	struct q_payment_call_claim_row row;
	TRY(q_payment_call_claim(store, arena, &(struct q_payment_call_claim){ .now_ms = now_ms }, &row));
	struct payment_call call = {
		.id = row.id,
		.payment_id = row.payment_id,
		.operation = str_eq_z(row.operation, "create") ? PAYMENT_CREATE : PAYMENT_CANCEL,
		.idempotency_key = row.idempotency_key,
		.may_have_left = row.body_hash.p != NULL,
		.tries = row.tries,
		.deadline_ms = row.deadline_ms,
	};
	if (call.may_have_left) {
		if (row.body_hash.n != PAYMENT_BODY_HASH_BYTES)
			return ERR_STORAGE;
		memcpy(call.body_hash, row.body_hash.p, PAYMENT_BODY_HASH_BYTES);
	}
	*ret_call = call;
	return ERR_OK;
}

static void body_hash(struct str body, unsigned char out[PAYMENT_BODY_HASH_BYTES])
{
	crypto_generichash(out, PAYMENT_BODY_HASH_BYTES, (const unsigned char *)(body.n > 0 ? body.p : ""), body.n, NULL, 0);
}

enum err payment_call_seal(struct store *store, const struct payment_call *call, struct str body, int64_t deadline_ms)
{
	unsigned char hash[PAYMENT_BODY_HASH_BYTES];
	body_hash(body, hash);
	if (call->may_have_left && memcmp(hash, call->body_hash, sizeof(hash)) != 0)
		return ERR_CONFLICT;
	return q_payment_call_seal(store,
				   &(struct q_payment_call_seal){
					   .id = call->id,
					   .body_hash = { (const char *)hash, sizeof(hash) },
					   .deadline_ms = deadline_ms,
				   },
				   NULL);
}

enum err payment_call_finish(struct store *store, const struct payment_call *call, const struct payment_call_result *result, int64_t now_ms)
{
	static const struct str states[] = {
		[PAYMENT_CALL_DONE] = STR_INIT("done"),
		[PAYMENT_CALL_AGAIN] = STR_INIT("ready"),
		[PAYMENT_CALL_DOUBT] = STR_INIT("unknown"),
		[PAYMENT_CALL_DEAD] = STR_INIT("dead"),
	};
	/* A later seal finds the hash again and compares; without it the next try is free to build new bytes. */
	bool forget = result->end == PAYMENT_CALL_AGAIN && !call->may_have_left;
	struct str state = result->end == PAYMENT_CALL_AGAIN && call->may_have_left ? states[PAYMENT_CALL_DOUBT] : states[result->end];
	return q_payment_call_finish(store,
				     &(struct q_payment_call_finish){
					     .id = call->id,
					     .state = state,
					     .forget_body = forget,
					     .next_at_ms = result->next_ms,
					     .http_status = result->http_status,
					     .http_status_is_null = result->http_status == 0,
					     .curl_code = result->curl_code,
					     .curl_code_is_null = result->http_status != 0,
					     .trace = result->trace,
					     .error_class = result->error_class,
					     .now_ms = now_ms,
				     },
				     NULL);
}

enum err payment_call_newest(struct store *store, struct arena *arena, int64_t payment_id, enum payment_operation operation, int64_t *ret_id,
			     bool *ret_never_left)
{
	struct q_payment_call_of_row row;
	TRY(q_payment_call_of(store, arena,
			      &(struct q_payment_call_of){ .payment_id = payment_id, .operation = operation_name(operation) }, &row));
	*ret_id = row.id;
	*ret_never_left = str_eq_z(row.state, "ready") && row.body_hash.p == NULL;
	return ERR_OK;
}

enum err payment_call_drop(struct store *store, int64_t id, int64_t now_ms)
{
	const struct payment_call call = { .id = id };
	const struct payment_call_result result = { .end = PAYMENT_CALL_DEAD, .error_class = STR("given_up") };
	return payment_call_finish(store, &call, &result, now_ms);
}

enum err payment_call_orphans(struct store *store, int64_t before_ms, int64_t now_ms, int64_t *ret_count)
{
	return q_payment_call_orphans(store, &(struct q_payment_call_orphans){ .before_ms = before_ms, .now_ms = now_ms }, ret_count);
}

int64_t payment_call_pause_ms(int64_t tries)
{
	int64_t pause_ms = tries < 8 ? PAUSE_FIRST_MS << (tries > 0 ? tries : 0) : PAUSE_MAX_MS;
	if (pause_ms > PAUSE_MAX_MS)
		pause_ms = PAUSE_MAX_MS;
	return pause_ms / 2 + random_below((uint32_t)(pause_ms / 2) + 1);
}
