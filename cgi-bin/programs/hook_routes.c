#include "web/route.h"
#ifndef ROUTES_AS_DATA
#include "pages/hook.h"
#endif

static const struct route routes[] = {
	{ .method = METHOD_POST, .path = "/hook/stripe", .session = SESSION_IGNORED, .purpose = PURPOSE_FULFIL, .cache = CACHE_NEVER,
	  .rate = RATE_CALLBACK, .signed_callback = true, .handler = HANDLER(hook_stripe) },
};

extern const struct route_table hook_routes;
const struct route_table hook_routes = { .program = "hook", .routes = routes, .count = sizeof(routes) / sizeof(routes[0]) };
