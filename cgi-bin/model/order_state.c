#include "model/order_state.h"

static const struct { struct str name; enum message_id state, next; } states[ORDER_STATE__COUNT] = {
#define STATE(upper, name) [ORDER_##upper] = { STR_INIT(name), MESSAGE_ORDER_STATE_##upper, MESSAGE_ORDER_NEXT_##upper }
	STATE(AWAITING_PAYMENT, "awaiting_payment"),
	STATE(PAID, "paid"),
	STATE(ACCEPTED, "accepted"),
	STATE(MAKING, "making"),
	STATE(READY, "ready"),
	STATE(PART_SHIPPED, "part_shipped"),
	STATE(SHIPPED, "shipped"),
	STATE(DELIVERED, "delivered"),
	STATE(COMPLETED, "completed"),
	STATE(CANCELLED, "cancelled"),
	STATE(EXPIRED, "expired"),
	STATE(REVIEW, "review"),
#undef STATE
};

static const struct { struct str kind; enum message_id message; } events[] = {
	{ STR_INIT("placed"), MESSAGE_ORDER_EVENT_PLACED },
	{ STR_INIT("paid"), MESSAGE_ORDER_EVENT_PAID },
	{ STR_INIT("payment_failed"), MESSAGE_ORDER_EVENT_PAYMENT_FAILED },
	{ STR_INIT("payment_expired"), MESSAGE_ORDER_EVENT_PAYMENT_EXPIRED },
	{ STR_INIT("cancelled"), MESSAGE_ORDER_EVENT_CANCELLED },
	{ STR_INIT("payment_review"), MESSAGE_ORDER_EVENT_PAYMENT_REVIEW },
	{ STR_INIT("accepted"), MESSAGE_ORDER_EVENT_ACCEPTED },
	{ STR_INIT("making"), MESSAGE_ORDER_EVENT_MAKING },
	{ STR_INIT("ready"), MESSAGE_ORDER_EVENT_READY },
	{ STR_INIT("shipped"), MESSAGE_ORDER_EVENT_SHIPPED },
	{ STR_INIT("delivered"), MESSAGE_ORDER_EVENT_DELIVERED },
	{ STR_INIT("completed"), MESSAGE_ORDER_EVENT_COMPLETED },
};

struct str order_state_name(enum order_state state) { return states[state].name; }
struct message order_state_message(enum order_state state) { return (struct message){ .id = states[state].state }; }

struct message order_next_message(enum order_state state) { return (struct message){ .id = states[state].next }; }

enum err order_state_parse(struct str name, enum order_state *ret_state)
{
	for (int i = 0; i < ORDER_STATE__COUNT; i++)
		if (i != ORDER_PART_SHIPPED && str_eq(name, states[i].name)) {
			*ret_state = (enum order_state)i;
			return ERR_OK;
		}
	return ERR_STORAGE;
}

bool order_is_to_do(enum order_state state)
{
	return state == ORDER_PAID || state == ORDER_ACCEPTED || state == ORDER_MAKING || state == ORDER_READY;
}

enum order_state order_state_of_parts(const enum order_state *parts, size_t count)
{
	enum order_state least = ORDER_REVIEW, most = ORDER_AWAITING_PAYMENT;
	bool living = false;

	for (size_t i = 0; i < count; i++) {
		if (parts[i] == ORDER_REVIEW)
			return ORDER_REVIEW;
		if (parts[i] == ORDER_CANCELLED || parts[i] == ORDER_EXPIRED)
			continue;
		living = true;
		least = parts[i] < least ? parts[i] : least;
		most = parts[i] > most ? parts[i] : most;
	}
	if (!living)
		return parts[0];
	return least < ORDER_SHIPPED && most >= ORDER_SHIPPED ? ORDER_PART_SHIPPED : least;
}

struct message order_event_message(struct str kind)
{
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (str_eq(kind, events[i].kind))
			return (struct message){ .id = events[i].message };
	return (struct message){ .id = MESSAGE_NONE };
}
