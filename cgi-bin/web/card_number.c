#include "web/card_number.h"

#define DIGITS_MIN 13
#define DIGITS_MAX 19

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of the separator at `at`: space, no-break space (two bytes), hyphen or dot; 0 if there is none. */
static size_t separator_size(struct str text, size_t at)
{
	char c = at < text.n ? text.p[at] : '\0';

	if (c == ' ' || c == '-' || c == '.')
		return 1;
	return text.n - at >= 2 && c == '\xc2' && text.p[at + 1] == '\xa0' ? 2 : 0;
}

static bool luhn_passes(const char *digits, size_t n)
{
	int sum = 0;

	for (size_t i = 0; i < n; i++) {
		int digit = digits[n - 1 - i] - '0';
		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

/* Reads groups from `start`, the first digit of one, and asks after each whether they make a card number. */
static bool number_starts_at(struct str text, size_t start)
{
	char digits[DIGITS_MAX];
	size_t n = 0, at = start;

	for (;;) {
		while (at < text.n && is_digit(text.p[at])) {
			if (n == DIGITS_MAX)
				return false;
			digits[n++] = text.p[at++];
		}
		if (n >= DIGITS_MIN && luhn_passes(digits, n))
			return true;
		at += separator_size(text, at);
		if (at >= text.n || !is_digit(text.p[at]))
			return false;
	}
}

bool card_number_in(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (is_digit(text.p[i]) && (i == 0 || !is_digit(text.p[i - 1])) && number_starts_at(text, i))
			return true;
	return false;
}
