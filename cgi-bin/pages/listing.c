#include "pages/listing.h"

#include "base/text.h"
#include "pages/picture.h"
#include "pages/shop.h"
#include "query/catalogue_window.h"
#include "template.h"

#define DESCRIPTION_LENGTH 160 /* what search engines show */
#define LD_DESCRIPTION_LENGTH 500
#define BIO_LENGTH 220
#define MORE 4
#define TAGS_MAX 12

static enum err fill_pictures(struct exchange *x, const struct window_listing *listing, struct listing_view *view)
{
	view->pictures = ARENA_ARRAY(x->arena, struct picture, listing->photo_count);
	if (view->pictures == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < listing->photo_count; i++) {
		const struct window_photo *p = &listing->photos[i];
		view->pictures[i] = picture_view(p->file, p->width, p->height, p->alt);
		view->pictures[i].credit = p->credit;
		view->pictures[i].lazy = i > 0;
	}
	view->picture_count = listing->photo_count;
	if (listing->photo_count > 0)
		view->ld_image = view->page.share_image = picture_share(x, view->pictures[0].file);
	return ERR_OK;
}

static enum err fill_variants(struct exchange *x, const struct window_listing *listing, struct listing_view *view)
{
	bool chosen = false;

	view->variants = ARENA_ARRAY(x->arena, struct variant_choice, listing->variant_count);
	if (view->variants == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < listing->variant_count; i++) {
		const struct window_variant *v = &listing->variants[i];
		bool sold_out = !listing->made_to_order && v->stock == 0;
		view->variants[i] = (struct variant_choice){
			.id = arena_format(x->arena, "%lld", (long long)v->id), .label = v->label,
			.price = { v->price_minor, listing->currency }, .compare = { v->compare_minor, listing->currency },
			.has_compare = v->compare_minor > 0, .sold_out = sold_out,
			.few_left = !listing->made_to_order && v->stock > 0 && v->stock <= WINDOW_FEW, .left = v->stock,
			.chosen = !chosen && !sold_out, .sku = v->sku,
		};
		chosen = chosen || !sold_out;
	}
	view->variant_count = listing->variant_count;
	view->has_options = listing->variant_count > 1 || (listing->variant_count == 1 && listing->variants[0].label.n > 0);
	view->option_name = listing->option;
	return ERR_OK;
}

static void fill_price(struct exchange *x, const struct window_listing *listing, struct listing_view *view)
{
	view->price = (struct money){ listing->price_minor, listing->currency };
	view->price_from = listing->price_max_minor > listing->price_minor;
	view->compare = (struct money){ listing->compare_minor, listing->currency };
	view->has_compare = listing->compare_minor > 0;
	view->made_to_order = listing->made_to_order;
	view->making_min = listing->making_min;
	view->making_max = listing->making_max;
	view->making_one = listing->making_min == listing->making_max;
	view->left = listing->left;
	view->sold_out = !listing->made_to_order && listing->left == 0;
	view->few_left = !listing->made_to_order && listing->left > 0 && listing->left <= WINDOW_FEW;
	view->available = !view->sold_out;
	view->action = url_path(x->arena, x->lang, STR("cart/add"));
	/* For machines: the same figures that the cart takes. */
	view->ld_currency = currency_code(listing->currency);
	view->ld_price = shop_plain_price(x->arena, view->price);
	view->ld_range = view->price_from;
	view->ld_price_high = shop_plain_price(x->arena, (struct money){ listing->price_max_minor, listing->currency });
	view->ld_offers = (int64_t)listing->variant_count;
	view->ld_availability = view->sold_out ? STR("https://schema.org/OutOfStock")
		: view->made_to_order ? STR("https://schema.org/MadeToOrder") : STR("https://schema.org/InStock");
	if (listing->variant_count == 1)
		view->ld_sku = listing->variants[0].sku;
}

static enum err fill_text(struct exchange *x, const struct window_listing *listing, struct listing_view *view)
{
	static const enum message_id notes[LANG__COUNT] = {
		[LANG_KK] = MESSAGE_LISTING_SHOWN_IN_KK, [LANG_RU] = MESSAGE_LISTING_SHOWN_IN_RU, [LANG_EN] = MESSAGE_LISTING_SHOWN_IN_EN,
	};

	view->title = view->page.title = listing->title;
	view->page.description = shop_line(x->arena, listing->description, DESCRIPTION_LENGTH);
	view->ld_description = text_cut(x->arena, listing->description, LD_DESCRIPTION_LENGTH);
	view->page.share_type = STR("product");
	view->other_language = listing->shown != x->lang;
	if (view->other_language) {
		view->other_language_note = (struct message){ .id = notes[listing->shown] };
		view->text_lang = lang_code(listing->shown);
	}
	return shop_paragraphs(x->arena, listing->description, &view->description, &view->paragraph_count);
}

static enum err fill_tags(struct exchange *x, struct str tags, struct listing_view *view)
{
	struct url search = url_path(x->arena, x->lang, STR("search"));
	struct str tag;

	view->tags = ARENA_ARRAY(x->arena, struct page_link, TAGS_MAX);
	if (view->tags == NULL)
		return ERR_MEMORY;
	while (view->tag_count < TAGS_MAX && str_next(&tags, ',', &tag))
		if (tag.n > 0)
			view->tags[view->tag_count++] = (struct page_link){ .name = tag, .url = url_with(x->arena, search, STR("q"), tag) };
	return ERR_OK;
}

/* "More from this studio": its newest things but this one. */
static enum err fill_more(struct exchange *x, const struct q_window_listing_row *row, struct listing_view *view)
{
	struct window_card *cards;
	size_t count, kept = 0;

	TRY(window_newest_read(x->arena, row->newest_pack, x->lang, &cards, &count));
	for (size_t i = 0; i < count && kept < MORE; i++)
		if (cards[i].fresh != row->fresh)
			cards[kept++] = cards[i];
	view->more_count = kept;
	return shop_cards(x, cards, kept, 0, &view->more);
}

static enum err fill_maker(struct exchange *x, const struct q_window_listing_row *row, struct listing_view *view)
{
	const struct str packs[] = { row->creator_kk_pack, row->creator_ru_pack, row->creator_en_pack };
	const struct frame_category *category = frame_category(shop_of(x)->frame, row->category);
	struct str bio;

	if (category == NULL)
		return ERR_STORAGE;
	view->category = (struct page_link){ .name = category->names[x->lang], .url = url_category(x->arena, x->lang, category->slug) };
	TRY(shop_maker(x, row->handle, row->creator_face_pack, packs, row->city, row->listing_count, &view->creator, &bio));
	view->creator_bio = shop_line(x->arena, bio, BIO_LENGTH);
	view->return_days = row->return_days;
	TRY(shop_delivery(x, row->delivery_pack, &view->delivery, &view->delivery_count));
	return fill_more(x, row, view);
}

enum err listing_show(struct exchange *x)
{
	struct q_window_listing_row row;
	struct window_listing listing;
	struct listing_view view = { .returnable = false };

	TRY(q_window_listing(serve_app(x)->store, x->arena, &(struct q_window_listing){ .slug = x->parameters[0] }, &row));
	TRY(window_listing_read(x->arena, row.offer_pack, &WINDOW_TEXTS(&row), x->lang, &listing));
	TRY(shop_begin(x, row.category, &view.page));
	view.returnable = listing.returnable;
	TRY(fill_text(x, &listing, &view));
	TRY(fill_pictures(x, &listing, &view));
	TRY(fill_variants(x, &listing, &view));
	fill_price(x, &listing, &view);
	TRY(fill_tags(x, row.tags, &view));
	TRY(fill_maker(x, &row, &view));
	return template_page_listing(&x->reply.body, x->lang, &view);
}
