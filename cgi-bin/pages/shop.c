#include "pages/shop.h"

#include "base/text.h"
#include "pages/picture.h"

#define MAKER_PICTURE 400 /* makers' pictures are shown square */

struct shop *shop_create(struct arena *arena)
{
	struct shop *shop = ARENA_NEW(arena, struct shop);

	if (shop == NULL)
		return NULL;
	shop->frame = frame_create();
	shop->words = words_create();
	return shop->frame == NULL || shop->words == NULL ? NULL : shop;
}

enum err shop_frame(struct exchange *x, const struct frame **ret_frame)
{
	struct frame *frame = shop_of(x)->frame;
	bool renewed;

	TRY(frame_follow(frame, serve_app(x)->store, x->arena, &renewed));
	*ret_frame = frame;
	return ERR_OK;
}

enum err shop_begin(struct exchange *x, int64_t current, struct page *ret_page)
{
	const struct frame *frame;
	struct page page;

	TRY(page_begin(x, &page));
	TRY(shop_frame(x, &frame));
	page.categories = ARENA_ARRAY(x->arena, struct page_link, frame->category_count);
	if (page.categories == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < frame->category_count; i++) {
		const struct frame_category *c = &frame->categories[i];
		if (frame_listings(frame, c->number, 0, 0) > 0 || c->number == current)
			page.categories[page.category_count++] = (struct page_link){
				.name = c->names[x->lang], .url = url_category(x->arena, x->lang, c->slug), .current = c->number == current };
	}
	*ret_page = page;
	return ERR_OK;
}

struct str shop_city(struct exchange *x, int64_t number)
{
	const struct frame_city *city = frame_city(shop_of(x)->frame, number);
	return city == NULL ? STR("") : city->names[x->lang];
}

static struct card card_view(struct exchange *x, const struct window_card *c, bool eager)
{
	struct card view = {
		.url = url_listing(x->arena, x->lang, c->slug), .title = c->title, .price = c->price, .price_from = c->price_from,
		.compare = { c->compare_minor, c->price.currency }, .has_compare = c->compare_minor > 0,
		.creator_name = c->creator_name, .creator_url = url_creator(x->arena, x->lang, c->handle), .city = shop_city(x, c->city),
		.has_picture = c->photo.n > 0, .made_to_order = c->made_to_order,
		.sold_out = !c->made_to_order && c->left == 0, .few_left = !c->made_to_order && c->left > 0 && c->left <= WINDOW_FEW,
		.left = c->left, .eager = eager,
	};
	if (view.has_picture) {
		view.picture = picture_view(c->photo, c->width, c->height, c->alt.n > 0 ? c->alt : c->title);
		view.picture.lazy = !eager;
	}
	return view;
}

enum err shop_cards(struct exchange *x, const struct window_card *cards, size_t count, size_t eager, struct card **ret_cards)
{
	struct card *views = ARENA_ARRAY(x->arena, struct card, count);

	if (views == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		views[i] = card_view(x, &cards[i], i < eager);
	*ret_cards = views;
	return ERR_OK;
}

enum err shop_maker(struct exchange *x, struct str handle, struct str face, const struct str packs[LANG__COUNT], int64_t city, int64_t listings,
		    struct creator_card *ret_card, struct str *ret_bio)
{
	struct window_creator creator;

	TRY(window_creator_read(face, packs, x->lang, &creator));
	*ret_card = (struct creator_card){
		.name = creator.name, .craft = creator.craft, .city = shop_city(x, city), .url = url_creator(x->arena, x->lang, handle),
		.has_picture = creator.photo.n > 0, .listing_count = listings,
	};
	if (ret_card->has_picture)
		ret_card->picture = picture_view(creator.photo, MAKER_PICTURE, MAKER_PICTURE, creator.name);
	*ret_bio = creator.bio;
	return ERR_OK;
}

static struct message kind_message(struct str kind)
{
	if (str_eq_z(kind, "courier"))
		return MESSAGE(DELIVERY_KIND_COURIER);
	return str_eq_z(kind, "post") ? MESSAGE(DELIVERY_KIND_POST) : MESSAGE(DELIVERY_KIND_PICKUP);
}

static struct message area_message(struct str area)
{
	if (str_eq_z(area, "city"))
		return MESSAGE(DELIVERY_AREA_CITY);
	return str_eq_z(area, "country") ? MESSAGE(DELIVERY_AREA_COUNTRY) : MESSAGE(DELIVERY_AREA_WORLD);
}

enum err shop_delivery(struct exchange *x, struct str pack, struct delivery_row **ret_rows, size_t *ret_count)
{
	struct window_delivery *ways;
	size_t count;

	TRY(window_delivery_read(x->arena, pack, x->lang, &ways, &count));
	struct delivery_row *rows = ARENA_ARRAY(x->arena, struct delivery_row, count);
	if (rows == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct window_delivery *w = &ways[i];
		bool pickup = w->pickup.n > 0;
		rows[i] = (struct delivery_row){
			.kind = kind_message(w->kind), .price = { w->price_minor, CURRENCY_KZT }, .is_free = w->price_minor == 0,
			.free_from = { w->free_from_minor, CURRENCY_KZT }, .has_free_from = w->free_from_minor >= 0 && w->price_minor > 0,
			.days_min = w->days_min, .days_max = w->days_max, .days_one = w->days_min == w->days_max, .pickup = w->pickup,
		};
		if (!pickup)
			rows[i].area = area_message(w->area);
	}
	*ret_rows = rows;
	*ret_count = count;
	return ERR_OK;
}

enum err shop_paragraphs(struct arena *arena, struct str text, struct paragraph **ret_paragraphs, size_t *ret_count)
{
	struct str rest = text, line;
	size_t lines = 0, count = 0;

	while (str_next(&rest, '\n', &line))
		lines++;
	struct paragraph *paragraphs = ARENA_ARRAY(arena, struct paragraph, lines);
	if (paragraphs == NULL)
		return ERR_MEMORY;
	for (rest = text; str_next(&rest, '\n', &line);) {
		line = str_trim(line);
		if (line.n == 0)
			continue;
		bool item = str_starts(line, STR("- "));
		bool follows = count > 0 && paragraphs[count - 1].is_item;
		paragraphs[count] = (struct paragraph){ .text = item ? str_from(line, 2) : line, .is_item = item,
							.first_item = item && !follows, .last_item = item };
		if (item && follows)
			paragraphs[count - 1].last_item = false;
		count++;
	}
	*ret_paragraphs = paragraphs;
	*ret_count = count;
	return ERR_OK;
}

struct str shop_line(struct arena *arena, struct str text, size_t max)
{
	struct str line = STR("");

	while (line.n == 0 && str_next(&text, '\n', &line))
		line = str_trim(line);
	return text_cut(arena, line, max);
}

struct str shop_plain_price(struct arena *arena, struct money money)
{
	struct buf BUF_AUTO text;

	buf_init(&text, 64);
	money_print_plain(&text, money);
	return arena_copy(arena, buf_str(&text));
}
