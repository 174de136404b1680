/* Percent-encoding (RFC 3986 §2.1): the only place that decodes or encodes it.
 * Promises: decoding happens once, refuses broken escapes and NUL, and never makes a text longer. */
#ifndef AINA_WEB_PERCENT_H
#define AINA_WEB_PERCENT_H

#include "base/arena.h"
#include "base/buf.h"

/* Decodes into the arena; a text without escapes is returned as it is, uncopied. `plus_is_space`: form encoding.
 * ERR_INPUT: a '%' without two hexadecimal digits, or NUL; ERR_MEMORY. The result may be bad UTF-8. */
MUST_USE enum err percent_decode(struct arena *arena, struct str text, bool plus_is_space, struct str *ret_text);

/* Bytes that stand for themselves: letters, digits and -._~ (RFC 3986 §2.3). */
bool percent_is_plain(char c);
/* Length of the encoded text, and the encoder; `out` has that many bytes. */
size_t percent_size(struct str text);
char *percent_put(char *out, struct str text); /* returns the end */

#endif
