#include "pages/visitor.h"

#include "web/csrf.h"

enum err visitor_session(struct exchange *x, struct session *ret_session)
{
	struct str token;
	enum err err = request_cookie(x->request, str_from_z(cookie_rules[COOKIE_SID].name), &token);

	if (err == ERR_INPUT) /* twice: whoever put the second one there, it is not ours */
		return ERR_NONE;
	TRY(err);
	return session_find(serve_app(x)->store, x->arena, token, x->now_ms, ret_session);
}

enum err visitor_know(struct exchange *x, const struct session *session)
{
	char *csrf = arena_alloc(x->arena, CSRF_CHARS);

	if (csrf == NULL)
		return ERR_MEMORY;
	x->visitor = (struct visitor){ .has_session = true, .session_id = session->id, .cart_count = session->cart_count,
				       .csrf = csrf_token(session->token, csrf) };
	return ERR_OK;
}

enum err visitor_read(struct exchange *x)
{
	struct session session;
	enum err err = visitor_session(x, &session);

	if (err == ERR_NONE)
		return ERR_OK;
	TRY(err);
	return visitor_know(x, &session);
}

enum err visitor_take(struct exchange *x, const struct session *session)
{
	char *token = arena_alloc(x->arena, SESSION_TOKEN_CHARS);

	if (token == NULL)
		return ERR_MEMORY;
	TRY(reply_set_cookie(&x->reply, COOKIE_SID, session_token_text(session, token)));
	return visitor_know(x, session);
}
