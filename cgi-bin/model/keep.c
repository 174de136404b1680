#include "model/keep.h"

#include "query/checkout.h"
#include "query/keep.h"
#include "query/session.h"
#include "retain.h"

/* Each duty acts before the ceiling that the privacy policy publishes. */
_Static_assert(KEEP_CHECKOUT_MS < RETAIN_CHECKOUT_MS && KEEP_CART_MS < RETAIN_CART_MS && KEEP_HOOK_MS < RETAIN_HOOK_MS &&
		       KEEP_MAIL_MS < RETAIN_MAIL_MS && KEEP_CONTACT_MS < RETAIN_ORDER_CONTACT_MS,
	       "a duty acts later than its rule allows");

const struct keep_duty keep_duties[] = {
	{ "holds", 10 * CLOCK_SECOND_MS, keep_holds },
	{ "links", CLOCK_MINUTE_MS, keep_links },
	{ "sessions", CLOCK_MINUTE_MS, keep_sessions },
	{ "checkouts", 10 * CLOCK_MINUTE_MS, keep_checkouts },
	{ "placed", 10 * CLOCK_MINUTE_MS, keep_placed },
	{ "carts", 10 * CLOCK_MINUTE_MS, keep_carts },
	{ "keys", CLOCK_MINUTE_MS, keep_keys },
	{ "hooks", CLOCK_HOUR_MS, keep_hooks },
	{ "mails", CLOCK_HOUR_MS, keep_mails },
};
const size_t keep_duty_count = sizeof keep_duties / sizeof keep_duties[0];

/* Ends the transaction of one statement: commits what went well. */
static enum err finish(struct store *store, enum store_database database, enum err err)
{
	if (err == ERR_OK)
		err = store_commit(store, database);
	if (err != ERR_OK)
		store_rollback(store, database);
	return err;
}

#define STEP(database, statement, ...)                                                                              \
	do {                                                                                                        \
		int64_t changes_ = 0;                                                                                 \
		TRY(store_begin_write(keeping->store, (database)));                                                   \
		TRY(finish(keeping->store, (database),                                                                \
			   q_##statement(keeping->store, &(struct q_##statement){ __VA_ARGS__ }, &changes_)));          \
		*ret_count = changes_;                                                                                \
		return ERR_OK;                                                                                        \
	} while (0)

enum err keep_holds(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	STEP(STORE_MARKET, hold_expired_forget, .now_ms = now_ms, .count = KEEP_BATCH);
}

enum err keep_links(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	STEP(STORE_SESSION, login_link_forget, .before_ms = now_ms, .count = KEEP_BATCH);
}

enum err keep_placed(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	STEP(STORE_MARKET, keep_placed, .before_ms = now_ms - KEEP_CHECKOUT_MS, .count = KEEP_BATCH);
}

enum err keep_hooks(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	STEP(STORE_MARKET, keep_hooks, .before_ms = now_ms - KEEP_HOOK_MS, .count = KEEP_BATCH);
}

enum err keep_mails(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	STEP(STORE_MARKET, keep_mails, .before_ms = now_ms - KEEP_MAIL_MS, .count = KEEP_BATCH);
}
