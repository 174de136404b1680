/* Card numbers that somebody types where they do not belong: found, so that they are refused and never stored. */
#ifndef AINA_WEB_CARD_NUMBER_H
#define AINA_WEB_CARD_NUMBER_H

#include "base/str.h"

/* True if 13 to 19 digits in `text`, written together or in groups parted by single spaces, dots or hyphens, pass the Luhn check
 * (ISO/IEC 7812-1 annex B). A group is never cut: the number starts and ends where a group does. */
bool card_number_in(struct str text);

#endif
