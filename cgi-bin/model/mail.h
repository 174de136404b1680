/* Mail queue: a mail is a row written in the transaction of its event; address and text are read when it is sent.
 * Promises: one mail for one event, however often the event is reported. */
#ifndef AINA_MODEL_MAIL_H
#define AINA_MODEL_MAIL_H

#include "base/arena.h"

struct store;

enum mail_kind { MAIL_ORDER_PLACED, MAIL_ORDER_PAID, MAIL_ORDER_SHIPPED, MAIL_ORDER_EXPIRED, MAIL_ORDER_REVIEW, MAIL_KIND__COUNT };

struct str mail_kind_name(enum mail_kind kind);
MUST_USE enum err mail_kind_parse(struct str name, enum mail_kind *ret_kind); /* ERR_STORAGE: not one of ours */

struct mail_request {
	enum mail_kind kind;
	int64_t group_id;
	int64_t suborder_id; /* 0: about the whole order */
	int64_t shipment_id; /* for MAIL_ORDER_SHIPPED, else 0 */
	int64_t now_ms;
};

/* Inside a write transaction of market.db; after the commit wake "maild". A repeat for the same event is no error. */
MUST_USE enum err mail_queue(struct store *store, const struct mail_request *request);

#endif
