/* Routes of `checkout`: cart, checkout, payment, the buyer's order. */
#include "pages/cart.h"
#include "pages/checkout.h"
#include "pages/checkout_form.h"
#include "pages/order.h"
#include "pages/pay.h"

extern const struct route_table checkout_routes;

#define GET_ROW(route_path, transaction, why, form_read, page)                                                                   \
	{ .method = METHOD_GET, .path = "/{lang}/" route_path, .session = SESSION_READ, .market = transaction, .purpose = PURPOSE_##why, \
	  .cache = CACHE_NEVER, .rate = RATE_BROWSE, .form = form_read, .handler = HANDLER(page) }
#define POST_ROW(route_path, session_rule, session_transaction, why, form_read, page)                                             \
	{ .method = METHOD_POST, .path = "/{lang}/" route_path, .session = SESSION_##session_rule, .market = TXN_WRITE,                  \
	  .session_db = TXN_##session_transaction, .purpose = PURPOSE_##why, .cache = CACHE_NEVER, .rate = RATE_WRITE,                   \
	  .form = form_read, .handler = HANDLER(page) }

static const struct route routes[] = {
	GET_ROW("cart", TXN_READ, OPERATE, &cart_query_form, cart_show),
	POST_ROW("cart/add", MADE, WRITE, OPERATE, &cart_add_form, cart_add_post),
	POST_ROW("cart/quantity", NEEDED, WRITE, OPERATE, &cart_quantity_form, cart_quantity_post),
	POST_ROW("cart/remove", NEEDED, WRITE, OPERATE, &cart_remove_form, cart_remove_post),

	POST_ROW("checkout/begin", NEEDED, NONE, OPERATE, &checkout_begin_form, checkout_begin_post),
	GET_ROW("checkout", TXN_READ, FULFIL, NULL, checkout_address_show),
	POST_ROW("checkout", NEEDED, NONE, FULFIL, &checkout_address_form, checkout_address_post),
	GET_ROW("checkout/delivery", TXN_READ, FULFIL, NULL, checkout_delivery_show),
	POST_ROW("checkout/delivery", NEEDED, NONE, FULFIL, &checkout_delivery_form, checkout_delivery_post),
	POST_ROW("checkout/without", NEEDED, WRITE, OPERATE, &checkout_without_form, checkout_without_post),
	GET_ROW("checkout/review", TXN_READ, FULFIL, NULL, checkout_review_show),
	POST_ROW("checkout/place", NEEDED, WRITE, FULFIL, &checkout_review_form, checkout_place_post),

	/* The handler opens its own transactions: coming back from the processor asks payd to look. */
	GET_ROW("pay/{id}", TXN_NONE, FULFIL, &pay_query_form, pay_show),
	GET_ROW("pay/{id}/go", TXN_READ, FULFIL, NULL, pay_go),
	POST_ROW("pay/{id}/cancel", NEEDED, NONE, FULFIL, NULL, pay_cancel_post),

	GET_ROW("order/{token}", TXN_READ, FULFIL, NULL, order_show),
	POST_ROW("order/{token}/again", MADE, WRITE, OPERATE, NULL, order_again_post),
};

const struct route_table checkout_routes = { .program = "checkout", .routes = routes, .count = sizeof routes / sizeof routes[0] };
