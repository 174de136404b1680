#include "pages/hook.h"

#include "edge/stripe.h"
#include "model/hook.h"

static void problem(struct exchange *x, int status, struct str detail)
{
	x->reply.status = status;
	x->reply.content_type = CONTENT_PROBLEM;
	buf_put_z(&x->reply.body, "{\"type\":\"about:blank\",\"status\":");
	buf_put_int(&x->reply.body, status);
	buf_put_z(&x->reply.body, ",\"detail\":\"");
	buf_put(&x->reply.body, detail); /* one of our own words */
	buf_put_z(&x->reply.body, "\"}\n");
}

void hook_error_page(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count)
{
	(void)retry;
	(void)retry_count;
	problem(x, status, status >= 500 ? STR("try_again") : STR("refused"));
}

enum err hook_stripe(struct exchange *x)
{
	struct serve_app *app = serve_app(x);
	const struct hook_app *own = app->own;
	struct processor_nudge nudge;
	enum processor_hook hook =
		stripe_hook(x->arena, own->stripe_secret, own->live, x->request->signature, x->request->body, x->now_ms, &nudge);
	x->why = processor_hook_name(hook);
	if (hook == HOOK_NUDGE) {
		const struct hook_report report = {
			.processor = STR("stripe"),
			.event_id = nudge.event_id,
			.event_type = nudge.event_type,
			.ref = nudge.ref,
			.reference = nudge.reference,
			.body = x->request->body,
		};
		/* Its own transaction and not the row's: whoever cannot sign must not be able to make the shop's writers wait,
		 * and payd must not be woken before the row can be seen. */
		TRY(hook_keep(app->store, &report, x->now_ms));
		wake_send(app->wake, &app->conf, "payd");
	} else if (hook != HOOK_NOT_OURS) {
		problem(x, 400, x->why);
		return ERR_OK;
	}
	x->reply.status = 200;
	x->reply.content_type = CONTENT_JSON;
	buf_put_z(&x->reply.body, "{\"received\":true}\n");
	return ERR_OK;
}
