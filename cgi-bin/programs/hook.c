/* hook: takes in what card processors report, and nothing else. */
#include "pages/hook.h"
#include "programs/serve.h"

#define SECRET_BYTES_MAX 256

extern const struct route_table hook_routes;

static enum err start(struct serve_app *app, struct dispatcher *dispatcher, struct str *ret_why)
{
	struct hook_app *own = ARENA_NEW(app->arena, struct hook_app);
	*ret_why = STR("out of memory");
	if (own == NULL)
		return ERR_MEMORY;
	own->live = str_eq_z(app->conf.payment_mode, "live");
	*ret_why = STR("secrets/stripe.webhook cannot be read: one line, the endpoint's signing secret");
	TRY(conf_secret_text(app->arena, &app->conf, "stripe.webhook", SECRET_BYTES_MAX, &own->stripe_secret));
	app->own = own;
	dispatcher->error_page = hook_error_page;
	return ERR_OK;
}

int main(int argc, char **argv)
{
	const struct serve_program program = { .routes = hook_routes, .loop = SERVE_ACCEPT_LOOP, .start = start };
	return serve_main(argc, argv, &program);
}
