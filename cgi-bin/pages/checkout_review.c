/* The review page and placing (pages/checkout.h). */
#include "model/order_place.h"
#include "model/phone.h"
#include "model/session.h"
#include "pages/cart.h"
#include "pages/checkout.h"
#include "pages/goods.h"
#include "template.h"

/* What the law lets nobody find out after paying only. */
static void review_terms(const struct cart *cart, struct checkout_review_view *view)
{
	view->return_days = INT64_MAX;
	for (size_t i = 0; i < cart->part_count; i++) {
		const struct cart_part *part = &cart->parts[i];
		if (part->return_days < view->return_days)
			view->return_days = part->return_days;
		for (size_t k = 0; k < part->line_count; k++) {
			view->any_not_returnable |= !part->lines[k].returnable;
			view->any_made_to_order |= part->lines[k].made_to_order;
		}
	}
}

static enum err review_tokens(struct exchange *x, const struct order_draft *draft, struct checkout_review_view *view)
{
	struct public_id digest = order_draft_digest(draft);
	char *id = arena_alloc(x->arena, PUBLIC_ID_CHARS), *seen = arena_alloc(x->arena, PUBLIC_ID_CHARS);

	if (id == NULL || seen == NULL)
		return ERR_MEMORY;
	view->checkout_id = public_id_text(&draft->checkout.public_id, id);
	view->seen = public_id_text(&digest, seen);
	return ERR_OK;
}

static enum err review_page(struct exchange *x, const struct order_draft *draft, struct review_form *form, bool changed)
{
	const struct contact *contact = &draft->contact;
	struct checkout_review_view view = {
		.form = form,
		.refused = form->terms.error.id != MESSAGE_NONE || form->news.error.id != MESSAGE_NONE,
		.email = contact->email,
		.name = contact->address.name,
		.phone = phone_print(x->arena, contact->address.phone),
		.changed = changed || draft->cart.any_changed,
		.nothing_to_pay = draft->total_minor == 0,
	};
	int64_t until_ms;

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_CHECKOUT_REVIEW), &view.page.title));
	view.page.plain_head = true;
	TRY(review_tokens(x, draft, &view));
	TRY(address_lines(x->arena, x->lang, &contact->address, &view.address_lines, &view.address_line_count));
	TRY(checkout_delivery_shops(x, draft, &view.shops));
	view.shop_count = draft->cart.part_count;
	TRY(goods_summary(x, draft, &view.summary));
	review_terms(&draft->cart, &view);
	view.action = url_path(x->arena, x->lang, STR("checkout/place"));
	view.edit_address = url_path(x->arena, x->lang, STR("checkout"));
	view.edit_delivery = url_path(x->arena, x->lang, STR("checkout/delivery"));
	TRY(hold_until(serve_app(x)->store, x->arena, draft->checkout.id, x->now_ms, &until_ms));
	view.holding = until_ms > 0;
	view.held_until = (struct moment){ until_ms };
	return template_page_checkout_review(&x->reply.body, x->lang, &view);
}

enum err checkout_review_show(struct exchange *x)
{
	struct review_form *form = ARENA_NEW(x->arena, struct review_form);
	struct order_draft draft;
	enum err err = checkout_draft(x, &draft);

	if (form == NULL)
		return ERR_MEMORY;
	if (err == ERR_NONE)
		return checkout_goto(x, STR("cart"));
	TRY(err);
	if (draft.lack != DRAFT_COMPLETE)
		return checkout_goto(x, checkout_page_for(draft.lack));
	return review_page(x, &draft, form, false);
}

/* The review again, with what was ticked and the reason why it was not placed. */
static enum err review_again(struct exchange *x, int status, bool changed)
{
	struct order_draft draft;
	enum err err = checkout_draft(x, &draft);

	if (err == ERR_NONE)
		return checkout_goto(x, STR("cart?why=checkout"));
	TRY(err);
	if (draft.lack != DRAFT_COMPLETE)
		return checkout_goto(x, checkout_page_for(draft.lack));
	x->reply.status = status;
	return review_page(x, &draft, x->form.input, changed);
}

static enum err placed(struct exchange *x, const struct place_result *result)
{
	char *id = arena_alloc(x->arena, PUBLIC_ID_CHARS);

	if (id == NULL)
		return ERR_MEMORY;
	/* A repeat may come when the next cart is being filled. */
	if (!result->repeat)
		TRY(session_set_cart_count(serve_app(x)->store, x->visitor.session_id, 0));
	return reply_see_other(&x->reply, url_path_id(x->arena, x->lang, STR("pay"), public_id_text(&result->payment_id, id)).s);
}

enum err checkout_place_post(struct exchange *x)
{
	struct review_form *form = x->form.input;
	struct place_request request = {
		.conf = &serve_app(x)->conf,
		.session_id = x->visitor.session_id,
		.token = form->checkout.public_id,
		.seen = form->seen.public_id,
		.news = form->news.value == 1,
		.lang = x->lang,
		.now_ms = x->now_ms,
	};
	struct place_result result;

	if (!x->visitor.has_session)
		return checkout_goto(x, STR("cart?why=checkout"));
	if (!form->checkout.given || !form->seen.given) /* no page of ours sends it so */
		return cart_refuse(x, MESSAGE(REVIEW_CHECKOUT_GONE));
	if (form->terms.value != 1)
		form->terms.error = MESSAGE(REVIEW_TERMS_REQUIRED);
	if (x->form.refused)
		return review_again(x, 422, false);
	TRY(order_place(serve_app(x)->store, x->arena, &request, &result));
	switch (result.outcome) {
	case PLACE_DONE:
		return placed(x, &result);
	case PLACE_CHANGED:
		return review_again(x, 409, true);
	case PLACE_LACKING:
		return checkout_goto(x, checkout_page_for(result.lack));
	case PLACE_UNKNOWN:
		break;
	}
	return checkout_goto(x, STR("cart?why=checkout"));
}
