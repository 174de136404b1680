/* Countries that can be delivered to, and the rules by which their addresses are judged.
 * Owns the table: names, calling codes, lengths of phone numbers, shapes of postcodes, what an address cannot do without.
 * Promises: Kazakhstan is the first row. Never judges by itself: model/address.c and model/phone.c do. */
#ifndef AINA_MODEL_COUNTRY_H
#define AINA_MODEL_COUNTRY_H

#include "base/lang.h"

enum country_need { NEEDS_REGION = 1, NEEDS_POSTCODE = 2, NEEDS_BUILDING = 4 };

struct country {
	struct str code;           /* ISO 3166-1, two letters */
	struct str names[LANG__COUNT];
	struct str calling;        /* "7", without the plus sign */
	struct str trunk;          /* what is dialled inside the country before a number: "8", "0"; may be empty */
	unsigned digits_min, digits_max; /* of the national number, without trunk and calling code */
	unsigned needs;            /* enum country_need */
	/* Shapes, parted by '|': 'd' a digit, 'a' a letter, 'x' either, a capital letter itself (leading ones may be left out when
	 * typing), a space or '-' is written by us and ignored when typed. Empty: the general rule, 2 to 10 letters and digits. */
	struct str postcodes;
	struct str postcode_example;
	/* Cities that are a region of their own, folded as text_fold() does, parted by ','. */
	struct str lone_cities;
};

extern const struct country countries[];
extern const size_t country_count;
/* The codes in the order of the table, ended by an absent one: choices of a form field. */
extern const struct str country_codes[];

#define COUNTRY_KZ 0 /* index of Kazakhstan */

/* NULL: not one of ours. */
const struct country *country_find(struct str code);

#endif
