#include "pages/text.h"

#include "model/pack.h"
#include "pages/shop.h"
#include "query/catalogue_window.h"
#include "template.h"

typedef enum err (*text_template)(struct buf *out, enum lang lang, const struct text_view *view);

static enum err show(struct exchange *x, enum message_id title, text_template template)
{
	struct text_view view;

	TRY(shop_begin(x, 0, &view.page));
	TRY(page_text(x, (struct message){ .id = title }, &view.page.title));
	return template(&x->reply.body, x->lang, &view);
}

enum err text_privacy(struct exchange *x)
{
	return show(x, MESSAGE_TITLE_PRIVACY, template_page_privacy);
}

enum err text_terms(struct exchange *x)
{
	return show(x, MESSAGE_TITLE_TERMS, template_page_terms);
}

enum err text_about(struct exchange *x)
{
	return show(x, MESSAGE_TITLE_ABOUT, template_page_about);
}

static enum err credit_view(struct exchange *x, const struct q_window_credits_row *row, struct credit *credit)
{
	enum lang shown;

	TRY(window_choose(&WINDOW_TEXTS(row), x->lang, &shown));
	const struct str packs[] = { row->text_kk_pack, row->text_ru_pack, row->text_en_pack };
	struct pack text = pack_open(packs[shown]);
	*credit = (struct credit){ .name = row->name, .title = pack_get(&text), .url = url_listing(x->arena, x->lang, row->slug) };
	return pack_check(&text);
}

enum err text_credits(struct exchange *x)
{
	struct credits_view view = { .credit_count = 0 };
	struct q_window_credits_row *rows;
	size_t count;

	TRY(shop_begin(x, 0, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_CREDITS), &view.page.title));
	TRY(q_window_credits(serve_app(x)->store, x->arena, &rows, &count));
	view.credits = ARENA_ARRAY(x->arena, struct credit, count);
	if (view.credits == NULL)
		return ERR_MEMORY;
	for (; view.credit_count < count; view.credit_count++)
		TRY(credit_view(x, &rows[view.credit_count], &view.credits[view.credit_count]));
	return template_page_credits(&x->reply.body, x->lang, &view);
}
