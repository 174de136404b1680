#include "model/session.h"

#include "query/session.h"
#include "store/seal.h"

const struct session_life session_lives[SESSION_KIND__COUNT] = {
	[SESSION_GUEST] = { 14 * CLOCK_DAY_MS, 14 * CLOCK_DAY_MS }, /* a cart; as long as the cookie */
	[SESSION_CREATOR] = { 7 * CLOCK_DAY_MS, 12 * CLOCK_HOUR_MS }, /* buyers' addresses: a working day, a week at most */
};

int64_t session_end_ms(enum session_kind kind, int64_t created_ms, int64_t used_ms)
{
	int64_t absolute = created_ms + session_lives[kind].absolute_ms, idle = used_ms + session_lives[kind].idle_ms;
	return absolute < idle ? absolute : idle;
}

enum err session_find(struct store *store, struct arena *arena, struct str token, int64_t now_ms, struct session *ret_session)
{
	struct session session = { .id = 0 };
	struct q_session_by_token_row row;
	unsigned char hash[32];

	if (str_base64url_decode(token, session.token, sizeof session.token) != ERR_OK)
		return ERR_NONE;
	TRY(seal_token_index(store, session_token_str(session.token), hash));
	TRY(q_session_by_token(store, arena,
			       &(struct q_session_by_token){ .token_hash = { (const char *)hash, sizeof hash }, .now_ms = now_ms }, &row));
	session.id = row.id;
	session.kind = str_eq_z(row.kind, "creator") ? SESSION_CREATOR : SESSION_GUEST;
	session.creator_id = row.creator_id_is_null ? 0 : row.creator_id;
	session.cart_count = row.cart_count;
	session.created_ms = row.created_ms;
	session.seen_ms = row.seen_ms;
	session.expires_ms = row.expires_ms;
	*ret_session = session;
	return ERR_OK;
}

struct str session_token_text(const struct session *session, char out[SESSION_TOKEN_CHARS])
{
	return str_base64url(session->token, sizeof session->token, out);
}
