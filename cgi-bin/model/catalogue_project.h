/* One row of market.db carried over into catalogue.db: the steps of which a turn and a rebuild are made.
 * Inside a read transaction of market and a write transaction of the catalogue. Each step may be repeated: then it changes nothing. */
#ifndef AINA_MODEL_CATALOGUE_PROJECT_H
#define AINA_MODEL_CATALOGUE_PROJECT_H

#include "base/arena.h"
#include "store/store.h"

#define PROJECT_TOUCHED_MAX 200

/* What is in hand: memory of one row, and the creators whose newest things have to be gathered again. */
struct projection {
	struct store *store;
	struct arena *arena; /* emptied by each step */
	int64_t creators[PROJECT_TOUCHED_MAX];
	size_t creator_count;
	bool changed; /* anything at all: the edition grows */
};

MUST_USE enum err project_frame(struct projection *p); /* cities and categories */
/* *ret_listings: what stands on the creator's cards changed, so all listings have to follow. */
MUST_USE enum err project_creator(struct projection *p, int64_t id, bool *ret_listings);
/* *ret_done false: nothing was written, the listing has to wait for another one's change. */
MUST_USE enum err project_listing(struct projection *p, int64_t id, bool *ret_done);
/* Once, after all of a transaction's listings: "more from this studio" and how many things it has. */
MUST_USE enum err project_shown(struct projection *p);

#endif
