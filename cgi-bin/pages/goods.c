#include "pages/goods.h"

#include "model/carrier.h"
#include "pages/picture.h"

struct str goods_id(struct arena *arena, int64_t id)
{
	return arena_format(arena, "%lld", (long long)id);
}

struct url goods_below(struct arena *arena, struct url url, struct str segment)
{
	return (struct url){ arena_format(arena, "%.*s/%.*s", (int)url.s.n, url.s.p, (int)segment.n, segment.p) };
}

static struct creator_card maker(struct exchange *x, struct str name, struct str craft, struct str city, struct str handle)
{
	return (struct creator_card){ .name = name, .craft = craft, .city = city, .url = url_creator(x->arena, x->lang, handle) };
}

static struct cart_line_view line_view(struct exchange *x, const struct cart_line *line)
{
	int64_t most = line->available < CART_QUANTITY_MAX ? line->available : CART_QUANTITY_MAX;
	struct cart_line_view view = {
		.variant_id = goods_id(x->arena, line->variant_id),
		.title = line->title,
		.label = line->label,
		.url = url_listing(x->arena, x->lang, line->slug),
		.has_picture = line->photo_file.p != NULL,
		.unit = goods_money(line->price_minor),
		.total = goods_money(line->total_minor),
		.quantity = line->quantity,
		.quantity_max = most,
		.quantity_typed = goods_id(x->arena, line->quantity),
		.made_to_order = line->made_to_order,
		.making_min = line->making_days_min,
		.making_max = line->making_days_max,
		.making_one = line->making_days_min == line->making_days_max,
		.price_changed = line->price_changed,
		.old_price = goods_money(line->seen_price_minor),
		.stock_lowered = line->quantity_lowered,
		.left = line->available,
		.gone = line->gone,
		.few_left = !line->made_to_order && line->available <= CART_FEW_LEFT,
	};
	if (view.has_picture)
		view.picture = picture_view(line->photo_file, line->photo_width, line->photo_height, line->title);
	return view;
}

enum err goods_shops(struct exchange *x, const struct cart *cart, struct cart_shop **ret_shops)
{
	struct cart_shop *shops = ARENA_ARRAY(x->arena, struct cart_shop, cart->part_count);

	if (shops == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < cart->part_count; i++) {
		const struct cart_part *part = &cart->parts[i];
		struct cart_line_view *lines = ARENA_ARRAY(x->arena, struct cart_line_view, part->line_count);
		if (lines == NULL)
			return ERR_MEMORY;
		for (size_t k = 0; k < part->line_count; k++)
			lines[k] = line_view(x, &part->lines[k]);
		shops[i] = (struct cart_shop){ .creator = maker(x, part->name, part->craft, part->city, part->handle), .lines = lines,
					       .line_count = part->line_count, .items = goods_money(part->items_minor) };
	}
	*ret_shops = shops;
	return ERR_OK;
}

enum err goods_summary(struct exchange *x, const struct order_draft *draft, struct cart_summary **ret_summary)
{
	struct cart_summary *summary = ARENA_NEW(x->arena, struct cart_summary);

	if (summary == NULL)
		return ERR_MEMORY;
	*summary = (struct cart_summary){
		.shop_count = draft->cart.part_count,
		.items = goods_money(draft->items_minor),
		.delivery = goods_money(draft->delivery_minor),
		.total = goods_money(draft->total_minor),
		.delivery_known = draft->lack == DRAFT_COMPLETE,
		.delivery_free = draft->delivery_minor == 0,
		.pieces = draft->cart.pieces,
	};
	TRY(goods_shops(x, &draft->cart, &summary->shops));
	*ret_summary = summary;
	return ERR_OK;
}

static struct order_line_view order_line_view(struct exchange *x, const struct order_line *line, enum currency currency)
{
	struct order_line_view view = {
		.title = line->title,
		.label = line->label,
		.sku = line->sku,
		.has_url = line->offered,
		.unit = { line->unit_minor, currency },
		.total = { line->total_minor, currency },
		.quantity = line->quantity,
		.has_picture = line->photo_file.p != NULL,
		.made_to_order = line->made_to_order,
		.returnable = line->returnable,
		.making_min = line->making_days_min,
		.making_max = line->making_days_max,
		.making_one = line->making_days_min == line->making_days_max,
	};
	if (view.has_url)
		view.url = url_listing(x->arena, x->lang, line->slug);
	if (view.has_picture)
		view.picture = picture_view(line->photo_file, line->photo_width, line->photo_height, line->title);
	return view;
}

static enum err shipment_views(struct exchange *x, const struct suborder *part, struct shipment_view **ret_views)
{
	struct shipment_view *views = ARENA_ARRAY(x->arena, struct shipment_view, part->shipment_count);

	if (views == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < part->shipment_count; i++) {
		const struct shipment *shipment = &part->shipments[i];
		struct message carrier = carrier_message(shipment->carrier);
		views[i] = (struct shipment_view){ .carrier = carrier.text, .tracking = shipment->tracking, .at = { shipment->shipped_ms },
						   .has_tracking = shipment->tracking.n > 0 };
		if (carrier.id != MESSAGE_NONE)
			TRY(page_text(x, carrier, &views[i].carrier));
	}
	*ret_views = views;
	return ERR_OK;
}

/* What its maker sent is on its way; what the buyer collects is ready. */
static struct message part_state(const struct suborder *part)
{
	if (part->state == ORDER_SHIPPED && part->delivery_kind == DELIVERY_PICKUP)
		return MESSAGE(ORDER_STATE_COLLECT);
	return order_state_message(part->state);
}

enum err goods_part(struct exchange *x, const struct suborder *part, enum currency currency, bool own, struct order_part *ret_part)
{
	struct order_line_view *lines = ARENA_ARRAY(x->arena, struct order_line_view, part->line_count);
	struct order_part view = {
		.number = part->number,
		.state = part_state(part),
		.state_code = order_state_name(part->state),
		.lines = lines,
		.line_count = part->line_count,
		.items = { part->items_minor, currency },
		.delivery = { part->delivery_minor, currency },
		.total = { part->total_minor, currency },
		.delivery_free = part->delivery_minor == 0,
		.delivery_kind = delivery_kind_message(part->delivery_kind),
		.days_min = part->days_min,
		.days_max = part->days_max,
		.days_one = part->days_min == part->days_max,
		.pickup = part->pickup,
		.shipment_count = part->shipment_count,
	};

	if (lines == NULL)
		return ERR_MEMORY;
	if (!own)
		view.creator = maker(x, part->creator_name, part->creator_craft, part->creator_city, part->creator_handle);
	for (size_t i = 0; i < part->line_count; i++)
		lines[i] = order_line_view(x, &part->lines[i], currency);
	TRY(shipment_views(x, part, &view.shipments));
	*ret_part = view;
	return ERR_OK;
}

enum err goods_events(struct exchange *x, const struct order_event *events, size_t count, struct order_event_view **ret_views)
{
	struct order_event_view *views = ARENA_ARRAY(x->arena, struct order_event_view, count);

	if (views == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		views[i] = (struct order_event_view){ .what = order_event_message(events[i].kind), .detail = events[i].creator_name,
						      .at = { events[i].at_ms }, .is_last = i + 1 == count };
	*ret_views = views;
	return ERR_OK;
}
