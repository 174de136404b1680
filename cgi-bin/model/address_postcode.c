#include "model/address.h"

#define POSTCODE_MAX 12

/* Capital Latin letter for a Cyrillic one of the same look: the new Kazakh index is often typed without changing the keyboard. */
static char latin_of(unsigned char first, unsigned char second)
{
	static const struct { unsigned char upper[2], lower[2]; char latin; } pairs[] = {
		{ { 0xd0, 0x90 }, { 0xd0, 0xb0 }, 'A' }, { { 0xd0, 0x92 }, { 0xd0, 0xb2 }, 'B' }, { { 0xd0, 0xa1 }, { 0xd1, 0x81 }, 'C' },
		{ { 0xd0, 0x95 }, { 0xd0, 0xb5 }, 'E' }, { { 0xd0, 0x9d }, { 0xd0, 0xbd }, 'H' }, { { 0xd0, 0x9a }, { 0xd0, 0xba }, 'K' },
		{ { 0xd0, 0x9c }, { 0xd0, 0xbc }, 'M' }, { { 0xd0, 0x9e }, { 0xd0, 0xbe }, 'O' }, { { 0xd0, 0xa0 }, { 0xd1, 0x80 }, 'P' },
		{ { 0xd0, 0xa2 }, { 0xd1, 0x82 }, 'T' }, { { 0xd0, 0xa5 }, { 0xd1, 0x85 }, 'X' }, { { 0xd0, 0xa3 }, { 0xd1, 0x83 }, 'Y' },
		{ { 0xd0, 0x86 }, { 0xd1, 0x96 }, 'I' },
	};
	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
		if ((first == pairs[i].upper[0] && second == pairs[i].upper[1]) || (first == pairs[i].lower[0] && second == pairs[i].lower[1]))
			return pairs[i].latin;
	return 0;
}

/* Capital letters and digits of `typed`; false on anything but separators between them. */
static bool squeeze(struct str typed, char out[POSTCODE_MAX], size_t *ret_n)
{
	size_t n = 0;
	for (size_t i = 0; i < typed.n; i++) {
		unsigned char c = (unsigned char)typed.p[i];
		char letter = 0;
		if (c == ' ' || c == '-')
			continue;
		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'))
			letter = (char)c;
		else if (c >= 'a' && c <= 'z')
			letter = (char)(c - 'a' + 'A');
		else if (i + 1 < typed.n)
			letter = latin_of(c, (unsigned char)typed.p[++i]);
		if (letter == 0 || n == POSTCODE_MAX)
			return false;
		out[n++] = letter;
	}
	*ret_n = n;
	return n > 0;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/* Matches the squeezed code against one shape and writes it in that shape. */
static bool match_shape(struct str code, struct str shape, char out[2 * POSTCODE_MAX], size_t *ret_n)
{
	size_t at = 0, n = 0;
	bool leading = true;

	for (size_t i = 0; i < shape.n; i++) {
		char want = shape.p[i], c = at < code.n ? code.p[at] : 0;
		if (n == 2 * POSTCODE_MAX)
			return false;
		if (want == ' ' || want == '-') {
			out[n++] = want;
			continue;
		}
		if (is_letter(want)) {
			if (c == want)
				at++;
			else if (!leading || is_letter(c))
				return false;
			out[n++] = want;
			continue;
		}
		leading = false;
		if (!((want == 'd' && is_digit(c)) || (want == 'a' && is_letter(c)) || (want == 'x' && (is_digit(c) || is_letter(c)))))
			return false;
		out[n++] = c;
		at++;
	}
	*ret_n = n;
	return at == code.n;
}

/* The old Kazakh index begins with the number of a region. */
static bool is_kazakh_region(struct str code)
{
	return code.n != 6 || (code.p[0] == '0' && code.p[1] >= '1') || (code.p[0] == '1' && code.p[1] <= '6');
}

enum err address_postcode(struct arena *arena, struct str typed, const struct country *country, struct str *ret_postcode)
{
	char squeezed[POSTCODE_MAX] = { 0 }, written[2 * POSTCODE_MAX] = { 0 };
	struct str shapes = country->postcodes, shape, code, copy;
	size_t n;
	bool found = false;

	if (!squeeze(typed, squeezed, &n))
		return ERR_INPUT;
	code = (struct str){ squeezed, n };
	if (shapes.n == 0) {
		if (n < 2 || n > 10)
			return ERR_INPUT;
		copy = arena_copy(arena, code);
	} else {
		while (!found && str_next(&shapes, '|', &shape))
			found = match_shape(code, shape, written, &n);
		if (!found || (country == &countries[COUNTRY_KZ] && !is_kazakh_region(code)))
			return ERR_INPUT;
		copy = arena_copy(arena, (struct str){ written, n });
	}
	if (copy.p == NULL)
		return ERR_MEMORY;
	*ret_postcode = copy;
	return ERR_OK;
}
