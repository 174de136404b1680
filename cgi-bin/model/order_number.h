/* Order numbers for people: eight characters that nobody mixes up when reading them aloud, "K7QM-2RDX". */
#ifndef AINA_MODEL_ORDER_NUMBER_H
#define AINA_MODEL_ORDER_NUMBER_H

#include "base/arena.h"

#define ORDER_NUMBER_CHARS 9 /* with the hyphen */

/* A random one, into `out`; whether it is taken is for the caller to find out. */
struct str order_number_new(char out[ORDER_NUMBER_CHARS]);
/* A part's number as typed in an address: capitals of our alphabet, hyphens, "-1" to "-99" at the end. */
bool order_number_is_part(struct str text);

#endif
