/* aina: commands about the house itself: its databases, its configuration, its routes. */
#include "programs/aina.h"
#include "store/migrate.h"
#include "web/route_json.h"

extern const struct route_table shop_routes, checkout_routes, studio_routes, hook_routes;

#define CONFIG_BYTES_MAX ((size_t)64 * 1024)
#define ROUTES_BYTES_MAX ((size_t)1024 * 1024)

static int print(struct buf *text)
{
	bool fine = !buf_failed(text) && fwrite(text->p, 1, text->n, stdout) == text->n && fflush(stdout) == 0;
	buf_free(text);
	return fine ? AINA_DONE : aina_refuse(AINA_FAILED, "the output could not be written");
}

static bool has_arguments(const struct aina *aina)
{
	return aina->argc > 1;
}

int aina_migrate(struct aina *aina)
{
	struct str why = { NULL, 0 };

	if (has_arguments(aina))
		return aina_refuse(AINA_USAGE, "migrate takes no arguments");
	enum err err = store_migrate(&aina->conf, &why);
	return err == ERR_OK ? AINA_DONE : aina_failed(aina, "migrate", err, why);
}

int aina_config(struct aina *aina)
{
	struct buf text;

	if (has_arguments(aina))
		return aina_refuse(AINA_USAGE, "config takes no arguments");
	buf_init(&text, CONFIG_BYTES_MAX);
	conf_sample(&text);
	return print(&text);
}

int aina_routes(struct aina *aina)
{
	static const struct route_table *const tables[] = { &shop_routes, &checkout_routes, &studio_routes, &hook_routes };
	struct buf text;

	if (aina->argc != 2 || strcmp(aina->argv[1], "--json") != 0)
		return aina_refuse(AINA_USAGE, "routes --json");
	buf_init(&text, ROUTES_BYTES_MAX);
	route_json(&text, tables, sizeof tables / sizeof tables[0]);
	return print(&text);
}
