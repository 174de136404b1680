#include "web/route.h"

#include <string.h>

struct match {
	struct str parameters[ROUTE_PARAMETERS_MAX];
	size_t count;
	enum lang lang;
	bool has_lang;
};

/* Reads one {slot} of the pattern from `path` at *at. *pattern stands on its '{' and is moved behind its '}'. */
static bool match_slot(const char **pattern, struct str path, size_t *at, struct match *match)
{
	const char *end = strchr(*pattern, '}');
	bool is_lang = strncmp(*pattern, "{lang}", 6) == 0;
	size_t tail = strcspn(end + 1, "/");                                /* literal rest of this segment */
	size_t rest = str_index(str_from(path, *at), '/');                  /* what the path has left of it */

	*pattern = end + 1;
	if (rest <= tail || match->count == ROUTE_PARAMETERS_MAX)
		return false;
	struct str value = str_part(path, *at, rest - tail);
	*at += value.n;
	if (is_lang)
		return match->has_lang = lang_parse(value, &match->lang);
	match->parameters[match->count++] = value;
	return true;
}

static bool path_matches(const char *pattern, struct str path, struct match *match)
{
	size_t at = 0;

	while (*pattern != '\0') {
		if (*pattern == '{') {
			if (!match_slot(&pattern, path, &at, match))
				return false;
		} else if (at == path.n || path.p[at++] != *pattern++) {
			return false;
		}
	}
	return at == path.n;
}

static bool method_fits(enum method row, enum method asked)
{
	return row == asked || (row == METHOD_GET && asked == METHOD_HEAD);
}

enum err route_find(const struct route_table *table, enum method method, struct str path, struct exchange *x,
		    const struct route **ret_route, unsigned *ret_allow)
{
	unsigned allow = 0;

	for (size_t i = 0; i < table->count; i++) {
		const struct route *route = &table->routes[i];
		struct match match = { .count = 0 };
		if (!path_matches(route->path, path, &match))
			continue;
		allow |= 1u << route->method;
		if (!method_fits(route->method, method))
			continue;
		memcpy(x->parameters, match.parameters, sizeof x->parameters);
		if (match.has_lang)
			x->lang = match.lang;
		*ret_route = route;
		return ERR_OK;
	}
	if (allow == 0)
		return ERR_NONE;
	*ret_allow = allow;
	return ERR_METHOD;
}

static const char *route_flaw(const struct route *route)
{
	bool unsafe = route->method == METHOD_POST;
	bool creator = route->role == ROLE_CREATOR;

	if (route->method != METHOD_GET && !unsafe)
		return "only GET and POST are declared";
	if (route->path == NULL || route->path[0] != '/')
		return "a path starts with a slash";
	if (route->signed_callback && (!unsafe || route->session != SESSION_IGNORED || creator))
		return "a signed callback is a POST without a session";
	if (unsafe && route->session == SESSION_IGNORED && !route->signed_callback)
		return "an unsafe row needs its session for the token";
	if (!unsafe && (route->catalogue == TXN_WRITE || route->market == TXN_WRITE || route->session_db == TXN_WRITE))
		return "GET does not write";
	if (!unsafe && route->session == SESSION_MADE)
		return "GET makes no session";
	if (creator && route->session == SESSION_IGNORED)
		return "a creator is known by the session";
	if (route->cache != CACHE_NEVER && (unsafe || creator))
		return "this answer is not for everybody";
	if (creator ? route->creator_handler == NULL || route->handler != NULL : route->handler == NULL || route->creator_handler != NULL)
		return "the handler does not fit the role";
	return NULL;
}

const char *route_table_flaw(const struct route_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *flaw = route_flaw(&table->routes[i]);
		if (flaw != NULL)
			return flaw;
		for (size_t j = 0; j < i; j++)
			if (table->routes[i].method == table->routes[j].method &&
			    str_eq(str_from_z(table->routes[i].path), str_from_z(table->routes[j].path)))
				return "two rows for one method and path";
	}
	return NULL;
}
