/* Sealed fields: what is personal is kept as XChaCha20-Poly1305 ciphertext under a random key of its person (keys.db), which is
 * itself wrapped by the field key that lies outside the databases. Destroying the key row destroys all of it, in backups too.
 * Owns the formats. Promises: a ciphertext opens only as the column, row and person that it was made for.
 * Never keeps a person's key longer than one call. */
#ifndef AINA_STORE_SEAL_H
#define AINA_STORE_SEAL_H

#include "base/arena.h"
#include "base/random.h"
#include "store/person_key.h"
#include "store/store.h"

#define SEAL_OVERHEAD_BYTES 40 /* 24 nonce + 16 tag */

/* `column`: "address.name", the same for put and get; `row_id`: of the row that holds it. An absent text (p == NULL) stays absent.
 * ERR_GONE: the person has no key (any more). Results in `arena`. */
MUST_USE enum err seal_put(struct store *store, struct arena *arena, int64_t person_id, const char *column, int64_t row_id, struct str plain,
			   struct str *ret_sealed);
/* ERR_STORAGE: the bytes are not what seal_put() made for this column, row and person. */
MUST_USE enum err seal_get(struct store *store, struct arena *arena, int64_t person_id, const char *column, int64_t row_id, struct str sealed,
			   struct str *ret_plain);

/* Keyed hash of an address, ASCII letters folded, for looking a person up; without the field key nobody can try addresses.
 * `email`: at most 254 bytes, else ERR_INPUT. */
MUST_USE enum err seal_email_index(struct store *store, struct str email, unsigned char out[32]);
/* Keyed hash of a session's or sign-in link's raw token, as session.db keeps it. */
MUST_USE enum err seal_token_index(struct store *store, struct str token, unsigned char out[32]);

/* An unguessable link to a public id: 16 bytes of id and 16 bytes of keyed hash over `kind` and id, 43 base64url characters and a NUL.
 * Nothing secret is in the database; a link of one kind does not open as another. */
#define SEAL_LINK_SIZE 44
MUST_USE enum err seal_link_token(struct store *store, const struct public_id *id, const char *kind, char out[SEAL_LINK_SIZE]);
MUST_USE enum err seal_link_open(struct store *store, struct str token, const char *kind, struct public_id *ret_id); /* ERR_NONE: not ours */

#endif
