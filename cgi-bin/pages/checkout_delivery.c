/* The page of deliveries (pages/checkout.h). */
#include "model/session.h"
#include "pages/checkout.h"
#include "pages/cart.h"
#include "pages/checkout_form.h"
#include "pages/goods.h"
#include "template.h"

/* What was chosen; else the cheapest way to have it brought. Collecting it oneself is nobody's guess. */
static const struct delivery *preselected(const struct delivery_offer *offer)
{
	const struct delivery *best = offer->chosen;

	for (size_t i = 0; offer->chosen == NULL && i < offer->method_count; i++) {
		const struct delivery *method = &offer->methods[i];
		if (best == NULL || (best->kind == DELIVERY_PICKUP && method->kind != DELIVERY_PICKUP) ||
		    (method->kind != DELIVERY_PICKUP && method->price_minor < best->price_minor))
			best = method;
	}
	return best;
}

static enum err delivery_shop(struct exchange *x, const struct delivery_offer *offer, const struct cart_part *part, size_t index,
			      struct delivery_shop *shop)
{
	struct delivery_option *options = ARENA_ARRAY(x->arena, struct delivery_option, offer->method_count);
	const struct delivery *chosen = preselected(offer);

	if (options == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < offer->method_count; i++) {
		const struct delivery *method = &offer->methods[i];
		options[i] = (struct delivery_option){
			.id = goods_id(x->arena, method->id), .kind = delivery_kind_message(method->kind),
			.price = goods_money(method->price_minor), .is_free = method->price_minor == 0, .days_min = method->days_min,
			.days_max = method->days_max, .days_one = method->days_min == method->days_max, .pickup = method->pickup,
			.chosen = method == chosen,
		};
	}
	*shop = (struct delivery_shop){
		.creator = { .name = part->name, .craft = part->craft, .city = part->city, .url = url_creator(x->arena, x->lang, part->handle) },
		.creator_id = goods_id(x->arena, part->creator_id),
		.field_creator = arena_format(x->arena, "creator-%zu", index),
		.field_method = arena_format(x->arena, "method-%zu", index),
		.options = options, .option_count = offer->method_count, .none = offer->method_count == 0,
		.items = goods_money(part->items_minor),
	};
	return ERR_OK;
}

enum err checkout_delivery_shops(struct exchange *x, const struct order_draft *draft, struct delivery_shop **ret_shops)
{
	struct delivery_shop *shops = ARENA_ARRAY(x->arena, struct delivery_shop, draft->cart.part_count);

	if (shops == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < draft->cart.part_count; i++)
		TRY(delivery_shop(x, &draft->offers[i], &draft->cart.parts[i], i, &shops[i]));
	*ret_shops = shops;
	return ERR_OK;
}

static enum err delivery_page(struct exchange *x, const struct order_draft *draft, const struct message *errors)
{
	struct checkout_delivery_view view = { .refused = errors != NULL };
	int64_t until_ms;

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_CHECKOUT_DELIVERY), &view.page.title));
	view.page.plain_head = true;
	TRY(checkout_delivery_shops(x, draft, &view.shops));
	view.shop_count = draft->cart.part_count;
	for (size_t i = 0; i < view.shop_count; i++) {
		view.any_none |= view.shops[i].none;
		if (errors != NULL)
			view.shops[i].error = errors[i];
	}
	view.action = url_path(x->arena, x->lang, STR("checkout/delivery"));
	view.back = url_path(x->arena, x->lang, STR("checkout"));
	view.without = url_path(x->arena, x->lang, STR("checkout/without"));
	TRY(goods_summary(x, draft, &view.summary));
	TRY(hold_until(serve_app(x)->store, x->arena, draft->checkout.id, x->now_ms, &until_ms));
	view.holding = until_ms > 0;
	view.held_until = (struct moment){ until_ms };
	return template_page_checkout_delivery(&x->reply.body, x->lang, &view);
}

/* The draft if this page can be shown; else *ret_elsewhere and the way is set. */
static enum err delivery_draft(struct exchange *x, struct order_draft *draft, bool *ret_elsewhere)
{
	enum err err = checkout_draft(x, draft);

	*ret_elsewhere = true;
	if (err == ERR_NONE)
		return checkout_goto(x, STR("cart"));
	TRY(err);
	if (checkout_needs_cart(x, draft) || draft->lack == DRAFT_NO_ADDRESS)
		return checkout_goto(x, checkout_page_for(draft->lack));
	*ret_elsewhere = false;
	return ERR_OK;
}

enum err checkout_delivery_show(struct exchange *x)
{
	struct order_draft draft;
	bool elsewhere;

	TRY(delivery_draft(x, &draft, &elsewhere));
	return elsewhere ? ERR_OK : delivery_page(x, &draft, NULL);
}

/* The method that the form names for this creator; 0: none. */
static int64_t method_for(const struct delivery_form *form, int64_t creator_id)
{
	for (size_t i = 0; i < LIMIT_CART_CREATORS; i++)
		if (form->creator[i].given && form->creator[i].row_id == creator_id)
			return form->method[i].given ? form->method[i].row_id : 0;
	return 0;
}

static enum err choose_all(struct exchange *x, const struct order_draft *draft, struct message *errors, bool *ret_refused)
{
	const struct delivery_form *form = x->form.input;
	bool refused = x->form.refused;

	for (size_t i = 0; i < draft->cart.part_count; i++) {
		int64_t method = method_for(form, draft->offers[i].creator_id);
		enum err err = ERR_INPUT;
		if (method != 0)
			err = delivery_choose(serve_app(x)->store, draft->checkout.id, &draft->offers[i], method);
		if (err == ERR_INPUT) {
			errors[i] = method == 0 ? MESSAGE(DELIVERY_CHOOSE) : MESSAGE(DELIVERY_CHANGED);
			refused = true;
		} else {
			TRY(err);
		}
	}
	*ret_refused = refused;
	return ERR_OK;
}

enum err checkout_delivery_post(struct exchange *x)
{
	struct order_draft draft;
	bool elsewhere, refused;

	TRY(delivery_draft(x, &draft, &elsewhere));
	if (elsewhere)
		return ERR_OK;
	struct message *errors = ARENA_ARRAY(x->arena, struct message, draft.cart.part_count);
	if (errors == NULL)
		return ERR_MEMORY;
	TRY(choose_all(x, &draft, errors, &refused));
	if (refused) {
		/* What was chosen for the other creators is kept and comes back chosen. */
		TRY(checkout_draft(x, &draft));
		x->reply.status = 422;
		return delivery_page(x, &draft, errors);
	}
	TRY(checkout_extend(serve_app(x)->store, &draft.checkout, &draft.cart, x->lang, x->now_ms, checkout_hold_until(x)));
	return checkout_goto(x, STR("checkout/review"));
}

enum err checkout_without_post(struct exchange *x)
{
	const struct without_form *form = x->form.input;
	struct store *store = serve_app(x)->store;
	int64_t pieces;

	if (!x->visitor.has_session)
		return checkout_goto(x, STR("cart"));
	if (x->form.refused)
		return cart_refuse(x, MESSAGE(CART_LOOK_AGAIN));
	TRY(cart_remove_creator(store, x->arena, x->visitor.session_id, form->maker.row_id, x->now_ms, &pieces));
	TRY(session_set_cart_count(store, x->visitor.session_id, pieces));
	return checkout_goto(x, pieces > 0 ? STR("checkout/delivery") : STR("cart"));
}
