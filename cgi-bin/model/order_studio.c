#include "model/order_studio.h"

#include "base/clock.h"
#include "model/address_store.h"
#include "query/studio.h"
#include "store/seal.h"

/* The three lists have the same columns and three statements: one struct for all of them. */
#define STUDIO_ROW(r)                                                                                                           \
	((struct studio_row){ .id = (r).id, .number = (r).number, .first_title = (r).first_title, .total_minor = (r).total_minor, \
			      .placed_ms = (r).created_ms, .pieces = (r).pieces, .titles = (r).titles })

static enum err row_city(struct store *store, struct arena *arena, const struct creator *creator, int64_t address_id, struct str *ret_city)
{
	struct q_studio_city_row row;
	enum err err = q_studio_city(store, arena,
				     &(struct q_studio_city){ .address_id = address_id, .creator_id = creator_id(creator) }, &row);

	if (err == ERR_OK && row.city_sealed.p != NULL)
		err = seal_get(store, arena, row.person_id, "address.city", row.id, row.city_sealed, ret_city);
	return err == ERR_NONE || err == ERR_GONE ? ERR_OK : err;
}

#define LIST(name)                                                                                                              \
	static enum err list_##name(struct store *store, struct arena *arena, const struct creator *creator, int64_t before_id,    \
				    int64_t count, struct studio_row **ret_rows, size_t *ret_count)                              \
	{                                                                                                                       \
		struct q_studio_orders_##name##_row *found = NULL;                                                                 \
		size_t n = 0;                                                                                                   \
		TRY(q_studio_orders_##name(store, arena,                                                                          \
					   &(struct q_studio_orders_##name){ .creator_id = creator_id(creator),                     \
									     .before_id = before_id, .count = count },           \
					   &found, &n));                                                                        \
		struct studio_row *rows = ARENA_ARRAY(arena, struct studio_row, n);                                               \
		if (rows == NULL)                                                                                               \
			return ERR_MEMORY;                                                                                      \
		for (size_t i = 0; i < n; i++) {                                                                                \
			rows[i] = STUDIO_ROW(found[i]);                                                                           \
			if (!currency_parse(found[i].currency, &rows[i].currency))                                                \
				return ERR_STORAGE;                                                                             \
			TRY(order_state_parse(found[i].state, &rows[i].state));                                                   \
			TRY(row_city(store, arena, creator, found[i].address_id, &rows[i].city));                                 \
		}                                                                                                               \
		*ret_rows = rows;                                                                                               \
		*ret_count = n;                                                                                                 \
		return ERR_OK;                                                                                                  \
	}
LIST(to_do)
LIST(sent)
LIST(all)
#undef LIST

enum err studio_orders(struct store *store, struct arena *arena, const struct creator *creator, enum studio_filter filter, int64_t before_id,
		       int64_t count, struct studio_row **ret_rows, size_t *ret_count)
{
	int64_t before = before_id > 0 ? before_id : INT64_MAX;

	if (filter == STUDIO_SENT)
		return list_sent(store, arena, creator, before, count, ret_rows, ret_count);
	if (filter == STUDIO_ALL)
		return list_all(store, arena, creator, before, count, ret_rows, ret_count);
	return list_to_do(store, arena, creator, before, count, ret_rows, ret_count);
}

enum err studio_to_do(struct store *store, struct arena *arena, const struct creator *creator, int64_t *ret_count)
{
	struct q_studio_to_do_count_row row;
	TRY(q_studio_to_do_count(store, arena, &(struct q_studio_to_do_count){ .creator_id = creator_id(creator) }, &row));
	*ret_count = row.count;
	return ERR_OK;
}

static enum err load_lines(struct store *store, struct arena *arena, const struct creator *creator, struct suborder *part)
{
	struct q_studio_order_lines_row *rows = NULL;
	size_t count = 0;

	TRY(q_studio_order_lines(store, arena,
				 &(struct q_studio_order_lines){ .suborder_id = part->id, .creator_id = creator_id(creator) }, &rows, &count));
	part->lines = ARENA_ARRAY(arena, struct order_line, count);
	if (part->lines == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		part->lines[i] = (struct order_line){
			.title = rows[i].title, .label = rows[i].variant_label, .sku = rows[i].sku, .slug = rows[i].slug,
			.photo_file = rows[i].photo_width_is_null ? (struct str){ NULL, 0 } : rows[i].photo_file,
			.photo_width = rows[i].photo_width_is_null ? 0 : rows[i].photo_width,
			.photo_height = rows[i].photo_height_is_null ? 0 : rows[i].photo_height,
			.unit_minor = rows[i].unit_price_minor, .total_minor = rows[i].total_minor, .quantity = rows[i].quantity,
			.made_to_order = rows[i].made_to_order != 0, .returnable = rows[i].returnable != 0, .offered = str_eq_z(rows[i].listing_state, "published"),
			.making_days_min = rows[i].making_days_min_is_null ? 0 : rows[i].making_days_min,
			.making_days_max = rows[i].making_days_max_is_null ? 0 : rows[i].making_days_max,
		};
	part->line_count = count;
	return ERR_OK;
}

static enum err load_shipments(struct store *store, struct arena *arena, const struct creator *creator, struct suborder *part)
{
	struct q_studio_order_shipments_row *rows = NULL;
	size_t count = 0;

	TRY(q_studio_order_shipments(
		store, arena, &(struct q_studio_order_shipments){ .suborder_id = part->id, .creator_id = creator_id(creator) }, &rows, &count));
	part->shipments = ARENA_ARRAY(arena, struct shipment, count);
	if (part->shipments == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		part->shipments[i] = (struct shipment){ .carrier = rows[i].carrier, .tracking = rows[i].tracking, .shipped_ms = rows[i].shipped_ms };
	part->shipment_count = count;
	return ERR_OK;
}

static enum err load_events(struct store *store, struct arena *arena, const struct creator *creator, struct studio_order *order)
{
	struct q_studio_order_events_row *rows = NULL;
	size_t count = 0;

	TRY(q_studio_order_events(store, arena,
				  &(struct q_studio_order_events){ .group_id = order->group_id, .suborder_id = order->part.id,
								   .creator_id = creator_id(creator) },
				  &rows, &count));
	order->events = ARENA_ARRAY(arena, struct order_event, count);
	if (order->events == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		order->events[i] = (struct order_event){ .kind = rows[i].kind, .at_ms = rows[i].at_ms };
	order->event_count = count;
	return ERR_OK;
}

static enum err load_address(struct store *store, struct arena *arena, const struct creator *creator, int64_t now_ms, struct studio_order *order)
{
	struct q_studio_order_address_row row;
	/* shipped + days + return window > now, turned around so that the statement compares one column */
	int64_t sent_after_ms = now_ms - (order_address_until_ms(0, order->part.days_max, order->part.return_days));
	enum err err = q_studio_order_address(store, arena,
					      &(struct q_studio_order_address){ .suborder_id = order->part.id, .creator_id = creator_id(creator),
										.sent_after_ms = sent_after_ms },
					      &row);

	if (err == ERR_OK)
		err = address_unseal(store, arena, &ADDRESS_SEALED(row), &order->address);
	order->has_address = err == ERR_OK;
	return err == ERR_NONE || err == ERR_GONE ? ERR_OK : err;
}

enum err studio_order(struct store *store, struct arena *arena, const struct creator *creator, struct str number, int64_t now_ms,
		      struct studio_order *ret_order)
{
	struct q_studio_order_row row;
	struct studio_order order = { .has_address = false };

	TRY(q_studio_order(store, arena, &(struct q_studio_order){ .creator_id = creator_id(creator), .number = number }, &row));
	order.part = (struct suborder){
		.id = row.id, .creator_id = row.creator_id, .number = row.number, .days_min = row.delivery_days_min,
		.days_max = row.delivery_days_max, .pickup = row.pickup_place, .items_minor = row.items_minor,
		.delivery_minor = row.delivery_minor, .total_minor = row.total_minor,
		.shipped_ms = row.shipped_ms_is_null ? 0 : row.shipped_ms, .return_days = row.return_days,
	};
	order.group_id = row.group_id;
	order.placed_ms = row.created_ms;
	order.paid_ms = row.paid_ms_is_null ? 0 : row.paid_ms;
	if (!currency_parse(row.currency, &order.currency))
		return ERR_STORAGE;
	TRY(order_state_parse(row.state, &order.part.state));
	TRY(delivery_kind_parse(row.delivery_kind, &order.part.delivery_kind));
	TRY(load_lines(store, arena, creator, &order.part));
	TRY(load_shipments(store, arena, creator, &order.part));
	TRY(load_events(store, arena, creator, &order));
	TRY(load_address(store, arena, creator, now_ms, &order));
	*ret_order = order;
	return ERR_OK;
}
