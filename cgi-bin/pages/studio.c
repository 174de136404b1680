#include "pages/studio.h"

#include "model/order_studio.h"
#include "pages/goods.h"
#include "pages/studio_form.h"
#include "pages/visitor.h"
#include "template.h"

#define ROWS 24
#define TO_DO_MANY 100

enum err studio_head_fill(struct exchange *x, const struct creator *creator, struct studio_head *ret_head)
{
	struct studio_head head = {
		.creator_name = creator_name(creator),
		.orders = url_path(x->arena, x->lang, STR("studio")),
		.sign_out = url_path(x->arena, x->lang, STR("studio/leave")),
		.shop = url_creator(x->arena, x->lang, creator_handle(creator)),
	};

	TRY(studio_to_do(serve_app(x)->store, x->arena, creator, &head.to_do));
	*ret_head = head;
	return ERR_OK;
}

static enum err door_page(struct exchange *x)
{
	struct studio_door_view view = { .page = { .lang = x->lang } };

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_STUDIO), &view.page.title));
	return template_page_studio_door(&x->reply.body, x->lang, &view);
}

static enum err filter_views(struct exchange *x, enum studio_filter chosen, int64_t to_do, struct studio_orders_view *view)
{
	static const enum message_id names[STUDIO_FILTER__COUNT] = { MESSAGE_STUDIO_FILTER_TO_SEND, MESSAGE_STUDIO_FILTER_SENT,
								     MESSAGE_STUDIO_FILTER_ALL };
	view->filters = ARENA_ARRAY(x->arena, struct facet_value, STUDIO_FILTER__COUNT);
	if (view->filters == NULL)
		return ERR_MEMORY;
	for (int i = 0; i < STUDIO_FILTER__COUNT; i++) {
		struct facet_value *filter = &view->filters[i];
		filter->url = url_with(x->arena, view->studio.orders, STR("show"), studio_show_words[i]);
		filter->chosen = i == (int)chosen;
		TRY(page_text(x, (struct message){ .id = names[i] }, &filter->name));
	}
	view->filters[STUDIO_TO_DO].count = to_do;
	view->filters[STUDIO_TO_DO].more = to_do >= TO_DO_MANY;
	view->filter_count = STUDIO_FILTER__COUNT;
	return ERR_OK;
}

static struct studio_order_row row_view(struct exchange *x, const struct studio_row *row)
{
	return (struct studio_order_row){
		.number = row->number,
		.url = url_path_id(x->arena, x->lang, STR("studio/order"), row->number),
		.placed = { row->placed_ms },
		.state = order_state_message(row->state),
		.state_code = order_state_name(row->state),
		.pieces = row->pieces,
		.total = { row->total_minor, row->currency },
		.city = row->city,
		.first_title = row->first_title,
		.more_titles = row->titles - 1,
	};
}

static enum err row_views(struct exchange *x, const struct creator *creator, enum studio_filter filter, int64_t before, struct studio_orders_view *view)
{
	struct studio_row *rows = NULL;
	size_t count = 0;

	/* One more than is shown tells whether there is a next page. */
	TRY(studio_orders(serve_app(x)->store, x->arena, creator, filter, before, ROWS + 1, &rows, &count));
	view->has_next = count > ROWS;
	view->order_count = count > ROWS ? ROWS : count;
	view->orders = ARENA_ARRAY(x->arena, struct studio_order_row, view->order_count);
	if (view->orders == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < view->order_count; i++)
		view->orders[i] = row_view(x, &rows[i]);
	view->first = url_with(x->arena, view->studio.orders, STR("show"), studio_show_words[filter]);
	if (view->has_next)
		view->next = url_with(x->arena, view->first, STR("before"), goods_id(x->arena, rows[ROWS - 1].id));
	return ERR_OK;
}

static enum err orders_page(struct exchange *x, const struct creator *creator)
{
	const struct list_query *query = x->form.input;
	enum studio_filter filter = query->show.raw.n > 0 && query->show.error.id == MESSAGE_NONE ? (enum studio_filter)query->show.value : STUDIO_TO_DO;
	struct studio_orders_view view = { .is_later_page = query->before.given };

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_STUDIO_ORDERS), &view.page.title));
	TRY(studio_head_fill(x, creator, &view.studio));
	TRY(filter_views(x, filter, view.studio.to_do, &view));
	TRY(row_views(x, creator, filter, query->before.given ? query->before.row_id : 0, &view));
	return template_page_studio_orders(&x->reply.body, x->lang, &view);
}

/* Anybody may knock: whoever is not signed in sees the door. */
enum err studio_show(struct exchange *x)
{
	const struct creator *creator;
	enum err err = visitor_creator(x, &creator);

	if (err == ERR_FORBIDDEN)
		return door_page(x);
	TRY(err);
	return orders_page(x, creator);
}

static enum err enter_page(struct exchange *x, struct str token, bool usable)
{
	struct sign_in_view view = { .action = url_path(x->arena, x->lang, STR("studio/enter")), .token = token, .usable = usable };

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_STUDIO_ENTER), &view.page.title));
	return template_page_studio_sign_in(&x->reply.body, x->lang, &view);
}

/* Shows a button and uses nothing up: mail scanners open links, they press no buttons. */
enum err studio_enter_show(struct exchange *x)
{
	const struct enter_form *form = x->form.input;
	enum err err = login_link_check(serve_app(x)->store, x->arena, form->token.value, x->now_ms);

	if (err != ERR_OK && err != ERR_NONE)
		return err;
	return enter_page(x, form->token.value, err == ERR_OK);
}

enum err studio_enter_post(struct exchange *x)
{
	const struct enter_form *form = x->form.input;
	struct session session = { .id = 0 };
	enum err err = visitor_session(x, &session);

	if (err != ERR_OK && err != ERR_NONE)
		return err;
	if (x->form.refused) {
		x->reply.status = 422;
		return enter_page(x, (struct str){ NULL, 0 }, false);
	}
	err = login_enter(serve_app(x)->store, x->arena, form->token.value, x->now_ms, &session);
	if (err == ERR_NONE) {
		x->reply.status = 410;
		return enter_page(x, (struct str){ NULL, 0 }, false);
	}
	TRY(err);
	TRY(visitor_take(x, &session));
	return reply_see_other(&x->reply, url_path(x->arena, x->lang, STR("studio")).s);
}

enum err studio_leave_post(struct exchange *x)
{
	if (x->visitor.has_session) {
		TRY(login_leave(serve_app(x)->store, x->visitor.session_id));
		TRY(visitor_drop(x));
	}
	return reply_see_other(&x->reply, url_path(x->arena, x->lang, STR("studio")).s);
}
