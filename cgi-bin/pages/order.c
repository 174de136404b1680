#include "pages/order.h"

#include "model/order_view.h"
#include "model/payment_buyer.h"
#include "model/phone.h"
#include "model/session.h"
#include "pages/checkout_form.h"
#include "pages/goods.h"
#include "store/seal.h"
#include "template.h"

/* The shortest return window among the order's parts. */
static int64_t return_days(const struct order *order)
{
	int64_t days = order->parts[0].return_days;

	for (size_t i = 1; i < order->part_count; i++)
		days = order->parts[i].return_days < days ? order->parts[i].return_days : days;
	return days;
}

/* The maker is done with all of it, and the buyer comes for all of it. */
static bool waits_for_buyer(const struct order *order)
{
	if (order->state != ORDER_SHIPPED)
		return false;
	for (size_t i = 0; i < order->part_count; i++)
		if (order->parts[i].delivery_kind != DELIVERY_PICKUP)
			return false;
	return true;
}

static bool any_returnable(const struct order *order)
{
	for (size_t i = 0; i < order->part_count; i++)
		for (size_t k = 0; k < order->parts[i].line_count; k++)
			if (order->parts[i].lines[k].returnable)
				return true;
	return false;
}

/* Enough for the buyer to know that it is theirs; less for whoever the link was forwarded to. */
static enum err order_contact(struct exchange *x, const struct order *order, struct order_view *view)
{
	if (!order->has_contact)
		return ERR_OK;
	view->email = address_mask_email(x->arena, order->contact.email);
	view->phone = phone_mask(x->arena, order->contact.address.phone);
	if (!order->wants_address)
		return ERR_OK;
	view->name = order->contact.address.name;
	return address_lines(x->arena, x->lang, &order->contact.address, &view->address_lines, &view->address_line_count);
}

static enum err order_parts(struct exchange *x, const struct order *order, struct order_view *view)
{
	view->parts = ARENA_ARRAY(x->arena, struct order_part, order->part_count);
	if (view->parts == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < order->part_count; i++)
		TRY(goods_part(x, &order->parts[i], order->currency, false, &view->parts[i]));
	view->part_count = order->part_count;
	return ERR_OK;
}

static enum err order_payment(struct exchange *x, const struct order *order, struct order_view *view)
{
	struct public_id payment;
	char *id = arena_alloc(x->arena, PUBLIC_ID_CHARS);

	if (order->state != ORDER_AWAITING_PAYMENT)
		return ERR_OK;
	if (id == NULL)
		return ERR_MEMORY;
	TRY(payment_of_order(serve_app(x)->store, x->arena, order->id, &payment));
	view->awaiting_payment = true;
	view->pay = url_path_id(x->arena, x->lang, STR("pay"), public_id_text(&payment, id));
	return ERR_OK;
}

static enum err order_page(struct exchange *x, const struct order *order)
{
	const bool to_collect = waits_for_buyer(order);
	struct order_view view = {
		.number = order->number,
		.placed = { order->created_ms },
		.state = to_collect ? MESSAGE(ORDER_STATE_COLLECT) : order_state_message(order->state),
		.next_step = to_collect ? MESSAGE(ORDER_NEXT_COLLECT) : order_next_message(order->state),
		.event_count = order->event_count,
		.items = { order->items_minor, order->currency },
		.delivery = { order->delivery_minor, order->currency },
		.delivery_free = order->delivery_minor == 0,
		.total = { order->total_minor, order->currency },
		.tax = { order->tax_minor, order->currency },
		.has_tax = order->tax_minor > 0,
		.return_days = return_days(order),
		.any_returnable = any_returnable(order),
	};

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, message_with(MESSAGE_TITLE_ORDER, order->number), &view.page.title));
	TRY(order_parts(x, order, &view));
	TRY(goods_events(x, order->events, order->event_count, &view.events));
	TRY(order_contact(x, order, &view));
	TRY(order_payment(x, order, &view));
	if (order->state == ORDER_EXPIRED || order->state == ORDER_CANCELLED)
		view.again = goods_below(x->arena, url_path_id(x->arena, x->lang, STR("order"), x->parameters[0]), STR("again"));
	return template_page_order(&x->reply.body, x->lang, &view);
}

enum err order_show(struct exchange *x)
{
	struct store *store = serve_app(x)->store;
	struct public_id id;
	struct order order;

	TRY(seal_link_open(store, x->parameters[0], "order", &id));
	TRY(order_load(store, x->arena, &id, x->lang, x->now_ms, &order));
	return order_page(x, &order);
}

enum err order_again_post(struct exchange *x)
{
	struct store *store = serve_app(x)->store;
	struct url cart = url_path(x->arena, x->lang, STR("cart"));
	struct public_id id;
	int64_t session_id, order_id, pieces;
	bool missing;

	TRY(seal_link_open(store, x->parameters[0], "order", &id));
	TRY(order_session(store, x->arena, &id, &session_id, &order_id));
	TRY(cart_again(store, x->arena, x->visitor.session_id, order_id, x->lang, x->now_ms, &missing, &pieces));
	TRY(session_set_cart_count(store, x->visitor.session_id, pieces));
	return reply_see_other(&x->reply, missing ? url_with(x->arena, cart, STR("why"), cart_why_words[WHY_AGAIN]).s : cart.s);
}
