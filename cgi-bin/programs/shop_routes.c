/* Routes of `shop`: everything that can be looked at. */
#include "pages/creator.h"
#include "pages/feed.h"
#include "pages/home.h"
#include "pages/listing.h"
#include "pages/results.h"
#include "pages/text.h"

extern const struct route_table shop_routes;

/* A page for people: nginx may keep it for those without cookies; others see their cart in its head. */
#define PAGE(route_path, page, ...)                                                                                              \
	{ .method = METHOD_GET, .path = "/{lang}/" route_path, .session = SESSION_READ, .catalogue = TXN_READ,                   \
	  .purpose = PURPOSE_OPERATE, .cache = CACHE_ANONYMOUS, .handler = HANDLER(page), __VA_ARGS__ }
/* For machines: the same for everybody. */
#define MACHINE(route_path, page, ...)                                                                                          \
	{ .method = METHOD_GET, .path = route_path, .catalogue = TXN_READ, .purpose = PURPOSE_OPERATE, .cache = CACHE_FEED,      \
	  .handler = HANDLER(page), __VA_ARGS__ }

static const struct route routes[] = {
	{ .method = METHOD_GET, .path = "/", .purpose = PURPOSE_OPERATE, .cache = CACHE_NEVER, .handler = HANDLER(home_root) },
	PAGE("", home_show, .rate = RATE_BROWSE),
	PAGE("c/{slug}", results_category, .rate = RATE_BROWSE, .form = &results_form),
	PAGE("search", results_search, .rate = RATE_SEARCH, .form = &results_form),
	PAGE("l/{slug}", listing_show, .rate = RATE_BROWSE),
	PAGE("@{handle}", creator_show, .rate = RATE_BROWSE, .form = &creator_form),
	PAGE("privacy", text_privacy, .rate = RATE_BROWSE),
	PAGE("terms", text_terms, .rate = RATE_BROWSE),
	PAGE("about", text_about, .rate = RATE_BROWSE),
	PAGE("credits", text_credits, .rate = RATE_BROWSE),
	MACHINE("/{lang}/@{handle}/feed.atom", feed_creator, .rate = RATE_BROWSE),
	MACHINE("/{lang}/feed/merchant.xml", feed_merchant, .rate = RATE_BROWSE, .form = &merchant_form),
	MACHINE("/sitemap.xml", feed_map_index, .rate = RATE_BROWSE),
	MACHINE("/sitemap-{first}.xml", feed_map_part, .rate = RATE_BROWSE),
	MACHINE("/robots.txt", feed_robots, .rate = RATE_BROWSE),
};

const struct route_table shop_routes = { .program = "shop", .routes = routes, .count = sizeof routes / sizeof routes[0] };
