#include "model/session.h"

#include "base/random.h"
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
	TRY(seal_session_index(store, session.token, hash));
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

bool session_is_due(const struct session *session, int64_t now_ms)
{
	/* A guest's end does not move, so there is nothing to write. */
	return session->kind == SESSION_CREATOR && now_ms - session->seen_ms >= SESSION_SEEN_EVERY_MS;
}

enum err session_seen(struct store *store, struct session *session, int64_t now_ms)
{
	int64_t end = session_end_ms(session->kind, session->created_ms, now_ms);
	TRY(store_begin_write(store, STORE_SESSION));
	enum err err = q_session_seen(store, &(struct q_session_seen){ .id = session->id, .now_ms = now_ms, .expires_ms = end }, NULL);
	if (err == ERR_OK)
		err = store_commit(store, STORE_SESSION);
	if (err != ERR_OK) {
		store_rollback(store, STORE_SESSION);
		return err;
	}
	session->seen_ms = now_ms;
	session->expires_ms = end;
	return ERR_OK;
}

enum err session_make(struct store *store, int64_t now_ms, struct session *ret_session)
{
	struct session session = {
		.id = id_new(now_ms),
		.kind = SESSION_GUEST,
		.created_ms = now_ms,
		.seen_ms = now_ms,
		.expires_ms = session_end_ms(SESSION_GUEST, now_ms, now_ms),
	};
	unsigned char hash[32];

	random_bytes(session.token, sizeof session.token);
	TRY(seal_session_index(store, session.token, hash));
	TRY(store_begin_write(store, STORE_SESSION));
	enum err err = q_session_put(store,
				     &(struct q_session_put){ .id = session.id, .token_hash = { (const char *)hash, sizeof hash },
							      .now_ms = now_ms, .expires_ms = session.expires_ms },
				     NULL);
	if (err == ERR_OK)
		err = store_commit(store, STORE_SESSION);
	if (err != ERR_OK) {
		store_rollback(store, STORE_SESSION);
		return err;
	}
	*ret_session = session;
	return ERR_OK;
}

enum err session_set_cart_count(struct store *store, int64_t session_id, int64_t pieces)
{
	return q_session_cart_count(store, &(struct q_session_cart_count){ .id = session_id, .cart_count = pieces }, NULL);
}

struct str session_token_text(const struct session *session, char out[SESSION_TOKEN_CHARS])
{
	return str_base64url(session->token, sizeof session->token, out);
}
