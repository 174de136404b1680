/* Keyed hashes that need no database: address index, session tokens, links. */
#include "store/seal.h"

#include <sodium.h>
#include "store/inside.h"

#define EMAIL_MAX_BYTES 254
#define LINK_BYTES 32

/* One key for each use, so that a hash made for one says nothing in another. */
static enum err keyed_hash(const struct store *store, enum store_secret secret, const char context[crypto_kdf_CONTEXTBYTES],
			   const void *bytes, size_t n, unsigned char *out, size_t out_n)
{
	unsigned char key[crypto_kdf_KEYBYTES];

	if (store->secrets[secret] == NULL)
		return ERR_INTERNAL;
	crypto_kdf_derive_from_key(key, sizeof key, 1, context, store->secrets[secret]);
	crypto_generichash(out, out_n, bytes, n, key, sizeof key);
	sodium_memzero(key, sizeof key);
	return ERR_OK;
}

enum err seal_email_index(struct store *store, struct str email, unsigned char out[32])
{
	char folded[EMAIL_MAX_BYTES];

	email = str_trim(email);
	if (email.n == 0 || email.n > sizeof folded)
		return ERR_INPUT;
	for (size_t i = 0; i < email.n; i++)
		folded[i] = (char)(email.p[i] >= 'A' && email.p[i] <= 'Z' ? email.p[i] + ('a' - 'A') : email.p[i]);
	return keyed_hash(store, STORE_SECRET_FIELD, "aina-eml", folded, email.n, out, 32);
}

enum err seal_token_index(struct store *store, struct str token, unsigned char out[32])
{
	return keyed_hash(store, STORE_SECRET_SESSION, "aina-tok", token.p, token.n, out, 32);
}

/* Over the kind, a NUL and the id. */
static enum err link_mac(const struct store *store, const unsigned char id[PUBLIC_ID_BYTES], const char *kind,
			 unsigned char out[16])
{
	unsigned char text[64] = { 0 };
	size_t n = strlen(kind);

	if (n == 0 || n + 1 + PUBLIC_ID_BYTES > sizeof text)
		return ERR_INTERNAL;
	memcpy(text, kind, n + 1);
	memcpy(text + n + 1, id, PUBLIC_ID_BYTES);
	return keyed_hash(store, STORE_SECRET_LINK, "aina-lnk", text, n + 1 + PUBLIC_ID_BYTES, out, 16);
}

enum err seal_link_token(struct store *store, const struct public_id *id, const char *kind, char out[SEAL_LINK_SIZE])
{
	unsigned char bytes[LINK_BYTES];

	memcpy(bytes, id->b, PUBLIC_ID_BYTES);
	TRY(link_mac(store, id->b, kind, bytes + PUBLIC_ID_BYTES));
	out[str_base64url(bytes, sizeof bytes, out).n] = '\0';
	return ERR_OK;
}

enum err seal_link_open(struct store *store, struct str token, const char *kind, struct public_id *ret_id)
{
	unsigned char bytes[LINK_BYTES], mac[16];

	if (str_base64url_decode(token, bytes, sizeof bytes) != ERR_OK)
		return ERR_NONE;
	TRY(link_mac(store, bytes, kind, mac));
	if (sodium_memcmp(mac, bytes + PUBLIC_ID_BYTES, sizeof mac) != 0)
		return ERR_NONE;
	memcpy(ret_id->b, bytes, PUBLIC_ID_BYTES);
	return ERR_OK;
}
