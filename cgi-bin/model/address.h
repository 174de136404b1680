/* Delivery addresses: what is accepted, in which form it is kept, how it is written on a parcel.
 * Owns the rules for each country and the combinations between fields. Promises: an accepted address can be written on a parcel, its
 * phone is E.164, its postcode has the country's own form. Never stores (model/address_store.c does), never guesses a missing part. */
#ifndef AINA_MODEL_ADDRESS_H
#define AINA_MODEL_ADDRESS_H

#include "base/arena.h"
#include "message.h"
#include "model/country.h"

struct address {
	const struct country *country;
	struct str name, phone, region, city, street, building, apartment, postcode, note; /* absent or empty: none */
};

/* The message beside each field; .id == MESSAGE_NONE: fine. */
struct address_refusals {
	struct message name, phone, region, city, street, building, apartment, postcode;
	bool any;
};

/* `typed`: tidied text of the form, country set. *ret_address is filled when nothing was refused (ret_refusals->any false):
 * phone E.164, postcode in its country's form, the rest as typed. */
MUST_USE enum err address_check(struct arena *arena, const struct address *typed, struct address *ret_address,
				struct address_refusals *ret_refusals);

/* A postcode in its country's form, e.g. "z05h9b0" and "Z05 H9B0" to "Z05H9B0"; Cyrillic look-alikes count as Latin letters.
 * ERR_INPUT: not one of that country; ERR_MEMORY. */
MUST_USE enum err address_postcode(struct arena *arena, struct str typed, const struct country *country, struct str *ret_postcode);
/* The city's name folded and without "г.", "город", "қаласы", "city" around it. */
MUST_USE enum err address_city_fold(struct arena *arena, struct str city, struct str *ret_folded);

/* The lines below the name on a parcel: street, place, country in `lang`. */
MUST_USE enum err address_lines(struct arena *arena, enum lang lang, const struct address *address, struct str **ret_lines, size_t *ret_count);
/* "a…@example.kz" */
struct str address_mask_email(struct arena *arena, struct str email);

#endif
