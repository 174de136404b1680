#include "model/window.h"

#include "model/pack.h"

enum err window_choose(const struct window_texts *texts, enum lang lang, enum lang *ret_shown)
{
	enum lang first = lang_parse(texts->first, &first) ? first : LANG_RU;
	const enum lang wishes[] = { lang, LANG_RU, first, LANG_KK, LANG_EN };

	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++)
		if (texts->packs[wishes[i]].n > 0) {
			*ret_shown = wishes[i];
			return ERR_OK;
		}
	return ERR_STORAGE;
}

/* ---- cards ---- */

enum err window_card_read(int64_t fresh, struct str card_pack, enum lang lang, struct window_card *ret_card)
{
	struct pack pack = pack_open(card_pack);
	struct window_card card = { .fresh = fresh };
	struct window_texts texts;
	enum lang shown;

	card.slug = pack_get(&pack);
	card.handle = pack_get(&pack);
	card.creator_name = pack_get(&pack);
	card.city = pack_get_int(&pack);
	card.made_to_order = pack_get_int(&pack) != 0;
	if (!currency_parse(pack_get(&pack), &card.price.currency))
		return ERR_STORAGE;
	card.price.minor = pack_get_int(&pack);
	card.price_from = pack_get_int(&pack) != 0;
	card.compare_minor = pack_get_int(&pack);
	card.left = pack_get_int(&pack);
	texts.first = pack_get(&pack);
	for (enum lang l = 0; l < LANG__COUNT; l++)
		texts.packs[l] = pack_get(&pack);
	TRY(window_choose(&texts, lang, &shown));
	struct pack text = pack_open(texts.packs[shown]);
	card.title = pack_get(&text);
	if (!pack_is_empty(&pack)) {
		card.photo = pack_get(&pack);
		card.width = pack_get_int(&pack);
		card.height = pack_get_int(&pack);
		card.alt = pack_get(&text);
	}
	TRY(pack_check(&pack));
	TRY(pack_check(&text));
	*ret_card = card;
	return ERR_OK;
}

enum err window_newest_read(struct arena *arena, struct str newest, enum lang lang, struct window_card **ret_cards, size_t *ret_count)
{
	struct pack pack = pack_open(newest);
	size_t count = newest.n == 0 ? 0 : pack_get_count(&pack, WINDOW_NEWEST_MAX);
	struct window_card *cards = ARENA_ARRAY(arena, struct window_card, count);

	if (cards == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		int64_t fresh = pack_get_int(&pack);
		TRY(window_card_read(fresh, pack_get(&pack), lang, &cards[i]));
	}
	TRY(pack_check(&pack));
	*ret_cards = cards;
	*ret_count = count;
	return ERR_OK;
}

/* ---- listings ---- */

static enum err read_variants(struct arena *arena, struct pack *offer, struct window_listing *listing)
{
	listing->variant_count = pack_get_count(offer, WINDOW_VARIANTS_MAX);
	listing->variants = ARENA_ARRAY(arena, struct window_variant, listing->variant_count);
	if (listing->variants == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < listing->variant_count; i++) {
		struct window_variant *v = &listing->variants[i];
		v->id = pack_get_int(offer);
		v->sku = pack_get(offer);
		v->price_minor = pack_get_int(offer);
		v->compare_minor = pack_get_int(offer);
		v->stock = pack_get_int(offer);
	}
	return pack_check(offer);
}

static enum err read_photos(struct arena *arena, struct pack *offer, struct window_listing *listing)
{
	listing->photo_count = pack_get_count(offer, WINDOW_PHOTOS_MAX);
	listing->photos = ARENA_ARRAY(arena, struct window_photo, listing->photo_count);
	if (listing->photos == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < listing->photo_count; i++) {
		struct window_photo *p = &listing->photos[i];
		p->file = pack_get(offer);
		p->width = pack_get_int(offer);
		p->height = pack_get_int(offer);
		p->credit = pack_get(offer);
	}
	return pack_check(offer);
}

static enum err read_texts(struct pack text, struct window_listing *listing)
{
	listing->title = pack_get(&text);
	listing->description = pack_get(&text);
	listing->option = pack_get(&text);
	for (size_t i = 0; i < listing->variant_count; i++)
		listing->variants[i].label = pack_get(&text);
	for (size_t i = 0; i < listing->photo_count; i++)
		listing->photos[i].alt = pack_get(&text);
	return pack_check(&text);
}

enum err window_listing_read(struct arena *arena, struct str offer_pack, const struct window_texts *texts, enum lang lang,
			     struct window_listing *ret_listing)
{
	struct pack offer = pack_open(offer_pack);
	struct window_listing listing = { .variant_count = 0 };

	TRY(window_choose(texts, lang, &listing.shown));
	if (!currency_parse(pack_get(&offer), &listing.currency))
		return ERR_STORAGE;
	listing.made_to_order = pack_get_int(&offer) != 0;
	listing.making_min = pack_get_int(&offer);
	listing.making_max = pack_get_int(&offer);
	listing.returnable = pack_get_int(&offer) != 0;
	listing.price_minor = pack_get_int(&offer);
	listing.price_max_minor = pack_get_int(&offer);
	listing.compare_minor = pack_get_int(&offer);
	listing.left = pack_get_int(&offer);
	TRY(read_variants(arena, &offer, &listing));
	TRY(read_photos(arena, &offer, &listing));
	TRY(read_texts(pack_open(texts->packs[listing.shown]), &listing));
	*ret_listing = listing;
	return ERR_OK;
}

/* ---- creators ---- */

enum err window_creator_name(struct str face_pack, struct str *ret_name)
{
	struct pack face = pack_open(face_pack);
	struct str name = pack_get(&face);

	TRY(pack_check(&face));
	*ret_name = name;
	return ERR_OK;
}

enum err window_creator_read(struct str face_pack, const struct str packs[LANG__COUNT], enum lang lang, struct window_creator *ret_creator)
{
	struct pack face = pack_open(face_pack), text = pack_open(packs[lang]);
	struct window_creator creator = { .name = pack_get(&face) };

	creator.photo = pack_get(&face);
	creator.craft = pack_get(&text);
	creator.bio = pack_get(&text);
	TRY(pack_check(&face));
	TRY(pack_check(&text));
	*ret_creator = creator;
	return ERR_OK;
}

enum err window_delivery_read(struct arena *arena, struct str delivery, enum lang lang, struct window_delivery **ret_rows, size_t *ret_count)
{
	struct pack pack = pack_open(delivery);
	size_t count = pack_get_count(&pack, WINDOW_DELIVERY_MAX);
	struct window_delivery *rows = ARENA_ARRAY(arena, struct window_delivery, count);

	if (rows == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		rows[i].kind = pack_get(&pack);
		rows[i].area = pack_get(&pack);
		rows[i].price_minor = pack_get_int(&pack);
		rows[i].free_from_minor = pack_get_int(&pack);
		rows[i].days_min = pack_get_int(&pack);
		rows[i].days_max = pack_get_int(&pack);
		for (enum lang l = 0; l < LANG__COUNT; l++) {
			struct str pickup = pack_get(&pack);
			if (l == lang)
				rows[i].pickup = pickup;
		}
	}
	TRY(pack_check(&pack));
	*ret_rows = rows;
	*ret_count = count;
	return ERR_OK;
}
