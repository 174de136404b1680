/* Making a link is the command line's alone (model/login.h); it stands apart so that no page program contains it. */
#include "model/login.h"

#include "base/random.h"
#include "query/session.h"
#include "store/seal.h"

enum err login_link_make(struct store *store, int64_t creator, int64_t now_ms, char out[LOGIN_TOKEN_CHARS])
{
	unsigned char raw[SESSION_TOKEN_BYTES], hash[32];

	random_bytes(raw, sizeof raw);
	TRY(seal_token_index(store, session_token_str(raw), hash));
	TRY(q_login_link_put(store,
			     &(struct q_login_link_put){ .token_hash = { (const char *)hash, sizeof hash }, .creator_id = creator,
							 .now_ms = now_ms, .expires_ms = now_ms + LOGIN_LINK_MS },
			     NULL));
	str_base64url(raw, sizeof raw, out);
	return ERR_OK;
}
