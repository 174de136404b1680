/* Card processors behind one interface. An adapter is pure: it builds bytes and reads bytes; it has no socket, no clock and no
 * database, so that each can be fuzzed and tested alone. programs/payd.c does the sending, model/ does the deciding.
 * Promises: an answer is taken only when its ids, amount, currency, reference and mode equal what was asked. Never: copies card
 * data (number, last digits, expiry, holder) out of an answer, even where a processor offers it. */
#ifndef AINA_EDGE_PROCESSOR_H
#define AINA_EDGE_PROCESSOR_H

#include "base/arena.h"
#include "base/lang.h"
#include "base/money.h"
#include "edge/http.h"

#define PROCESSOR_REF_BYTES_MAX 200

/* Our account at the processor. */
struct processor_account {
	struct str base_url;       /* "https://api.stripe.com", no slash at the end */
	struct str page_authority; /* host[:port] that its hosted page must have */
	struct str key;            /* secret */
	bool live;                 /* real money; an answer of the other mode is refused */
	bool loopback_http;        /* the test processor: http:// on this machine is fine */
};

/* What is to be paid. Every member is frozen when the payment is opened: the same order gives the same bytes. */
struct processor_order {
	struct str reference;   /* our public id, comes back in every answer */
	struct money amount;
	struct str title;       /* on the hosted page: the shop's name and the order number, nothing about the goods */
	enum lang lang;
	int64_t expires_ms;     /* when the hosted page closes */
	struct str return_url;  /* where the buyer comes back to, paid or not */
	struct str idempotency_key;
};

enum processor_status {
	PROCESSOR_OPEN,       /* the buyer may pay on page.url */
	PROCESSOR_PROCESSING, /* the buyer has done his part, the money has not come yet */
	PROCESSOR_PAID,
	PROCESSOR_EXPIRED     /* closed unpaid; nobody can pay it any more */
};

/* The hosted page as the processor describes it. */
struct processor_page {
	struct str ref; /* the processor's id */
	struct str url; /* only with PROCESSOR_OPEN; https (or loopback), host checked */
	enum processor_status status;
};

/* What came of a call. Only NOT_SENT, LATER, REFUSED_… and NOT_FOUND say that nothing was done. */
enum processor_verdict {
	PROCESSOR_ANSWERED,       /* the page is known */
	PROCESSOR_NOT_SENT,       /* proven */
	PROCESSOR_UNKNOWN,        /* lost, broken or senseless answer: the call may have worked */
	PROCESSOR_LATER,          /* too many requests: refused before anything was done */
	PROCESSOR_KEY_BUSY,       /* the first call with this key is still being worked on */
	PROCESSOR_REFUSED_INPUT,  /* plainly refused for good */
	PROCESSOR_REFUSED_KEY,    /* our API key is not accepted: the operator's trouble, not the buyer's */
	PROCESSOR_NOT_FOUND,      /* it does not know the id (or the address) */
	PROCESSOR_INTEGRITY,      /* a well-formed answer that is not about what was asked */
	PROCESSOR_VERDICT__COUNT
};
struct str processor_verdict_name(enum processor_verdict verdict);

/* What a callback tells: a nudge to ask, never a truth. */
struct processor_nudge {
	struct str event_id, event_type;
	struct str ref;       /* the processor's id of the page */
	struct str reference; /* ours, as it was given at creation; may be absent */
};
enum processor_hook {
	HOOK_NUDGE,         /* *ret_nudge stands */
	HOOK_NOT_OURS,      /* genuine, but about something this shop does not use: answer 200 */
	HOOK_BAD_SIGNATURE, /* missing, malformed or wrong */
	HOOK_STALE,         /* genuine, but stamped too long ago or in the future */
	HOOK_OTHER_MODE,    /* test event at a live shop or the other way round */
	HOOK_UNREADABLE,    /* genuine, but not in a form we know */
	HOOK__COUNT
};
struct str processor_hook_name(enum processor_hook hook);

struct processor {
	const char *name; /* as in payment.processor */
	int64_t key_life_ms; /* a call may be repeated for so long; after that the processor may have forgotten its key */

	bool (*key_fits)(struct str key, bool live); /* the key is of this mode */

	/* Requests; the texts live in `arena`. ERR_INPUT: something in them could not be sent as it is; ERR_MEMORY. */
	enum err (*create)(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
			   struct http_request *ret_request);
	enum err (*query)(struct arena *arena, const struct processor_account *account, struct str ref, struct http_request *ret_request);
	enum err (*cancel)(struct arena *arena, const struct processor_account *account, struct str ref, struct str idempotency_key,
			   struct http_request *ret_request);

	/* Reads the answer to any of the three. `ref`: the id that was asked about; absent after create. *ret_page is set only with
	 * PROCESSOR_ANSWERED. */
	enum processor_verdict (*read)(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
				       struct str ref, const struct http_answer *answer, struct processor_page *ret_page);

	/* `signature`: the header's value; `body`: raw bytes; *ret_nudge is set only with HOOK_NUDGE. */
	enum processor_hook (*hook)(struct arena *arena, struct str secret, bool live, struct str signature, struct str body, int64_t now_ms,
				    struct processor_nudge *ret_nudge);
};

/* NULL: no such processor. */
const struct processor *processor_find(struct str name);

#endif
