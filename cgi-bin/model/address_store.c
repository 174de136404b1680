#include "model/address_store.h"

#include "store/seal.h"

static enum err unseal(struct store *store, struct arena *arena, const struct address_sealed *row, const char *column, struct str sealed,
		       struct str *ret_plain)
{
	if (sealed.p == NULL) {
		*ret_plain = (struct str){ NULL, 0 };
		return ERR_OK;
	}
	return seal_get(store, arena, row->person_id, column, row->id, sealed, ret_plain);
}

enum err address_unseal(struct store *store, struct arena *arena, const struct address_sealed *row, struct address *ret_address)
{
	struct address a = { .country = country_find(row->country) };

	if (a.country == NULL)
		return ERR_STORAGE;
	TRY(unseal(store, arena, row, "address.name", row->name, &a.name));
	TRY(unseal(store, arena, row, "address.phone", row->phone, &a.phone));
	TRY(unseal(store, arena, row, "address.region", row->region, &a.region));
	TRY(unseal(store, arena, row, "address.city", row->city, &a.city));
	TRY(unseal(store, arena, row, "address.street", row->street, &a.street));
	TRY(unseal(store, arena, row, "address.building", row->building, &a.building));
	TRY(unseal(store, arena, row, "address.apartment", row->apartment, &a.apartment));
	TRY(unseal(store, arena, row, "address.postcode", row->postcode, &a.postcode));
	TRY(unseal(store, arena, row, "address.note", row->note, &a.note));
	*ret_address = a;
	return ERR_OK;
}
