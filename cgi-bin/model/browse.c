#include "model/search.h"
#include "query/catalogue_window.h"

/* With no more than this many in the range of prices, sorting them all costs less than walking the shelf for them. */
#define FEW_PRICED 2000

/* One more than a page shows, to know whether there is another. */
#define PAGE_ROWS (SEARCH_PAGE + 1)

#define SHELF(f) .category = (f)->category, .kind = (f)->kind, .city = (f)->city

static enum err count_priced(struct store *store, struct arena *arena, const struct search_filter *f, int64_t count, int64_t *ret_total)
{
	struct q_window_count_priced_row row;

	TRY(q_window_count_priced(store, arena, &(struct q_window_count_priced){ SHELF(f), .min_minor = f->min_minor,
		.max_minor = f->max_minor, .count = count }, &row));
	*ret_total = row.total;
	return ERR_OK;
}

static enum err newest(struct store *store, struct arena *arena, const struct search_wish *wish, struct search_page *page)
{
	const struct search_filter *f = &wish->filter;
	int64_t after = wish->has_after ? wish->after.fresh : INT64_MAX;

	if (!search_is_priced(f)) {
		struct q_window_newest_row *rows;
		TRY(q_window_newest(store, arena, &(struct q_window_newest){ SHELF(f), .after = after, .count = PAGE_ROWS }, &rows,
				    &page->card_count));
		WINDOW_CARDS(arena, rows, page->card_count, wish->lang, &page->cards);
		return ERR_OK;
	}
	int64_t priced;
	TRY(count_priced(store, arena, f, FEW_PRICED + 1, &priced));
	if (priced <= FEW_PRICED) {
		struct q_window_newest_few_row *rows;
		TRY(q_window_newest_few(store, arena, &(struct q_window_newest_few){ SHELF(f), .min_minor = f->min_minor,
			.max_minor = f->max_minor, .after = after, .count = PAGE_ROWS }, &rows, &page->card_count));
		WINDOW_CARDS(arena, rows, page->card_count, wish->lang, &page->cards);
	} else {
		struct q_window_newest_priced_row *rows;
		TRY(q_window_newest_priced(store, arena, &(struct q_window_newest_priced){ SHELF(f), .min_minor = f->min_minor,
			.max_minor = f->max_minor, .after = after, .count = PAGE_ROWS }, &rows, &page->card_count));
		WINDOW_CARDS(arena, rows, page->card_count, wish->lang, &page->cards);
	}
	return ERR_OK;
}

static enum err price_up(struct store *store, struct arena *arena, const struct search_wish *wish, struct search_page *page)
{
	const struct search_filter *f = &wish->filter;
	/* The first page begins behind everything cheaper than the range. */
	struct search_place after = wish->has_after ? wish->after : (struct search_place){ f->min_minor - 1, INT64_MAX };
	struct q_window_price_up_row *rows;

	TRY(q_window_price_up(store, arena, &(struct q_window_price_up){ SHELF(f), .max_minor = f->max_minor, .key = after.key,
		.after = after.fresh, .count = PAGE_ROWS }, &rows, &page->card_count));
	WINDOW_CARDS(arena, rows, page->card_count, wish->lang, &page->cards);
	return ERR_OK;
}

static enum err price_down(struct store *store, struct arena *arena, const struct search_wish *wish, struct search_page *page)
{
	const struct search_filter *f = &wish->filter;
	struct search_place after = wish->has_after ? wish->after : (struct search_place){ f->max_minor + 1, 0 };
	struct q_window_price_down_row *rows;

	TRY(q_window_price_down(store, arena, &(struct q_window_price_down){ SHELF(f), .min_minor = f->min_minor, .key = after.key,
		.after = after.fresh, .count = PAGE_ROWS }, &rows, &page->card_count));
	WINDOW_CARDS(arena, rows, page->card_count, wish->lang, &page->cards);
	return ERR_OK;
}

/* How many stand on the shelf of `f`: known without prices, counted as far as it is shown with them. */
static enum err count_shelf(struct store *store, struct arena *arena, const struct frame *frame, const struct search_filter *f,
			    struct search_count *ret_count)
{
	int64_t listings = frame_listings(frame, f->category, f->kind, f->city);
	bool more = false;

	if (listings > 0 && search_is_priced(f)) {
		TRY(count_priced(store, arena, f, SEARCH_COUNT_MAX + 1, &listings));
		more = listings > SEARCH_COUNT_MAX;
		if (more)
			listings = SEARCH_COUNT_MAX;
	}
	*ret_count = (struct search_count){ listings, more };
	return ERR_OK;
}

static enum err count_all(struct store *store, struct arena *arena, const struct frame *frame, const struct search_filter *filter,
			  struct search_page *page)
{
	struct search_filter f = *filter;

	TRY(count_shelf(store, arena, frame, &f, &page->total));
	for (size_t i = 0; i < frame->category_count; i++) {
		f.category = frame->categories[i].number;
		TRY(count_shelf(store, arena, frame, &f, &page->categories[i]));
	}
	f = *filter;
	for (f.kind = 1; f.kind <= 2; f.kind++)
		TRY(count_shelf(store, arena, frame, &f, &page->kinds[f.kind]));
	f = *filter;
	for (size_t i = 0; i < frame->city_count; i++) {
		f.city = frame->cities[i].number;
		TRY(count_shelf(store, arena, frame, &f, &page->cities[i]));
	}
	return ERR_OK;
}

enum err browse_run(struct store *store, struct arena *arena, const struct frame *frame, const struct search_wish *wish,
		    struct search_page *page)
{
	switch (wish->sort) {
	case SEARCH_PRICE_UP:
		TRY(price_up(store, arena, wish, page));
		break;
	case SEARCH_PRICE_DOWN:
		TRY(price_down(store, arena, wish, page));
		break;
	case SEARCH_RELEVANCE:
	case SEARCH_NEWEST:
	case SEARCH_SORT__COUNT:
		TRY(newest(store, arena, wish, page));
	}
	page->has_next = page->card_count > SEARCH_PAGE;
	if (page->has_next) {
		page->card_count = SEARCH_PAGE;
		const struct window_card *last = &page->cards[SEARCH_PAGE - 1];
		bool by_price = wish->sort == SEARCH_PRICE_UP || wish->sort == SEARCH_PRICE_DOWN;
		page->next = (struct search_place){ by_price ? last->price.minor : 0, last->fresh };
	}
	return count_all(store, arena, frame, &wish->filter, page);
}
