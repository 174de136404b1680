#include "model/catalogue_project.h"

#include "model/catalogue_pack.h"
#include "model/pack.h"
#include "model/place.h"

#define ID_SERIAL_BITS 8 /* below these, ids of one program hardly differ (base/random.c) */

static enum err none_is_ok(enum err err)
{
	return err == ERR_NONE ? ERR_OK : err;
}

/* ---- cities and categories ---- */

enum err project_frame(struct projection *p)
{
	struct q_source_cities_row *cities;
	struct q_source_categories_row *categories;
	size_t count;

	TRY(q_source_cities(p->store, p->arena, &cities, &count));
	for (size_t i = 0; i < count; i++)
		TRY(q_put_city(p->store, &(struct q_put_city){ .slug = cities[i].slug, .name_kk = cities[i].name_kk,
			.name_ru = cities[i].name_ru, .name_en = cities[i].name_en, .position = cities[i].position }, NULL));
	TRY(q_source_categories(p->store, p->arena, &categories, &count));
	for (size_t i = 0; i < count; i++)
		TRY(q_put_category(p->store, &(struct q_put_category){ .id = categories[i].id, .slug = categories[i].slug,
			.name_kk = categories[i].name_kk, .name_ru = categories[i].name_ru, .name_en = categories[i].name_en,
			.position = categories[i].position }, NULL));
	p->changed = true;
	return ERR_OK;
}

/* ---- creators ---- */

enum err project_creator(struct projection *p, int64_t id, bool *ret_listings)
{
	struct q_source_creator_row source;
	struct q_source_delivery_row *delivery;
	struct q_put_creator_old_row old;
	struct q_put_city_number_row city;
	size_t count;

	enum err had = q_put_creator_old(p->store, p->arena, &(struct q_put_creator_old){ .id = id }, &old);
	TRY(none_is_ok(had));
	enum err has = q_source_creator(p->store, p->arena, &(struct q_source_creator){ .id = id }, &source);
	TRY(none_is_ok(has));
	p->changed = true;
	*ret_listings = true;
	if (has == ERR_NONE)
		return q_put_creator_gone(p->store, &(struct q_put_creator_gone){ .id = id }, NULL);
	TRY(q_source_delivery(p->store, p->arena, &(struct q_source_delivery){ .creator_id = id }, &delivery, &count));
	TRY(q_put_city_number(p->store, p->arena, &(struct q_put_city_number){ .slug = source.city_slug }, &city));
	struct str face = pack_creator_face(p->arena, &source);
	*ret_listings = had == ERR_NONE || !str_eq(old.handle, source.handle) || !str_eq(old.face_pack, face) || old.city != city.number;
	struct q_put_creator put = {
		.id = id, .handle = source.handle, .face_pack = face,
		.text_kk_pack = pack_creator_text(p->arena, &source, LANG_KK), .text_ru_pack = pack_creator_text(p->arena, &source, LANG_RU),
		.text_en_pack = pack_creator_text(p->arena, &source, LANG_EN), .delivery_pack = pack_delivery(p->arena, delivery, count),
		.newest_pack = pack_newest(p->arena, NULL, 0),
		.city = city.number, .return_days = source.return_days, .since_ms = source.created_ms, .updated_ms = source.updated_ms,
	};
	if (arena_failed(p->arena))
		return ERR_MEMORY;
	return q_put_creator(p->store, &put, NULL);
}

/* "More from this studio" and how many things it has. */
static enum err show_creator(struct projection *p, int64_t id)
{
	struct q_put_creator_newest_row *rows;
	struct q_put_creator_count_row total;
	size_t count;

	arena_reset(p->arena);
	TRY(q_put_creator_newest(p->store, p->arena, &(struct q_put_creator_newest){ .creator_id = id }, &rows, &count));
	TRY(q_put_creator_count(p->store, p->arena, &(struct q_put_creator_count){ .creator_id = id }, &total));
	struct str newest = pack_newest(p->arena, rows, count);
	if (arena_failed(p->arena))
		return ERR_MEMORY;
	return q_put_creator_shown(p->store, &(struct q_put_creator_shown){ .id = id, .newest_pack = newest,
		.listing_count = total.listing_count }, NULL);
}

enum err project_shown(struct projection *p)
{
	for (size_t i = 0; i < p->creator_count; i++)
		TRY(show_creator(p, p->creators[i]));
	p->creator_count = 0;
	return ERR_OK;
}

static enum err touch_creator(struct projection *p, int64_t id)
{
	for (size_t i = 0; i < p->creator_count; i++)
		if (p->creators[i] == id)
			return ERR_OK;
	if (p->creator_count == PROJECT_TOUCHED_MAX)
		TRY(project_shown(p));
	p->creators[p->creator_count++] = id;
	return ERR_OK;
}

/* ---- listings ---- */

static enum err read_source(struct projection *p, int64_t id, struct source *source)
{
	TRY(q_source_listing(p->store, p->arena, &(struct q_source_listing){ .id = id }, &source->listing));
	TRY(q_source_texts(p->store, p->arena, &(struct q_source_texts){ .listing_id = id }, &source->texts, &source->text_count));
	TRY(q_source_variants(p->store, p->arena, &(struct q_source_variants){ .listing_id = id }, &source->variants,
			      &source->variant_count));
	TRY(q_source_photos(p->store, p->arena, &(struct q_source_photos){ .listing_id = id }, &source->photos, &source->photo_count));
	return source->text_count == 0 || source->variant_count == 0 ? ERR_NONE : ERR_OK;
}

/* Title and description of all languages, as the index has them. */
static enum err search_words(struct arena *arena, const struct str packs[LANG__COUNT], struct str *ret_title, struct str *ret_body)
{
	struct str title = STR(""), body = STR("");

	for (enum lang lang = 0; lang < LANG__COUNT; lang++) {
		if (packs[lang].p == NULL)
			continue;
		struct pack pack = pack_open(packs[lang]);
		struct str own_title = pack_get(&pack), own_body = pack_get(&pack);
		TRY(pack_check(&pack));
		title = arena_format(arena, "%.*s%.*s\n", (int)title.n, title.p, (int)own_title.n, own_title.p);
		body = arena_format(arena, "%.*s%.*s\n", (int)body.n, body.p, (int)own_body.n, own_body.p);
	}
	*ret_title = title;
	*ret_body = body;
	return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

static enum err search_out(struct projection *p, const struct q_put_listing_old_row *old)
{
	struct q_put_search_gone gone = { .fresh = old->fresh, .tags = old->tags };
	const struct str packs[LANG__COUNT] = { old->text_kk_pack, old->text_ru_pack, old->text_en_pack };

	TRY(search_words(p->arena, packs, &gone.title, &gone.body));
	return q_put_search_gone(p->store, &gone, NULL);
}

static enum err search_in(struct projection *p, const struct q_put_listing *listing)
{
	struct q_put_search put = { .fresh = listing->fresh, .tags = listing->tags };
	const struct str packs[LANG__COUNT] = { listing->text_kk_pack, listing->text_ru_pack, listing->text_en_pack };

	TRY(search_words(p->arena, packs, &put.title, &put.body));
	return q_put_search(p->store, &put, NULL);
}

static enum err listing_out(struct projection *p, int64_t id, const struct q_put_listing_old_row *old)
{
	p->changed = true;
	TRY(touch_creator(p, old->creator_id));
	TRY(search_out(p, old));
	TRY(q_put_card_gone(p->store, &(struct q_put_card_gone){ .fresh = old->fresh }, NULL));
	TRY(q_put_credits_gone(p->store, &(struct q_put_credits_gone){ .listing_id = id }, NULL));
	return q_put_listing_gone(p->store, &(struct q_put_listing_gone){ .id = id }, NULL);
}

/* The listing's place. Those that share everything in it but the serial get the next free one; a listing keeps the one it has. */
static enum err find_place(struct projection *p, const struct source *source, int64_t category, int64_t kind, int64_t city,
			   const struct q_put_listing_old_row *old, int64_t *ret_place)
{
	int64_t id = source->listing.id, place = place_make(source->listing.published_ms, category, kind, city, id >> ID_SERIAL_BITS);
	struct q_put_card_old_row taken;

	if (place == 0)
		return ERR_INTERNAL;
	if (old != NULL && place_base(old->fresh) == place_base(place)) {
		*ret_place = old->fresh;
		return ERR_OK;
	}
	for (int64_t tries = 0; tries < PLACE_SERIALS; tries++) {
		int64_t next = place_base(place) | ((place + tries) & (PLACE_SERIALS - 1));
		enum err err = q_put_card_old(p->store, p->arena, &(struct q_put_card_old){ .fresh = next }, &taken);
		if (err == ERR_NONE)
			*ret_place = next;
		if (err != ERR_OK)
			return none_is_ok(err);
	}
	return ERR_CONFLICT;
}

static bool same_words(const struct q_put_listing_old_row *old, const struct q_put_listing *put)
{
	return old->fresh == put->fresh && str_eq(old->tags, put->tags) && str_eq(old->text_kk_pack, put->text_kk_pack) &&
	       str_eq(old->text_ru_pack, put->text_ru_pack) && str_eq(old->text_en_pack, put->text_en_pack);
}

static enum err put_card(struct projection *p, const struct q_put_card *put, int64_t old_fresh)
{
	struct q_put_card_old_row old;

	if (old_fresh != 0) {
		TRY(q_put_card_old(p->store, p->arena, &(struct q_put_card_old){ .fresh = old_fresh }, &old));
		bool stays = old_fresh == put->fresh && old.category == put->category && old.kind == put->kind &&
			     old.city == put->city && old.price_minor == put->price_minor;
		if (stays)
			return q_put_card_pack(p->store, &(struct q_put_card_pack){ .fresh = put->fresh, .creator_id = put->creator_id,
				.pack = put->pack }, NULL);
		TRY(q_put_card_gone(p->store, &(struct q_put_card_gone){ .fresh = old_fresh }, NULL));
	}
	return q_put_card(p->store, put, NULL);
}

static enum err put_credits(struct projection *p, const struct source *source)
{
	TRY(q_put_credits_gone(p->store, &(struct q_put_credits_gone){ .listing_id = source->listing.id }, NULL));
	for (size_t i = 0; i < source->photo_count; i++)
		if (source->photos[i].credit.n > 0)
			TRY(q_put_credit(p->store, &(struct q_put_credit){ .name = source->photos[i].credit,
				.listing_id = source->listing.id }, NULL));
	return ERR_OK;
}

static enum err listing_in(struct projection *p, const struct source *source, const struct q_put_listing_old_row *old)
{
	const struct q_source_listing_row *l = &source->listing;
	struct q_put_city_number_row city;
	struct q_put_category_number_row category;
	int64_t kind = l->made_to_order ? PLACE_MADE : PLACE_READY;

	TRY(q_put_city_number(p->store, p->arena, &(struct q_put_city_number){ .slug = l->city_slug }, &city));
	TRY(q_put_category_number(p->store, p->arena, &(struct q_put_category_number){ .id = l->category_id }, &category));
	struct q_put_listing put = {
		.id = l->id, .slug = l->slug, .creator_id = l->creator_id, .category = category.number, .lang = l->lang,
		.offer_pack = pack_offer(p->arena, source), .tags = l->tags,
		.text_kk_pack = pack_listing_text(p->arena, source, LANG_KK), .text_ru_pack = pack_listing_text(p->arena, source, LANG_RU),
		.text_en_pack = pack_listing_text(p->arena, source, LANG_EN), .published_ms = l->published_ms, .updated_ms = l->updated_ms,
	};
	TRY(find_place(p, source, category.number, kind, city.number, old, &put.fresh));
	struct q_put_card card = {
		.fresh = put.fresh, .category = category.number, .kind = kind, .city = city.number,
		.price_minor = source_price(source).price_minor, .creator_id = l->creator_id, .pack = pack_card(p->arena, source, city.number),
	};
	if (arena_failed(p->arena))
		return ERR_MEMORY;
	bool words = old == NULL || !same_words(old, &put);
	if (words && old != NULL)
		TRY(search_out(p, old));
	TRY(q_put_listing(p->store, &put, NULL));
	TRY(put_card(p, &card, old == NULL ? 0 : old->fresh));
	TRY(put_credits(p, source));
	if (words)
		TRY(search_in(p, &put));
	p->changed = true;
	if (old != NULL && old->creator_id != l->creator_id)
		TRY(touch_creator(p, old->creator_id));
	return touch_creator(p, l->creator_id);
}

/* False while another listing has this address in the window: its own change, which gives it up, is on its way. */
static enum err slug_is_free(struct projection *p, int64_t id, struct str slug, bool *ret_free)
{
	struct q_put_slug_owner_row owner;
	enum err err = q_put_slug_owner(p->store, p->arena, &(struct q_put_slug_owner){ .slug = slug }, &owner);

	TRY(none_is_ok(err));
	*ret_free = err == ERR_NONE || owner.id == id;
	return ERR_OK;
}

enum err project_listing(struct projection *p, int64_t id, bool *ret_done)
{
	struct source source = { 0 };
	struct q_put_listing_old_row old;

	arena_reset(p->arena);
	*ret_done = true;
	enum err had = q_put_listing_old(p->store, p->arena, &(struct q_put_listing_old){ .id = id }, &old);
	TRY(none_is_ok(had));
	enum err has = read_source(p, id, &source);
	TRY(none_is_ok(has));
	if (has == ERR_OK) {
		TRY(slug_is_free(p, id, source.listing.slug, ret_done));
		return *ret_done ? listing_in(p, &source, had == ERR_OK ? &old : NULL) : ERR_OK;
	}
	return had == ERR_OK ? listing_out(p, id, &old) : ERR_OK;
}
