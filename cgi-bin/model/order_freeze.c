#include "model/order_freeze.h"

#include "base/money.h"
#include "model/cart.h"

enum err order_included_tax(int64_t minor, int64_t rate_bp, int64_t *ret_tax_minor)
{
	__extension__ typedef __int128 wide;

	if (minor < 0 || rate_bp < 0 || rate_bp > 10000)
		return ERR_INPUT;
	*ret_tax_minor = (int64_t)((wide)minor * rate_bp / (10000 + rate_bp));
	return ERR_OK;
}

enum err order_freeze(const int64_t *totals_minor, size_t count, const struct order_rates *rates, struct frozen_line *ret_lines)
{
	int64_t sum = 0, tax, taxes[CART_LINES_MAX] = { 0 };

	if (count > CART_LINES_MAX)
		return ERR_TOO_LARGE;
	for (size_t i = 0; i < count; i++)
		TRY(money_add(sum, totals_minor[i], &sum));
	TRY(order_included_tax(sum, rates->tax_bp, &tax));
	if (sum > 0)
		TRY(money_split(tax, totals_minor, count, taxes));
	for (size_t i = 0; i < count; i++) {
		struct frozen_line line = { .tax_minor = taxes[i] };
		TRY(money_rate(totals_minor[i], rates->commission_bp, &line.commission_minor));
		TRY(order_included_tax(line.commission_minor, rates->tax_bp, &line.commission_tax_minor));
		ret_lines[i] = line;
	}
	return ERR_OK;
}
