/* The shop window as pages read it: packed rows made into structs.
 * Owns the reader's side of the packs that catalogue_pack.c writes. Promises: a pack that is no pack is ERR_STORAGE, never half a
 * listing; texts come in the wanted language, else in Russian, else in the one they were written in first.
 * Texts view the rows they came from; nothing is copied. */
#ifndef AINA_MODEL_WINDOW_H
#define AINA_MODEL_WINDOW_H

#include "base/arena.h"
#include "base/lang.h"
#include "base/money.h"

#define WINDOW_VARIANTS_MAX 200
#define WINDOW_PHOTOS_MAX 20
#define WINDOW_NEWEST_MAX 5
#define WINDOW_DELIVERY_MAX 50
#define WINDOW_FEW 3 /* pieces that count as few */

/* The texts of a row as they stand in its columns. */
struct window_texts { struct str packs[LANG__COUNT]; struct str first; /* language it was written in */ };
/* The language that a page in `lang` shows; absent packs are passed over. ERR_STORAGE: there is none at all. */
MUST_USE enum err window_choose(const struct window_texts *texts, enum lang lang, enum lang *ret_shown);

struct window_card {
	int64_t fresh;
	bool made_to_order;
	int64_t city;
	struct money price;
	bool price_from;
	int64_t compare_minor; /* 0: none */
	int64_t left;          /* pieces; not for made_to_order */
	struct str slug, handle, creator_name, title, alt;
	struct str photo;      /* "" without one */
	int64_t width, height;
};
MUST_USE enum err window_card_read(int64_t fresh, struct str pack, enum lang lang, struct window_card *ret_card);
#define WINDOW_TEXTS(r) ((struct window_texts){ { (r)->text_kk_pack, (r)->text_ru_pack, (r)->text_en_pack }, (r)->lang })

/* All cards of `rows` (an array of `count` generated rows with fresh and pack) into *ret_cards; for use in a function returning enum err. */
#define WINDOW_CARDS(arena, rows, count, lang, ret_cards)                                             \
	do {                                                                                          \
		struct window_card *cards_ = ARENA_ARRAY((arena), struct window_card, (count));       \
		if (cards_ == NULL)                                                                   \
			return ERR_MEMORY;                                                            \
		for (size_t i_ = 0; i_ < (count); i_++)                                               \
			TRY(window_card_read((rows)[i_].fresh, (rows)[i_].pack, (lang), &cards_[i_]));        \
		*(ret_cards) = cards_;                                                                \
	} while (0)

struct window_variant { int64_t id; struct str sku, label; int64_t price_minor, compare_minor /* 0: none */, stock; };
struct window_photo { struct str file, credit, alt; int64_t width, height; };
struct window_listing {
	enum currency currency;
	bool made_to_order, returnable;
	int64_t making_min, making_max;
	/* As lists and data for machines show it: of the variants that can be bought, or of all when none can. */
	int64_t price_minor, price_max_minor, compare_minor /* 0: none */;
	int64_t left; /* pieces of all variants; not for made_to_order */
	struct str title, description, option;
	enum lang shown;
	struct window_variant *variants;
	size_t variant_count;
	struct window_photo *photos;
	size_t photo_count;
};
MUST_USE enum err window_listing_read(struct arena *arena, struct str offer, const struct window_texts *texts, enum lang lang,
				      struct window_listing *ret_listing);

/* The newest cards of a creator, as kept with their row. */
MUST_USE enum err window_newest_read(struct arena *arena, struct str newest, enum lang lang, struct window_card **ret_cards, size_t *ret_count);

struct window_creator { struct str name, photo, craft, bio; };
MUST_USE enum err window_creator_name(struct str face, struct str *ret_name);
/* `packs`: craft and bio by language. */
MUST_USE enum err window_creator_read(struct str face, const struct str packs[LANG__COUNT], enum lang lang, struct window_creator *ret_creator);

struct window_delivery { struct str kind, area, pickup; int64_t price_minor, free_from_minor /* -1: never */, days_min, days_max; };
MUST_USE enum err window_delivery_read(struct arena *arena, struct str delivery, enum lang lang, struct window_delivery **ret_rows, size_t *ret_count);

#endif
