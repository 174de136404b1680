#include "model/search.h"

#include "model/place.h"
#include "query/catalogue_window.h"

#define ENOUGH_HITS SEARCH_PAGE /* with fewer the search looks further */

/* ---- hits ---- */

struct hit { int64_t fresh, score, price_minor /* 0 unless it was asked for */; };
struct hits {
	struct hit *rows;
	size_t count;
	bool more; /* the newest of them only */
};

static bool is_narrowed(const struct search_filter *f)
{
	return f->category != 0 || f->kind != 0 || f->city != 0 || search_is_priced(f);
}

static bool needs_prices(const struct search_wish *wish)
{
	return search_is_priced(&wish->filter) || wish->sort == SEARCH_PRICE_UP || wish->sort == SEARCH_PRICE_DOWN;
}

static enum err find_priced(struct store *store, struct arena *arena, struct str words, int64_t count, struct hits *hits)
{
	struct q_window_hits_priced_row *rows;

	TRY(q_window_hits_priced(store, arena, &(struct q_window_hits_priced){ .words = words, .count = count }, &rows, &hits->count));
	hits->rows = ARENA_ARRAY(arena, struct hit, hits->count);
	if (hits->rows == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < hits->count; i++)
		hits->rows[i] = (struct hit){ rows[i].fresh, rows[i].score, rows[i].price_minor };
	return ERR_OK;
}

static enum err find_plain(struct store *store, struct arena *arena, struct str words, int64_t count, struct hits *hits)
{
	struct q_window_hits_row *rows;

	TRY(q_window_hits(store, arena, &(struct q_window_hits){ .words = words, .count = count }, &rows, &hits->count));
	hits->rows = ARENA_ARRAY(arena, struct hit, hits->count);
	if (hits->rows == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < hits->count; i++)
		hits->rows[i] = (struct hit){ .fresh = rows[i].fresh, .score = rows[i].score };
	return ERR_OK;
}

static enum err find(struct store *store, struct arena *arena, struct words *words, const struct search_wish *wish, enum search_reach reach,
		     struct hits *ret_hits)
{
	struct str expression = search_expression(arena, words, wish->text, reach);
	int64_t count = is_narrowed(&wish->filter) ? SEARCH_HITS_NARROWED : SEARCH_HITS;
	struct hits hits = { .count = 0 };

	if (expression.p == NULL)
		return arena_failed(arena) ? ERR_MEMORY : ERR_NONE;
	TRY(needs_prices(wish) ? find_priced(store, arena, expression, count, &hits) : find_plain(store, arena, expression, count, &hits));
	hits.more = hits.count == (size_t)count;
	*ret_hits = hits;
	return ERR_OK;
}

/* Stems first; when they find little, beginnings; when nothing has all the words, any of them. */
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

/* By category, kind and city as places number them. */
struct counts { uint32_t categories[PLACE_CATEGORIES + 1], kinds[3], cities[PLACE_CITIES + 1]; };

static void narrow(struct hits *hits, const struct search_filter *f, struct counts *counts)
{
	size_t kept = 0;

	for (size_t i = 0; i < hits->count; i++) {
		const struct hit *hit = &hits->rows[i];
		int64_t category = place_category(hit->fresh), kind = place_kind(hit->fresh), city = place_city(hit->fresh);
		bool in_category = f->category == 0 || category == f->category, in_kind = f->kind == 0 || kind == f->kind;
		bool in_city = f->city == 0 || city == f->city;
		if (hit->price_minor < f->min_minor || hit->price_minor > f->max_minor)
			continue;
		counts->categories[category] += in_kind && in_city;
		counts->kinds[kind] += in_category && in_city;
		counts->cities[city] += in_category && in_kind;
		if (in_category && in_kind && in_city)
			hits->rows[kept++] = *hit;
	}
	hits->count = kept;
}

static void show_counts(const struct counts *counts, const struct frame *frame, struct search_page *page)
{
	for (size_t i = 0; i < frame->category_count; i++)
		page->categories[i].listings = counts->categories[frame->categories[i].number];
	for (size_t i = 0; i < frame->city_count; i++)
		page->cities[i].listings = counts->cities[frame->cities[i].number];
	page->kinds[PLACE_READY].listings = counts->kinds[PLACE_READY];
	page->kinds[PLACE_MADE].listings = counts->kinds[PLACE_MADE];
}

/* ---- order ---- */

static int64_t key_of(const struct hit *hit, enum search_sort sort)
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

static struct search_place place_of(const struct hit *hit, enum search_sort sort)
{
	return (struct search_place){ key_of(hit, sort), hit->fresh };
}

/* The first rows of the order that come behind wish->after, at most one more than a page shows, kept sorted while the hits go by:
 * most hits are behind all of them and cost one comparison. */
struct top {
	struct hit rows[SEARCH_PAGE + 1];
	size_t count;
};

static void top_put(struct top *top, const struct hit *hit, enum search_sort sort)
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

/* The cards of the hits, in the hits' order. */
static enum err read_cards(struct store *store, struct arena *arena, const struct hit *hits, size_t count, enum lang lang, struct window_card *cards)
{
	int64_t places[SEARCH_PAGE] = { 0 };
	struct q_window_cards_row *rows;
	size_t found;

	for (size_t i = 0; i < count; i++)
		places[i] = hits[i].fresh;
	_Static_assert(SEARCH_PAGE == 24, "as many as the statement takes");
	const int64_t *p = places;
	TRY(q_window_cards(store, arena, &(struct q_window_cards){ p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], p[8], p[9], p[10], p[11],
		p[12], p[13], p[14], p[15], p[16], p[17], p[18], p[19], p[20], p[21], p[22], p[23] }, &rows, &found));
	for (size_t i = 0; i < count; i++) {
		size_t k = 0;
		while (k < found && rows[k].fresh != places[i])
			k++;
		if (k == found)
			return ERR_STORAGE; /* index and cards are written together */
		TRY(window_card_read(rows[k].fresh, rows[k].pack, lang, &cards[i]));
	}
	return ERR_OK;
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
	if (page->has_next)
		page->next = place_of(&top.rows[SEARCH_PAGE - 1], wish->sort);
	return read_cards(store, arena, top.rows, page->card_count, wish->lang, page->cards);
}

enum err search_run(struct store *store, struct arena *arena, const struct frame *frame, struct words *words, const struct search_wish *wish,
		    struct search_page *ret_page)
{
	struct search_page page = { .categories = ARENA_ARRAY(arena, struct search_count, frame->category_count),
				    .cities = ARENA_ARRAY(arena, struct search_count, frame->city_count) };
	struct counts counts = { .kinds = { 0 } };
	struct hits hits;

	if (page.categories == NULL || page.cities == NULL)
		return ERR_MEMORY;
	enum err err = find_further(store, arena, words, wish, &hits);
	if (err == ERR_OK) {
		page.by_words = true;
		narrow(&hits, &wish->filter, &counts);
		show_counts(&counts, frame, &page);
		page.total = (struct search_count){ (int64_t)hits.count, hits.more };
		err = show(store, arena, &hits, wish, &page);
	} else if (err == ERR_NONE) {
		err = browse_run(store, arena, frame, wish, &page);
	}
	if (err == ERR_OK)
		*ret_page = page;
	return err;
}
