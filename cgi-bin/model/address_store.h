/* Addresses in the database: sealed field by field under the key of their person.
 * Promises: a row is written once and never changed; each field is bound to its row, so no ciphertext can be moved to another one.
 * Never judges (model/address.h does). */
#ifndef AINA_MODEL_ADDRESS_STORE_H
#define AINA_MODEL_ADDRESS_STORE_H

#include "model/address.h"
#include "store/store.h"

/* A row as it was read, by whichever query was allowed to. */
struct address_sealed {
	int64_t id, person_id;
	struct str country, name, phone, region, city, street, building, apartment, postcode, note;
};
/* From any generated row that holds the columns of `address`. */
#define ADDRESS_SEALED(row)                                                                                                       \
	((struct address_sealed){ .id = (row).id, .person_id = (row).person_id, .country = (row).country, .name = (row).name_sealed, \
				  .phone = (row).phone_sealed, .region = (row).region_sealed, .city = (row).city_sealed,            \
				  .street = (row).street_sealed, .building = (row).building_sealed,                                \
				  .apartment = (row).apartment_sealed, .postcode = (row).postcode_sealed, .note = (row).note_sealed })

/* ERR_GONE: the person's key was destroyed; ERR_STORAGE: it cannot be opened. */
MUST_USE enum err address_unseal(struct store *store, struct arena *arena, const struct address_sealed *sealed, struct address *ret_address);

#endif
