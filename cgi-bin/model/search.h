/* Finding listings: by words, or by walking the shelves when there are none; narrowed, sorted, page by page, with counts for every
 * further choice.
 * Owns what a query of people's words means to the index, and the order of results. Promises: bounded work whatever is asked and
 * however many listings there are: a search looks at the newest SEARCH_HITS rows that hold its words (SEARCH_HITS_NARROWED when it is
 * narrowed), counts go no further than they are shown ("240+"), pages continue behind a place and never skip rows.
 * Reads catalogue.db only, inside the caller's read transaction. */
#ifndef AINA_MODEL_SEARCH_H
#define AINA_MODEL_SEARCH_H

#include "model/frame.h"
#include "model/window.h"
#include "store/words.h"

#define SEARCH_PAGE 24
#define SEARCH_HITS 500
#define SEARCH_HITS_NARROWED 5000
#define SEARCH_COUNT_MAX 240
#define SEARCH_PRICE_MAX INT64_C(100000000000000)

enum search_sort { SEARCH_RELEVANCE, SEARCH_NEWEST, SEARCH_PRICE_UP, SEARCH_PRICE_DOWN, SEARCH_SORT__COUNT };

/* What narrows a list. 0: any category, kind or city; prices inclusive. */
struct search_filter {
	int64_t category;
	int64_t kind; /* 1 ready, 2 made to order */
	int64_t city;
	int64_t min_minor, max_minor;
};
#define SEARCH_FILTER_NONE ((struct search_filter){ .max_minor = SEARCH_PRICE_MAX })
static inline bool search_is_priced(const struct search_filter *f) { return f->min_minor > 0 || f->max_minor < SEARCH_PRICE_MAX; }

/* Behind which row of a sorted list a page begins: as it stands in "after=…", opaque to everybody else. */
struct search_place { int64_t key /* price or score; 0 for newest */, fresh; };
#define SEARCH_PLACE_CHARS 23
struct str search_place_text(enum search_sort sort, struct search_place place, char out[SEARCH_PLACE_CHARS]);
MUST_USE enum err search_place_parse(struct str text, enum search_sort sort, struct search_place *ret_place); /* ERR_INPUT: not of this sort */

struct search_wish {
	struct str text; /* what somebody typed; without a word in it the shelves are walked */
	struct search_filter filter;
	enum search_sort sort; /* SEARCH_RELEVANCE without words means newest */
	bool has_after;
	struct search_place after;
	enum lang lang;
};

struct search_count { int64_t listings; bool more; };
struct search_page {
	struct window_card *cards;
	size_t card_count;
	bool has_next;
	struct search_place next;
	struct search_count total;
	/* How many listings each choice would leave: by the frame's index of categories and cities, by kind. */
	struct search_count *categories, *cities, kinds[3];
	bool by_words;
};

MUST_USE enum err search_run(struct store *store, struct arena *arena, const struct frame *frame, struct words *words,
			     const struct search_wish *wish, struct search_page *ret_page);

/* Steps of search_run(), for tests. */
enum search_reach { SEARCH_EXACT, SEARCH_BEGINNINGS, SEARCH_ANY_WORD };
/* The words of a query as FTS5 takes them; absent when there is none. SEARCH_EXACT: stems and whole words (Kazakh words by their
 * beginning); SEARCH_BEGINNINGS: also everything that begins so; SEARCH_ANY_WORD: any of the words is enough. */
struct str search_expression(struct arena *arena, struct words *words, struct str text, enum search_reach reach);
/* For search.c; the lists without words (browse.c). */
MUST_USE enum err browse_run(struct store *store, struct arena *arena, const struct frame *frame, const struct search_wish *wish,
			     struct search_page *page);

#endif
