#include "model/payment.h"

#include "query/payment.h"

static const struct str state_names[PAYMENT_STATE__COUNT] = {
	[PAYMENT_READY] = STR_INIT("ready"),           [PAYMENT_UNKNOWN] = STR_INIT("unknown"),
	[PAYMENT_WAITING] = STR_INIT("waiting"),       [PAYMENT_AUTHORIZED] = STR_INIT("authorized"),
	[PAYMENT_CAPTURED] = STR_INIT("captured"),     [PAYMENT_FAILED] = STR_INIT("failed"),
	[PAYMENT_EXPIRED] = STR_INIT("expired"),       [PAYMENT_CANCELLED] = STR_INIT("cancelled"),
	[PAYMENT_REVIEW] = STR_INIT("review"),
};

static const struct str cause_names[PAYMENT_CAUSE__COUNT] = {
	[CAUSE_OPENED] = STR_INIT("opened"),
	[CAUSE_NOTHING_TO_PAY] = STR_INIT("nothing_to_pay"),
	[CAUSE_CREATED] = STR_INIT("created"),
	[CAUSE_REPLY_LOST] = STR_INIT("reply_lost"),
	[CAUSE_REFUSED] = STR_INIT("refused"),
	[CAUSE_NEVER_SENT] = STR_INIT("never_sent"),
	[CAUSE_PAID] = STR_INIT("paid"),
	[CAUSE_PAGE_EXPIRED] = STR_INIT("page_expired"),
	[CAUSE_BUYER_CANCELLED] = STR_INIT("buyer_cancelled"),
	[CAUSE_MISMATCH] = STR_INIT("mismatch"),
	[CAUSE_LATE_SUCCESS] = STR_INIT("late_success"),
	[CAUSE_NO_ANSWER] = STR_INIT("no_answer"),
	[CAUSE_OPERATOR] = STR_INIT("operator"),
};

/* The lawful moves: bit `to` in row `from`. What is not here is refused. */
#define TO(state) (1u << PAYMENT_##state)
static const unsigned moves[PAYMENT_STATE__COUNT] = {
	/* captured straight away: there was nothing to pay */
	[PAYMENT_READY] = TO(WAITING) | TO(UNKNOWN) | TO(CAPTURED) | TO(FAILED) | TO(CANCELLED) | TO(REVIEW),
	[PAYMENT_UNKNOWN] = TO(WAITING) | TO(AUTHORIZED) | TO(CAPTURED) | TO(FAILED) | TO(EXPIRED) | TO(REVIEW),
	[PAYMENT_WAITING] = TO(AUTHORIZED) | TO(CAPTURED) | TO(FAILED) | TO(EXPIRED) | TO(CANCELLED) | TO(UNKNOWN) | TO(REVIEW),
	[PAYMENT_AUTHORIZED] = TO(CAPTURED) | TO(CANCELLED) | TO(UNKNOWN) | TO(REVIEW),
	[PAYMENT_CAPTURED] = TO(REVIEW),
	[PAYMENT_FAILED] = TO(REVIEW), /* late money */
	[PAYMENT_EXPIRED] = TO(REVIEW),
	[PAYMENT_CANCELLED] = TO(REVIEW),
	[PAYMENT_REVIEW] = 0, /* a person's decision only */
};

struct str payment_state_name(enum payment_state state)
{
	return state_names[state];
}

enum err payment_state_parse(struct str name, enum payment_state *ret_state)
{
	for (size_t i = 0; i < PAYMENT_STATE__COUNT; i++)
		if (str_eq(name, state_names[i])) {
			*ret_state = (enum payment_state)i;
			return ERR_OK;
		}
	return ERR_STORAGE;
}

struct str payment_cause_name(enum payment_cause cause)
{
	return cause_names[cause];
}

bool payment_may_move(enum payment_state from, enum payment_state to, bool by_operator)
{
	if (from == to || to >= PAYMENT_STATE__COUNT || from >= PAYMENT_STATE__COUNT)
		return false;
	if (from == PAYMENT_REVIEW)
		return by_operator;
	return (moves[from] & (1u << to)) != 0;
}

bool payment_is_settled(enum payment_state state)
{
	return state != PAYMENT_READY && state != PAYMENT_UNKNOWN && state != PAYMENT_WAITING && state != PAYMENT_AUTHORIZED;
}

int64_t payment_next_query(int64_t created_ms, int64_t expires_ms, int64_t now_ms)
{
	static const int64_t after_ms[] = { CLOCK_MINUTE_MS,      5 * CLOCK_MINUTE_MS, 15 * CLOCK_MINUTE_MS,
					    60 * CLOCK_MINUTE_MS, 6 * CLOCK_HOUR_MS,   24 * CLOCK_HOUR_MS };
	int64_t next_ms = 0;
	for (size_t i = 0; i < sizeof(after_ms) / sizeof(after_ms[0]); i++) {
		int64_t candidates[] = { created_ms + after_ms[i], expires_ms + after_ms[i] };
		for (size_t k = 0; k < 2; k++)
			if (candidates[k] > now_ms && (next_ms == 0 || candidates[k] < next_ms))
				next_ms = candidates[k];
	}
	return next_ms;
}

/* Database ------------------------------------------------------------------------------------------------------------- */

enum err payment_by_id(struct store *store, struct arena *arena, int64_t id, struct payment *ret_payment)
{
	struct q_payment_by_id_row row;
	struct payment payment;
	TRY(q_payment_by_id(store, arena, &(struct q_payment_by_id){ .id = id }, &row));
	if (row.public_id.n != PUBLIC_ID_BYTES || !currency_parse(row.currency, &payment.amount.currency))
		return ERR_STORAGE;
	TRY(payment_state_parse(row.state, &payment.state));
	memcpy(payment.public_id.b, row.public_id.p, PUBLIC_ID_BYTES);
	payment.id = row.id;
	payment.group_id = row.group_id;
	payment.processor = row.processor;
	payment.live = str_eq_z(row.mode, "live");
	payment.amount.minor = row.amount_minor;
	payment.processor_ref = row.processor_ref;
	payment.pay_url = row.pay_url;
	payment.created_ms = row.created_ms;
	payment.updated_ms = row.updated_ms;
	payment.expires_ms = row.expires_ms;
	payment.version = row.version;
	*ret_payment = payment;
	return ERR_OK;
}

enum err payment_by_public_id(struct store *store, struct arena *arena, const struct public_id *public_id, struct payment *ret_payment)
{
	struct q_payment_find_public_row row;
	TRY(q_payment_find_public(store, arena, &(struct q_payment_find_public){ .public_id = public_id_bytes(public_id) }, &row));
	return payment_by_id(store, arena, row.id, ret_payment);
}

enum err payment_move(struct store *store, struct payment *payment, enum payment_state to, enum payment_cause cause, struct str why,
		      int64_t now_ms)
{
	if (!payment_may_move(payment->state, to, cause == CAUSE_OPERATOR))
		return ERR_CONFLICT;
	int64_t query_at_ms = payment_next_query(payment->created_ms, payment->expires_ms, now_ms);
	int64_t changes = 0;
	TRY(q_payment_set_state(store,
				&(struct q_payment_set_state){
					.id = payment->id,
					.version = payment->version,
					.from_state = payment_state_name(payment->state),
					.to_state = payment_state_name(to),
					.query_at_ms = query_at_ms,
					.query_at_ms_is_null = payment_is_settled(to),
					.review_why = why,
					.now_ms = now_ms,
				},
				&changes));
	if (changes != 1)
		return ERR_CONFLICT;
	TRY(q_payment_event_add(store,
				&(struct q_payment_event_add){
					.payment_id = payment->id,
					.from_state = payment_state_name(payment->state),
					.to_state = payment_state_name(to),
					.cause = payment_cause_name(cause),
					.now_ms = now_ms,
				},
				NULL));
	payment->state = to;
	payment->version++;
	payment->updated_ms = now_ms;
	return ERR_OK;
}
