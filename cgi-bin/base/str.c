#include "base/str.h"

#include <string.h>

struct str str_from_z(const char *z)
{
	return z == NULL ? (struct str){ NULL, 0 } : (struct str){ z, strlen(z) };
}

bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || (a.p != NULL && b.p != NULL && memcmp(a.p, b.p, a.n) == 0));
}

bool str_eq_z(struct str a, const char *z)
{
	return str_eq(a, str_from_z(z));
}

static unsigned char lower_ascii(char c)
{
	unsigned char u = (unsigned char)c;
	return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

bool str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower_ascii(a.p[i]) != lower_ascii(b.p[i]))
			return false;
	return true;
}

bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && str_eq(str_part(s, 0, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_from(s, s.n - suffix.n), suffix);
}

struct str str_part(struct str s, size_t at, size_t n)
{
	if (at > s.n)
		at = s.n;
	if (n > s.n - at)
		n = s.n - at;
	return (struct str){ s.p == NULL ? NULL : s.p + at, n };
}

struct str str_from(struct str s, size_t at)
{
	return str_part(s, at, SIZE_MAX);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
	size_t begin = 0, end = s.n;
	while (begin < end && is_blank(s.p[begin]))
		begin++;
	while (end > begin && is_blank(s.p[end - 1]))
		end--;
	return str_part(s, begin, end - begin);
}

size_t str_index(struct str s, char c)
{
	const char *found = s.n == 0 ? NULL : memchr(s.p, c, s.n);
	return found == NULL ? s.n : (size_t)(found - s.p);
}

bool str_next(struct str *rest, char separator, struct str *ret_piece)
{
	if (rest->p == NULL)
		return false;
	size_t at = str_index(*rest, separator);
	*ret_piece = str_part(*rest, 0, at);
	/* A separator at the very end leaves one empty piece; its absence ends the walk. */
	*rest = at == rest->n ? (struct str){ NULL, 0 } : str_from(*rest, at + 1);
	return true;
}

int str_compare(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n == 0 ? 0 : memcmp(a.p, b.p, n);
	if (order != 0)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

enum err str_to_int64(struct str s, int64_t *ret_value)
{
	bool negative = s.n > 0 && s.p[0] == '-';
	int64_t value = 0;

	if (negative)
		s = str_from(s, 1);
	if (s.n == 0)
		return ERR_INPUT;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return ERR_INPUT;
		/* Counted downwards: INT64_MIN has no positive twin. */
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, s.p[i] - '0', &value))
			return ERR_INPUT;
	}
	if (!negative && value == INT64_MIN)
		return ERR_INPUT;
	*ret_value = negative ? value : -value;
	return ERR_OK;
}

struct str str_hex(const unsigned char *bytes, size_t n, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	return (struct str){ out, 2 * n };
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err str_hex_decode(struct str text, unsigned char *out, size_t n)
{
	if (text.n != 2 * n)
		return ERR_INPUT;
	for (size_t i = 0; i < text.n; i++)
		if (hex_value(text.p[i]) < 0)
			return ERR_INPUT;
	for (size_t i = 0; i < n; i++)
		out[i] = (unsigned char)((unsigned)hex_value(text.p[2 * i]) << 4 | (unsigned)hex_value(text.p[2 * i + 1]));
	return ERR_OK;
}

struct str str_base64url(const unsigned char *bytes, size_t n, char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	size_t at = 0;
	unsigned bits = 0, held = 0;

	for (size_t i = 0; i < n; i++) {
		bits = (bits << 8 | bytes[i]) & 0xffff;
		for (held += 8; held >= 6; held -= 6)
			out[at++] = alphabet[bits >> (held - 6) & 63];
	}
	if (held > 0)
		out[at++] = alphabet[bits << (6 - held) & 63];
	return (struct str){ out, at };
}

static int base64url_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '-' ? 62 : c == '_' ? 63 : -1;
}

enum err str_base64url_decode(struct str text, unsigned char *out, size_t n)
{
	size_t at = 0;
	unsigned bits = 0, held = 0;

	if (text.n != STR_B64_SIZE(n))
		return ERR_INPUT;
	for (size_t i = 0; i < text.n; i++)
		if (base64url_value(text.p[i]) < 0)
			return ERR_INPUT;
	/* One text for one value: the bits beyond the last byte must be zero. */
	if (n % 3 != 0 && ((unsigned)base64url_value(text.p[text.n - 1]) & (n % 3 == 1 ? 15u : 3u)) != 0)
		return ERR_INPUT;
	for (size_t i = 0; i < text.n; i++) {
		bits = (bits << 6 | (unsigned)base64url_value(text.p[i])) & 0xffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[at++] = (unsigned char)(bits >> held);
		}
	}
	return ERR_OK;
}
