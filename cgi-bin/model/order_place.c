#include "model/order_place.h"

#include "base/lang.h"
#include "model/mail.h"
#include "model/order_freeze.h"
#include "model/order_number.h"
#include "model/payment_buyer.h"
#include "model/payment_open.h"
#include "query/checkout.h"
#include "query/order.h"

#define NUMBER_TRIES 16

/* What the steps of one placing share. */
struct placing {
	struct store *store;
	struct arena *arena;
	const struct place_request *request;
	const struct order_draft *draft;
	int64_t group_id, address_id;
	struct str number;
};

static enum err take_number(struct placing *p)
{
	char *out = arena_alloc(p->arena, ORDER_NUMBER_CHARS);
	if (out == NULL)
		return ERR_MEMORY;
	for (int i = 0; i < NUMBER_TRIES; i++) {
		struct q_order_number_taken_row row;
		p->number = order_number_new(out);
		enum err err = q_order_number_taken(p->store, p->arena, &(struct q_order_number_taken){ .number = p->number }, &row);
		if (err == ERR_NONE)
			return ERR_OK;
		TRY(err);
	}
	return ERR_INTERNAL; /* 30^8 numbers and none free */
}

static enum err put_group(struct placing *p)
{
	const struct order_draft *d = p->draft;
	struct public_id public_id = public_id_new();

	TRY(take_number(p));
	TRY(checkout_put_address(p->store, p->arena, d->checkout.person_id, &d->contact.address, p->request->now_ms, &p->address_id));
	p->group_id = id_new(p->request->now_ms);
	return q_order_put(p->store,
			   &(struct q_order_put){
				   .id = p->group_id,
				   .public_id = public_id_bytes(&public_id),
				   .checkout_id = d->checkout.id,
				   .person_id = d->checkout.person_id,
				   .address_id = p->address_id,
				   .session_id = p->request->session_id,
				   .number = p->number,
				   .lang = lang_code(p->request->lang),
				   .currency = currency_code(CART_CURRENCY),
				   .items_minor = d->items_minor,
				   .delivery_minor = d->delivery_minor,
				   .total_minor = d->total_minor,
				   .policy_version = ORDER_TERMS_VERSION,
				   .now_ms = p->request->now_ms,
			   },
			   NULL);
}

static enum err take_stock(struct placing *p, const struct cart_line *line, int64_t suborder_id)
{
	int64_t changes = 0;

	TRY(q_stock_take(p->store,
			 &(struct q_stock_take){ .variant_id = line->variant_id, .quantity = line->quantity,
						 .checkout_id = p->draft->checkout.id, .now_ms = p->request->now_ms },
			 &changes));
	if (changes != 1)
		return ERR_CONFLICT; /* the draft saw it free inside this very transaction */
	return q_stock_move_order(p->store,
				  &(struct q_stock_move_order){ .id = id_new(p->request->now_ms), .variant_id = line->variant_id,
								.delta = -line->quantity, .suborder_id = suborder_id,
								.now_ms = p->request->now_ms },
				  NULL);
}

static enum err put_line(struct placing *p, const struct cart_line *line, const struct frozen_line *frozen, int64_t suborder_id, size_t position)
{
	TRY(q_order_line_put(p->store,
			     &(struct q_order_line_put){
				     .id = id_new(p->request->now_ms),
				     .suborder_id = suborder_id,
				     .listing_id = line->listing_id,
				     .variant_id = line->variant_id,
				     .position = (int64_t)position,
				     .title = line->title,
				     .variant_label = line->label,
				     .sku = line->sku,
				     .photo_file = line->photo_file,
				     .made_to_order = line->made_to_order,
				     .making_days_min = line->making_days_min,
				     .making_days_min_is_null = !line->made_to_order,
				     .making_days_max = line->making_days_max,
				     .making_days_max_is_null = !line->made_to_order,
				     .returnable = line->returnable,
				     .unit_price_minor = line->price_minor,
				     .quantity = line->quantity,
				     .total_minor = line->total_minor,
				     .tax_rate_bp = p->request->conf->vat_bp,
				     .tax_minor = frozen->tax_minor,
				     .commission_rate_bp = p->request->conf->commission_bp,
				     .commission_minor = frozen->commission_minor,
				     .commission_tax_minor = frozen->commission_tax_minor,
			     },
			     NULL));
	return line->made_to_order ? ERR_OK : take_stock(p, line, suborder_id);
}

static enum err put_part(struct placing *p, size_t index)
{
	const struct cart_part *part = &p->draft->cart.parts[index];
	const struct delivery *delivery = p->draft->offers[index].chosen;
	const struct order_rates rates = { .tax_bp = p->request->conf->vat_bp, .commission_bp = p->request->conf->commission_bp };
	int64_t id = id_new(p->request->now_ms), totals[CART_LINES_MAX], total;
	struct frozen_line frozen[CART_LINES_MAX];
	struct str number = arena_format(p->arena, "%.*s-%zu", (int)p->number.n, p->number.p, index + 1);

	if (number.p == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < part->line_count; i++)
		totals[i] = part->lines[i].total_minor;
	TRY(order_freeze(totals, part->line_count, &rates, frozen));
	TRY(money_add(part->items_minor, delivery->price_minor, &total));
	TRY(q_suborder_put(p->store,
			   &(struct q_suborder_put){
				   .id = id,
				   .group_id = p->group_id,
				   .creator_id = part->creator_id,
				   .number = number,
				   .delivery_kind = delivery_kind_name(delivery->kind),
				   .days_min = delivery->days_min,
				   .days_max = delivery->days_max,
				   .pickup_place = delivery->pickup,
				   .items_minor = part->items_minor,
				   .delivery_minor = delivery->price_minor,
				   .total_minor = total,
				   .now_ms = p->request->now_ms,
			   },
			   NULL));
	for (size_t i = 0; i < part->line_count; i++)
		TRY(put_line(p, &part->lines[i], &frozen[i], id, i + 1));
	return ERR_OK;
}

static enum err put_consent(struct placing *p, struct str purpose, int64_t version)
{
	return q_consent_put(p->store,
			     &(struct q_consent_put){ .id = id_new(p->request->now_ms), .person_id = p->draft->checkout.person_id,
						      .purpose = purpose, .version = version, .lang = lang_code(p->request->lang),
						      .group_id = p->group_id, .now_ms = p->request->now_ms },
			     NULL);
}

/* What surrounds the order: consents, its first event and mail, the payment. */
static enum err put_company(struct placing *p, struct public_id *ret_payment_id)
{
	TRY(put_consent(p, STR("terms"), ORDER_TERMS_VERSION));
	if (p->request->news)
		TRY(put_consent(p, STR("news"), ORDER_NEWS_VERSION));
	TRY(q_order_event_add(p->store,
			      &(struct q_order_event_add){ .group_id = p->group_id, .suborder_id_is_null = true, .kind = STR("placed"),
							   .actor = STR("buyer"), .to_state = STR("awaiting_payment"),
							   .now_ms = p->request->now_ms },
			      NULL));
	TRY(mail_queue(p->store, &(struct mail_request){ .kind = MAIL_ORDER_PLACED, .group_id = p->group_id, .now_ms = p->request->now_ms }));
	return payment_open(p->store, p->arena,
			    &(struct payment_request){ .conf = p->request->conf, .group_id = p->group_id,
						       .amount = { p->draft->total_minor, CART_CURRENCY }, .now_ms = p->request->now_ms },
			    ret_payment_id);
}

/* The checkout ends: its goods are sold, its draft address is the order's own row now, the cart is empty again. */
static enum err close_checkout(struct placing *p)
{
	const struct checkout *checkout = &p->draft->checkout;
	int64_t changes = 0;

	TRY(hold_release(p->store, checkout->id));
	TRY(q_checkout_place(p->store,
			     &(struct q_checkout_place){ .id = checkout->id, .news_consent = p->request->news, .now_ms = p->request->now_ms },
			     &changes));
	if (changes != 1)
		return ERR_CONFLICT;
	TRY(q_address_delete(p->store, &(struct q_address_delete){ .id = checkout->address_id }, NULL));
	return cart_empty(p->store, p->draft->cart.id, p->request->now_ms);
}

/* The order that this checkout became. */
static enum err place_repeat(struct store *store, struct arena *arena, const struct checkout *checkout, struct place_result *ret_result)
{
	struct q_order_by_checkout_row row;
	struct place_result result = { .outcome = PLACE_DONE, .repeat = true };

	TRY(q_order_by_checkout(store, arena, &(struct q_order_by_checkout){ .checkout_id = checkout->id }, &row));
	TRY(payment_of_order(store, arena, row.id, &result.payment_id));
	*ret_result = result;
	return ERR_OK;
}

static enum err place_draft(struct store *store, struct arena *arena, const struct place_request *request, const struct order_draft *draft,
			    struct place_result *ret_result)
{
	struct placing p = { .store = store, .arena = arena, .request = request, .draft = draft };
	struct place_result result = { .outcome = PLACE_DONE };

	TRY(put_group(&p));
	for (size_t i = 0; i < draft->cart.part_count; i++)
		TRY(put_part(&p, i));
	TRY(put_company(&p, &result.payment_id));
	TRY(close_checkout(&p));
	*ret_result = result;
	return ERR_OK;
}

enum err order_place(struct store *store, struct arena *arena, const struct place_request *request, struct place_result *ret_result)
{
	struct checkout checkout;
	struct order_draft draft;
	enum err err = checkout_find(store, arena, &request->token, request->session_id, &checkout);

	if (err == ERR_NONE) {
		*ret_result = (struct place_result){ .outcome = PLACE_UNKNOWN };
		return ERR_OK;
	}
	TRY(err);
	if (checkout.placed)
		return place_repeat(store, arena, &checkout, ret_result);
	TRY(order_draft_load(store, arena, request->conf, request->session_id, request->lang, request->now_ms, &draft));
	if (draft.lack != DRAFT_COMPLETE) {
		*ret_result = (struct place_result){ .outcome = PLACE_LACKING, .lack = draft.lack };
		return ERR_OK;
	}
	struct public_id now = order_draft_digest(&draft);
	if (!cart_digest_equal(&now, &request->seen)) {
		*ret_result = (struct place_result){ .outcome = PLACE_CHANGED };
		return ERR_OK;
	}
	return place_draft(store, arena, request, &draft, ret_result);
}
