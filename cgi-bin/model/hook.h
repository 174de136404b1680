/* Callbacks as rows: what a processor reported, kept until payd has asked about it.
 * Promises: the same event is one row however often it comes; one about nothing known is kept and tried again for three days.
 * Never: keeps a body, believes a callback. */
#ifndef AINA_MODEL_HOOK_H
#define AINA_MODEL_HOOK_H

#include "base/arena.h"

struct store;

struct hook_report {
	struct str processor, event_id, event_type;
	struct str ref;       /* the processor's name for the page */
	struct str reference; /* our public id, as it came; may be absent */
	struct str body;      /* only its hash is kept */
};

/* A transaction of its own, committed when it returns: what is not kept is not answered with "received". */
MUST_USE enum err hook_keep(struct store *store, const struct hook_report *report, int64_t now_ms);

/* For payd (hook_work.c); inside write transactions of market.db. */
struct hook {
	int64_t id;
	struct str ref, reference;
	int64_t tries, received_ms;
};
/* Takes one due callback by moving it ahead to `again_ms`: whoever dies with it leaves it to a later turn. ERR_NONE: none is due. */
MUST_USE enum err hook_claim(struct store *store, struct arena *arena, int64_t now_ms, int64_t again_ms, struct hook *ret_hook);
/* The payment that it means: by the processor's name, else by ours. ERR_NONE: neither is known (yet). */
MUST_USE enum err hook_payment(struct store *store, struct arena *arena, const struct hook *hook, int64_t *ret_payment_id);
MUST_USE enum err hook_done(struct store *store, const struct hook *hook, int64_t now_ms);
/* Again after a growing pause; after three days it is done (*ret_given_up). */
MUST_USE enum err hook_later(struct store *store, const struct hook *hook, int64_t now_ms, bool *ret_given_up);

#endif
