/* The demo shop: studios, their things and photographs, read from the files of db/demo into an empty house.
 * Owns the meaning of those files. Promises: a studio comes whole or not at all; one that is there already (by its handle) is left
 * alone, so filling twice is filling once; a fault in a file names file and line. Never reaches beyond its folder and STATE/media. */
#ifndef AINA_MODEL_DEMO_H
#define AINA_MODEL_DEMO_H

#include "model/demo_scale.h"

struct demo_totals {
	size_t studios, listings, photos; /* added by this run */
	size_t imported;                  /* listings that came through a studio's own export file */
};

/* `folder`: holds frame.txt, photos/CREDITS, photos/, studio/ and one .txt file for each studio.
 * ERR_INPUT: *ret_why (memory of `arena`) names file, line and fault; ERR_NONE: a file is missing, likewise. */
MUST_USE enum err demo_fill(struct store *store, struct arena *arena, const struct conf *conf, struct str folder,
			    struct demo_totals *ret_totals, struct str *ret_why);

/* `count` made-up listings for measuring (model/demo_scale.h) in the cities and categories of `folder`, with its photographs. */
MUST_USE enum err demo_fill_scale(struct store *store, struct arena *arena, const struct conf *conf, struct str folder, size_t count,
				  struct demo_scale_progress progress, struct demo_scale_totals *ret_totals, struct str *ret_why);

#endif
