/* States of an order and its parts, and events: names in the database, words for people.
 * Promises: the state of the whole is derived from its parts and from nothing else. Pure. */
#ifndef AINA_MODEL_ORDER_STATE_H
#define AINA_MODEL_ORDER_STATE_H

#include "base/str.h"
#include "message.h"

enum order_state {
	ORDER_AWAITING_PAYMENT, ORDER_PAID, ORDER_ACCEPTED, ORDER_MAKING, ORDER_READY,
	ORDER_PART_SHIPPED, /* of a whole order only */
	ORDER_SHIPPED, ORDER_DELIVERED, ORDER_COMPLETED, ORDER_CANCELLED, ORDER_EXPIRED, ORDER_REVIEW,
	ORDER_STATE__COUNT
};

struct str order_state_name(enum order_state state); /* static storage */
MUST_USE enum err order_state_parse(struct str name, enum order_state *ret_state); /* ERR_STORAGE: not one of ours */
struct message order_state_message(enum order_state state);
/* One sentence: what happens now. `return_days`: for the states that speak of the return window. */
struct message order_next_message(enum order_state state);
/* Paid and waiting to be sent. */
bool order_is_to_do(enum order_state state);

/* ORDER_REVIEW when any part is; cancelled and expired parts do not count beside living ones. `count` > 0. */
enum order_state order_state_of_parts(const enum order_state *parts, size_t count);

/* What an event says; MESSAGE_NONE for a kind that is not ours. */
struct message order_event_message(struct str kind);

#endif
