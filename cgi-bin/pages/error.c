#include "pages/error.h"

#include "pages/page.h"
#include "pages/view/shop.h"
#include "template.h"

static const struct { int status; enum message_id title, text; } words[] = {
	{ 400, MESSAGE_ERROR_400_TITLE, MESSAGE_ERROR_400_TEXT },
	{ 403, MESSAGE_ERROR_403_TITLE, MESSAGE_ERROR_403_TEXT },
	{ 404, MESSAGE_ERROR_404_TITLE, MESSAGE_ERROR_404_TEXT },
	{ 405, MESSAGE_ERROR_405_TITLE, MESSAGE_ERROR_405_TEXT },
	{ 409, MESSAGE_ERROR_409_TITLE, MESSAGE_ERROR_409_TEXT },
	{ 410, MESSAGE_ERROR_404_TITLE, MESSAGE_ERROR_404_TEXT },
	{ 413, MESSAGE_ERROR_413_TITLE, MESSAGE_ERROR_413_TEXT },
	{ 415, MESSAGE_ERROR_400_TITLE, MESSAGE_ERROR_400_TEXT },
	{ 421, MESSAGE_ERROR_421_TITLE, MESSAGE_ERROR_421_TEXT },
	{ 422, MESSAGE_ERROR_422_TITLE, MESSAGE_ERROR_422_TEXT },
	{ 429, MESSAGE_ERROR_429_TITLE, MESSAGE_ERROR_429_TEXT },
	{ 503, MESSAGE_ERROR_503_TITLE, MESSAGE_ERROR_503_TEXT },
	{ 500, MESSAGE_ERROR_500_TITLE, MESSAGE_ERROR_500_TEXT }, /* last: for every other status */
};
#define WORDS_COUNT (sizeof words / sizeof words[0])

/* A maker whose session ran out comes back to a page of the studio: they stand before the door, nobody suspects them. */
static bool is_studio_door(const struct exchange *x, int status)
{
	return status == 403 && x->route != NULL && x->route->role == ROLE_CREATOR && x->request->method != METHOD_POST;
}

static enum err fill(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count, struct error_view *view)
{
	size_t i = 0;

	TRY(page_begin(x, &view->page));
	while (i + 1 < WORDS_COUNT && words[i].status != status)
		i++;
	view->status = status;
	view->title = (struct message){ .id = retry != NULL ? MESSAGE_ERROR_STALE_FORM_TITLE : words[i].title };
	view->text = (struct message){ .id = retry != NULL ? MESSAGE_ERROR_STALE_FORM_TEXT : words[i].text };
	if (retry == NULL && is_studio_door(x, status)) {
		view->title = MESSAGE(STUDIO_DOOR);
		view->text = MESSAGE(STUDIO_DOOR_TEXT);
	}
	view->request_id = (struct str){ x->request->id, sizeof x->request->id };
	view->page.indexed = false;
	TRY(page_text(x, view->title, &view->page.title));
	/* The form goes back where it was sent, if that is a path as we make them. */
	if (retry != NULL && str_eq(view->page.langs[x->lang].url.s, x->request->path)) {
		struct form_pair *pairs = ARENA_ARRAY(x->arena, struct form_pair, retry_count);
		if (pairs == NULL)
			return ERR_MEMORY;
		memcpy(pairs, retry, retry_count * sizeof *pairs);
		view->has_retry = true;
		view->retry_action.s = x->request->path;
		view->retry = pairs;
		view->retry_count = retry_count;
	}
	return ERR_OK;
}

void error_page(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count)
{
	struct error_view view = { .page = { .lang = x->lang } };

	x->reply.content_type = CONTENT_HTML;
	enum err err = fill(x, status, retry, retry_count, &view);
	if (err == ERR_OK)
		err = template_page_error(&x->reply.body, x->lang, &view);
	if (err == ERR_OK)
		return;
	buf_reset(&x->reply.body);
	x->reply.content_type = CONTENT_TEXT;
	buf_put_z(&x->reply.body, "Aina ");
	buf_put_int(&x->reply.body, status);
	buf_put_c(&x->reply.body, '\n');
}
