/* Made-up listings of made-up studios, for measuring: always the same for the same number.
 * Promises: each goes through market.db and the projection like any other listing; words are as frequent as in a language
 * (the r-th about 1/r), a quarter of them Kazakh-looking; titles say by their address that they are for measuring. */
#ifndef AINA_MODEL_DEMO_SCALE_H
#define AINA_MODEL_DEMO_SCALE_H

#include "model/demo_read.h"

struct demo_scale_files { const struct demo_file *frame, *credits; };
struct demo_scale_progress { void (*done)(size_t done, size_t count); /* may be NULL */ };
struct demo_scale_totals {
	struct str rare_word; /* to search for: it stands in some 0.4 % of the listings */
	size_t rare_listings;
};

/* Cities and categories must be in market.db. ERR_INPUT: the files name no city or photograph; ERR_CONFLICT: made before. */
MUST_USE enum err demo_scale(struct store *store, struct arena *arena, const struct demo_scale_files *files, size_t count,
			     struct demo_scale_progress progress, struct demo_scale_totals *ret_totals);

#endif
