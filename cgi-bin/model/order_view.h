/* An order as its buyer sees it.
 * Owns nothing. Promises: one reading of everything that stands on the order page. Never decides who may see it: the unguessable link
 * does, before this is called. */
#ifndef AINA_MODEL_ORDER_VIEW_H
#define AINA_MODEL_ORDER_VIEW_H

#include "model/checkout.h"
#include "model/order_state.h"

struct order_line {
	struct str title, label, sku, slug, photo_file; /* label, sku, photo_file may be absent */
	int64_t photo_width, photo_height;
	int64_t unit_minor, total_minor, tax_minor, quantity;
	bool made_to_order, returnable, offered; /* offered: its listing can still be opened */
	int64_t making_days_min, making_days_max;
};
struct shipment { struct str carrier, tracking; int64_t shipped_ms; }; /* tracking may be absent */
struct suborder {
	int64_t id, creator_id;
	struct str number;
	enum order_state state;
	enum delivery_kind delivery_kind;
	int64_t days_min, days_max;
	struct str pickup;
	int64_t items_minor, delivery_minor, total_minor;
	int64_t shipped_ms; /* 0: not yet */
	int64_t return_days;
	struct str creator_handle, creator_name, creator_craft, creator_city, creator_photo;
	bool creator_open; /* its page can still be opened */
	struct order_line *lines; size_t line_count;
	struct shipment *shipments; size_t shipment_count;
};
struct order_event { struct str kind; struct str creator_name; /* whose part; absent: the whole order */ int64_t at_ms; };

struct order {
	int64_t id;
	int64_t session_id; /* 0: forgotten */
	struct str number;
	enum currency currency;
	int64_t items_minor, delivery_minor, total_minor, tax_minor, created_ms;
	struct suborder *parts; size_t part_count;
	struct order_event *events; size_t event_count;
	enum order_state state;
	bool has_contact; /* false: the buyer's key was destroyed */
	struct contact contact;
	bool wants_address; /* still on its way or inside the return window, so the address is worth showing */
};

/* ERR_NONE: no such order. Needs a transaction of market.db. */
MUST_USE enum err order_load(struct store *store, struct arena *arena, const struct public_id *public_id, enum lang lang, int64_t now_ms,
			     struct order *ret_order);
/* Whose browser placed it; 0: forgotten. ERR_NONE: no such order. */
MUST_USE enum err order_session(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t *ret_session_id,
				int64_t *ret_order_id);

/* Until when the address of a part is needed: sent, on its way for the longest time, and the return window. */
int64_t order_address_until_ms(int64_t shipped_ms, int64_t days_max, int64_t return_days);

#endif
