/* shop: browsing. Reads the shop window and who has a cart; holds no secret but the one that tells sessions; writes nothing. */
#include "pages/error.h"
#include "pages/shop.h"
#include "pages/visitor.h"
#include "programs/serve.h"

extern const struct route_table shop_routes;

static enum err start(struct serve_app *app, struct dispatcher *dispatcher, struct str *ret_why)
{
	app->own = shop_create(app->arena);
	if (app->own == NULL) {
		*ret_why = STR("out of memory");
		return ERR_MEMORY;
	}
	dispatcher->session = visitor_read;
	dispatcher->error_page = error_page;
	return ERR_OK;
}

int main(int argc, char **argv)
{
	const struct serve_program program = { .routes = shop_routes, .loop = SERVE_EVENT_LOOP, .start = start };
	return serve_main(argc, argv, &program);
}
