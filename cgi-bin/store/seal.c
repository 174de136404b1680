#include "store/seal.h"

#include <sodium.h>
#include "store/inside.h"

_Static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES + crypto_aead_xchacha20poly1305_ietf_ABYTES == SEAL_OVERHEAD_BYTES,
	       "nonce, tag");
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES

/* What a ciphertext is bound to. */
struct label {
	char column[56];
	int64_t row_id;
};

static enum err label_make(const char *column, int64_t row_id, struct label *ret_label)
{
	struct label label = { .row_id = row_id };
	size_t n = strlen(column);

	if (n == 0 || n >= sizeof label.column)
		return ERR_INTERNAL;
	memcpy(label.column, column, n);
	*ret_label = label;
	return ERR_OK;
}

enum err seal_put(struct store *store, struct arena *arena, int64_t person_id, const char *column, int64_t row_id, struct str plain,
		  struct str *ret_sealed)
{
	unsigned char key[PERSON_KEY_BYTES];
	struct label label;

	if (plain.p == NULL) {
		*ret_sealed = plain;
		return ERR_OK;
	}
	TRY(label_make(column, row_id, &label));
	unsigned char *sealed = arena_alloc(arena, plain.n + SEAL_OVERHEAD_BYTES);
	if (sealed == NULL)
		return ERR_MEMORY;
	TRY(person_key_open(store, arena, person_id, key));
	randombytes_buf(sealed, NONCE_BYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_BYTES, NULL, (const unsigned char *)plain.p, plain.n,
						   (const unsigned char *)&label, sizeof label, NULL, sealed, key);
	sodium_memzero(key, sizeof key);
	*ret_sealed = (struct str){ (const char *)sealed, plain.n + SEAL_OVERHEAD_BYTES };
	return ERR_OK;
}

enum err seal_get(struct store *store, struct arena *arena, int64_t person_id, const char *column, int64_t row_id,
		  struct str sealed, struct str *ret_plain)
{
	const unsigned char *bytes = (const unsigned char *)sealed.p;
	unsigned char key[PERSON_KEY_BYTES];
	struct label label;

	if (sealed.p == NULL) {
		*ret_plain = sealed;
		return ERR_OK;
	}
	TRY(label_make(column, row_id, &label));
	if (sealed.n < SEAL_OVERHEAD_BYTES)
		return ERR_STORAGE;
	unsigned char *plain = arena_alloc(arena, sealed.n - SEAL_OVERHEAD_BYTES);
	if (plain == NULL)
		return ERR_MEMORY;
	TRY(person_key_open(store, arena, person_id, key));
	int bad = crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL, bytes + NONCE_BYTES, sealed.n - NONCE_BYTES,
							     (const unsigned char *)&label, sizeof label, bytes, key);
	sodium_memzero(key, sizeof key);
	if (bad != 0)
		return ERR_STORAGE;
	*ret_plain = (struct str){ (const char *)plain, sealed.n - SEAL_OVERHEAD_BYTES };
	return ERR_OK;
}
