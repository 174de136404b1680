#include "model/search.h"

#define QUERY_WORDS_MAX 8
#define BEGINNING_LETTERS 2 /* shorter beginnings mean nothing and would be half the index */

/* Folded words are letters and digits, so quoting them is enough. */
static void put_quoted(struct buf *out, struct str text)
{
	buf_put_c(out, '"');
	buf_put(out, text);
	buf_put_c(out, '"');
}

static void put_word(struct buf *out, const struct word *word, enum search_reach reach)
{
	bool beginning = (word->kazakh || reach != SEARCH_EXACT) && word->letters >= BEGINNING_LETTERS;
	struct str stem = word->stem.p != NULL ? word->stem : word->folded;

	if (!beginning) {
		put_quoted(out, stem);
		return;
	}
	buf_put_c(out, '(');
	put_quoted(out, word->folded);
	buf_put_z(out, " * OR ");
	put_quoted(out, stem);
	buf_put_c(out, ')');
}

struct str search_expression(struct arena *arena, struct words *words, struct str text, enum search_reach reach)
{
	struct buf BUF_AUTO out;
	struct word word;
	size_t at = 0, count = 0;

	buf_init(&out, (size_t)QUERY_WORDS_MAX * (2 * WORD_BYTES + 32));
	while (count < QUERY_WORDS_MAX && words_next(words, text, &at, &word)) {
		if (count++ > 0)
			buf_put_z(&out, reach == SEARCH_ANY_WORD ? " OR " : " AND ");
		put_word(&out, &word, reach);
	}
	return count == 0 ? (struct str){ NULL, 0 } : arena_copy(arena, buf_str(&out));
}
