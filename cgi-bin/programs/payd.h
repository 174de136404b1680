/* payd: the only program that speaks to card processors.
 * Owns: the API key, the HTTP client, the pace. Promises: no transaction is open while it waits for the network; what it may have sent is
 * on disk before it is sent; whatever it is told is compared with what was asked before anything moves.
 * Never: makes a payment (checkout does), shows anything, believes a callback. */
#ifndef AINA_PROGRAMS_PAYD_H
#define AINA_PROGRAMS_PAYD_H

#include "base/conf.h"
#include "edge/gate.h"
#include "edge/processor.h"
#include "model/payment_call.h"
#include "store/store.h"

struct payd {
	const struct conf *conf;
	struct store *store;
	struct arena *arena; /* of one step; reset before each */
	const struct processor *processor;
	struct processor_account account;
	struct http_client *http;
	struct gate gate;
	int lock;            /* shared with every other payd of this STATE */
	int64_t swept_ms;    /* monotonic: when orphans were last looked for */
	bool order_moved;    /* since the last wake-ups */
};

/* Everything about one payment that a call or a question needs; texts in the step's arena. */
struct payd_case {
	struct payment payment;
	struct processor_order order;
	bool cancel_asked;
};
/* ERR_NONE: no such payment. Needs a transaction. */
MUST_USE enum err payd_case_read(struct payd *payd, int64_t payment_id, struct payd_case *ret_case);

/* One unit of work each: ERR_NONE when nothing is due. (payd_call.c, payd_ask.c) */
MUST_USE enum err payd_call_step(struct payd *payd);
MUST_USE enum err payd_ask_step(struct payd *payd);
MUST_USE enum err payd_hook_step(struct payd *payd);

/* Sends, tells the gate, writes the log line. Any failure of ours after this point counts as "nobody knows". */
enum processor_verdict payd_send(struct payd *payd, const struct payd_case *about, const char *operation, struct str ref,
				 const struct http_request *request, struct http_answer *ret_answer, struct processor_page *ret_page);

/* What a proven state of the hosted page does to payment and order; inside a write transaction. (payd_apply.c) */
MUST_USE enum err payd_apply_page(struct payd *payd, struct payd_case *about, const struct processor_page *page, int64_t now_ms);
MUST_USE enum err payd_apply_review(struct payd *payd, struct payd_case *about, enum payment_cause cause, struct str why, int64_t now_ms);
MUST_USE enum err payd_apply_end(struct payd *payd, struct payd_case *about, enum payment_state to, enum payment_cause cause, int64_t now_ms);
/* When to ask about it again, after a question that proved nothing; past the last date it goes to review. */
MUST_USE enum err payd_apply_nothing(struct payd *payd, struct payd_case *about, int64_t now_ms);

#endif
