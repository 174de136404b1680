/* Routes of `studio`: the door, and what stands behind it. */
#include "pages/studio.h"
#include "pages/studio_form.h"

extern const struct route_table studio_routes;

#define ROW(row_method, route_path, row_market, row_form, ...)                                                                       \
	{ .method = row_method, .path = "/{lang}/studio" route_path, .market = row_market, .purpose = PURPOSE_SELL, .cache = CACHE_NEVER,    \
	  .rate = row_method == METHOD_POST ? RATE_WRITE : RATE_BROWSE, .form = row_form, __VA_ARGS__ }
#define OPEN(page, session_rule) .role = ROLE_ANYBODY, .session = session_rule, .handler = HANDLER(page)
#define OWN(page) .role = ROLE_CREATOR, .session = SESSION_NEEDED, .creator_handler = HANDLER(page)

static const struct route routes[] = {
	ROW(METHOD_GET, "", TXN_READ, &studio_list_form, OPEN(studio_show, SESSION_READ)),
	ROW(METHOD_GET, "/enter", TXN_NONE, &studio_enter_form, OPEN(studio_enter_show, SESSION_READ), .session_db = TXN_READ),
	/* Signing in opens its own transaction: using up the link and the new secret are one step. */
	ROW(METHOD_POST, "/enter", TXN_NONE, &studio_enter_form, OPEN(studio_enter_post, SESSION_NEEDED)),
	ROW(METHOD_POST, "/leave", TXN_NONE, NULL, OPEN(studio_leave_post, SESSION_NEEDED), .session_db = TXN_WRITE),

	ROW(METHOD_GET, "/order/{number}", TXN_READ, &studio_order_form, OWN(studio_order_show)),
	ROW(METHOD_GET, "/order/{number}/slip", TXN_READ, NULL, OWN(studio_slip_show)),
	ROW(METHOD_POST, "/order/{number}/ship", TXN_WRITE, &studio_ship_form, OWN(studio_ship_post)),
};

const struct route_table studio_routes = { .program = "studio", .routes = routes, .count = sizeof routes / sizeof routes[0] };
