/* Payment: one attempt to have one order paid by one processor.
 * Owns: the states, the table of lawful moves between them, and the rows payment and payment_event.
 * Promises: no state changes without an event; a move that the table does not list is refused; money is never compared loosely.
 * Never: speaks to a processor (programs/payd.c does), never touches the order (model/settle.h does). */
#ifndef AINA_MODEL_PAYMENT_H
#define AINA_MODEL_PAYMENT_H

#include "base/arena.h"
#include "base/clock.h"
#include "base/money.h"
#include "base/random.h"

struct store;

enum payment_state {
	PAYMENT_READY,      /* committed here, the processor has not confirmed it yet */
	PAYMENT_UNKNOWN,    /* a call may or may not have arrived: kept and asked about until it is proven */
	PAYMENT_WAITING,    /* the processor's page is open for the buyer */
	PAYMENT_AUTHORIZED, /* money is reserved, not taken (no processor of this step does that) */
	PAYMENT_CAPTURED,   /* paid */
	PAYMENT_FAILED,     /* refused, or proven never to have reached the processor */
	PAYMENT_EXPIRED,    /* the page closed unpaid */
	PAYMENT_CANCELLED,  /* the buyer gave it up */
	PAYMENT_REVIEW,     /* something does not match: a person decides, goods and money stay where they are */
	PAYMENT_STATE__COUNT
};

/* Why a payment moved; written into payment_event. */
enum payment_cause {
	CAUSE_OPENED, CAUSE_NOTHING_TO_PAY, CAUSE_CREATED, CAUSE_REPLY_LOST, CAUSE_REFUSED, CAUSE_NEVER_SENT, CAUSE_PAID,
	CAUSE_PAGE_EXPIRED, CAUSE_BUYER_CANCELLED, CAUSE_MISMATCH, CAUSE_LATE_SUCCESS, CAUSE_NO_ANSWER, CAUSE_OPERATOR,
	PAYMENT_CAUSE__COUNT
};

/* Names as they stand in the database; static storage. */
struct str payment_state_name(enum payment_state state);
MUST_USE enum err payment_state_parse(struct str name, enum payment_state *ret_state); /* ERR_STORAGE: not one of ours */
struct str payment_cause_name(enum payment_cause cause);

/* The table. `operator`: a named person decides; only that leads out of review. A state never moves to itself. */
bool payment_may_move(enum payment_state from, enum payment_state to, bool by_operator);
/* Nothing more is expected from the processor: captured, failed, expired, cancelled, review. */
bool payment_is_settled(enum payment_state state);

struct payment {
	int64_t id;
	struct public_id public_id;
	int64_t group_id;
	struct str processor; /* "stripe", or "none": there was nothing to pay */
	bool live;
	struct money amount;
	enum payment_state state;
	struct str processor_ref; /* absent until the processor named it */
	struct str pay_url;       /* the hosted page; absent until it is known; host checked when it was stored */
	int64_t created_ms, updated_ms;
	int64_t expires_ms;       /* when the hosted page closes */
	int64_t version;
};

/* ERR_NONE: no such payment. Texts live in `arena`. */
MUST_USE enum err payment_by_id(struct store *store, struct arena *arena, int64_t id, struct payment *ret_payment);
MUST_USE enum err payment_by_public_id(struct store *store, struct arena *arena, const struct public_id *public_id,
				       struct payment *ret_payment);

/* Moves and writes the event; *payment follows. Inside a write transaction of market.db. ERR_CONFLICT: the table does not
 * allow it, or the row changed since it was read. The states that end a payment belong to model/settle.h: it also moves the order.
 * `why`: for review, one of our own words; absent otherwise. */
MUST_USE enum err payment_move(struct store *store, struct payment *payment, enum payment_state to, enum payment_cause cause,
			       struct str why, int64_t now_ms);

/* When to ask the processor next about an open payment: 1, 5, 15, 60 minutes, 6 and 24 hours after it was made, and again after
 * the hosted page closed. 0: asked long enough, a person must look. Pure. */
int64_t payment_next_query(int64_t created_ms, int64_t expires_ms, int64_t now_ms);

#endif
