/* Sessions: who keeps coming back with the same secret.
 * Owns the rows of session.db and how long they live. Promises: the secret is 32 random bytes, only its keyed hash is stored; a session
 * past its end is not found, whether or not its row is still there. Never knows cookies or forms (pages/visitor.c does). */
#ifndef AINA_MODEL_SESSION_H
#define AINA_MODEL_SESSION_H

#include "base/arena.h"
#include "base/clock.h"
#include "store/store.h"

#define SESSION_TOKEN_BYTES 32

enum session_kind { SESSION_GUEST, SESSION_CREATOR, SESSION_KIND__COUNT };

/* How long each kind lives: after its start at most, and after its last use. */
struct session_life { int64_t absolute_ms, idle_ms; };
extern const struct session_life session_lives[SESSION_KIND__COUNT];
/* Use is written down this often at most, so that reading pages stay readers. */
#define SESSION_SEEN_EVERY_MS (5 * CLOCK_MINUTE_MS)

struct session {
	int64_t id;
	enum session_kind kind;
	int64_t creator_id; /* for SESSION_CREATOR, else 0 */
	int64_t cart_count;
	int64_t created_ms, seen_ms, expires_ms;
	unsigned char token[SESSION_TOKEN_BYTES]; /* the secret itself: for the form token and the cookie, never for a log */
};

/* The end of a session of this kind that was started and used at these times. Pure. */
int64_t session_end_ms(enum session_kind kind, int64_t created_ms, int64_t used_ms);

/* Finds the live session of a token as it stood in the cookie (43 base64url characters). ERR_NONE: none, or not a token. */
MUST_USE enum err session_find(struct store *store, struct arena *arena, struct str token, int64_t now_ms, struct session *ret_session);
/* Is it time to write down that it was used? */
bool session_is_due(const struct session *session, int64_t now_ms);
/* Writes it down and moves the idle end. Opens its own transaction of session.db. */
MUST_USE enum err session_seen(struct store *store, struct session *session, int64_t now_ms);
/* A new guest session. Opens its own transaction of session.db. */
MUST_USE enum err session_make(struct store *store, int64_t now_ms, struct session *ret_session);
/* Pieces in the cart, for the head of every page. Inside a write transaction of session.db. */
MUST_USE enum err session_set_cart_count(struct store *store, int64_t session_id, int64_t pieces);

static inline struct str session_token_str(const unsigned char token[SESSION_TOKEN_BYTES])
{
	return (struct str){ (const char *)token, SESSION_TOKEN_BYTES };
}
/* Fills `out` with the 43 characters for the cookie. */
#define SESSION_TOKEN_CHARS STR_B64_SIZE(SESSION_TOKEN_BYTES)
struct str session_token_text(const struct session *session, char out[SESSION_TOKEN_CHARS]);

#endif
