/* The studio: a creator's own orders. Every handler behind the door takes the creator's capability.
 * GET /{lang}/studio; GET and POST /{lang}/studio/enter; POST /{lang}/studio/leave; GET /{lang}/studio/order/{number},
 * /{lang}/studio/order/{number}/slip; POST /{lang}/studio/order/{number}/ship. */
#ifndef AINA_PAGES_STUDIO_H
#define AINA_PAGES_STUDIO_H

#include "web/route.h"

enum err studio_show(struct exchange *x);
enum err studio_enter_show(struct exchange *x);
enum err studio_enter_post(struct exchange *x);
enum err studio_leave_post(struct exchange *x);
enum err studio_order_show(struct exchange *x, const struct creator *creator);
enum err studio_ship_post(struct exchange *x, const struct creator *creator);
enum err studio_slip_show(struct exchange *x, const struct creator *creator);

/* For the pages among themselves. */
struct studio_head;
MUST_USE enum err studio_head_fill(struct exchange *x, const struct creator *creator, struct studio_head *ret_head);

#endif
