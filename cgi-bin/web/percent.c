#include "web/percent.h"

#include <string.h>

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_coded(char c, bool plus_is_space)
{
	return c == '%' || c == '\0' || (plus_is_space && c == '+');
}

enum err percent_decode(struct arena *arena, struct str text, bool plus_is_space, struct str *ret_text)
{
	size_t plain = 0;

	while (plain < text.n && !is_coded(text.p[plain], plus_is_space))
		plain++;
	if (plain == text.n) {
		*ret_text = text;
		return ERR_OK;
	}
	char *out = arena_alloc(arena, text.n);
	if (out == NULL)
		return ERR_MEMORY;
	memcpy(out, text.p, plain);
	size_t n = plain;
	for (size_t i = plain; i < text.n; i++) {
		char c = text.p[i];
		if (c == '+' && plus_is_space) {
			c = ' ';
		} else if (c == '%') {
			int high = text.n - i > 2 ? hex_value(text.p[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_value(text.p[i + 2]);
			if (low < 0)
				return ERR_INPUT;
			c = (char)(high << 4 | low);
			i += 2;
		}
		if (c == '\0')
			return ERR_INPUT;
		out[n++] = c;
	}
	*ret_text = (struct str){ out, n };
	return ERR_OK;
}

/* A table, since every link of every page passes through here. */
#define DIGITS ['0' ... '9'] = 1
#define LETTERS ['A' ... 'Z'] = 1, ['a' ... 'z'] = 1
static const unsigned char plain_bytes[256] = { DIGITS, LETTERS, ['-'] = 1, ['.'] = 1, ['_'] = 1, ['~'] = 1 };

bool percent_is_plain(char c)
{
	return plain_bytes[(unsigned char)c];
}

size_t percent_size(struct str text)
{
	size_t plain = 0;
	for (size_t i = 0; i < text.n; i++)
		plain += plain_bytes[(unsigned char)text.p[i]];
	return text.n + 2 * (text.n - plain);
}

char *percent_put(char *out, struct str text)
{
	static const char digits[16] = "0123456789ABCDEF"; /* RFC 3986 §2.1: upper case */

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (plain_bytes[c]) {
			*out++ = text.p[i];
			continue;
		}
		*out++ = '%';
		*out++ = digits[c >> 4];
		*out++ = digits[c & 15];
	}
	return out;
}
