/* A creator's way in, until accounts exist: a link that works once, and the capability that a signed-in session gives.
 * Owns login_link and the step of a session from guest to creator. Promises: the link's secret is stored as a keyed hash, lives
 * 15 minutes and is used up by signing in, not by being looked at; signing in gives the session a new secret.
 * Never makes a capability for anybody whose session does not say so, nor for a creator who is suspended. */
#ifndef AINA_MODEL_LOGIN_H
#define AINA_MODEL_LOGIN_H

#include "model/session.h"

#define LOGIN_LINK_MS (15 * CLOCK_MINUTE_MS)
#define LOGIN_TOKEN_CHARS SESSION_TOKEN_CHARS

/* The right to see and do what one creator may. Only this module can make one. */
struct creator;
int64_t creator_id(const struct creator *creator);
struct str creator_name(const struct creator *creator);
struct str creator_handle(const struct creator *creator);

/* A link for `aina creator link`: writes the 43 characters of its secret into `out`. Inside a write transaction of session.db. */
MUST_USE enum err login_link_make(struct store *store, int64_t creator_id, int64_t now_ms, char out[LOGIN_TOKEN_CHARS]);
/* Would the link let somebody in? Using it up is login_enter()'s. ERR_NONE: no. */
MUST_USE enum err login_link_check(struct store *store, struct arena *arena, struct str token, int64_t now_ms);
/* Uses the link up and makes the session a creator's, with a new secret. *session may be that of a guest with a cart, or hold no id
 * (0): then one is made. Opens its own transaction of session.db. ERR_NONE: the link does not work (any more). */
MUST_USE enum err login_enter(struct store *store, struct arena *arena, struct str token, int64_t now_ms, struct session *session);
/* Ends the session for good. Inside a write transaction of session.db. */
MUST_USE enum err login_leave(struct store *store, int64_t session_id);

/* The capability of a signed-in session. ERR_FORBIDDEN: it is nobody's, or the creator is not accepted (any more). Reads market.db. */
MUST_USE enum err login_creator(struct store *store, struct arena *arena, const struct session *session, const struct creator **ret_creator);

#endif
