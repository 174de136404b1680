/* Views that more than one page shows: pictures, makers, carts, summaries, parts of orders.
 * Owns nothing: it copies what the model read into what templates print. */
#ifndef AINA_PAGES_GOODS_H
#define AINA_PAGES_GOODS_H

#include "model/order_draft.h"
#include "model/order_view.h"
#include "pages/page.h"
#include "pages/view/checkout.h"

static inline struct money goods_money(int64_t minor) { return (struct money){ minor, CART_CURRENCY }; }

/* Row ids as form values. */
struct str goods_id(struct arena *arena, int64_t id);
/* An address of ours below another one: "/en/order/X" and "again". */
struct url goods_below(struct arena *arena, struct url url, struct str segment);

/* Every part of the cart with its lines; notices as they stand. */
MUST_USE enum err goods_shops(struct exchange *x, const struct cart *cart, struct cart_shop **ret_shops);
/* The column beside checkout pages; `draft` with an address and chosen deliveries knows the whole sum. */
MUST_USE enum err goods_summary(struct exchange *x, const struct order_draft *draft, struct cart_summary **ret_summary);
/* One part of an order. `own`: the studio shows it, so the creator's card stays empty. */
MUST_USE enum err goods_part(struct exchange *x, const struct suborder *part, enum currency currency, bool own, struct order_part *ret_part);
MUST_USE enum err goods_events(struct exchange *x, const struct order_event *events, size_t count, struct order_event_view **ret_views);

#endif
