#include "model/checkout.h"

#include <string.h>

#include "base/lang.h"
#include "model/address_store.h"
#include "query/checkout.h"
#include "store/seal.h"

static struct checkout from_row(int64_t id, struct str public_id, int64_t cart_id, int64_t person_id, int64_t address_id, struct str state)
{
	struct checkout checkout = { .id = id, .cart_id = cart_id, .person_id = person_id, .address_id = address_id,
				     .placed = str_eq_z(state, "placed") };
	if (public_id.n == sizeof checkout.public_id.b) /* a CHECK of the table */
		memcpy(checkout.public_id.b, public_id.p, sizeof checkout.public_id.b);
	return checkout;
}
#define CHECKOUT(row) \
	from_row((row).id, (row).public_id, (row).cart_id, (row).person_id, (row).address_id_is_null ? 0 : (row).address_id, (row).state)

enum err checkout_open(struct store *store, struct arena *arena, int64_t cart_id, struct checkout *ret_checkout)
{
	struct q_checkout_open_of_cart_row row;
	TRY(q_checkout_open_of_cart(store, arena, &(struct q_checkout_open_of_cart){ .cart_id = cart_id }, &row));
	*ret_checkout = CHECKOUT(row);
	return ERR_OK;
}

enum err checkout_find(struct store *store, struct arena *arena, const struct public_id *token, int64_t session_id,
		       struct checkout *ret_checkout)
{
	struct q_checkout_by_public_id_row row;
	TRY(q_checkout_by_public_id(
		store, arena, &(struct q_checkout_by_public_id){ .public_id = public_id_bytes(token), .session_id = session_id }, &row));
	*ret_checkout = CHECKOUT(row);
	return ERR_OK;
}

static enum err checkout_make(struct store *store, int64_t cart_id, enum lang lang, int64_t now_ms, struct checkout *ret_checkout)
{
	struct checkout checkout = { .id = id_new(now_ms), .cart_id = cart_id, .person_id = id_new(now_ms), .public_id = public_id_new() };

	/* The key lies in another file and comes first: a key without its person is swept away, a person without a key could not be sealed. */
	TRY(seal_person_new(store, checkout.person_id, now_ms));
	TRY(q_person_put(store, &(struct q_person_put){ .id = checkout.person_id, .lang = lang_code(lang), .now_ms = now_ms }, NULL));
	TRY(q_checkout_put(store,
			   &(struct q_checkout_put){ .id = checkout.id, .public_id = public_id_bytes(&checkout.public_id), .cart_id = cart_id,
						     .person_id = checkout.person_id, .lang = lang_code(lang), .now_ms = now_ms },
			   NULL));
	*ret_checkout = checkout;
	return ERR_OK;
}

enum err checkout_begin(struct store *store, struct arena *arena, const struct cart *cart, enum lang lang, int64_t now_ms,
			int64_t hold_until_ms, struct checkout *ret_checkout)
{
	struct checkout checkout;
	enum err err = checkout_open(store, arena, cart->id, &checkout);

	if (err == ERR_NONE)
		err = checkout_make(store, cart->id, lang, now_ms, &checkout);
	TRY(err);
	TRY(cart_accept(store, cart, now_ms));
	TRY(checkout_extend(store, &checkout, cart, lang, now_ms, hold_until_ms));
	*ret_checkout = checkout;
	return ERR_OK;
}

enum err checkout_extend(struct store *store, const struct checkout *checkout, const struct cart *cart, enum lang lang, int64_t now_ms,
			 int64_t hold_until_ms)
{
	TRY(q_checkout_touch(store, &(struct q_checkout_touch){ .id = checkout->id, .lang = lang_code(lang), .now_ms = now_ms }, NULL));
	return hold_take(store, checkout->id, cart, now_ms, hold_until_ms);
}

/* Seals one optional field; an empty one stays NULL. */
static enum err seal_field(struct store *store, struct arena *arena, int64_t person_id, const char *column, int64_t row_id, struct str plain,
			   struct str *ret_sealed)
{
	if (plain.n == 0) {
		*ret_sealed = (struct str){ NULL, 0 };
		return ERR_OK;
	}
	return seal_put(store, arena, person_id, column, row_id, plain, ret_sealed);
}

enum err checkout_put_address(struct store *store, struct arena *arena, int64_t person_id, const struct address *a, int64_t now_ms,
			      int64_t *ret_address_id)
{
	struct q_address_put row = { .id = id_new(now_ms), .person_id = person_id, .country = a->country->code, .now_ms = now_ms };

	TRY(seal_field(store, arena, person_id, "address.name", row.id, a->name, &row.name_sealed));
	TRY(seal_field(store, arena, person_id, "address.phone", row.id, a->phone, &row.phone_sealed));
	TRY(seal_field(store, arena, person_id, "address.region", row.id, a->region, &row.region_sealed));
	TRY(seal_field(store, arena, person_id, "address.city", row.id, a->city, &row.city_sealed));
	TRY(seal_field(store, arena, person_id, "address.street", row.id, a->street, &row.street_sealed));
	TRY(seal_field(store, arena, person_id, "address.building", row.id, a->building, &row.building_sealed));
	TRY(seal_field(store, arena, person_id, "address.apartment", row.id, a->apartment, &row.apartment_sealed));
	TRY(seal_field(store, arena, person_id, "address.postcode", row.id, a->postcode, &row.postcode_sealed));
	TRY(seal_field(store, arena, person_id, "address.note", row.id, a->note, &row.note_sealed));
	TRY(q_address_put(store, &row, NULL));
	*ret_address_id = row.id;
	return ERR_OK;
}

static enum err set_email(struct store *store, struct arena *arena, int64_t person_id, struct str email, enum lang lang)
{
	unsigned char index[32];
	struct str sealed;

	TRY(seal_put(store, arena, person_id, "person.email", person_id, email, &sealed));
	TRY(seal_email_index(store, email, index));
	return q_person_set_email(store,
				  &(struct q_person_set_email){ .id = person_id, .lang = lang_code(lang), .email_sealed = sealed,
								.email_index = { (const char *)index, sizeof index } },
				  NULL);
}

enum err checkout_set_contact(struct store *store, struct arena *arena, struct checkout *checkout, const struct contact *contact, enum lang lang,
			      int64_t now_ms)
{
	int64_t address_id, draft = checkout->address_id;

	TRY(set_email(store, arena, checkout->person_id, contact->email, lang));
	TRY(checkout_put_address(store, arena, checkout->person_id, &contact->address, now_ms, &address_id));
	TRY(q_checkout_set_address(
		store, &(struct q_checkout_set_address){ .id = checkout->id, .address_id = address_id, .now_ms = now_ms }, NULL));
	if (draft != 0)
		TRY(q_address_delete(store, &(struct q_address_delete){ .id = draft }, NULL));
	checkout->address_id = address_id;
	return ERR_OK;
}

enum err checkout_contact(struct store *store, struct arena *arena, const struct checkout *checkout, struct contact *ret_contact)
{
	struct q_person_email_row person;
	struct q_address_by_id_row row;
	struct contact contact;

	if (checkout->address_id == 0)
		return ERR_NONE;
	TRY(q_person_email(store, arena, &(struct q_person_email){ .id = checkout->person_id }, &person));
	if (person.email_sealed.p == NULL)
		return ERR_NONE;
	TRY(q_address_by_id(store, arena, &(struct q_address_by_id){ .id = checkout->address_id }, &row));
	TRY(seal_get(store, arena, checkout->person_id, "person.email", checkout->person_id, person.email_sealed, &contact.email));
	TRY(address_unseal(store, arena, &ADDRESS_SEALED(row), &contact.address));
	*ret_contact = contact;
	return ERR_OK;
}
