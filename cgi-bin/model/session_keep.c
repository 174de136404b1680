/* Making and using sessions (model/session.h); apart from finding them, which a program that only reads does too. */
#include "model/session.h"

#include "base/random.h"
#include "query/session.h"
#include "store/seal.h"

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
	TRY(seal_token_index(store, session_token_str(session.token), hash));
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
