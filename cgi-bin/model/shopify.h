/* Reader of the Shopify product export: rows of a CSV file become products.
 * Owns the file's columns (found by their header, in any order, unknown ones passed over) and the rows of the present product.
 * Promises: a product comes whole or is refused with the line and column of everything that is wrong with it; the reading goes on.
 * Never writes anything, never fetches a picture, never guesses a price. */
#ifndef AINA_MODEL_SHOPIFY_H
#define AINA_MODEL_SHOPIFY_H

#include "base/arena.h"
#include "model/csv.h"

#define SHOPIFY_OPTIONS 3
#define SHOPIFY_VARIANTS_MAX 200
#define SHOPIFY_PICTURES_MAX 250
#define SHOPIFY_FAULTS_MAX 20 /* told for each product; the rest would be more of the same */

/* Something wrong or left out, for the person who made the file. `column`: its header, absent when the whole row is meant. */
struct shopify_fault {
	size_t line;
	struct str column;
	struct str why;
};

struct shopify_variant {
	struct str options[SHOPIFY_OPTIONS]; /* "" where there is none */
	struct str sku;
	int64_t price_minor, compare_minor; /* as in the file; compare 0: none */
	int64_t quantity;                   /* >= 0 */
	int64_t weight_g;
	size_t line;
};

struct shopify_product {
	struct str handle, title, description /* plain text */, vendor, type, tags /* lower case, comma separated */;
	bool published;
	struct str option_names[SHOPIFY_OPTIONS]; /* "" where there is none; all empty: a single variant */
	struct shopify_variant *variants;
	size_t variant_count;
	struct str *pictures; /* addresses */
	size_t picture_count;
	size_t line; /* of its first row */
	struct shopify_fault *faults; /* any: the product is refused */
	size_t fault_count;
};

struct shopify;

/* Reads the header. ERR_INPUT: it is no such export, *ret_why (arena memory) says what is missing; ERR_STORAGE; ERR_MEMORY.
 * `file` stays the caller's; `arena` must live as long as the reader. */
MUST_USE enum err shopify_open(struct arena *arena, FILE *file, struct shopify **ret_shopify, struct str *ret_why);
void shopify_close(struct shopify *shopify); /* NULL is fine */

/* The next product, its memory in `arena` (which the caller may reset between products, unlike the one given to shopify_open).
 * ERR_NONE: the end; ERR_STORAGE; ERR_MEMORY. */
MUST_USE enum err shopify_next(struct shopify *shopify, struct arena *arena, struct shopify_product *ret_product);

#endif
