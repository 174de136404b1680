/* Fulfilling: what a creator does with a paid part of an order.
 * Promises: a part is sent once; shipment, state, event and mail are one transaction; only the creator's own part moves. */
#ifndef AINA_MODEL_ORDER_FULFIL_H
#define AINA_MODEL_ORDER_FULFIL_H

#include "model/order_studio.h"

/* Tidies a tracking number: capitals, digits and hyphens, 4 to 40 of them; `ret_tracking` absent when nothing was typed. Check digits are
 * not judged: carriers hand out numbers in the postal union's form whose digit is wrong. ERR_INPUT: not a tracking number; ERR_MEMORY. */
MUST_USE enum err tracking_tidy(struct arena *arena, struct str typed, struct str *ret_tracking);

/* Marks a part as sent. Inside a write transaction of market.db; afterwards wake "maild". ERR_NONE: no such part of this creator;
 * *ret_sent false: it was sent before, nothing changed. ERR_CONFLICT: it cannot be sent in its state. */
MUST_USE enum err order_ship(struct store *store, struct arena *arena, const struct creator *creator, struct str number, struct str carrier,
			     struct str tracking, int64_t now_ms, bool *ret_sent);

#endif
