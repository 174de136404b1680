/* Callbacks of card processors. A callback is a nudge to ask, never a truth: what is kept of it are names, not states.
 * Promises: nothing is read before the signature over the raw bytes is proven; a genuine one is kept before it is answered with 200;
 * a repeat is answered alike. Never keeps a body. */
#ifndef AINA_PAGES_HOOK_H
#define AINA_PAGES_HOOK_H

#include "pages/app.h"

/* What programs/hook.c puts into serve_app.own. */
struct hook_app {
	struct str stripe_secret;
	bool live;
};

/* POST /hook/stripe */
MUST_USE enum err hook_stripe(struct exchange *x);
/* Every error of this program: processors read JSON (RFC 9457), not pages. */
void hook_error_page(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count);

#endif
