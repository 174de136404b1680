/* How the rows of the shop window are packed: the writer's side of model/window.h, which reads them.
 * Pure: from rows of market.db to bytes. The order of fields in each pack stands in catalogue_pack.c and window.c, nowhere else. */
#ifndef AINA_MODEL_CATALOGUE_PACK_H
#define AINA_MODEL_CATALOGUE_PACK_H

#include "base/arena.h"
#include "base/lang.h"
#include "query/catalogue_put.h"
#include "query/catalogue_source.h"

/* A listing as market has it. */
struct source {
	struct q_source_listing_row listing;
	struct q_source_texts_row *texts;
	size_t text_count;
	struct q_source_variants_row *variants; /* active ones, at least one */
	size_t variant_count;
	struct q_source_photos_row *photos;
	size_t photo_count;
};

/* Its price as lists show it: of the variants that can be bought, or of all when none can. */
struct source_price {
	int64_t price_minor, price_max_minor, compare_minor; /* compare 0: none */
	int64_t left;                                        /* pieces of all variants; -1: made to order */
};
struct source_price source_price(const struct source *source);

/* All in memory of the arena; a failure shows in arena_failed(). Absent (p == NULL) where a language has no text. */
struct str pack_offer(struct arena *arena, const struct source *source);
struct str pack_listing_text(struct arena *arena, const struct source *source, enum lang lang);
struct str pack_card(struct arena *arena, const struct source *source, int64_t city);
struct str pack_creator_face(struct arena *arena, const struct q_source_creator_row *creator);
struct str pack_creator_text(struct arena *arena, const struct q_source_creator_row *creator, enum lang lang);
struct str pack_delivery(struct arena *arena, const struct q_source_delivery_row *rows, size_t count);
struct str pack_newest(struct arena *arena, const struct q_put_creator_newest_row *rows, size_t count);

#endif
