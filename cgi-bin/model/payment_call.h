/* Calls to the processor, as rows: the outbox that payd works off.
 * Promises: a row is claimed by one payd only; what is about to be sent is on disk before its first byte leaves; a call that may have
 * arrived is never forgotten and never sent with other bytes. Never: sends anything. */
#ifndef AINA_MODEL_PAYMENT_CALL_H
#define AINA_MODEL_PAYMENT_CALL_H

#include "model/payment.h"

#define PAYMENT_BODY_HASH_BYTES 32

enum payment_operation { PAYMENT_CREATE, PAYMENT_CANCEL };

struct payment_call {
	int64_t id, payment_id;
	enum payment_operation operation;
	struct str idempotency_key;
	bool may_have_left; /* an earlier try may have arrived */
	unsigned char body_hash[PAYMENT_BODY_HASH_BYTES]; /* of what that try sent; only with may_have_left */
	int64_t tries;      /* with this one */
	int64_t deadline_ms;
};

enum payment_call_end {
	PAYMENT_CALL_DONE,  /* nothing more to do */
	PAYMENT_CALL_AGAIN, /* proven not to have been done: send again as if never sent */
	PAYMENT_CALL_DOUBT, /* it may have been done: send the same again */
	PAYMENT_CALL_DEAD   /* given up */
};

/* What is remembered of a try. */
struct payment_call_result {
	enum payment_call_end end;
	int64_t next_ms; /* for AGAIN and DOUBT */
	int http_status, curl_code;
	struct str trace, error_class;
};

/* Takes one due call: it is `sending` afterwards. Write transaction. ERR_NONE: none is due. */
MUST_USE enum err payment_call_claim(struct store *store, struct arena *arena, int64_t now_ms, struct payment_call *ret_call);
/* Fixes what will be sent, before it is. Write transaction. ERR_CONFLICT: an earlier try had other bytes, so nothing may be sent. */
MUST_USE enum err payment_call_seal(struct store *store, const struct payment_call *call, struct str body, int64_t deadline_ms);
MUST_USE enum err payment_call_finish(struct store *store, const struct payment_call *call, const struct payment_call_result *result,
				      int64_t now_ms);
/* The newest call of an operation: ERR_NONE if there is none. *ret_never_left: it is proven not to have reached the processor. */
MUST_USE enum err payment_call_newest(struct store *store, struct arena *arena, int64_t payment_id, enum payment_operation operation,
				      int64_t *ret_id, bool *ret_never_left);
/* Gives up a call that was never sent. */
MUST_USE enum err payment_call_drop(struct store *store, int64_t id, int64_t now_ms);
/* Calls that were claimed at or before `before_ms` and never finished: their sender is gone, nobody knows whether they arrived. */
MUST_USE enum err payment_call_orphans(struct store *store, int64_t before_ms, int64_t now_ms, int64_t *ret_count);

/* Pause before try `tries` + 1: between half and all of min(5 min, 2 s * 2^tries). */
int64_t payment_call_pause_ms(int64_t tries);

#endif
