/* A creator's own orders: paid parts of orders, and nothing of anybody else's.
 * Promises: every function takes the creator's capability and every statement carries it, so that a foreign number is simply not there.
 * The address is given only while it is needed: from payment until the return window closes. */
#ifndef AINA_MODEL_ORDER_STUDIO_H
#define AINA_MODEL_ORDER_STUDIO_H

#include "model/login.h"
#include "model/order_view.h"

enum studio_filter { STUDIO_TO_DO, STUDIO_SENT, STUDIO_ALL, STUDIO_FILTER__COUNT };

struct studio_row {
	int64_t id; /* the key of the page after it */
	struct str number, first_title, city; /* city absent: not needed any more */
	enum order_state state;
	enum currency currency;
	int64_t total_minor, placed_ms, pieces, titles;
};

/* Newest first, at most `count`, below `before_id` (0: from the newest). Needs a transaction. */
MUST_USE enum err studio_orders(struct store *store, struct arena *arena, const struct creator *creator, enum studio_filter filter,
				int64_t before_id, int64_t count, struct studio_row **ret_rows, size_t *ret_count);
/* How many wait to be sent; 100 means that or more. */
MUST_USE enum err studio_to_do(struct store *store, struct arena *arena, const struct creator *creator, int64_t *ret_count);

struct studio_order {
	struct suborder part; /* without the creator's own fields */
	int64_t group_id, placed_ms, paid_ms;
	enum currency currency;
	struct order_event *events; size_t event_count;
	bool has_address;
	struct address address;
};

/* ERR_NONE: no paid part of this creator has that number. */
MUST_USE enum err studio_order(struct store *store, struct arena *arena, const struct creator *creator, struct str number, int64_t now_ms,
			       struct studio_order *ret_order);

#endif
