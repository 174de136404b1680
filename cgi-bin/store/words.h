/* Words of a text as the search knows them: folded, with a stem where we have a stemmer.
 * Owns two snowball stemmers. Promises: a text and a query give the same words; a word longer than WORD_BYTES is cut, never dropped.
 * Cyrillic words get a Russian stem, Latin words an English one. Kazakh is agglutinative and has no stemmer here: its words are found by
 * their beginning. They get the Russian stem all the same, because Cyrillic without Kazakh letters may be either language (or Kazakh
 * typed without its marks): so one and the same stem finds the word whichever it was. Never allocates after words_create(). */
#ifndef AINA_STORE_WORDS_H
#define AINA_STORE_WORDS_H

#include "base/str.h"

#define WORD_BYTES 64 /* of one folded word */

struct words;

struct word {
	struct str folded; /* lower case, ё as е, Kazakh letters as plain Cyrillic ones, Latin letters without accents */
	struct str stem;   /* absent (p == NULL) when there is none or it equals `folded` */
	bool kazakh;       /* has a letter that only Kazakh has */
	size_t letters;    /* code points in `folded` */
	size_t start, end; /* bytes of the text that it was made from */
};

struct words *words_create(void); /* NULL when out of memory */
void words_destroy(struct words *words); /* NULL is fine */

/* The next word of `text` (valid UTF-8 or not: a broken byte parts words) from byte *at on; false at the end.
 * The word's strings are valid until the next call. */
bool words_next(struct words *words, struct str text, size_t *at, struct word *ret_word);

#endif
