/* Sized strings: a view of bytes that somebody else owns.
 * Owns nothing. `p` may be NULL only when `n` is 0 (an absent value). Never NUL-terminated by promise: use arena_z(). */
#ifndef AINA_BASE_STR_H
#define AINA_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

struct str {
	const char *p;
	size_t n;
};

#define STR(literal) ((struct str){ "" literal "", sizeof(literal) - 1 })
#define STR_INIT(literal) { "" literal "", sizeof(literal) - 1 } /* for static tables */

struct str str_from_z(const char *z); /* z may be NULL: absent */
bool str_eq(struct str a, struct str b);
bool str_eq_z(struct str a, const char *z);
bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_from(struct str s, size_t at);              /* s[at..], empty past the end */
struct str str_part(struct str s, size_t at, size_t n);    /* s[at..at+n), clamped */
struct str str_trim(struct str s);                         /* ASCII space, tab, CR, LF at both ends */
/* Index of the first `c`, or s.n when there is none. */
size_t str_index(struct str s, char c);
/* Cuts the next piece before `separator` off *rest; false when nothing is left. */
bool str_next(struct str *rest, char separator, struct str *ret_piece);
int str_compare(struct str a, struct str b); /* bytes, like memcmp */

/* Whole string, decimal, optional leading '-'; ERR_INPUT on anything else or overflow. */
MUST_USE enum err str_to_int64(struct str s, int64_t *ret_value);

/* Lower-case hexadecimal and unpadded base64url (RFC 4648 §5). `out` holds at least STR_HEX_SIZE(n) / STR_B64_SIZE(n) bytes
 * and is not terminated; the result views it. */
#define STR_HEX_SIZE(n) ((n) * 2)
#define STR_B64_SIZE(n) (((n) * 4 + 2) / 3)
struct str str_hex(const unsigned char *bytes, size_t n, char *out);
struct str str_base64url(const unsigned char *bytes, size_t n, char *out);
/* Decodes exactly `n` bytes; ERR_INPUT if the text is of another length or alphabet, or its last bits are not zero. */
MUST_USE enum err str_base64url_decode(struct str text, unsigned char *out, size_t n);
MUST_USE enum err str_hex_decode(struct str text, unsigned char *out, size_t n);

#endif
