#include "store/person_key.h"

#include <sodium.h>
#include "query/key.h"
#include "store/inside.h"

_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + PERSON_KEY_BYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES ==
		       PERSON_KEY_WRAPPED_BYTES,
	       "nonce, key, tag");
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

/* A wrapped key opens only for the person it was made for. */
struct label {
	char what[16];
	int64_t person_id;
};

static struct label label_of(int64_t person_id)
{
	return (struct label){ .what = "person_key", .person_id = person_id };
}

enum err seal_person_new(struct store *store, int64_t person_id, int64_t now_ms)
{
	const unsigned char *field_key = store->secrets[STORE_SECRET_FIELD];
	unsigned char key[PERSON_KEY_BYTES], wrapped[PERSON_KEY_WRAPPED_BYTES];
	struct label label = label_of(person_id);

	if (field_key == NULL)
		return ERR_INTERNAL;
	randombytes_buf(key, sizeof key);
	randombytes_buf(wrapped, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(wrapped + NONCE_BYTES, NULL, key, sizeof key, (const unsigned char *)&label,
						   sizeof label, NULL, wrapped, field_key);
	sodium_memzero(key, sizeof key);
	TRY(store_begin_write(store, STORE_KEYS));
	enum err err = q_person_key_put(store,
					&(struct q_person_key_put){ .person_id = person_id,
								    .wrapped = { (const char *)wrapped, sizeof wrapped },
								    .created_ms = now_ms },
					NULL);
	if (err != ERR_OK) {
		store_rollback(store, STORE_KEYS);
		return err;
	}
	return store_commit(store, STORE_KEYS);
}

enum err person_key_open(struct store *store, struct arena *arena, int64_t person_id, unsigned char ret_key[PERSON_KEY_BYTES])
{
	const unsigned char *field_key = store->secrets[STORE_SECRET_FIELD];
	struct label label = label_of(person_id);
	struct q_person_key_row row;

	if (field_key == NULL)
		return ERR_INTERNAL;
	enum err err = q_person_key(store, arena, &(struct q_person_key){ .person_id = person_id }, &row);
	if (err != ERR_OK)
		return err == ERR_NONE ? ERR_GONE : err;
	const unsigned char *wrapped = (const unsigned char *)row.wrapped.p;
	if (row.wrapped.n != PERSON_KEY_WRAPPED_BYTES ||
	    crypto_aead_xchacha20poly1305_ietf_decrypt(ret_key, NULL, NULL, wrapped + NONCE_BYTES,
						       PERSON_KEY_WRAPPED_BYTES - NONCE_BYTES, (const unsigned char *)&label,
						       sizeof label, wrapped, field_key) != 0)
		return ERR_STORAGE;
	return ERR_OK;
}
