#include "store/words.h"

#include <libstemmer.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>
#include "base/text.h"

struct words {
	struct sb_stemmer *russian, *english;
	char folded[WORD_BYTES + 8]; /* room for one more character, so that the bound is checked once per character */
	char stem[WORD_BYTES + 8];
};

/* What the letters of a word have told about its language. */
struct script {
	bool kazakh, cyrillic, latin, other;
};

struct words *words_create(void)
{
	struct words *words = calloc(1, sizeof *words);
	if (words == NULL)
		return NULL;
	words->russian = sb_stemmer_new("russian", "UTF_8");
	words->english = sb_stemmer_new("english", "UTF_8");
	if (words->russian == NULL || words->english == NULL) {
		words_destroy(words);
		return NULL;
	}
	return words;
}

void words_destroy(struct words *words)
{
	if (words == NULL)
		return;
	sb_stemmer_delete(words->russian);
	sb_stemmer_delete(words->english);
	free(words);
}

static bool is_cyrillic(ucs4_t c)
{
	return c >= 0x400 && c <= 0x52f && !(c >= 0x482 && c <= 0x489);
}

static bool is_word(ucs4_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return is_cyrillic(c) || uc_is_alnum(c);
}

/* Combining marks belong to the word but are not kept. */
static bool is_mark(ucs4_t c)
{
	return c >= 0x300 && uc_is_general_category_withtable(c, UC_CATEGORY_MASK_Mn);
}

/* Lower case without Latin accents; the script is noted before Kazakh letters become plain ones. */
static ucs4_t fold(ucs4_t c, struct script *script)
{
	if (c < 0x80) {
		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if (c >= 'a')
			script->latin = true;
		else
			script->other = true;
		return c;
	}
	if (is_cyrillic(c)) {
		c = c >= 0x410 && c <= 0x42f ? c + 0x20 : c >= 0x430 && c <= 0x44f ? c : uc_tolower(c);
		ucs4_t plain = text_plain_letter(c);
		script->cyrillic = true;
		if (plain != c && c != 0x451)
			script->kazakh = true;
		return plain;
	}
	c = uc_tolower(c);
	ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
	int count = uc_canonical_decomposition(c, parts);
	while (count > 0 && parts[0] >= 0x80) { /* ǖ is ü with a macron, which is u with dots */
		ucs4_t first = parts[0];
		count = uc_canonical_decomposition(first, parts);
	}
	if (count > 0) {
		script->latin = true;
		return parts[0];
	}
	script->other = true;
	return c;
}

/* горшок, горшка; игрушка, игрушек: the vowel that comes and goes before the last к is left out of every stem, which the stemmer
 * does not do. Short words keep theirs (сок). Returns the new length. */
static size_t drop_fleeting_vowel(char *stem, size_t n)
{
	static const char *const vowels[] = { "а", "е", "и", "о", "у", "ы", "э", "ю", "я" };

	if (n < 8 || memcmp(stem + n - 2, "к", 2) != 0 || (memcmp(stem + n - 4, "о", 2) != 0 && memcmp(stem + n - 4, "е", 2) != 0))
		return n;
	for (size_t i = 0; i < sizeof vowels / sizeof vowels[0]; i++)
		if (memcmp(stem + n - 6, vowels[i], 2) == 0)
			return n;
	memcpy(stem + n - 4, "к", 2);
	return n - 2;
}

static struct str stem(struct words *words, struct str folded, size_t letters, const struct script *script)
{
	struct sb_stemmer *stemmer = script->other || letters < 3 ? NULL
		: script->cyrillic && !script->latin ? words->russian
		: script->latin && !script->cyrillic ? words->english : NULL;
	if (stemmer == NULL)
		return (struct str){ NULL, 0 };
	const sb_symbol *symbols = sb_stemmer_stem(stemmer, (const sb_symbol *)folded.p, (int)folded.n);
	if (symbols == NULL)
		return (struct str){ NULL, 0 };
	size_t n = (size_t)sb_stemmer_length(stemmer);
	if (n == 0 || n > WORD_BYTES)
		return (struct str){ NULL, 0 };
	memcpy(words->stem, symbols, n);
	if (stemmer == words->russian)
		n = drop_fleeting_vowel(words->stem, n);
	if (n == folded.n && memcmp(words->stem, folded.p, n) == 0)
		return (struct str){ NULL, 0 };
	return (struct str){ words->stem, n };
}

bool words_next(struct words *words, struct str text, size_t *at, struct word *ret_word)
{
	const uint8_t *bytes = (const uint8_t *)text.p;
	struct script script = { 0 };
	size_t i = *at, n = 0, letters = 0, start = 0;
	bool inside = false;

	while (i < text.n) {
		ucs4_t c;
		int length = u8_mbtouc(&c, bytes + i, text.n - i);
		bool word = is_word(c);
		if (!word && !(inside && is_mark(c))) {
			if (inside)
				break;
			i += (size_t)length;
			continue;
		}
		if (!inside) {
			inside = true;
			start = i;
		}
		i += (size_t)length;
		if (!word || n >= WORD_BYTES - 3) /* a mark, or the word is full: read on to its end */
			continue;
		int put = u8_uctomb((uint8_t *)words->folded + n, fold(c, &script), 8);
		if (put > 0) {
			n += (size_t)put;
			letters++;
		}
	}
	*at = i;
	if (!inside)
		return false;
	struct str folded = { words->folded, n };
	*ret_word = (struct word){ .folded = folded, .stem = stem(words, folded, letters, &script), .kazakh = script.kazakh,
				   .letters = letters, .start = start, .end = i };
	return true;
}
