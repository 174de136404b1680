#include "pages/home.h"

#include "pages/picture.h"
#include "pages/shop.h"
#include "query/catalogue_window.h"
#include "template.h"

#define NEWEST 13 /* one of them leads */
#define MAKERS 9
#define TILE_TRIES 6 /* newest listings of a category that are asked for a photograph */
#define EAGER 4

enum err home_root(struct exchange *x)
{
	return reply_see_other(&x->reply, url_home(x->arena, x->lang).s);
}

static enum err newest(struct exchange *x, int64_t category, int64_t count, struct window_card **ret_cards, size_t *ret_count)
{
	struct q_window_newest_row *rows;

	TRY(q_window_newest(serve_app(x)->store, x->arena, &(struct q_window_newest){ .category = category, .after = INT64_MAX,
		.count = count }, &rows, ret_count));
	WINDOW_CARDS(x->arena, rows, *ret_count, x->lang, ret_cards);
	return ERR_OK;
}

/* The newest listing with a photograph stands large at the top, the others follow. */
static enum err fill_newest(struct exchange *x, struct home_view *view)
{
	struct window_card *cards;
	size_t count;

	TRY(newest(x, 0, NEWEST, &cards, &count));
	TRY(shop_cards(x, cards, count, EAGER, &view->newest));
	for (size_t i = 0; i < count && !view->has_lead; i++)
		if (view->newest[i].has_picture && !view->newest[i].sold_out) {
			view->has_lead = true;
			view->lead = view->newest[i];
			memmove(&view->newest[i], &view->newest[i + 1], (count - i - 1) * sizeof view->newest[0]);
		}
	view->newest_count = view->has_lead || count == NEWEST ? count - 1 : count;
	view->lead.picture.lazy = false;
	return ERR_OK;
}

static enum err fill_tile(struct exchange *x, const struct frame_category *category, int64_t listings, struct category_tile *tile)
{
	struct window_card *cards;
	size_t count;

	*tile = (struct category_tile){ .name = category->names[x->lang], .url = url_category(x->arena, x->lang, category->slug),
					.count = listings };
	TRY(newest(x, category->number, TILE_TRIES, &cards, &count));
	for (size_t i = 0; i < count && !tile->has_picture; i++)
		if (cards[i].photo.n > 0) {
			tile->has_picture = true;
			tile->picture = picture_view(cards[i].photo, cards[i].width, cards[i].height, cards[i].alt);
		}
	return ERR_OK;
}

static enum err fill_tiles(struct exchange *x, struct home_view *view)
{
	const struct frame *frame = shop_of(x)->frame;

	view->categories = ARENA_ARRAY(x->arena, struct category_tile, frame->category_count);
	if (view->categories == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < frame->category_count; i++) {
		int64_t listings = frame_listings(frame, frame->categories[i].number, 0, 0);
		if (listings > 0)
			TRY(fill_tile(x, &frame->categories[i], listings, &view->categories[view->category_count++]));
	}
	return ERR_OK;
}

static enum err fill_makers(struct exchange *x, struct home_view *view)
{
	struct q_window_creators_row *rows;
	struct str bio;
	size_t count;

	TRY(q_window_creators(serve_app(x)->store, x->arena, &(struct q_window_creators){ .count = MAKERS }, &rows, &count));
	view->creators = ARENA_ARRAY(x->arena, struct creator_card, count);
	if (view->creators == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		const struct str packs[] = { rows[i].text_kk_pack, rows[i].text_ru_pack, rows[i].text_en_pack };
		TRY(shop_maker(x, rows[i].handle, rows[i].face_pack, packs, rows[i].city, rows[i].listing_count,
			       &view->creators[view->creator_count++], &bio));
	}
	return ERR_OK;
}

enum err home_show(struct exchange *x)
{
	struct home_view view = { .has_lead = false };

	TRY(shop_begin(x, 0, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_HOME), &view.page.title));
	TRY(page_text(x, MESSAGE(DESCRIPTION_HOME), &view.page.description));
	TRY(fill_newest(x, &view));
	TRY(fill_tiles(x, &view));
	TRY(fill_makers(x, &view));
	if (view.has_lead)
		view.page.share_image = picture_share(x, view.lead.picture.file);
	return template_page_home(&x->reply.body, x->lang, &view);
}
