#include "pages/cart.h"

#include "model/order_draft.h"
#include "model/session.h"
#include "pages/checkout_form.h"
#include "pages/goods.h"
#include "template.h"

static enum err load_cart(struct exchange *x, struct cart *ret_cart)
{
	if (x->visitor.has_session)
		return cart_load(serve_app(x)->store, x->arena, x->visitor.session_id, x->lang, x->now_ms, ret_cart);
	*ret_cart = (struct cart){ .id = 0 };
	return ERR_OK;
}

/* `typed`: the form whose quantity was refused, so that it stands where it was typed; NULL: none. */
static void keep_typed(struct exchange *x, struct cart_view *view, const struct cart_line_form *typed)
{
	struct str id = goods_id(x->arena, typed->variant.row_id);

	for (size_t i = 0; i < view->shop_count; i++)
		for (size_t k = 0; k < view->shops[i].line_count; k++)
			if (str_eq(view->shops[i].lines[k].variant_id, id)) {
				view->shops[i].lines[k].quantity_typed = typed->quantity.raw;
				view->shops[i].lines[k].quantity_refused = true;
			}
}

/* "999 999 ₸" in the page's language. */
static enum err most_text(struct exchange *x, struct str *ret_text)
{
	struct buf buf;

	buf_init(&buf, 64);
	money_print(&buf, (struct money){ order_most_minor(&serve_app(x)->conf), CART_CURRENCY }, x->lang);
	*ret_text = arena_copy(x->arena, buf_str(&buf));
	buf_free(&buf);
	return ret_text->p == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err cart_page(struct exchange *x, struct cart_view *view, const struct cart_line_form *typed)
{
	struct cart cart;

	TRY(load_cart(x, &cart));
	x->visitor.cart_count = cart.wanted_pieces;
	TRY(page_begin(x, &view->page));
	TRY(page_text(x, MESSAGE(TITLE_CART), &view->page.title));
	TRY(goods_shops(x, &cart, &view->shops));
	struct public_id seen = cart_digest(&cart);
	char *digest = arena_alloc(x->arena, PUBLIC_ID_CHARS);
	if (digest == NULL)
		return ERR_MEMORY;
	if (!view->refused && cart.items_minor > order_most_minor(&serve_app(x)->conf)) {
		view->refused = true;
		view->refused_why = MESSAGE(CART_TOO_MUCH);
	}
	if (view->refused_why.id == MESSAGE_CART_TOO_MUCH)
		TRY(most_text(x, &view->refused_why.text));
	view->shop_count = cart.part_count;
	if (typed != NULL)
		keep_typed(x, view, typed);
	view->items = goods_money(cart.items_minor);
	view->pieces = cart.pieces;
	view->any_notice = cart.any_changed;
	view->any_gone = cart.any_gone;
	view->action_quantity = url_path(x->arena, x->lang, STR("cart/quantity"));
	view->action_remove = url_path(x->arena, x->lang, STR("cart/remove"));
	view->checkout = url_path(x->arena, x->lang, STR("checkout/begin"));
	view->seen = public_id_text(&seen, digest);
	return template_page_cart(&x->reply.body, x->lang, view);
}

/* A cart page that says why something was not done. */
static enum err cart_refused(struct exchange *x, struct message why, const struct cart_line_form *typed)
{
	struct cart_view view = { .refused = true, .refused_why = why };

	x->reply.status = 422;
	return cart_page(x, &view, typed);
}

enum err cart_refuse(struct exchange *x, struct message why)
{
	return cart_refused(x, why, NULL);
}

static const struct message refusals[WHY__COUNT] = {
	[WHY_LESS] = { .id = MESSAGE_CART_LESS },
	[WHY_LINES] = { .id = MESSAGE_CART_LINES_FULL, .n = CART_LINES_MAX },
	[WHY_CREATORS] = { .id = MESSAGE_CART_CREATORS_FULL, .n = CART_CREATORS_MAX },
	[WHY_NOT_FOR_SALE] = { .id = MESSAGE_CART_NOT_AVAILABLE },
	[WHY_AGAIN] = { .id = MESSAGE_CART_AGAIN_MISSING },
	[WHY_LOOK] = { .id = MESSAGE_CART_LOOK_AGAIN },
	[WHY_CHECKOUT] = { .id = MESSAGE_REVIEW_CHECKOUT_GONE },
	[WHY_MUCH] = { .id = MESSAGE_CART_TOO_MUCH },
};

static struct str title_of(const struct cart_view *view, struct arena *arena, int64_t variant_id)
{
	struct str id = goods_id(arena, variant_id);

	for (size_t i = 0; i < view->shop_count; i++)
		for (size_t k = 0; k < view->shops[i].line_count; k++)
			if (str_eq(view->shops[i].lines[k].variant_id, id))
				return view->shops[i].lines[k].title;
	return (struct str){ NULL, 0 };
}

enum err cart_show(struct exchange *x)
{
	const struct cart_query *query = x->form.input;
	struct cart_view view = { .refused = query->why.value >= 0 && query->why.raw.n > 0 && query->why.error.id == MESSAGE_NONE };
	struct cart cart;

	if (view.refused)
		view.refused_why = refusals[query->why.value];
	if (query->added.given) {
		/* Only what lies in the cart can have been put in: nobody else's words come onto this page. */
		TRY(load_cart(x, &cart));
		TRY(goods_shops(x, &cart, &view.shops));
		view.shop_count = cart.part_count;
		view.added_title = title_of(&view, x->arena, query->added.row_id);
		view.just_added = view.added_title.n > 0;
	}
	return cart_page(x, &view, NULL);
}

static enum err back_to_cart(struct exchange *x, int64_t pieces, struct str name, struct str value)
{
	struct url cart = url_path(x->arena, x->lang, STR("cart"));

	TRY(session_set_cart_count(serve_app(x)->store, x->visitor.session_id, pieces));
	if (name.n > 0)
		cart = url_with(x->arena, cart, name, value);
	return reply_see_other(&x->reply, cart.s);
}

enum err cart_add_post(struct exchange *x)
{
	const struct cart_add_form *form = x->form.input;
	struct cart_added added;
	int64_t pieces, quantity = form->quantity.given ? form->quantity.value : 1;

	if (form->variant.error.id != MESSAGE_NONE)
		return cart_refuse(x, MESSAGE(CART_CHOOSE_VARIANT));
	if (form->quantity.error.id != MESSAGE_NONE)
		return cart_refuse(x, (struct message){ .id = MESSAGE_CART_QUANTITY_REFUSED, .n = CART_QUANTITY_MAX });
	TRY(cart_add(serve_app(x)->store, x->arena, x->visitor.session_id, form->variant.row_id, quantity, x->lang, x->now_ms, &added, &pieces));
	switch (added.refusal) {
	case CART_FINE:
		return back_to_cart(x, pieces, STR("added"), goods_id(x->arena, form->variant.row_id));
	case CART_LESS:
		return back_to_cart(x, pieces, STR("why"), cart_why_words[WHY_LESS]);
	case CART_LINES_FULL:
		return back_to_cart(x, pieces, STR("why"), cart_why_words[WHY_LINES]);
	case CART_CREATORS_FULL:
		return back_to_cart(x, pieces, STR("why"), cart_why_words[WHY_CREATORS]);
	case CART_NOT_FOR_SALE:
		break;
	}
	return back_to_cart(x, pieces, STR("why"), cart_why_words[WHY_NOT_FOR_SALE]);
}

static enum err cart_change(struct exchange *x, int64_t variant_id, int64_t quantity)
{
	int64_t pieces;

	TRY(cart_set(serve_app(x)->store, x->arena, x->visitor.session_id, variant_id, quantity, x->now_ms, &pieces));
	return back_to_cart(x, pieces, STR(""), STR(""));
}

enum err cart_quantity_post(struct exchange *x)
{
	const struct cart_line_form *form = x->form.input;

	if (!x->visitor.has_session)
		return reply_see_other(&x->reply, url_path(x->arena, x->lang, STR("cart")).s);
	if (x->form.refused)
		return cart_refused(x, (struct message){ .id = MESSAGE_CART_QUANTITY_REFUSED, .n = CART_QUANTITY_MAX }, form);
	return cart_change(x, form->variant.row_id, form->quantity.value);
}

enum err cart_remove_post(struct exchange *x)
{
	const struct cart_line_form *form = x->form.input;

	if (!x->visitor.has_session)
		return reply_see_other(&x->reply, url_path(x->arena, x->lang, STR("cart")).s);
	if (x->form.refused)
		return cart_refuse(x, MESSAGE(CART_NOT_AVAILABLE));
	return cart_change(x, form->variant.row_id, 0);
}
