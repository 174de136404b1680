/* The visitor as a creator (pages/visitor.h): for the studio alone. */
#include "pages/visitor.h"

enum err visitor_creator(struct exchange *x, const struct creator **ret_creator)
{
	struct session session;
	enum err err = visitor_session(x, &session);

	if (err == ERR_NONE)
		return ERR_FORBIDDEN;
	TRY(err);
	return login_creator(serve_app(x)->store, x->arena, &session, ret_creator);
}

enum err visitor_drop(struct exchange *x)
{
	TRY(reply_expire_cookie(&x->reply, COOKIE_SID));
	x->visitor = (struct visitor){ .has_session = false };
	return ERR_OK;
}
