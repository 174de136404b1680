/* Import of another shop's export into the listings of one creator.
 * Owns the mapping from the file's products to ours. Promises: all or nothing for each product; a product that has not changed since its
 * last import is not touched; a changed one keeps its address, its variants' ids and the pieces that were sold meanwhile; a dry run
 * does everything and takes it back. Never makes up a price, a picture or a translation. */
#ifndef AINA_MODEL_IMPORT_H
#define AINA_MODEL_IMPORT_H

#include "base/money.h"
#include "model/shopify.h"
#include "store/store.h"

struct import_options {
	struct str creator_handle;
	struct str category_slug;    /* absent: by the product's type, else "other" */
	bool dry_run;
	int64_t tenge_per_unit_minor; /* tiyn for one unit of the file's currency; 0: its prices are tenge */
	int64_t published_ms;         /* when its new listings came out; 0: now */
};

enum import_outcome { IMPORT_NEW, IMPORT_CHANGED, IMPORT_UNCHANGED, IMPORT_REFUSED };

struct import_item {
	enum import_outcome outcome;
	const struct shopify_product *product; /* its faults say why it was refused */
	struct str slug;                       /* of the listing; absent when refused */
};

struct import_totals {
	size_t products, fresh, changed, unchanged, refused;
	size_t pictures; /* addresses in the file; none of them is fetched */
};

/* Called once for each product in the file's order. */
typedef void (*import_report)(void *context, const struct import_item *item);

/* ERR_INPUT: nothing was read, *ret_why (memory of `arena`) says what to do: no such creator or category, not such a file.
 * Other errors: the store's, with what was imported before standing. A refused product is no error. */
MUST_USE enum err import_shopify(struct store *store, struct arena *arena, const struct import_options *options, FILE *file,
				 import_report report, void *context, struct import_totals *ret_totals, struct str *ret_why);

#endif
