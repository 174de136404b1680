/* checkout: from the cart to the order. Writes carts, checkouts and orders; knows the field key; has no network. */
#include "pages/error.h"
#include "pages/visitor.h"
#include "programs/serve.h"

extern const struct route_table checkout_routes;

static enum err start(struct serve_app *app, struct dispatcher *dispatcher, struct str *ret_why)
{
	(void)app;
	(void)ret_why;
	dispatcher->session = visitor_find;
	dispatcher->session_make = visitor_make;
	dispatcher->error_page = error_page;
	return ERR_OK;
}

int main(int argc, char **argv)
{
	const struct serve_program program = { .routes = checkout_routes, .loop = SERVE_ACCEPT_LOOP, .start = start };
	return serve_main(argc, argv, &program);
}
