/* Routes are data; the policy is in the row. The dispatcher alone checks method, host, Fetch Metadata, CSRF, session, role,
 * rate and form, opens the transactions that the row names, renders, commits, answers and writes the log line.
 * Nothing in a row can switch CSRF off; a processor's callback has .signed_callback instead, verified by its handler. */
#ifndef AINA_WEB_ROUTE_H
#define AINA_WEB_ROUTE_H

#include "base/buf.h"
#include "base/lang.h"
#include "base/log.h"
#include "web/form.h"
#include "web/reply.h"
#include "web/request.h"

struct creator; /* capability: made only by the session reader (model/session.c) */

enum role { ROLE_ANYBODY, ROLE_CREATOR };
enum txn { TXN_NONE, TXN_READ, TXN_WRITE };
enum cache_rule { CACHE_NEVER, CACHE_ANONYMOUS, CACHE_FEED }; /* no-store; nginx may keep it 60 s for visitors without cookies; public, 1 h */
/* ignored: never looked up (no unsafe row may say so); needed: without one the handler still runs with none; made: one is created
 * after every check has passed and no field was refused, just before the transactions begin. */
enum session_rule { SESSION_IGNORED, SESSION_READ, SESSION_NEEDED, SESSION_MADE };
enum rate_class { RATE_BROWSE, RATE_SEARCH, RATE_WRITE, RATE_CALLBACK };
enum purpose { PURPOSE_OPERATE, PURPOSE_FULFIL, PURPOSE_SELL, PURPOSE_LAW };

struct exchange;
typedef enum err (*route_handler)(struct exchange *x);
typedef enum err (*route_creator_handler)(struct exchange *x, const struct creator *creator);

struct route {
	enum method method;
	const char *path; /* "/{lang}/l/{slug}": a segment is literal, {lang} (kk|ru|en) or {name}; "/{lang}/@{handle}" takes a prefix */
	enum role role;
	enum session_rule session;
	enum txn catalogue, market, session_db; /* transactions around the handler */
	enum purpose purpose;
	enum cache_rule cache;
	enum rate_class rate;
	bool signed_callback;
	const struct form *form; /* POST: body; GET: query; NULL: none is read */
	route_handler handler;            /* for ROLE_ANYBODY */
	route_creator_handler creator_handler; /* for ROLE_CREATOR */
};

struct route_table {
	const char *program;
	const struct route *routes;
	size_t count;
};

/* In programs/<name>_routes.c handlers are written HANDLER(fn). `aina` compiles the same file with ROUTES_AS_DATA, so that it can
 * print the tables without containing the pages. */
#ifdef ROUTES_AS_DATA
#define HANDLER(function) NULL
#else
#define HANDLER(function) (function)
#endif

#define ROUTE_PARAMETERS_MAX 4

/* The visitor as the session reader found them. */
struct visitor {
	bool has_session;
	int64_t session_id;
	int64_t cart_count;
	struct str csrf; /* token for forms; empty without a session */
};

/* One request being answered. */
struct exchange {
	const struct request *request;
	const struct route *route;
	struct arena *arena;
	void *app; /* the program's own struct: stores, configuration */
	enum lang lang;
	int64_t now_ms; /* read once */
	struct str parameters[ROUTE_PARAMETERS_MAX]; /* {name} segments after {lang}, in order */
	struct visitor visitor;
	struct form_result form;
	struct reply reply;
	struct str why; /* detail for the log line, a literal of ours */
	int refusal;    /* status of the error page when the error's own is not meant (421, 415); 0: dispatch_status(err) */
};

/* What the program gives the dispatcher: it knows no database and no session of its own. NULL members are skipped. */
struct dispatcher {
	struct route_table table;
	void *app;
	struct str host;   /* the only Host served; others get 421 */
	struct str origin; /* scheme://host for Origin checks */
	enum err (*begin)(void *app, const struct route *route);
	enum err (*commit)(void *app, const struct route *route);
	void (*rollback)(void *app, const struct route *route);
	/* Fills x->visitor from the cookie; without a live session it leaves x->visitor alone and returns ERR_OK. Makes nothing.
	 * Not called for requests that carry no cookie at all. */
	enum err (*session)(struct exchange *x);
	/* SESSION_MADE and the visitor has none: makes one, sets its cookie in x->reply and fills x->visitor. */
	enum err (*session_make)(struct exchange *x);
	/* The creator of this session, ERR_FORBIDDEN if it is nobody's. */
	enum err (*creator)(struct exchange *x, const struct creator **ret_creator);
	/* Renders the error page for a status into x->reply (never fails). `retry`: form pairs to send again with a fresh token, or NULL. */
	void (*error_page)(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count);
	enum err (*rate)(void *app, const struct route *route, const struct request *request);
	/* Adds fields about a failed storage call (which statement, which code) to the log line; returns how many. */
	size_t (*detail)(void *app, struct log_field *fields, size_t room);
};

/* A table of ours that breaks a rule of the house (an unsafe row without session or signature, a creator's row without its
 * handler, a write behind GET, …): the reason, or NULL. Programs refuse to start on one. */
const char *route_table_flaw(const struct route_table *table);
/* Finds the row for method and path: ERR_NONE no such path, ERR_METHOD path known, method not (then *ret_allow has bit 1<<method set). */
MUST_USE enum err route_find(const struct route_table *table, enum method method, struct str path, struct exchange *x,
			     const struct route **ret_route, unsigned *ret_allow);
/* The whole way of one request: from request to finished reply and log line.
 * `read`: how reading it went; anything but ERR_OK is answered with the error page, without looking at the table. */
void dispatch(const struct dispatcher *dispatcher, const struct request *request, enum err read, struct arena *arena, struct reply *reply);
/* The HTTP status that stands for an error. */
int dispatch_status(enum err err);

#endif
