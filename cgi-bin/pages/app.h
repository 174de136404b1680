/* What every handler of a FastCGI program finds behind exchange.app: set up once at start, read by the pages.
 * Owns nothing; the program's start (programs/serve.c) fills it and keeps it as long as the process lives. */
#ifndef AINA_PAGES_APP_H
#define AINA_PAGES_APP_H

#include "base/conf.h"
#include "base/wake.h"
#include "store/store.h"
#include "web/route.h"

struct serve_app {
	struct conf conf;
	struct arena *arena; /* lives as long as the process: configuration, secrets, what .start keeps */
	struct store *store;
	int wake;  /* for wake_send(app->wake, &app->conf, "payd"): made before the sandbox */
	void *own; /* whatever the program's .start put there */
};
static inline struct serve_app *serve_app(const struct exchange *x) { return x->app; }

#endif
