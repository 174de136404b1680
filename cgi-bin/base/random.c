#include "base/random.h"

#include <sodium.h>

#define ID_EPOCH_MS INT64_C(1735689600000) /* 2025-01-01T00:00:00Z */

void random_bytes(unsigned char *out, size_t n)
{
	randombytes_buf(out, n);
}

uint32_t random_below(uint32_t bound)
{
	return randombytes_uniform(bound);
}

/* 22 random bits in one millisecond: two of a thousand rows made in the same millisecond meet with p ≈ 0.1; the primary key
 * then refuses (ERR_CONFLICT). So ids of one process also step through a counter, which never meets itself:
 * 11 bits counter, 11 bits drawn once per process. */
int64_t id_new(int64_t now_ms)
{
	static _Thread_local uint32_t counter;
	static _Thread_local uint32_t process;
	static _Thread_local bool drawn;

	if (!drawn) {
		process = randombytes_uniform(1u << 11);
		counter = randombytes_uniform(1u << 11);
		drawn = true;
	}
	counter = (counter + 1) & ((1u << 11) - 1);
	int64_t ms = now_ms > ID_EPOCH_MS ? now_ms - ID_EPOCH_MS : 0;
	return ms << 22 | (int64_t)counter << 11 | (int64_t)process;
}

struct public_id public_id_new(void)
{
	struct public_id id;
	randombytes_buf(id.b, sizeof id.b);
	return id;
}

struct str public_id_text(const struct public_id *id, char out[PUBLIC_ID_CHARS])
{
	return str_base64url(id->b, sizeof id->b, out);
}

enum err public_id_parse(struct str text, struct public_id *ret_id)
{
	return str_base64url_decode(text, ret_id->b, sizeof ret_id->b);
}
