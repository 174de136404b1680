#include "pages/creator.h"

#include "pages/picture.h"
#include "pages/shop.h"
#include "query/catalogue_window.h"
#include "template.h"

#define PAGE 24
#define EAGER 2

static enum err fill_cards(struct exchange *x, int64_t creator_id, int64_t after, struct creator_view *view)
{
	struct q_window_creator_cards_row *rows;
	struct window_card *cards;

	TRY(q_window_creator_cards(serve_app(x)->store, x->arena, &(struct q_window_creator_cards){ .creator_id = creator_id, .after = after,
		.count = PAGE + 1 }, &rows, &view->card_count));
	WINDOW_CARDS(x->arena, rows, view->card_count, x->lang, &cards);
	view->has_next = view->card_count > PAGE;
	if (view->has_next) {
		view->card_count = PAGE;
		view->next = url_with(x->arena, view->creator.url, STR("after"),
				      arena_format(x->arena, "%lld", (long long)cards[PAGE - 1].fresh));
	}
	return shop_cards(x, cards, view->card_count, EAGER, &view->cards);
}

static enum err fill_head(struct exchange *x, const struct q_window_creator_row *row, struct creator_view *view)
{
	const struct str packs[] = { row->text_kk_pack, row->text_ru_pack, row->text_en_pack };
	struct str bio;

	TRY(shop_maker(x, row->handle, row->face_pack, packs, row->city, row->listing_count, &view->creator, &bio));
	view->creator.picture.lazy = false;
	view->page.title = view->creator.name;
	view->page.share_type = STR("profile");
	if (view->creator.craft.n > 0)
		view->page.description = view->creator.craft;
	else
		TRY(page_text(x, message_with(MESSAGE_DESCRIPTION_CREATOR, view->creator.name), &view->page.description));
	if (view->creator.has_picture)
		view->page.share_image = picture_share(x, view->creator.picture.file);
	view->page.feed.s = arena_format(x->arena, "%.*s/feed.atom", (int)view->creator.url.s.n, view->creator.url.s.p);
	view->return_days = row->return_days;
	view->since.ms = row->since_ms;
	TRY(shop_paragraphs(x->arena, bio, &view->bio, &view->bio_count));
	return shop_delivery(x, row->delivery_pack, &view->delivery, &view->delivery_count);
}

enum err creator_show(struct exchange *x)
{
	const struct creator_query *query = x->form.input;
	struct q_window_creator_row row;
	struct creator_view view = { .has_next = false };

	if (x->form.refused)
		return ERR_INPUT;
	TRY(q_window_creator(serve_app(x)->store, x->arena, &(struct q_window_creator){ .handle = x->parameters[0] }, &row));
	TRY(shop_begin(x, 0, &view.page));
	TRY(fill_head(x, &row, &view));
	TRY(fill_cards(x, row.id, query->after.given ? query->after.row_id : INT64_MAX, &view));
	view.page.indexed = !query->after.given;
	return template_page_creator(&x->reply.body, x->lang, &view);
}
