/* What an order line was sold under: tax, commission, and the tax in the commission, frozen when the order is placed.
 * Pure. Promises: the lines' tax adds up to the tax of the part exactly (largest remainder); commission is floored for each line. */
#ifndef AINA_MODEL_ORDER_FREEZE_H
#define AINA_MODEL_ORDER_FREEZE_H

#include "base/err.h"
#include <stddef.h>
#include <stdint.h>

struct order_rates { int64_t tax_bp, commission_bp; }; /* parts per 10 000; prices include the tax */
struct frozen_line { int64_t tax_minor, commission_minor, commission_tax_minor; };

/* Tax included in an amount: amount * rate / (10 000 + rate), rounded down. ERR_INPUT: negative amount or rate. */
MUST_USE enum err order_included_tax(int64_t minor, int64_t rate_bp, int64_t *ret_tax_minor);
/* The lines of one part; `count` at most CART_LINES_MAX. */
MUST_USE enum err order_freeze(const int64_t *totals_minor, size_t count, const struct order_rates *rates, struct frozen_line *ret_lines);

#endif
