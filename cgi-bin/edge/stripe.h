/* Stripe: Checkout Sessions, one for each payment (docs.stripe.com/api/checkout/sessions). Requests are form-encoded, answers JSON.
 * Nothing here touches a network; see processor.h for the promises. */
#ifndef AINA_EDGE_STRIPE_H
#define AINA_EDGE_STRIPE_H

#include "edge/processor.h"

#define STRIPE_VERSION "2026-10-28.endive" /* pinned: answers keep this shape whatever the account's default is */
#define STRIPE_TOLERANCE_S 300             /* of a signature's stamp, both ways */
#define STRIPE_EVENT_BYTES_MAX (256 * 1024)

extern const struct processor processor_stripe;

/* The callback half (stripe_hook.c): needs no HTTP client. */
enum processor_hook stripe_hook(struct arena *arena, struct str secret, bool live, struct str signature, struct str body, int64_t now_ms,
				struct processor_nudge *ret_nudge);
/* An id of Stripe's: prefix, then 1.. of [A-Za-z0-9_], at most PROCESSOR_REF_BYTES_MAX together. */
bool stripe_id_fine(struct str id, struct str prefix);

#endif
