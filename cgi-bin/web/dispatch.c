#include "web/route.h"

#include "base/clock.h"
#include "web/csrf.h"
#include "web/limits.h"

#define BUSY_RETRY_S 2  /* a lock; gone in a moment */
#define RATE_RETRY_S 10
#define LOG_FIELDS 12

int dispatch_status(enum err err)
{
	switch (err) {
	case ERR_OK:
		return 200;
	case ERR_NONE:
		return 404;
	case ERR_INPUT:
		return 400;
	case ERR_TOO_LARGE:
		return 413;
	case ERR_METHOD:
		return 405;
	case ERR_FORBIDDEN:
		return 403;
	case ERR_CONFLICT:
		return 409;
	case ERR_GONE:
		return 410;
	case ERR_RATE:
		return 429;
	case ERR_BUSY:
	case ERR_FULL:
	case ERR_STORAGE:
	case ERR_MEMORY:
		return 503;
	case ERR_NETWORK:
	case ERR_PROTOCOL:
	case ERR_CONFIG:
	case ERR_INTERNAL:
	case ERR__COUNT:
		break;
	}
	return 500;
}

/* One request on its way, with what only the dispatcher knows about it. */
struct passage {
	const struct dispatcher *dispatcher;
	struct exchange x;
	unsigned allow;
	bool guessed;     /* the language comes from Accept-Language */
	bool offer_retry; /* our own page sent the form, only its token is missing: the person may send it again */
};

static enum err refuse(struct passage *passage, int status, struct str why)
{
	passage->x.refusal = status;
	passage->x.why = why;
	return ERR_FORBIDDEN;
}

static bool is_unsafe(const struct passage *passage)
{
	return passage->x.route->method == METHOD_POST;
}

/* The language of pages whose path names none, and of their error pages. */
static void language_guess(struct passage *passage)
{
	struct exchange *x = &passage->x;
	struct str rest = str_from(x->request->path, 1), segment = { NULL, 0 };

	if (str_next(&rest, '/', &segment) && lang_parse(segment, &x->lang))
		return;
	x->lang = lang_negotiate(x->request->accept_language);
	passage->guessed = true;
}

static enum err check_path(struct passage *passage)
{
	const struct dispatcher *dispatcher = passage->dispatcher;
	const struct request *request = passage->x.request;

	if (!str_eq_nocase(request->host, dispatcher->host))
		return refuse(passage, 421, STR("host"));
	return route_find(&dispatcher->table, request->method, request->path, &passage->x, &passage->x.route, &passage->allow);
}

/* Did our own page send this? Browsers that tell nothing of themselves (no Sec-Fetch-Site) must at least name our origin.
 * "null" is what a page under Referrer-Policy: no-referrer sends as its origin. */
static enum err check_source(struct passage *passage)
{
	const struct request *request = passage->x.request;
	bool ours = request->has_origin && str_eq(request->origin, passage->dispatcher->origin);
	bool hidden = !request->has_origin || str_eq(request->origin, STR("null"));

	if (!is_unsafe(passage) || passage->x.route->signed_callback)
		return ERR_OK;
	if (request->fetch_site == FETCH_SITE_SAME_ORIGIN && (ours || hidden))
		return ERR_OK;
	if (request->fetch_site == FETCH_SITE_ABSENT && ours)
		return ERR_OK;
	return refuse(passage, 0, STR("cross-site"));
}

static enum err check_rate(struct passage *passage)
{
	const struct dispatcher *dispatcher = passage->dispatcher;
	return dispatcher->rate == NULL ? ERR_OK : dispatcher->rate(dispatcher->app, passage->x.route, passage->x.request);
}

/* Somebody without any cookie has no session: most of those who browse cost no look-up. */
static enum err check_session(struct passage *passage)
{
	bool asked = passage->x.route->session != SESSION_IGNORED;

	if (!asked || passage->dispatcher->session == NULL || passage->x.request->cookie.n == 0)
		return ERR_OK;
	return passage->dispatcher->session(&passage->x);
}

static enum err check_role(struct passage *passage, const struct creator **ret_creator)
{
	if (passage->x.route->role != ROLE_CREATOR)
		return ERR_OK;
	if (passage->dispatcher->creator == NULL || !passage->x.visitor.has_session)
		return refuse(passage, 0, STR("role"));
	return passage->dispatcher->creator(&passage->x, ret_creator);
}

/* Without a session there is nothing that a forged request could use. */
static enum err check_token(struct passage *passage)
{
	const struct exchange *x = &passage->x;
	struct str token = { NULL, 0 };

	if (!is_unsafe(passage) || x->route->signed_callback || !x->visitor.has_session)
		return ERR_OK;
	enum err err = form_peek(x->request->body, STR(CSRF_FIELD), &token);
	if (err == ERR_INPUT)
		return ERR_INPUT;
	if (token.n == 0) {
		passage->offer_retry = x->request->fetch_site == FETCH_SITE_SAME_ORIGIN;
		return refuse(passage, 0, STR("token missing"));
	}
	return csrf_equal(token, x->visitor.csrf) ? ERR_OK : refuse(passage, 0, STR("token wrong"));
}

/* A parameter after the type ("; charset=UTF-8") is fine: we take UTF-8 only and check it. */
static bool body_is_form(const struct request *request)
{
	struct str type = str_trim(str_part(request->content_type, 0, str_index(request->content_type, ';')));
	return request->body.n == 0 || str_eq_nocase(type, STR("application/x-www-form-urlencoded"));
}

static enum err read_form(struct passage *passage)
{
	struct exchange *x = &passage->x;
	bool unsafe = is_unsafe(passage);

	if (unsafe && !x->route->signed_callback && !body_is_form(x->request))
		return refuse(passage, 415, STR("content type"));
	if (x->route->form == NULL)
		return ERR_OK;
	return form_read(x->arena, x->route->form, unsafe ? x->request->body : x->request->query, &x->form);
}

/* A form that is refused begins nothing: nobody gets a cookie for it. */
static enum err make_session(struct passage *passage)
{
	struct exchange *x = &passage->x;

	if (x->route->session != SESSION_MADE || x->visitor.has_session || x->form.refused || passage->dispatcher->session_make == NULL)
		return ERR_OK;
	return passage->dispatcher->session_make(x);
}

/* A reply that did not fit or an arena that ran out is a failure, even when the handler did not notice. */
static enum err check_reply(const struct passage *passage)
{
	if (arena_failed(passage->x.arena))
		return ERR_MEMORY;
	return buf_failed(&passage->x.reply.body) ? ERR_INTERNAL : ERR_OK;
}

static enum err call_handler(struct passage *passage, const struct creator *creator)
{
	struct exchange *x = &passage->x;

	TRY(x->route->role == ROLE_CREATOR ? x->route->creator_handler(x, creator) : x->route->handler(x));
	return check_reply(passage);
}

/* The transactions of the row around its handler: all of it or nothing. */
static enum err run_handler(struct passage *passage, const struct creator *creator)
{
	const struct dispatcher *dispatcher = passage->dispatcher;
	const struct route *route = passage->x.route;

	if (dispatcher->begin != NULL)
		TRY(dispatcher->begin(dispatcher->app, route));
	enum err err = call_handler(passage, creator);
	if (err == ERR_OK && dispatcher->commit != NULL)
		err = dispatcher->commit(dispatcher->app, route);
	if (err != ERR_OK && dispatcher->rollback != NULL)
		dispatcher->rollback(dispatcher->app, route);
	return err;
}

/* Every check in its order; the first that fails decides the answer. */
static enum err pass(struct passage *passage)
{
	const struct creator *creator = NULL;

	TRY(check_path(passage));
	TRY(check_source(passage));
	TRY(check_rate(passage));
	TRY(check_session(passage));
	TRY(check_role(passage, &creator));
	TRY(check_token(passage));
	TRY(read_form(passage));
	TRY(make_session(passage));
	return run_handler(passage, creator);
}

/* What was typed goes into the page that offers to send it again. Failing that, the page does without. */
static void retry_pairs(struct passage *passage, struct form_pair **ret_pairs, size_t *ret_count)
{
	struct exchange *x = &passage->x;
	struct form_result form;

	if (!passage->offer_retry || !body_is_form(x->request))
		return;
	if (x->route->form == NULL) {
		*ret_pairs = ARENA_NEW(x->arena, struct form_pair); /* a form of one button */
		return;
	}
	if (form_read(x->arena, x->route->form, x->request->body, &form) != ERR_OK ||
	    form_pairs(x->arena, x->route->form, form.input, ret_pairs, ret_count) != ERR_OK)
		*ret_pairs = NULL;
}

static void answer_error(struct passage *passage, enum err err)
{
	struct exchange *x = &passage->x;
	int status = x->refusal != 0 ? x->refusal : dispatch_status(err);
	struct form_pair *pairs = NULL;
	size_t count = 0;

	retry_pairs(passage, &pairs, &count);
	reply_reset(&x->reply);
	if (passage->dispatcher->error_page != NULL)
		passage->dispatcher->error_page(x, status, pairs, count);
	if (buf_failed(&x->reply.body))
		buf_reset(&x->reply.body);
	x->reply.status = status;
	x->reply.cache = CACHE_NEVER;
	x->reply.allow = err == ERR_METHOD ? passage->allow : 0;
	if (status == 503)
		x->reply.retry_after_s = BUSY_RETRY_S;
	if (status == 429)
		x->reply.retry_after_s = RATE_RETRY_S;
}

/* Answers for one person are never kept; nginx may keep what somebody without cookies got. */
static void settle_cache(struct exchange *x)
{
	if (x->reply.status == 0)
		x->reply.status = 200;
	x->reply.cache = x->reply.status == 200 ? x->route->cache : CACHE_NEVER;
	x->reply.shared = x->request->cookie.n == 0;
}

static bool is_storage(enum err err)
{
	return err == ERR_STORAGE || err == ERR_BUSY || err == ERR_FULL;
}

static enum log_level level_of(int status)
{
	if (status >= 500)
		return LOG_ERROR;
	return status == 403 || status == 421 || status == 429 ? LOG_WARNING : LOG_INFO;
}

/* Exactly one line for each request: the row's pattern, never the path or the query that somebody sent. */
static void log_request(const struct passage *passage, enum err err, int64_t started_us)
{
	static const char *const methods[] = { [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST", [METHOD_OTHER] = "OTHER" };
	const struct dispatcher *dispatcher = passage->dispatcher;
	const struct exchange *x = &passage->x;
	struct log_field fields[LOG_FIELDS] = {
		LOG_T(LOG_REQUEST_ID, ((struct str){ x->request->id, sizeof x->request->id })),
		LOG_Z(LOG_METHOD, methods[x->request->method]),
		LOG_Z(LOG_ROUTE, x->route == NULL ? "" : x->route->path),
		LOG_N(LOG_STATUS, x->reply.status),
		LOG_N(LOG_BYTES, x->reply.body.n),
		LOG_N(LOG_DURATION_US, clock_monotonic_us() - started_us),
	};
	size_t n = 6;

	if (err != ERR_OK)
		fields[n++] = LOG_Z(LOG_ERR, err_name(err));
	if (x->why.n > 0)
		fields[n++] = LOG_T(LOG_WHY, x->why);
	if (is_storage(err) && dispatcher->detail != NULL)
		n += dispatcher->detail(dispatcher->app, fields + n, LOG_FIELDS - n);
	log_write(level_of(x->reply.status), "request", fields, n);
}

void dispatch(const struct dispatcher *dispatcher, const struct request *request, enum err read, struct arena *arena, struct reply *reply)
{
	int64_t started_us = clock_monotonic_us();
	struct passage passage = { .dispatcher = dispatcher };
	struct exchange *x = &passage.x;

	reply_reset(reply);
	x->request = request;
	x->arena = arena;
	x->app = dispatcher->app;
	x->now_ms = clock_now_ms();
	x->reply = *reply;
	language_guess(&passage);
	enum err err = read != ERR_OK ? read : pass(&passage);
	if (err == ERR_OK)
		settle_cache(x);
	else
		answer_error(&passage, err);
	x->reply.vary_language = passage.guessed && (x->reply.location.n > 0 || x->reply.content_type == CONTENT_HTML);
	log_request(&passage, err, started_us);
	*reply = x->reply;
}
