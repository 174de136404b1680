/* The visitor in programs that write sessions (pages/visitor.h). */
#include "pages/visitor.h"

enum err visitor_find(struct exchange *x)
{
	struct session session;
	enum err err = visitor_session(x, &session);

	if (err == ERR_NONE)
		return ERR_OK;
	TRY(err);
	if (session_is_due(&session, x->now_ms))
		TRY(session_seen(serve_app(x)->store, &session, x->now_ms));
	return visitor_know(x, &session);
}

enum err visitor_make(struct exchange *x)
{
	struct session session;

	TRY(session_make(serve_app(x)->store, x->now_ms, &session));
	return visitor_take(x, &session);
}
