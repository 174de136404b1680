/* Phone numbers: from what people type to E.164, and back to something readable.
 * Promises: what it accepts has the length and the first digits of the country's numbering plan. Never dials, never looks up. */
#ifndef AINA_MODEL_PHONE_H
#define AINA_MODEL_PHONE_H

#include "base/arena.h"
#include "model/country.h"

/* `typed`: digits with spaces, hyphens, dots, brackets; "+" or "00" in front of a calling code, else a national number of `country`.
 * An address in Kazakhstan takes a Kazakh number; one elsewhere takes a number of that country or a Kazakh one, since the buyer
 * may live here. *ret_e164 is "+77012345678". ERR_INPUT if it is neither, ERR_MEMORY. */
MUST_USE enum err phone_parse(struct arena *arena, struct str typed, const struct country *country, struct str *ret_e164);
/* Mobile: 7(0[0-25-8]|47|6[0-4]|7[15-8]|85) and seven digits; land line: 71, 72 and eight digits. `national`: ten digits. */
bool phone_is_kazakh(struct str national);

/* "+7 701 234 56 78"; other numbers are parted behind the calling code only. */
struct str phone_print(struct arena *arena, struct str e164);
/* "+7 ••• ••• 56 78": enough to recognise, not enough to call. */
struct str phone_mask(struct arena *arena, struct str e164);

#endif
