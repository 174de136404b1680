#include "base/money.h"

static const struct { struct str code, symbol; } currencies[CURRENCY__COUNT] = {
	[CURRENCY_KZT] = { STR_INIT("KZT"), STR_INIT("₸") },
	[CURRENCY_USD] = { STR_INIT("USD"), STR_INIT("$") },
	[CURRENCY_EUR] = { STR_INIT("EUR"), STR_INIT("€") },
	[CURRENCY_RUB] = { STR_INIT("RUB"), STR_INIT("₽") },
};

struct str currency_code(enum currency currency)
{
	return currencies[currency].code;
}

bool currency_parse(struct str code, enum currency *ret_currency)
{
	for (int i = 0; i < CURRENCY__COUNT; i++)
		if (str_eq(code, currencies[i].code)) {
			*ret_currency = (enum currency)i;
			return true;
		}
	return false;
}

enum err money_add(int64_t a, int64_t b, int64_t *ret_sum)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return ERR_TOO_LARGE;
	*ret_sum = sum;
	return ERR_OK;
}

enum err money_times(int64_t minor, int64_t quantity, int64_t *ret_product)
{
	int64_t product;
	if (minor < 0 || quantity < 0)
		return ERR_INPUT;
	if (__builtin_mul_overflow(minor, quantity, &product))
		return ERR_TOO_LARGE;
	*ret_product = product;
	return ERR_OK;
}

enum err money_rate(int64_t minor, int64_t rate_bp, int64_t *ret_part)
{
	if (minor < 0 || rate_bp < 0 || rate_bp > 10000)
		return ERR_INPUT;
	/* Split at 10 000 so that the product cannot overflow. */
	*ret_part = minor / 10000 * rate_bp + minor % 10000 * rate_bp / 10000;
	return ERR_OK;
}

enum err money_split(int64_t total, const int64_t *weights, size_t count, int64_t *ret_parts)
{
	__extension__ typedef __int128 wide;
	wide sum = 0;
	int64_t given = 0;

	for (size_t i = 0; i < count; i++) {
		if (weights[i] < 0)
			return ERR_INPUT;
		sum += weights[i];
	}
	if (total < 0 || sum == 0)
		return ERR_INPUT;
	for (size_t i = 0; i < count; i++) {
		ret_parts[i] = (int64_t)((wide)total * weights[i] / sum);
		given += ret_parts[i];
	}
	/* Fewer than `count` units are left; each goes to the largest remainder that has had none yet, the first on a tie. */
	for (; given < total; given++) {
		size_t best = count;
		wide best_rest = -1;
		for (size_t i = 0; i < count; i++) {
			wide rest = (wide)total * weights[i] - (wide)ret_parts[i] * sum;
			if (rest > best_rest) {
				best = i;
				best_rest = rest;
			}
		}
		ret_parts[best]++;
	}
	return ERR_OK;
}

enum err money_parse(struct str text, int64_t *ret_minor)
{
	size_t point = str_index(text, '.');
	int64_t whole, cents = 0, minor;

	if (point == text.n)
		point = str_index(text, ',');
	struct str fraction = str_from(text, point + 1);
	if (point < text.n && (fraction.n == 0 || fraction.n > 2))
		return ERR_INPUT;
	if (point == 0 || text.p[0] == '-')
		return ERR_INPUT;
	TRY(str_to_int64(str_part(text, 0, point), &whole));
	if (fraction.n > 0) {
		if (fraction.p[0] == '-')
			return ERR_INPUT;
		TRY(str_to_int64(fraction, &cents));
		if (fraction.n == 1)
			cents *= 10;
	}
	if (__builtin_mul_overflow(whole, 100, &minor) || __builtin_add_overflow(minor, cents, &minor))
		return ERR_INPUT;
	*ret_minor = minor;
	return ERR_OK;
}

#define NO_BREAK_SPACE "\xc2\xa0"

static void put_grouped(struct buf *out, uint64_t value, struct str group)
{
	char text[48]; /* 20 digits, 6 separators of up to 3 bytes */
	size_t at = sizeof text, digits = 0;

	do {
		if (digits > 0 && digits % 3 == 0) {
			at -= group.n;
			memcpy(text + at, group.p, group.n);
		}
		text[--at] = (char)('0' + value % 10);
		digits++;
	} while ((value /= 10) > 0);
	buf_put(out, (struct str){ text + at, sizeof text - at });
}

static void put_cents(struct buf *out, uint64_t cents, char point)
{
	buf_put_c(out, point);
	buf_put_c(out, (char)('0' + cents / 10));
	buf_put_c(out, (char)('0' + cents % 10));
}

void money_print(struct buf *out, struct money money, enum lang lang)
{
	uint64_t minor = money.minor < 0 ? 0 - (uint64_t)money.minor : (uint64_t)money.minor;
	bool symbol_first = lang == LANG_EN && (money.currency == CURRENCY_USD || money.currency == CURRENCY_EUR);

	if (money.minor < 0)
		buf_put(out, STR("\xe2\x88\x92")); /* minus sign */
	if (symbol_first)
		buf_put(out, currencies[money.currency].symbol);
	put_grouped(out, minor / 100, lang == LANG_EN ? STR(",") : STR(NO_BREAK_SPACE));
	if (minor % 100 != 0)
		put_cents(out, minor % 100, lang == LANG_EN ? '.' : ',');
	if (!symbol_first) {
		buf_put(out, STR(NO_BREAK_SPACE));
		buf_put(out, currencies[money.currency].symbol);
	}
}

void money_print_plain(struct buf *out, struct money money)
{
	uint64_t minor = money.minor < 0 ? 0 - (uint64_t)money.minor : (uint64_t)money.minor;

	if (money.minor < 0)
		buf_put_c(out, '-');
	put_grouped(out, minor / 100, STR(""));
	put_cents(out, minor % 100, '.');
}
