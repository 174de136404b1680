/* The visitor: what the dispatcher asks about whoever sent a request.
 * Owns the way between the session cookie and model/session.h. Promises: an unknown, ended or malformed cookie is no session and no
 * error; a cookie is only set when a session is made, taken over or ended. Never makes a session by being asked for one. */
#ifndef AINA_PAGES_VISITOR_H
#define AINA_PAGES_VISITOR_H

#include "model/login.h"
#include "pages/app.h"

/* Hooks of struct dispatcher. */
enum err visitor_read(struct exchange *x);    /* .session of a program that writes nothing */
enum err visitor_find(struct exchange *x);    /* .session: also writes down, now and then, that a creator is still there */
enum err visitor_make(struct exchange *x);    /* .session_make */
enum err visitor_creator(struct exchange *x, const struct creator **ret_creator); /* .creator */

/* The session behind the cookie. ERR_NONE: there is none. */
MUST_USE enum err visitor_session(struct exchange *x, struct session *ret_session);
/* Fills x->visitor from the session that the cookie named. */
MUST_USE enum err visitor_know(struct exchange *x, const struct session *session);
/* This session is the visitor's from now on: x->visitor and the cookie. */
MUST_USE enum err visitor_take(struct exchange *x, const struct session *session);
/* The visitor has no session any more. */
MUST_USE enum err visitor_drop(struct exchange *x);

#endif
