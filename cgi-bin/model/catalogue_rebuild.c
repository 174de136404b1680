#include "model/catalogue.h"

#include "model/catalogue_project.h"
#include "query/catalogue_put.h"
#include "query/catalogue_source.h"

#define PART 500 /* ids read at once; the LIMIT of the queries */

/* Cities and categories stay: their numbers are what shelves are sorted by, and the frame is carried over anew anyway. */
static enum err empty(struct store *store)
{
	TRY(q_put_search_clear(store, NULL));
	TRY(q_put_shelves_clear(store, NULL));
	TRY(q_put_counts_clear(store, NULL));
	TRY(q_put_cards_clear(store, NULL));
	TRY(q_put_credits_clear(store, NULL));
	TRY(q_put_listings_clear(store, NULL));
	return q_put_creators_clear(store, NULL);
}

static enum err all_creators(struct projection *p)
{
	int64_t after = INT64_MIN;

	for (;;) {
		struct q_source_creator_ids_row *rows;
		int64_t ids[PART];
		size_t count;
		bool listings;
		arena_reset(p->arena);
		TRY(q_source_creator_ids(p->store, p->arena, &(struct q_source_creator_ids){ .after = after }, &rows, &count));
		for (size_t i = 0; i < count; i++)
			ids[i] = rows[i].id;
		for (size_t i = 0; i < count; i++) {
			arena_reset(p->arena);
			TRY(project_creator(p, ids[i], &listings));
		}
		if (count < PART)
			return ERR_OK;
		after = ids[count - 1];
	}
}

static enum err all_listings(struct projection *p, size_t *ret_listings)
{
	int64_t after = INT64_MIN;
	size_t total = 0;

	for (;;) {
		struct q_source_listing_ids_row *rows;
		int64_t ids[PART];
		size_t count;
		bool done;
		arena_reset(p->arena);
		TRY(q_source_listing_ids(p->store, p->arena, &(struct q_source_listing_ids){ .after = after }, &rows, &count));
		for (size_t i = 0; i < count; i++)
			ids[i] = rows[i].id;
		for (size_t i = 0; i < count; i++)
			TRY(project_listing(p, ids[i], &done));
		total += count;
		if (count < PART)
			break;
		after = ids[count - 1];
	}
	*ret_listings = total;
	return ERR_OK;
}

static enum err rebuild(struct projection *p, size_t *ret_listings)
{
	TRY(empty(p->store));
	TRY(project_frame(p));
	TRY(all_creators(p));
	TRY(all_listings(p, ret_listings));
	TRY(project_shown(p));
	TRY(q_put_search_whole(p->store, NULL));
	return q_put_edition(p->store, NULL);
}

enum err catalogue_join(struct store *store)
{
	TRY(store_begin_write(store, STORE_CATALOGUE));
	enum err err = q_put_search_whole(store, NULL);
	if (err == ERR_OK)
		return store_commit(store, STORE_CATALOGUE);
	store_rollback(store, STORE_CATALOGUE);
	return err;
}

enum err catalogue_rebuild(struct store *store, struct arena *arena, size_t *ret_listings)
{
	struct projection p = { .store = store, .arena = arena };

	arena_reset(arena);
	TRY(store_begin_read(store, STORE_MARKET));
	enum err err = store_begin_write(store, STORE_CATALOGUE);
	if (err == ERR_OK) {
		err = rebuild(&p, ret_listings);
		if (err == ERR_OK)
			err = store_commit(store, STORE_CATALOGUE);
		else
			store_rollback(store, STORE_CATALOGUE);
	}
	store_rollback(store, STORE_MARKET); /* it only read */
	return err;
}
