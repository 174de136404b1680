/* The frame of the shop window: cities, categories and how many listings stand on each shelf.
 * Owns its memory, which stays from request to request as long as the window's edition does: so facets and counts cost nothing.
 * Promises: what it says belongs to the same moment as everything else read in the present transaction. */
#ifndef AINA_MODEL_FRAME_H
#define AINA_MODEL_FRAME_H

#include "base/arena.h"
#include "base/lang.h"
#include "store/store.h"

struct frame_city { int64_t number; struct str slug; struct str names[LANG__COUNT]; };
struct frame_category { int64_t number; struct str slug; struct str names[LANG__COUNT]; };
struct frame_count { int64_t category, kind, city, listings; };

struct frame {
	struct arena *arena;
	int64_t edition; /* 0: nothing read yet */
	struct frame_city *cities;
	size_t city_count;
	struct frame_category *categories; /* in the order in which they are shown */
	size_t category_count;
	struct frame_count *counts; /* sorted */
	size_t count_count;
};

/* NULL when out of memory. */
struct frame *frame_create(void);
void frame_destroy(struct frame *frame); /* NULL is fine */

/* Reads it again if the window has a new edition; what the look itself takes comes from `scratch`, the request's arena. Inside a read transaction of the catalogue. *ret_renewed: everything taken from it
 * before is gone. On failure it is empty and the next call reads it. */
MUST_USE enum err frame_follow(struct frame *frame, struct store *store, struct arena *scratch, bool *ret_renewed);

/* NULL: no such. */
const struct frame_city *frame_city(const struct frame *frame, int64_t number);
const struct frame_city *frame_city_by_slug(const struct frame *frame, struct str slug);
const struct frame_category *frame_category(const struct frame *frame, int64_t number);
const struct frame_category *frame_category_by_slug(const struct frame *frame, struct str slug);

/* Listings of this category, kind (1 ready, 2 made to order) and city; 0 stands for any. */
int64_t frame_listings(const struct frame *frame, int64_t category, int64_t kind, int64_t city);

#endif
