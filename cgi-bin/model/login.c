#include "model/login.h"

#include "base/random.h"
#include "query/session.h"
#include "query/studio.h"
#include "store/seal.h"

struct creator {
	int64_t id;
	struct str name, handle;
};

int64_t creator_id(const struct creator *creator) { return creator->id; }
struct str creator_name(const struct creator *creator) { return creator->name; }
struct str creator_handle(const struct creator *creator) { return creator->handle; }

static struct str blob(const unsigned char hash[32])
{
	return (struct str){ (const char *)hash, 32 };
}

/* The hash of a link as it stood in the address; ERR_NONE when it cannot be one. */
static enum err link_hash(struct store *store, struct str token, unsigned char ret_hash[32])
{
	unsigned char raw[SESSION_TOKEN_BYTES];
	if (str_base64url_decode(token, raw, sizeof raw) != ERR_OK)
		return ERR_NONE;
	return seal_token_index(store, session_token_str(raw), ret_hash);
}

enum err login_link_check(struct store *store, struct arena *arena, struct str token, int64_t now_ms)
{
	unsigned char hash[32];
	struct q_login_link_usable_row row;

	TRY(link_hash(store, token, hash));
	return q_login_link_usable(store, arena, &(struct q_login_link_usable){ .token_hash = blob(hash), .now_ms = now_ms }, &row);
}

/* Gives the session its new life; inside the transaction. */
static enum err become_creator(struct store *store, struct session *session, int64_t creator, int64_t now_ms)
{
	struct session next = {
		.id = session->id != 0 ? session->id : id_new(now_ms),
		.kind = SESSION_CREATOR,
		.creator_id = creator,
		.cart_count = session->cart_count,
		.created_ms = now_ms,
		.seen_ms = now_ms,
		.expires_ms = session_end_ms(SESSION_CREATOR, now_ms, now_ms),
	};
	unsigned char hash[32];

	random_bytes(next.token, sizeof next.token);
	TRY(seal_token_index(store, session_token_str(next.token), hash));
	if (session->id != 0) {
		int64_t changes = 0;
		TRY(q_session_rotate(store,
				     &(struct q_session_rotate){ .id = next.id, .token_hash = blob(hash), .creator_id = creator,
								 .now_ms = now_ms, .expires_ms = next.expires_ms },
				     &changes));
		if (changes != 1)
			return ERR_CONFLICT; /* ended meanwhile */
	} else {
		TRY(q_session_put_creator(store,
					  &(struct q_session_put_creator){ .id = next.id, .token_hash = blob(hash), .creator_id = creator,
									   .now_ms = now_ms, .expires_ms = next.expires_ms },
					  NULL));
	}
	*session = next;
	return ERR_OK;
}

enum err login_enter(struct store *store, struct arena *arena, struct str token, int64_t now_ms, struct session *session)
{
	unsigned char hash[32];
	struct q_login_link_use_row row;
	struct session next = *session;

	TRY(link_hash(store, token, hash));
	TRY(store_begin_write(store, STORE_SESSION));
	enum err err = q_login_link_use(store, arena, &(struct q_login_link_use){ .token_hash = blob(hash), .now_ms = now_ms }, &row);
	if (err == ERR_OK)
		err = become_creator(store, &next, row.creator_id, now_ms);
	if (err == ERR_OK)
		err = store_commit(store, STORE_SESSION);
	if (err != ERR_OK) {
		store_rollback(store, STORE_SESSION);
		return err;
	}
	*session = next;
	return ERR_OK;
}

enum err login_leave(struct store *store, int64_t session_id)
{
	return q_session_delete(store, &(struct q_session_delete){ .id = session_id }, NULL);
}

enum err login_creator(struct store *store, struct arena *arena, const struct session *session, const struct creator **ret_creator)
{
	struct q_studio_creator_row row;

	if (session->kind != SESSION_CREATOR)
		return ERR_FORBIDDEN;
	enum err err = q_studio_creator(store, arena, &(struct q_studio_creator){ .creator_id = session->creator_id }, &row);
	if (err == ERR_NONE)
		return ERR_FORBIDDEN;
	TRY(err);
	struct creator *creator = ARENA_NEW(arena, struct creator);
	if (creator == NULL)
		return ERR_MEMORY;
	*creator = (struct creator){ .id = row.id, .name = row.display_name, .handle = row.handle };
	*ret_creator = creator;
	return ERR_OK;
}
