#include "model/order_view.h"

#include "base/clock.h"
#include "base/lang.h"
#include "model/address_store.h"
#include "query/checkout.h"
#include "query/order.h"
#include "store/seal.h"

int64_t order_address_until_ms(int64_t shipped_ms, int64_t days_max, int64_t return_days)
{
	return shipped_ms + (days_max + return_days) * CLOCK_DAY_MS;
}

static enum err load_lines(struct store *store, struct arena *arena, struct suborder *part)
{
	struct q_order_lines_row *rows = NULL;
	size_t count = 0;

	TRY(q_order_lines(store, arena, &(struct q_order_lines){ .suborder_id = part->id }, &rows, &count));
	part->lines = ARENA_ARRAY(arena, struct order_line, count);
	if (part->lines == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		part->lines[i] = (struct order_line){
			.title = rows[i].title, .label = rows[i].variant_label, .sku = rows[i].sku, .slug = rows[i].slug,
			.photo_file = rows[i].photo_width_is_null ? (struct str){ NULL, 0 } : rows[i].photo_file,
			.photo_width = rows[i].photo_width_is_null ? 0 : rows[i].photo_width,
			.photo_height = rows[i].photo_height_is_null ? 0 : rows[i].photo_height,
			.unit_minor = rows[i].unit_price_minor, .total_minor = rows[i].total_minor, .tax_minor = rows[i].tax_minor,
			.quantity = rows[i].quantity, .made_to_order = rows[i].made_to_order != 0, .returnable = rows[i].returnable != 0,
			.offered = str_eq_z(rows[i].listing_state, "published"),
			.making_days_min = rows[i].making_days_min_is_null ? 0 : rows[i].making_days_min,
			.making_days_max = rows[i].making_days_max_is_null ? 0 : rows[i].making_days_max,
		};
	part->line_count = count;
	return ERR_OK;
}

static enum err load_shipments(struct store *store, struct arena *arena, struct suborder *part)
{
	struct q_order_shipments_row *rows = NULL;
	size_t count = 0;

	TRY(q_order_shipments(store, arena, &(struct q_order_shipments){ .suborder_id = part->id }, &rows, &count));
	part->shipments = ARENA_ARRAY(arena, struct shipment, count);
	if (part->shipments == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		part->shipments[i] = (struct shipment){ .carrier = rows[i].carrier, .tracking = rows[i].tracking, .shipped_ms = rows[i].shipped_ms };
	part->shipment_count = count;
	return ERR_OK;
}

static enum err load_part(struct store *store, struct arena *arena, const struct q_order_parts_row *row, struct suborder *part)
{
	*part = (struct suborder){
		.id = row->id, .creator_id = row->creator_id, .number = row->number, .days_min = row->delivery_days_min,
		.days_max = row->delivery_days_max, .pickup = row->pickup_place, .items_minor = row->items_minor,
		.delivery_minor = row->delivery_minor, .total_minor = row->total_minor,
		.shipped_ms = row->shipped_ms_is_null ? 0 : row->shipped_ms, .return_days = row->return_days,
		.creator_handle = row->handle, .creator_name = row->display_name, .creator_craft = row->craft, .creator_city = row->city,
		.creator_photo = row->creator_photo, .creator_open = str_eq_z(row->creator_state, "accepted"),
	};
	TRY(order_state_parse(row->state, &part->state));
	TRY(delivery_kind_parse(row->delivery_kind, &part->delivery_kind));
	TRY(load_lines(store, arena, part));
	return load_shipments(store, arena, part);
}

static bool part_wants_address(const struct suborder *part, int64_t now_ms)
{
	if (part->state == ORDER_CANCELLED || part->state == ORDER_EXPIRED)
		return false;
	return part->shipped_ms == 0 || now_ms < order_address_until_ms(part->shipped_ms, part->days_max, part->return_days);
}

static enum err load_parts(struct store *store, struct arena *arena, enum lang lang, int64_t now_ms, struct order *order)
{
	struct q_order_parts_row *rows = NULL;
	size_t count = 0;

	TRY(q_order_parts(store, arena, &(struct q_order_parts){ .group_id = order->id, .lang = lang_code(lang) }, &rows, &count));
	enum order_state *states = ARENA_ARRAY(arena, enum order_state, count);
	order->parts = ARENA_ARRAY(arena, struct suborder, count);
	if (order->parts == NULL || states == NULL)
		return ERR_MEMORY;
	if (count == 0)
		return ERR_STORAGE; /* an order without parts was never placed by us */
	for (size_t i = 0; i < count; i++) {
		struct suborder *part = &order->parts[i];
		TRY(load_part(store, arena, &rows[i], part));
		states[i] = part->state;
		order->wants_address |= part_wants_address(part, now_ms);
		for (size_t k = 0; k < part->line_count; k++)
			TRY(money_add(order->tax_minor, part->lines[k].tax_minor, &order->tax_minor));
	}
	order->part_count = count;
	order->state = order_state_of_parts(states, count);
	return ERR_OK;
}

static enum err load_events(struct store *store, struct arena *arena, struct order *order)
{
	struct q_order_events_row *rows = NULL;
	size_t count = 0;

	TRY(q_order_events(store, arena, &(struct q_order_events){ .group_id = order->id }, &rows, &count));
	order->events = ARENA_ARRAY(arena, struct order_event, count);
	if (order->events == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		order->events[i] = (struct order_event){ .kind = rows[i].kind, .creator_name = rows[i].creator_name, .at_ms = rows[i].at_ms };
	order->event_count = count;
	return ERR_OK;
}

/* A buyer whose key was destroyed still has an order, but no name. */
static enum err load_contact(struct store *store, struct arena *arena, int64_t person_id, int64_t address_id, struct order *order)
{
	const struct checkout holder = { .person_id = person_id, .address_id = address_id };
	enum err err = checkout_contact(store, arena, &holder, &order->contact);

	order->has_contact = err == ERR_OK;
	return err == ERR_GONE || err == ERR_NONE ? ERR_OK : err;
}

enum err order_load(struct store *store, struct arena *arena, const struct public_id *public_id, enum lang lang, int64_t now_ms,
		    struct order *ret_order)
{
	struct q_order_by_public_id_row row;
	struct order order = { .id = 0 };

	TRY(q_order_by_public_id(store, arena, &(struct q_order_by_public_id){ .public_id = public_id_bytes(public_id) }, &row));
	order.id = row.id;
	order.session_id = row.session_id_is_null ? 0 : row.session_id;
	order.number = row.number;
	order.items_minor = row.items_minor;
	order.delivery_minor = row.delivery_minor;
	order.total_minor = row.total_minor;
	order.created_ms = row.created_ms;
	if (!currency_parse(row.currency, &order.currency))
		return ERR_STORAGE;
	TRY(load_parts(store, arena, lang, now_ms, &order));
	TRY(load_events(store, arena, &order));
	TRY(load_contact(store, arena, row.person_id, row.address_id, &order));
	*ret_order = order;
	return ERR_OK;
}

enum err order_session(struct store *store, struct arena *arena, const struct public_id *public_id, int64_t *ret_session_id,
		       int64_t *ret_order_id)
{
	struct q_order_by_public_id_row row;

	TRY(q_order_by_public_id(store, arena, &(struct q_order_by_public_id){ .public_id = public_id_bytes(public_id) }, &row));
	*ret_session_id = row.session_id_is_null ? 0 : row.session_id;
	*ret_order_id = row.id;
	return ERR_OK;
}
