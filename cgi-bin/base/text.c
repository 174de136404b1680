#include "base/text.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>
#include <unistr.h>

static const uint8_t *bytes(struct str s)
{
	return (const uint8_t *)s.p;
}

bool text_is_utf8(struct str s)
{
	return s.n == 0 || u8_check(bytes(s), s.n) == NULL;
}

size_t text_length(struct str s)
{
	return s.n == 0 ? 0 : u8_mbsnlen(bytes(s), s.n);
}

/* Characters that hide, reorder or control instead of being read. */
static bool is_unwanted(ucs4_t c, bool multiline)
{
	if (c < 0x20)
		return !(multiline && (c == '\n' || c == '\t'));
	if (c >= 0x7f && c <= 0x9f)
		return true;
	if (c == 0x200c || c == 0x200d) /* joiners: part of some scripts and emoji */
		return false;
	return c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff0 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff) ||
	       (c & 0xfffe) == 0xfffe;
}

bool text_is_clean(struct str s, bool multiline)
{
	if (!text_is_utf8(s))
		return false;
	for (size_t i = 0; i < s.n;) {
		ucs4_t c;
		int n = u8_mbtouc(&c, bytes(s) + i, s.n - i);
		if (is_unwanted(c, multiline))
			return false;
		i += (size_t)n;
	}
	return true;
}

/* Line ends to LF; runs of blanks to one space unless multiline. `s` is ours to write. */
static struct str fold_blanks(char *p, size_t n, bool multiline)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		char c = p[i];
		if (c == '\r') {
			if (i + 1 < n && p[i + 1] == '\n')
				continue;
			c = '\n';
		}
		if (!multiline && (c == '\n' || c == '\t'))
			c = ' ';
		if (!multiline && c == ' ' && to > 0 && p[to - 1] == ' ')
			continue;
		p[to++] = c;
	}
	return str_trim((struct str){ p, to });
}

enum err text_tidy(struct arena *arena, struct str s, bool multiline, struct str *ret_text)
{
	if (s.n == 0) {
		*ret_text = STR("");
		return ERR_OK;
	}
	if (!text_is_utf8(s))
		return ERR_INPUT;
	size_t n;
	uint8_t *normal = u8_normalize(UNINORM_NFC, bytes(s), s.n, NULL, &n);
	if (normal == NULL)
		return ERR_MEMORY;
	struct str copy = arena_copy(arena, (struct str){ (const char *)normal, n });
	free(normal);
	if (copy.p == NULL)
		return ERR_MEMORY;
	/* The copy is this function's own memory, so writing to it is fine. */
	struct str folded = fold_blanks((char *)(uintptr_t)copy.p, copy.n, multiline);
	if (!text_is_clean(folded, multiline))
		return ERR_INPUT;
	*ret_text = folded;
	return ERR_OK;
}

enum err text_lower(struct arena *arena, struct str s, struct str *ret_text)
{
	size_t n;

	if (s.n == 0) {
		*ret_text = STR("");
		return ERR_OK;
	}
	if (!text_is_utf8(s))
		return ERR_INPUT;
	uint8_t *lower = u8_tolower(bytes(s), s.n, NULL, UNINORM_NFC, NULL, &n);
	if (lower == NULL)
		return ERR_MEMORY;
	struct str copy = arena_copy(arena, (struct str){ (const char *)lower, n });
	free(lower);
	if (copy.p == NULL)
		return ERR_MEMORY;
	*ret_text = copy;
	return ERR_OK;
}

/* All of them are two bytes in UTF-8, which text_fold() relies on. */
uint32_t text_plain_letter(uint32_t c)
{
	switch (c) {
	case 0x451: return 0x435; /* ё е */
	case 0x4d9: return 0x430; /* ә а */
	case 0x493: return 0x433; /* ғ г */
	case 0x49b: return 0x43a; /* қ к */
	case 0x4a3: return 0x43d; /* ң н */
	case 0x4e9: return 0x43e; /* ө о */
	case 0x4b1: return 0x443; /* ұ у */
	case 0x4af: return 0x443; /* ү у */
	case 0x4bb: return 0x445; /* һ х */
	case 0x456: return 0x438; /* і и */
	default: return c;
	}
}

enum err text_fold(struct arena *arena, struct str s, struct str *ret_text)
{
	size_t n;

	if (s.n == 0) {
		*ret_text = STR("");
		return ERR_OK;
	}
	if (!text_is_utf8(s))
		return ERR_INPUT;
	uint8_t *folded = u8_casefold(bytes(s), s.n, NULL, UNINORM_NFC, NULL, &n);
	if (folded == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < n;) {
		ucs4_t c;
		int length = u8_mbtouc(&c, folded + i, n - i);
		ucs4_t plain = text_plain_letter(c);
		if (plain != c)
			(void)u8_uctomb(folded + i, plain, length);
		i += (size_t)length;
	}
	struct str copy = arena_copy(arena, (struct str){ (const char *)folded, n });
	free(folded);
	if (copy.p == NULL)
		return ERR_MEMORY;
	*ret_text = copy;
	return ERR_OK;
}

struct str text_cut(struct arena *arena, struct str s, size_t max)
{
	size_t at = 0, word = 0, count = 0;

	for (; at < s.n; at++) {
		bool first_byte = ((unsigned char)s.p[at] & 0xc0) != 0x80;
		if (first_byte && count++ == max)
			break;
		if (s.p[at] == ' ' || s.p[at] == '\n')
			word = at;
	}
	if (at >= s.n)
		return s;
	size_t end = word > at / 2 ? word : at; /* a single long word is cut where it is */
	return arena_format(arena, "%.*s…", (int)end, s.p);
}
