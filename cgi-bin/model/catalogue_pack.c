#include "model/catalogue_pack.h"

#include "model/pack.h"

#define PACK_BYTES_MAX ((size_t)512 * 1024)

/* The text of `lang`, else Russian, else what there is: labels and alternative texts are single words that better stand in another
 * language than not at all. */
static struct str choose(enum lang lang, struct str kk, struct str ru, struct str en)
{
	struct str own = lang == LANG_KK ? kk : lang == LANG_RU ? ru : en;
	return own.n > 0 ? own : ru.n > 0 ? ru : en.n > 0 ? en : kk;
}

static struct str finish(struct arena *arena, struct buf *pack)
{
	struct str copy = buf_failed(pack) ? (struct str){ NULL, 0 } : arena_copy(arena, buf_str(pack));
	if (buf_failed(pack))
		(void)arena_alloc(arena, SIZE_MAX); /* makes arena_failed() true: the one place where callers look */
	buf_free(pack);
	return copy;
}

struct source_price source_price(const struct source *source)
{
	bool made = source->listing.made_to_order != 0, any = made;
	struct source_price price = { .left = made ? -1 : 0 };

	for (size_t i = 0; i < source->variant_count && !any; i++)
		any = source->variants[i].stock > 0;
	bool first = true;
	for (size_t i = 0; i < source->variant_count; i++) {
		const struct q_source_variants_row *v = &source->variants[i];
		if (!made)
			price.left += v->stock;
		if (any && !made && v->stock == 0)
			continue;
		if (first || v->price_minor < price.price_minor) {
			price.price_minor = v->price_minor;
			price.compare_minor = v->compare_minor_is_null ? 0 : v->compare_minor;
		}
		if (first || v->price_minor > price.price_max_minor)
			price.price_max_minor = v->price_minor;
		first = false;
	}
	return price;
}

struct str pack_offer(struct arena *arena, const struct source *source)
{
	const struct q_source_listing_row *l = &source->listing;
	struct source_price price = source_price(source);
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put(&pack, l->currency);
	pack_put_int(&pack, l->made_to_order);
	pack_put_int(&pack, l->making_days_min);
	pack_put_int(&pack, l->making_days_max);
	pack_put_int(&pack, l->returnable);
	pack_put_int(&pack, price.price_minor);
	pack_put_int(&pack, price.price_max_minor);
	pack_put_int(&pack, price.compare_minor);
	pack_put_int(&pack, price.left);
	pack_put_int(&pack, (int64_t)source->variant_count);
	for (size_t i = 0; i < source->variant_count; i++) {
		const struct q_source_variants_row *v = &source->variants[i];
		pack_put_int(&pack, v->id);
		pack_put(&pack, v->sku);
		pack_put_int(&pack, v->price_minor);
		pack_put_int(&pack, v->compare_minor_is_null ? 0 : v->compare_minor);
		pack_put_int(&pack, v->stock);
	}
	pack_put_int(&pack, (int64_t)source->photo_count);
	for (size_t i = 0; i < source->photo_count; i++) {
		const struct q_source_photos_row *p = &source->photos[i];
		pack_put(&pack, p->file);
		pack_put_int(&pack, p->width);
		pack_put_int(&pack, p->height);
		pack_put(&pack, p->credit);
	}
	return finish(arena, &pack);
}

static const struct q_source_texts_row *text_of(const struct source *source, enum lang lang)
{
	for (size_t i = 0; i < source->text_count; i++)
		if (str_eq(source->texts[i].lang, lang_code(lang)))
			return &source->texts[i];
	return NULL;
}

struct str pack_listing_text(struct arena *arena, const struct source *source, enum lang lang)
{
	const struct q_source_texts_row *text = text_of(source, lang);
	const struct q_source_listing_row *l = &source->listing;
	struct buf pack;

	if (text == NULL)
		return (struct str){ NULL, 0 };
	buf_init(&pack, PACK_BYTES_MAX);
	pack_put(&pack, text->title);
	pack_put(&pack, text->description);
	pack_put(&pack, choose(lang, l->option_kk, l->option_ru, l->option_en));
	for (size_t i = 0; i < source->variant_count; i++) {
		const struct q_source_variants_row *v = &source->variants[i];
		pack_put(&pack, choose(lang, v->label_kk, v->label_ru, v->label_en));
	}
	for (size_t i = 0; i < source->photo_count; i++) {
		const struct q_source_photos_row *p = &source->photos[i];
		struct str alt = choose(lang, p->alt_kk, p->alt_ru, p->alt_en);
		pack_put(&pack, alt.n > 0 ? alt : text->title);
	}
	return finish(arena, &pack);
}

/* Title and alternative text; "" where the language has no title. */
static void put_card_text(struct buf *pack, const struct source *source, enum lang lang)
{
	const struct q_source_texts_row *text = text_of(source, lang);
	struct buf BUF_AUTO own;

	buf_init(&own, PACK_BYTES_MAX);
	if (text != NULL) {
		pack_put(&own, text->title);
		if (source->photo_count > 0)
			pack_put(&own, choose(lang, source->photos[0].alt_kk, source->photos[0].alt_ru, source->photos[0].alt_en));
	}
	pack_put(pack, buf_str(&own));
}

struct str pack_card(struct arena *arena, const struct source *source, int64_t city)
{
	const struct q_source_listing_row *l = &source->listing;
	struct source_price price = source_price(source);
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put(&pack, l->slug);
	pack_put(&pack, l->handle);
	pack_put(&pack, l->display_name);
	pack_put_int(&pack, city);
	pack_put_int(&pack, l->made_to_order);
	pack_put(&pack, l->currency);
	pack_put_int(&pack, price.price_minor);
	pack_put_int(&pack, price.price_max_minor > price.price_minor);
	pack_put_int(&pack, price.compare_minor);
	pack_put_int(&pack, price.left);
	pack_put(&pack, l->lang);
	for (enum lang lang = 0; lang < LANG__COUNT; lang++)
		put_card_text(&pack, source, lang);
	if (source->photo_count > 0) {
		pack_put(&pack, source->photos[0].file);
		pack_put_int(&pack, source->photos[0].width);
		pack_put_int(&pack, source->photos[0].height);
	}
	return finish(arena, &pack);
}

struct str pack_creator_face(struct arena *arena, const struct q_source_creator_row *creator)
{
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put(&pack, creator->display_name);
	pack_put(&pack, creator->photo_file);
	return finish(arena, &pack);
}

struct str pack_creator_text(struct arena *arena, const struct q_source_creator_row *creator, enum lang lang)
{
	const struct q_source_creator_row *c = creator;
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put(&pack, choose(lang, c->craft_kk, c->craft_ru, c->craft_en));
	pack_put(&pack, choose(lang, c->bio_kk, c->bio_ru, c->bio_en));
	return finish(arena, &pack);
}

struct str pack_delivery(struct arena *arena, const struct q_source_delivery_row *rows, size_t count)
{
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put_int(&pack, (int64_t)count);
	for (size_t i = 0; i < count; i++) {
		const struct q_source_delivery_row *d = &rows[i];
		pack_put(&pack, d->kind);
		pack_put(&pack, d->area);
		pack_put_int(&pack, d->price_minor);
		pack_put_int(&pack, d->free_from_minor_is_null ? -1 : d->free_from_minor);
		pack_put_int(&pack, d->days_min);
		pack_put_int(&pack, d->days_max);
		for (enum lang lang = 0; lang < LANG__COUNT; lang++)
			pack_put(&pack, choose(lang, d->pickup_kk, d->pickup_ru, d->pickup_en));
	}
	return finish(arena, &pack);
}

struct str pack_newest(struct arena *arena, const struct q_put_creator_newest_row *rows, size_t count)
{
	struct buf pack;

	buf_init(&pack, PACK_BYTES_MAX);
	pack_put_int(&pack, (int64_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_put_int(&pack, rows[i].fresh);
		pack_put(&pack, rows[i].pack);
	}
	return finish(arena, &pack);
}
