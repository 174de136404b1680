/* Keeping promises in time: what is forgotten when (db/privacy/ainastudio.rules, [retain …]).
 * Owns the table of duties and how early each acts before its ceiling. Promises: bounded steps, each in a transaction of its own, that
 * may stop anywhere and go on later; orders and their money stay. Never judges by anything but the given time. */
#ifndef AINA_MODEL_KEEP_H
#define AINA_MODEL_KEEP_H

#include "base/arena.h"
#include "base/clock.h"
#include "store/store.h"

/* Rows in one step. */
#define KEEP_BATCH 50

/* Ages at which a duty acts: the ceiling of its rule less what a stopped machine may cost. */
#define KEEP_CHECKOUT_MS (3 * CLOCK_DAY_MS)       /* [retain checkout] P7D */
#define KEEP_CART_MS (21 * CLOCK_DAY_MS)          /* [retain cart] P30D */
#define KEEP_HOOK_MS (28 * CLOCK_DAY_MS)          /* [retain hook] P30D */
#define KEEP_MAIL_MS (85 * CLOCK_DAY_MS)          /* [retain mail] P90D */
#define KEEP_CONTACT_MS (360 * CLOCK_DAY_MS)      /* [retain order_contact] P1Y */
#define KEEP_LOST_KEY_MS CLOCK_DAY_MS             /* a key whose person was never written */

/* What the duties share from one turn to the next. */
struct keeping {
	struct store *store;
	struct arena *arena;  /* reset by the caller between steps */
	int64_t key_cursor;   /* the sweep of keys goes on behind this person */
	bool erased;          /* something personal went: the logs want truncating */
};

struct keep_duty {
	const char *name;
	int64_t every_ms;
	/* One step. *ret_count: how many rows went; KEEP_BATCH or more means that there may be more. */
	enum err (*step)(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
};
extern const struct keep_duty keep_duties[];
extern const size_t keep_duty_count;

/* The steps, for the table and the tests. */
MUST_USE enum err keep_holds(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_links(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_sessions(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_checkouts(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_placed(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_carts(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_keys(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_hooks(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);
MUST_USE enum err keep_mails(struct keeping *keeping, int64_t now_ms, int64_t *ret_count);

#endif
