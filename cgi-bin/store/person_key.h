/* The random key of each person, wrapped by the field key.
 * Owns the rows of keys.db. Promises: a key in clear exists only in the caller's 32 bytes, who wipes them. */
#ifndef AINA_STORE_PERSON_KEY_H
#define AINA_STORE_PERSON_KEY_H

#include "base/arena.h"
#include "store/store.h"

#define PERSON_KEY_BYTES 32
#define PERSON_KEY_WRAPPED_BYTES 72

/* Makes and commits the key of a new person, before the first row of that person is written: a key without a person hurts nobody,
 * a person without a key could not be read. ERR_CONFLICT: there is one. */
MUST_USE enum err seal_person_new(struct store *store, int64_t person_id, int64_t now_ms);
/* Destroys the key; what it sealed is gone once the log of keys.db was truncated (store_checkpoint). ERR_NONE: there was none. */
MUST_USE enum err seal_person_destroy(struct store *store, int64_t person_id);

/* For seal.c: wraps and unwraps. ERR_GONE: no key of this person. ERR_STORAGE: the row was tampered with. */
MUST_USE enum err person_key_open(struct store *store, struct arena *arena, int64_t person_id, unsigned char ret_key[PERSON_KEY_BYTES]);

#endif
