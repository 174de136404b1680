#include "model/search.h"

#include "query/catalogue_window.h"

#define QUERY_WORDS_MAX 8
#define ENOUGH_HITS SEARCH_PAGE /* with fewer the search looks further */
#define BEGINNING_LETTERS 2     /* shorter beginnings mean nothing and would be half the index */

/* ---- words into an expression of FTS5: folded words are letters and digits, so quoting them is enough ---- */

static void put_quoted(struct buf *out, struct str text)
{
	buf_put_c(out, '"');
	buf_put(out, text);
	buf_put_c(out, '"');
}

static void put_word(struct buf *out, const struct word *word, enum search_reach reach)
{
	bool beginning = (word->kazakh || reach != SEARCH_EXACT) && word->letters >= BEGINNING_LETTERS;

	buf_put_c(out, '(');
	put_quoted(out, word->folded);
	if (beginning)
		buf_put_z(out, " *");
	if (word->stem.p != NULL) {
		buf_put_z(out, " OR ");
		put_quoted(out, word->stem);
	}
	buf_put_c(out, ')');
}

struct str search_expression(struct arena *arena, struct words *words, struct str text, enum search_reach reach)
{
	struct buf BUF_AUTO out;
	struct word word;
	size_t at = 0, count = 0;

	buf_init(&out, QUERY_WORDS_MAX * (2 * WORD_BYTES + 32));
	while (count < QUERY_WORDS_MAX && words_next(words, text, &at, &word)) {
		if (count++ > 0)
			buf_put_z(&out, reach == SEARCH_ANY_WORD ? " OR " : " AND ");
		put_word(&out, &word, reach);
	}
	return count == 0 ? (struct str){ NULL, 0 } : arena_copy(arena, buf_str(&out));
}

/* ---- hits ---- */

struct hits {
	struct q_window_hits_row *rows;
	size_t count;
	bool more; /* the newest of them only */
};

static bool is_narrowed(const struct search_filter *f)
{
	return f->category_id != 0 || f->kind != 0 || f->city != 0 || search_is_priced(f);
}

static enum err find(struct store *store, struct arena *arena, struct words *words, const struct search_wish *wish, enum search_reach reach,
		     struct hits *ret_hits)
{
	struct q_window_hits query = { .words = search_expression(arena, words, wish->text, reach),
				       .count = is_narrowed(&wish->filter) ? SEARCH_HITS_NARROWED : SEARCH_HITS };
	struct hits hits = { .count = 0 };

	if (query.words.p == NULL)
		return arena_failed(arena) ? ERR_MEMORY : ERR_NONE;
	TRY(q_window_hits(store, arena, &query, &hits.rows, &hits.count));
	hits.more = hits.count == (size_t)query.count;
	*ret_hits = hits;
	return ERR_OK;
}

/* Whole words and stems first; when they find little, beginnings; when nothing has all the words, any of them. */
static enum err find_further(struct store *store, struct arena *arena, struct words *words, const struct search_wish *wish, struct hits *ret_hits)
{
	TRY(find(store, arena, words, wish, SEARCH_EXACT, ret_hits));
	if (ret_hits->count < ENOUGH_HITS)
		TRY(find(store, arena, words, wish, SEARCH_BEGINNINGS, ret_hits));
	if (ret_hits->count == 0)
		TRY(find(store, arena, words, wish, SEARCH_ANY_WORD, ret_hits));
	return ERR_OK;
}

/* ---- counting and narrowing: each facet counts what its own choice leaves open ---- */

static bool fits(const struct q_window_hits_row *hit, const struct search_filter *f)
{
	return (f->category_id == 0 || hit->category_id == f->category_id) && (f->kind == 0 || hit->kind == f->kind) &&
	       (f->city == 0 || hit->city == f->city) && hit->price_minor >= f->min_minor && hit->price_minor <= f->max_minor;
}

static void count_hit(const struct q_window_hits_row *hit, const struct search_filter *filter, const struct frame *frame, struct search_page *page)
{
	struct search_filter f = *filter;

	f.category_id = 0;
	if (fits(hit, &f)) {
		const struct frame_category *category = frame_category(frame, hit->category_id);
		if (category != NULL)
			page->categories[category - frame->categories].listings++;
	}
	f = *filter;
	f.kind = 0;
	if (fits(hit, &f) && hit->kind >= 1 && hit->kind <= 2)
		page->kinds[hit->kind].listings++;
	f = *filter;
	f.city = 0;
	if (fits(hit, &f)) {
		const struct frame_city *city = frame_city(frame, hit->city);
		if (city != NULL)
			page->cities[city - frame->cities].listings++;
	}
}

static void narrow(struct hits *hits, const struct search_filter *filter, const struct frame *frame, struct search_page *page)
{
	size_t kept = 0;

	for (size_t i = 0; i < hits->count; i++) {
		count_hit(&hits->rows[i], filter, frame, page);
		if (fits(&hits->rows[i], filter))
			hits->rows[kept++] = hits->rows[i];
	}
	hits->count = kept;
	page->total = (struct search_count){ (int64_t)kept, hits->more };
}

/* ---- order ---- */

static int64_t key_of(const struct q_window_hits_row *hit, enum search_sort sort)
{
	switch (sort) {
	case SEARCH_RELEVANCE: return hit->score;
	case SEARCH_PRICE_UP:
	case SEARCH_PRICE_DOWN: return hit->price_minor;
	case SEARCH_NEWEST:
	case SEARCH_SORT__COUNT: break;
	}
	return 0;
}

/* < 0: the place (a_key, a_fresh) comes first. By price upwards the older of two equal ones does, as on the shelf. */
static int compare_places(enum search_sort sort, struct search_place a, struct search_place b)
{
	int order = a.key != b.key ? (a.key > b.key ? -1 : 1) : a.fresh != b.fresh ? (a.fresh > b.fresh ? -1 : 1) : 0;
	return sort == SEARCH_PRICE_UP ? -order : order;
}

static struct search_place place_of(const struct q_window_hits_row *hit, enum search_sort sort)
{
	return (struct search_place){ key_of(hit, sort), hit->fresh };
}

/* The first rows of the order that come behind wish->after, at most one more than a page shows, kept sorted while the hits go by:
 * most hits are behind all of them and cost one comparison. */
struct top {
	struct q_window_hits_row rows[SEARCH_PAGE + 1];
	size_t count;
};

static void top_put(struct top *top, const struct q_window_hits_row *hit, enum search_sort sort)
{
	struct search_place place = place_of(hit, sort);
	size_t at = top->count;

	while (at > 0 && compare_places(sort, place, place_of(&top->rows[at - 1], sort)) < 0)
		at--;
	if (at > SEARCH_PAGE)
		return;
	if (top->count <= SEARCH_PAGE)
		top->count++;
	memmove(&top->rows[at + 1], &top->rows[at], (top->count - 1 - at) * sizeof top->rows[0]);
	top->rows[at] = *hit;
}

static void top_fill(struct top *top, const struct hits *hits, const struct search_wish *wish)
{
	for (size_t i = 0; i < hits->count; i++)
		if (!wish->has_after || compare_places(wish->sort, wish->after, place_of(&hits->rows[i], wish->sort)) < 0)
			top_put(top, &hits->rows[i], wish->sort);
}

static enum err show(struct store *store, struct arena *arena, const struct hits *hits, const struct search_wish *wish, struct search_page *page)
{
	struct top top = { .count = 0 };

	top_fill(&top, hits, wish);
	page->has_next = top.count > SEARCH_PAGE;
	page->card_count = page->has_next ? SEARCH_PAGE : top.count;
	page->cards = ARENA_ARRAY(arena, struct window_card, page->card_count);
	if (page->cards == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < page->card_count; i++) {
		struct q_window_card_row row;
		enum err err = q_window_card(store, arena, &(struct q_window_card){ .fresh = top.rows[i].fresh }, &row);
		if (err != ERR_OK)
			return err == ERR_NONE ? ERR_STORAGE : err; /* index and cards are written together */
		TRY(window_card_read(row.fresh, row.pack, wish->lang, &page->cards[i]));
	}
	if (page->has_next)
		page->next = place_of(&top.rows[SEARCH_PAGE - 1], wish->sort);
	return ERR_OK;
}

enum err search_run(struct store *store, struct arena *arena, const struct frame *frame, struct words *words, const struct search_wish *wish,
		    struct search_page *ret_page)
{
	struct search_page page = { .categories = ARENA_ARRAY(arena, struct search_count, frame->category_count),
				    .cities = ARENA_ARRAY(arena, struct search_count, frame->city_count) };
	struct hits hits;

	if (page.categories == NULL || page.cities == NULL)
		return ERR_MEMORY;
	enum err err = find_further(store, arena, words, wish, &hits);
	if (err == ERR_OK) {
		page.by_words = true;
		narrow(&hits, &wish->filter, frame, &page);
		err = show(store, arena, &hits, wish, &page);
	} else if (err == ERR_NONE) {
		err = browse_run(store, arena, frame, wish, &page);
	}
	if (err == ERR_OK)
		*ret_page = page;
	return err;
}
