/* Randomness and identifiers, all from libsodium's CSPRNG. */
#ifndef AINA_BASE_RANDOM_H
#define AINA_BASE_RANDOM_H

#include <stdint.h>
#include "base/str.h"

void random_bytes(unsigned char *out, size_t n);
uint32_t random_below(uint32_t bound); /* uniform in [0, bound) */

/* Row id: 41 bits of milliseconds since 2025-01-01, 22 bits of counter and process noise: unique, time-ordered, positive. */
int64_t id_new(int64_t now_ms);

/* Public id: 128 random bits, in URLs as 22 base64url characters. */
#define PUBLIC_ID_BYTES 16
#define PUBLIC_ID_CHARS 22
struct public_id {
	unsigned char b[PUBLIC_ID_BYTES];
};
struct public_id public_id_new(void);
struct str public_id_text(const struct public_id *id, char out[PUBLIC_ID_CHARS]);
MUST_USE enum err public_id_parse(struct str text, struct public_id *ret_id);
static inline struct str public_id_bytes(const struct public_id *id)
{
	return (struct str){ (const char *)id->b, PUBLIC_ID_BYTES };
}

#endif
