/* The demo shop: studios, their things and photographs, read from the files of db/demo into an empty house.
 * Owns the meaning of those files. Promises: a studio comes whole or not at all; one that is there already (by its handle) is left
 * alone, so filling twice is filling once; a fault in a file names file and line. Never reaches beyond its folder and STATE/media. */
#ifndef AINA_MODEL_DEMO_H
#define AINA_MODEL_DEMO_H

#include "store/store.h"

struct demo_totals {
	size_t studios, listings, photos; /* added by this run */
	size_t imported;                  /* listings that came through a studio's own export file */
};

/* `folder`: holds frame.txt, photos/CREDITS, photos/, studio/ and one .txt file for each studio.
 * ERR_INPUT: *ret_why (memory of `arena`) names file, line and fault; ERR_NONE: a file is missing, likewise. */
MUST_USE enum err demo_fill(struct store *store, struct arena *arena, const struct conf *conf, struct str folder,
			    struct demo_totals *ret_totals, struct str *ret_why);

/* N made-up listings of made-up studios for measuring, always the same for the same N, in Kazakh-looking and Russian words whose
 * frequencies fall as in a language. They go through market.db and the projection like any other. `progress` may be NULL. */
MUST_USE enum err demo_scale(struct store *store, struct arena *arena, size_t count, void (*progress)(size_t done, size_t count));

#endif
