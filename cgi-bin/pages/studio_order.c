/* One order in the studio: the page, sending, the packing slip (pages/studio.h). */
#include "model/carrier.h"
#include "model/order_fulfil.h"
#include "model/order_number.h"
#include "model/phone.h"
#include "pages/goods.h"
#include "pages/studio.h"
#include "pages/studio_form.h"
#include "template.h"

static enum err order_of(struct exchange *x, const struct creator *creator, struct studio_order *ret_order)
{
	if (!order_number_is_part(x->parameters[0]))
		return ERR_NONE;
	return studio_order(serve_app(x)->store, x->arena, creator, x->parameters[0], x->now_ms, ret_order);
}

static struct url order_url(struct exchange *x)
{
	return url_path_id(x->arena, x->lang, STR("studio/order"), x->parameters[0]);
}

/* The way that fits the delivery which the buyer chose. */
static int carrier_for(enum delivery_kind kind)
{
	for (size_t i = 0; i < carrier_count; i++)
		if (str_eq(carriers[i].delivery_kind, delivery_kind_name(kind)))
			return (int)i;
	return 0;
}

static enum err carrier_choices(struct exchange *x, int chosen, struct country_choice **ret_choices)
{
	struct country_choice *choices = ARENA_ARRAY(x->arena, struct country_choice, carrier_count);

	if (choices == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < carrier_count; i++) {
		choices[i] = (struct country_choice){ .code = carriers[i].code, .chosen = (int)i == chosen };
		TRY(page_text(x, (struct message){ .id = carriers[i].message }, &choices[i].name));
	}
	*ret_choices = choices;
	return ERR_OK;
}

static enum err order_page(struct exchange *x, const struct creator *creator, const struct studio_order *order, struct ship_form *form, bool refused,
			   bool just_shipped)
{
	struct studio_order_view view = {
		.placed = { order->placed_ms },
		.paid = { order->paid_ms },
		.has_address = order->has_address,
		.event_count = order->event_count,
		.may_ship = order_is_to_do(order->part.state),
		.form = form,
		.refused = refused,
		.carrier_count = carrier_count,
		.just_shipped = just_shipped,
	};

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, message_with(MESSAGE_TITLE_STUDIO_ORDER, order->part.number), &view.page.title));
	TRY(studio_head_fill(x, creator, &view.studio));
	TRY(goods_part(x, &order->part, order->currency, true, &view.part));
	view.part.creator.name = creator_name(creator);
	view.part.creator.url = view.studio.shop;
	TRY(goods_events(x, order->events, order->event_count, &view.events));
	TRY(carrier_choices(x, form->carrier.value, &view.carriers));
	if (order->has_address) {
		view.name = order->address.name;
		view.phone = phone_print(x->arena, order->address.phone);
		view.note = order->address.note;
		TRY(address_lines(x->arena, x->lang, &order->address, &view.address_lines, &view.address_line_count));
	}
	view.action_ship = goods_below(x->arena, order_url(x), STR("ship"));
	view.slip = goods_below(x->arena, order_url(x), STR("slip"));
	view.back = view.studio.orders;
	return template_page_studio_order(&x->reply.body, x->lang, &view);
}

enum err studio_order_show(struct exchange *x, const struct creator *creator)
{
	const struct order_query *query = x->form.input;
	struct ship_form *form = ARENA_NEW(x->arena, struct ship_form);
	struct studio_order order;

	if (form == NULL)
		return ERR_MEMORY;
	TRY(order_of(x, creator, &order));
	form->carrier.value = carrier_for(order.part.delivery_kind);
	return order_page(x, creator, &order, form, false, query->sent.value == 1 && order.part.shipped_ms != 0);
}

/* The rule between the fields: posts give a number. */
static enum err judge_ship(struct exchange *x, struct ship_form *form, struct str *ret_tracking)
{
	enum err err = tracking_tidy(x->arena, form->tracking.value, ret_tracking);

	if (err == ERR_INPUT) {
		form_refuse(&x->form, &form->tracking.error, MESSAGE_STUDIO_TRACKING_BAD);
		return ERR_OK;
	}
	TRY(err);
	if (form->carrier.value >= 0 && carriers[form->carrier.value].needs_tracking && ret_tracking->n == 0 &&
	    form->tracking.error.id == MESSAGE_NONE)
		form_refuse(&x->form, &form->tracking.error, MESSAGE_STUDIO_TRACKING_REQUIRED);
	return ERR_OK;
}

enum err studio_ship_post(struct exchange *x, const struct creator *creator)
{
	struct ship_form *form = x->form.input;
	struct studio_order order;
	struct str tracking = { NULL, 0 };
	bool sent;

	TRY(order_of(x, creator, &order));
	/* A second click finds it sent: it leads to the same page, whatever was typed. */
	if (order.part.shipped_ms == 0) {
		TRY(judge_ship(x, form, &tracking));
		if (x->form.refused) {
			x->reply.status = 422;
			return order_page(x, creator, &order, form, true, false);
		}
		TRY(order_ship(serve_app(x)->store, x->arena, creator, order.part.number, carriers[form->carrier.value].code, tracking, x->now_ms, &sent));
	}
	return reply_see_other(&x->reply, url_with(x->arena, order_url(x), STR("sent"), STR("1")).s);
}

enum err studio_slip_show(struct exchange *x, const struct creator *creator)
{
	struct slip_view view = { .name = { NULL, 0 } };
	struct studio_order order;

	TRY(order_of(x, creator, &order));
	if (!order.has_address)
		return ERR_NONE; /* not needed any more: the slip is gone with it */
	TRY(page_begin(x, &view.page));
	TRY(page_text(x, message_with(MESSAGE_TITLE_STUDIO_SLIP, order.part.number), &view.page.title));
	TRY(studio_head_fill(x, creator, &view.studio));
	TRY(goods_part(x, &order.part, order.currency, true, &view.part));
	view.placed = (struct moment){ order.placed_ms };
	view.name = order.address.name;
	view.phone = phone_print(x->arena, order.address.phone);
	view.note = order.address.note;
	view.back = order_url(x);
	TRY(address_lines(x->arena, x->lang, &order.address, &view.address_lines, &view.address_line_count));
	return template_page_studio_slip(&x->reply.body, x->lang, &view);
}
