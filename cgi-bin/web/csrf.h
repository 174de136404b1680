/* Tokens against forged requests: derived from the session's secret, so that nothing has to be stored.
 * Promises: comparing takes the same time whatever differs. Never sees a form or a database. */
#ifndef AINA_WEB_CSRF_H
#define AINA_WEB_CSRF_H

#include "base/str.h"

#define CSRF_CHARS 32
#define CSRF_FIELD "csrf" /* the hidden field of every POST form */

/* base64url(BLAKE2b-256(key = the session's raw 32 bytes, "csrf")), its first 32 characters, into `out`. */
struct str csrf_token(const unsigned char session_token[32], char out[CSRF_CHARS]);
bool csrf_equal(struct str token, struct str expected); /* false when `expected` is not a whole token */

#endif
