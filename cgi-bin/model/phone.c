#include "model/phone.h"

#include <string.h>

#define E164_DIGITS_MAX 15

bool phone_is_kazakh(struct str national)
{
	/* The plan as libphonenumber publishes it (2026): mobile operators' codes, then the two ranges of land lines. */
	static const char mobile[] = "700 701 702 705 706 707 708 747 760 761 762 763 764 771 775 776 777 778 785";

	if (national.n != 10 || national.p[0] != '7')
		return false;
	if (national.p[1] == '1' || national.p[1] == '2')
		return true;
	for (size_t i = 0; i + 3 < sizeof mobile; i += 4)
		if (memcmp(national.p, mobile + i, 3) == 0)
			return true;
	return false;
}

/* Digits of `typed` into `out`; *ret_plus: it began with a plus sign. False on any other character or too many digits. */
static bool phone_digits(struct str typed, char out[E164_DIGITS_MAX + 5], size_t *ret_count, bool *ret_plus)
{
	size_t n = 0;
	bool plus = false;

	for (size_t i = 0; i < typed.n; i++) {
		unsigned char c = (unsigned char)typed.p[i];
		if (c == '+' && n == 0 && !plus)
			plus = true;
		else if (c >= '0' && c <= '9') {
			if (n == E164_DIGITS_MAX + 5)
				return false;
			out[n++] = (char)c;
		} else if (c == 0xc2 && i + 1 < typed.n && (unsigned char)typed.p[i + 1] == 0xa0)
			i++; /* no-break space */
		else if (strchr(" -().", (char)c) == NULL)
			return false;
	}
	*ret_count = n;
	*ret_plus = plus;
	return n > 0;
}

static bool has_length(struct str national, const struct country *country)
{
	return national.n >= country->digits_min && national.n <= country->digits_max;
}

/* A national number under the plan of `country`. */
static bool is_national(struct str national, const struct country *country)
{
	if (!has_length(national, country))
		return false;
	if (str_eq_z(country->code, "KZ"))
		return phone_is_kazakh(national);
	if (str_eq_z(country->code, "RU"))
		return strchr("3489", national.p[0]) != NULL;
	if (str_eq_z(country->calling, "1")) /* NANP: area and exchange begin with 2-9 */
		return national.p[0] >= '2' && national.p[3] >= '2';
	return true;
}

/* The national part of an international number if it is one of `country` or a Kazakh one. */
static bool is_international(struct str digits, const struct country *country, struct str *ret_national, const struct country **ret_country)
{
	const struct country *tries[] = { country, &countries[COUNTRY_KZ] };

	for (size_t i = 0; i < 2; i++) {
		if (!str_starts(digits, tries[i]->calling))
			continue;
		struct str national = str_from(digits, tries[i]->calling.n);
		/* The habit of writing "+49 (0) 151…": the trunk digit stands between code and number. */
		if (str_eq_z(tries[i]->trunk, "0") && str_starts(national, STR("0")))
			national = str_from(national, 1);
		if (is_national(national, tries[i])) {
			*ret_national = national;
			*ret_country = tries[i];
			return true;
		}
	}
	return false;
}

enum err phone_parse(struct arena *arena, struct str typed, const struct country *country, struct str *ret_e164)
{
	char digits[E164_DIGITS_MAX + 5];
	struct str number, national;
	const struct country *of = country;
	size_t n;
	bool plus;

	if (!phone_digits(typed, digits, &n, &plus))
		return ERR_INPUT;
	number = (struct str){ digits, n };
	if (!plus && str_starts(number, STR("00"))) {
		number = str_from(number, 2);
		plus = true;
	}
	if (plus) {
		if (!is_international(number, country, &national, &of))
			return ERR_INPUT;
	} else if (country->trunk.n > 0 && str_starts(number, country->trunk) && is_national(str_from(number, country->trunk.n), country)) {
		national = str_from(number, country->trunk.n);
	} else if (is_national(number, country) && (country->trunk.n == 0 || !str_eq_z(country->trunk, "0") || number.p[0] != '0')) {
		national = number;
	} else if (!is_international(number, country, &national, &of)) {
		return ERR_INPUT;
	}
	if (of->calling.n + national.n > E164_DIGITS_MAX)
		return ERR_INPUT;
	struct str e164 = arena_format(arena, "+%.*s%.*s", (int)of->calling.n, of->calling.p, (int)national.n, national.p);
	if (e164.p == NULL)
		return ERR_MEMORY;
	*ret_e164 = e164;
	return ERR_OK;
}

/* The longest calling code of ours that the number begins with; its length without the plus sign. */
static size_t calling_length(struct str e164)
{
	size_t best = 0;
	for (size_t i = 0; i < country_count; i++)
		if (countries[i].calling.n > best && str_starts(str_from(e164, 1), countries[i].calling))
			best = countries[i].calling.n;
	return best;
}

struct str phone_print(struct arena *arena, struct str e164)
{
	if (e164.n == 12 && str_starts(e164, STR("+7")))
		return arena_format(arena, "+7 %.3s %.3s %.2s %.2s", e164.p + 2, e164.p + 5, e164.p + 8, e164.p + 10);
	size_t code = calling_length(e164);
	if (code == 0)
		return e164;
	return arena_format(arena, "%.*s %.*s", (int)code + 1, e164.p, (int)(e164.n - code - 1), e164.p + code + 1);
}

struct str phone_mask(struct arena *arena, struct str e164)
{
	size_t code = calling_length(e164);
	if (e164.n < code + 5)
		return STR("•••");
	return arena_format(arena, "%.*s ••• ••• %.2s %.2s", (int)code + 1, e164.p, e164.p + e164.n - 4, e164.p + e164.n - 2);
}
