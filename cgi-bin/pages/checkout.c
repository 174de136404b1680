#include "pages/checkout.h"

#include <stdlib.h>

#include "base/text.h"
#include "model/phone.h"
#include "model/session.h"
#include "pages/cart.h"
#include "pages/checkout_form.h"
#include "pages/goods.h"
#include "template.h"

enum err checkout_draft(struct exchange *x, struct order_draft *ret_draft)
{
	if (!x->visitor.has_session)
		return ERR_NONE;
	return order_draft_load(serve_app(x)->store, x->arena, &serve_app(x)->conf, x->visitor.session_id, x->lang, x->now_ms, ret_draft);
}

int64_t checkout_hold_until(const struct exchange *x)
{
	return x->now_ms + serve_app(x)->conf.hold_minutes * CLOCK_MINUTE_MS;
}

enum err checkout_goto(struct exchange *x, struct str path)
{
	return reply_see_other(&x->reply, url_path(x->arena, x->lang, path).s);
}

bool checkout_needs_cart(const struct exchange *x, const struct order_draft *draft)
{
	return draft->lack == DRAFT_NO_GOODS || draft->items_minor > order_most_minor(&serve_app(x)->conf);
}

struct str checkout_page_for(enum draft_lack lack)
{
	switch (lack) {
	case DRAFT_NO_GOODS:
		break;
	case DRAFT_TOO_MUCH:
		return STR("cart?why=much");
	case DRAFT_NO_ADDRESS:
		return STR("checkout");
	case DRAFT_NO_DELIVERY:
		return STR("checkout/delivery");
	case DRAFT_COMPLETE:
		return STR("checkout/review");
	}
	return STR("cart");
}

/* Going on from the cart is agreeing to what it showed: if that is not so any more, the cart is shown again. */
enum err checkout_begin_post(struct exchange *x)
{
	const struct checkout_begin_form *form = x->form.input;
	struct store *store = serve_app(x)->store;
	struct checkout checkout;
	struct cart cart;

	if (!x->visitor.has_session)
		return checkout_goto(x, STR("cart"));
	if (x->form.refused)
		return cart_refuse(x, MESSAGE(CART_LOOK_AGAIN));
	TRY(cart_load(store, x->arena, x->visitor.session_id, x->lang, x->now_ms, &cart));
	if (cart.pieces == 0 || cart.any_gone)
		return checkout_goto(x, STR("cart"));
	if (cart.items_minor > order_most_minor(&serve_app(x)->conf))
		return checkout_goto(x, STR("cart?why=much"));
	struct public_id now = cart_digest(&cart);
	if (!cart_digest_equal(&now, &form->seen.public_id))
		return checkout_goto(x, STR("cart?why=look"));
	TRY(checkout_begin(store, x->arena, &cart, x->lang, x->now_ms, checkout_hold_until(x), &checkout));
	return checkout_goto(x, STR("checkout"));
}

/* The folded name to sort by, beside the choice. */
struct named_choice { struct str folded; struct country_choice choice; };

static int compare_named(const void *a, const void *b)
{
	return str_compare(((const struct named_choice *)a)->folded, ((const struct named_choice *)b)->folded);
}

/* Kazakhstan first, the others by their names. */
static enum err country_choices(struct exchange *x, int chosen, struct country_choice **ret_choices)
{
	struct country_choice *choices = ARENA_ARRAY(x->arena, struct country_choice, country_count);
	struct named_choice *named = ARENA_ARRAY(x->arena, struct named_choice, country_count);

	if (choices == NULL || named == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < country_count; i++) {
		named[i].choice = (struct country_choice){ .code = countries[i].code, .name = countries[i].names[x->lang],
							   .chosen = (int)i == chosen };
		TRY(text_fold(x->arena, countries[i].names[x->lang], &named[i].folded));
	}
	qsort(named + 1, country_count - 1, sizeof named[0], compare_named);
	for (size_t i = 0; i < country_count; i++)
		choices[i] = named[i].choice;
	*ret_choices = choices;
	return ERR_OK;
}

static enum err address_page(struct exchange *x, const struct order_draft *draft, struct address_form *form)
{
	struct checkout_address_view view = { .form = form, .refused = x->form.refused };
	int64_t until_ms;

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_CHECKOUT_ADDRESS), &view.page.title));
	view.page.plain_head = true;
	TRY(country_choices(x, form->country.value, &view.countries));
	view.country_count = country_count;
	view.kazakhstan = form->country.value == COUNTRY_KZ;
	view.action = url_path(x->arena, x->lang, STR("checkout"));
	TRY(goods_summary(x, draft, &view.summary));
	TRY(hold_until(serve_app(x)->store, x->arena, draft->checkout.id, x->now_ms, &until_ms));
	view.holding = until_ms > 0;
	view.held_until = (struct moment){ until_ms };
	return template_page_checkout_address(&x->reply.body, x->lang, &view);
}

static struct input_text typed(struct str value)
{
	return (struct input_text){ .raw = value, .value = value };
}

/* What was given before, or an empty form for Kazakhstan. */
static struct address_form *form_from(struct exchange *x, const struct order_draft *draft)
{
	struct address_form *form = ARENA_NEW(x->arena, struct address_form);
	const struct address *a = &draft->contact.address;

	if (form == NULL || a->country == NULL)
		return form;
	*form = (struct address_form){
		.email = typed(draft->contact.email), .name = typed(a->name), .phone = typed(phone_print(x->arena, a->phone)),
		.region = typed(a->region), .city = typed(a->city), .street = typed(a->street), .building = typed(a->building),
		.apartment = typed(a->apartment), .postcode = typed(a->postcode), .note = typed(a->note),
		.country = { .raw = a->country->code, .value = (int)(a->country - countries) },
	};
	return form;
}

enum err checkout_address_show(struct exchange *x)
{
	struct order_draft draft;
	enum err err = checkout_draft(x, &draft);

	if (err == ERR_NONE)
		return checkout_goto(x, STR("cart"));
	TRY(err);
	if (checkout_needs_cart(x, &draft))
		return checkout_goto(x, checkout_page_for(draft.lack));
	struct address_form *form = form_from(x, &draft);
	if (form == NULL)
		return ERR_MEMORY;
	return address_page(x, &draft, form);
}

/* The rules between fields; the form itself has judged each field alone. */
static enum err judge_address(struct exchange *x, struct address_form *form, struct contact *ret_contact)
{
	struct address_refusals refusals;
	struct address typed_address = {
		.country = form->country.value >= 0 ? &countries[form->country.value] : &countries[COUNTRY_KZ],
		.name = form->name.value, .phone = form->phone.value, .region = form->region.value, .city = form->city.value,
		.street = form->street.value, .building = form->building.value, .apartment = form->apartment.value,
		.postcode = form->postcode.value, .note = form->note.value,
	};

	TRY(address_check(x->arena, &typed_address, &ret_contact->address, &refusals));
#define TAKE(field)                                                                                    \
	if (form->field.error.id == MESSAGE_NONE && refusals.field.id != MESSAGE_NONE) {                  \
		form->field.error = refusals.field;                                                       \
		x->form.refused = true;                                                                   \
	}
	if (form->country.error.id != MESSAGE_NONE && form->country.raw.n > 0)
		form->country.error = MESSAGE(ADDRESS_COUNTRY_BAD);
	TAKE(name) TAKE(phone) TAKE(region) TAKE(city) TAKE(street) TAKE(building) TAKE(apartment) TAKE(postcode)
#undef TAKE
	ret_contact->email = form->email.value;
	return ERR_OK;
}

enum err checkout_address_post(struct exchange *x)
{
	struct store *store = serve_app(x)->store;
	struct address_form *form = x->form.input;
	struct contact contact = { .email = { NULL, 0 } };
	struct order_draft draft;
	enum err err = checkout_draft(x, &draft);

	if (err == ERR_NONE)
		return checkout_goto(x, STR("cart"));
	TRY(err);
	if (checkout_needs_cart(x, &draft))
		return checkout_goto(x, checkout_page_for(draft.lack));
	TRY(judge_address(x, form, &contact));
	if (x->form.refused) {
		x->reply.status = 422;
		return address_page(x, &draft, form);
	}
	TRY(checkout_set_contact(store, x->arena, &draft.checkout, &contact, x->lang, x->now_ms));
	TRY(checkout_extend(store, &draft.checkout, &draft.cart, x->lang, x->now_ms, checkout_hold_until(x)));
	return checkout_goto(x, STR("checkout/delivery"));
}
