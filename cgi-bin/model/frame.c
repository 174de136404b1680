#include "model/frame.h"

#include "query/catalogue_window.h"

#define FRAME_BYTES_MAX ((size_t)2 * 1024 * 1024)

struct frame *frame_create(void)
{
	struct frame *frame = calloc(1, sizeof *frame);

	if (frame != NULL)
		frame->arena = arena_create(FRAME_BYTES_MAX);
	if (frame == NULL || frame->arena == NULL) {
		free(frame);
		return NULL;
	}
	return frame;
}

void frame_destroy(struct frame *frame)
{
	if (frame == NULL)
		return;
	arena_destroy(frame->arena);
	free(frame);
}

static enum err read_cities(struct frame *frame, struct store *store)
{
	struct q_window_cities_row *rows;
	size_t count;

	TRY(q_window_cities(store, frame->arena, &rows, &count));
	frame->cities = ARENA_ARRAY(frame->arena, struct frame_city, count);
	if (frame->cities == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		frame->cities[i] = (struct frame_city){ rows[i].number, rows[i].slug, { rows[i].name_kk, rows[i].name_ru, rows[i].name_en } };
	frame->city_count = count;
	return ERR_OK;
}

static enum err read_categories(struct frame *frame, struct store *store)
{
	struct q_window_categories_row *rows;
	size_t count;

	TRY(q_window_categories(store, frame->arena, &rows, &count));
	frame->categories = ARENA_ARRAY(frame->arena, struct frame_category, count);
	if (frame->categories == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		frame->categories[i] = (struct frame_category){ rows[i].number, rows[i].slug,
			{ rows[i].name_kk, rows[i].name_ru, rows[i].name_en } };
	frame->category_count = count;
	return ERR_OK;
}

static enum err read_counts(struct frame *frame, struct store *store)
{
	struct q_window_counts_row *rows;
	size_t count;

	TRY(q_window_counts(store, frame->arena, &rows, &count));
	frame->counts = ARENA_ARRAY(frame->arena, struct frame_count, count);
	if (frame->counts == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		frame->counts[i] = (struct frame_count){ rows[i].category, rows[i].kind, rows[i].city, rows[i].listing_count };
	frame->count_count = count;
	return ERR_OK;
}

enum err frame_follow(struct frame *frame, struct store *store, struct arena *scratch, bool *ret_renewed)
{
	struct q_window_edition_row edition;

	TRY(q_window_edition(store, scratch, &edition));
	*ret_renewed = edition.number != frame->edition;
	if (!*ret_renewed)
		return ERR_OK;
	struct arena *arena = frame->arena;
	arena_reset(arena);
	*frame = (struct frame){ .arena = arena };
	TRY(read_cities(frame, store));
	TRY(read_categories(frame, store));
	TRY(read_counts(frame, store));
	frame->edition = edition.number;
	return ERR_OK;
}

/* Cities are sorted by number, and numbers have no gaps but by accident. */
const struct frame_city *frame_city(const struct frame *frame, int64_t number)
{
	if (number >= 1 && (uint64_t)number <= frame->city_count && frame->cities[number - 1].number == number)
		return &frame->cities[number - 1];
	for (size_t i = 0; i < frame->city_count; i++)
		if (frame->cities[i].number == number)
			return &frame->cities[i];
	return NULL;
}

const struct frame_city *frame_city_by_slug(const struct frame *frame, struct str slug)
{
	for (size_t i = 0; i < frame->city_count; i++)
		if (str_eq(frame->cities[i].slug, slug))
			return &frame->cities[i];
	return NULL;
}

const struct frame_category *frame_category(const struct frame *frame, int64_t number)
{
	for (size_t i = 0; i < frame->category_count; i++)
		if (frame->categories[i].number == number)
			return &frame->categories[i];
	return NULL;
}

const struct frame_category *frame_category_by_slug(const struct frame *frame, struct str slug)
{
	for (size_t i = 0; i < frame->category_count; i++)
		if (str_eq(frame->categories[i].slug, slug))
			return &frame->categories[i];
	return NULL;
}

static int compare(const struct frame_count *count, int64_t category, int64_t kind, int64_t city)
{
	if (count->category != category)
		return count->category < category ? -1 : 1;
	if (count->kind != kind)
		return count->kind < kind ? -1 : 1;
	return count->city == city ? 0 : count->city < city ? -1 : 1;
}

int64_t frame_listings(const struct frame *frame, int64_t category, int64_t kind, int64_t city)
{
	size_t low = 0, high = frame->count_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(&frame->counts[middle], category, kind, city);
		if (order == 0)
			return frame->counts[middle].listings;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}
