/* Money: whole minor units (tiyn, cent) beside their currency. No floats, checked arithmetic, no mixed sums. */
#ifndef AINA_BASE_MONEY_H
#define AINA_BASE_MONEY_H

#include "base/buf.h"
#include "base/lang.h"

enum currency { CURRENCY_KZT, CURRENCY_USD, CURRENCY_EUR, CURRENCY_RUB, CURRENCY__COUNT };

struct money {
	int64_t minor;
	enum currency currency;
};

struct str currency_code(enum currency currency); /* "KZT" */
bool currency_parse(struct str code, enum currency *ret_currency);

MUST_USE enum err money_add(int64_t a, int64_t b, int64_t *ret_sum);
MUST_USE enum err money_times(int64_t minor, int64_t quantity, int64_t *ret_product); /* both >= 0 */
/* floor(minor * rate_bp / 10000); rate in parts per 10 000, 0..10000, minor >= 0. */
MUST_USE enum err money_rate(int64_t minor, int64_t rate_bp, int64_t *ret_part);
/* Splits `total` over `count` weights by largest remainder: Σ ret_parts == total exactly. Weights >= 0, not all 0; total >= 0. */
MUST_USE enum err money_split(int64_t total, const int64_t *weights, size_t count, int64_t *ret_parts);

/* "1030", "1030.5", "1030.50", "1030,50" -> minor units. No sign, exponent, spaces or third decimal: ERR_INPUT. */
MUST_USE enum err money_parse(struct str text, int64_t *ret_minor);
/* For people: "22 350 ₸" (no-break spaces), decimals only when they are not zero; "$12.50" style for en USD. */
void money_print(struct buf *out, struct money money, enum lang lang);
/* For machines (feeds, JSON-LD): "22350.00". */
void money_print_plain(struct buf *out, struct money money);

#endif
