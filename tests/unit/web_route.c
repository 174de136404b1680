/* web/route and web/route_json: which row answers, and which tables are not ours. */
#include "web_case.h"
#include <jansson.h>
#include "web/limits.h"
#include "web/route_json.h"

static enum err nothing(struct exchange *x)
{
	(void)x;
	return ERR_OK;
}

static enum err nothing_of_creator(struct exchange *x, const struct creator *creator)
{
	(void)x;
	(void)creator;
	return ERR_OK;
}

static const struct route rows[] = {
	{ .method = METHOD_GET, .path = "/", .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/", .handler = nothing, .cache = CACHE_ANONYMOUS },
	{ .method = METHOD_GET, .path = "/{lang}/search", .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/l/{slug}", .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/@{handle}", .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/@{handle}/feed.atom", .handler = nothing },
	{ .method = METHOD_GET, .path = "/sitemap-{n}.xml", .handler = nothing },
	{ .method = METHOD_GET, .path = "/sitemap.xml", .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/checkout", .session = SESSION_NEEDED, .handler = nothing },
	{ .method = METHOD_POST, .path = "/{lang}/checkout", .session = SESSION_NEEDED, .market = TXN_WRITE, .handler = nothing },
	{ .method = METHOD_POST, .path = "/{lang}/pay/{id}/cancel", .session = SESSION_NEEDED, .handler = nothing },
	{ .method = METHOD_GET, .path = "/{lang}/studio/order/{number}/slip", .role = ROLE_CREATOR, .session = SESSION_NEEDED, .creator_handler = nothing_of_creator },
	{ .method = METHOD_POST, .path = "/hook/stripe", .signed_callback = true, .market = TXN_WRITE, .handler = nothing },
};
static const struct route_table table = { "test", rows, COUNT(rows) };

static void paths_find_their_row(void **state)
{
	static const struct { const char *path, *row; enum lang lang; const char *first, *second; } cases[] = {
		{ "/", "/", LANG_EN, "", "" }, { "/kk/", "/{lang}/", LANG_KK, "", "" }, { "/ru/search", "/{lang}/search", LANG_RU, "", "" },
		{ "/en/l/red-cup", "/{lang}/l/{slug}", LANG_EN, "red-cup", "" }, { "/kk/l/қызыл", "/{lang}/l/{slug}", LANG_KK, "қызыл", "" },
		{ "/ru/@aigerim", "/{lang}/@{handle}", LANG_RU, "aigerim", "" }, { "/ru/@aigerim/feed.atom", "/{lang}/@{handle}/feed.atom", LANG_RU, "aigerim", "" },
		{ "/sitemap-12.xml", "/sitemap-{n}.xml", LANG_EN, "12", "" }, { "/sitemap.xml", "/sitemap.xml", LANG_EN, "", "" },
		{ "/kk/studio/order/A-1/slip", "/{lang}/studio/order/{number}/slip", LANG_KK, "A-1", "" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct exchange x = { .lang = LANG_EN };
		const struct route *route = NULL;
		unsigned allow = 0;
		assert_int_equal(route_find(&table, METHOD_GET, str_from_z(cases[i].path), &x, &route, &allow), ERR_OK);
		assert_string_equal(route->path, cases[i].row);
		assert_int_equal(x.lang, cases[i].lang);
		assert_str(x.parameters[0], cases[i].first);
		assert_str(x.parameters[1], cases[i].second);
	}
}

static void other_paths_find_none(void **state)
{
	static const char *const paths[] = {
		"", "//", "/kk", "/de/", "/KK/", "/kkk/", "/k/", "/en//", "/en/l/", "/en/l", "/en/l/a/", "/en/l/a/b", "/en/@", "/en/@/feed.atom",
		"/en/@a/", "/en/@a/feed.atom/", "/sitemap-.xml", "/sitemap-1.xmlx", "/sitemap-1/2.xml", "/en/search/", "/en/search;.css", "/en/Search",
		"/en/studio/order//slip", "/../en/", "/en/../en/", "/en/l/../../", "x",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct exchange x = { .lang = LANG_EN };
		const struct route *route = NULL;
		unsigned allow = 0;
		if (route_find(&table, METHOD_GET, str_from_z(paths[i]), &x, &route, &allow) != ERR_NONE || route != NULL || x.parameters[0].p != NULL)
			fail_msg("found: %s", paths[i]);
	}
}

static void methods_of_a_path_are_told(void **state)
{
	static const struct { enum method method; const char *path; enum err err; unsigned allow; } cases[] = {
		{ METHOD_HEAD, "/en/search", ERR_OK, 0 }, { METHOD_POST, "/en/search", ERR_METHOD, 1u << METHOD_GET },
		{ METHOD_OTHER, "/en/search", ERR_METHOD, 1u << METHOD_GET }, { METHOD_GET, "/en/pay/x/cancel", ERR_METHOD, 1u << METHOD_POST },
		{ METHOD_HEAD, "/hook/stripe", ERR_METHOD, 1u << METHOD_POST }, { METHOD_OTHER, "/en/checkout", ERR_METHOD, 1u << METHOD_GET | 1u << METHOD_POST },
		{ METHOD_POST, "/en/checkout", ERR_OK, 0 }, { METHOD_OTHER, "/nothing", ERR_NONE, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct exchange x = { .lang = LANG_EN };
		const struct route *route = NULL;
		unsigned allow = 0;
		assert_int_equal(route_find(&table, cases[i].method, str_from_z(cases[i].path), &x, &route, &allow), cases[i].err);
		assert_int_equal(allow, cases[i].allow);
	}
}

static void a_sound_table_has_no_flaw(void **state)
{
	(void)state;
	assert_null(route_table_flaw(&table));
}

static void a_table_against_the_rules_is_refused(void **state)
{
	static const struct { const char *what; struct route row; } flawed[] = {
		{ "unsafe without session", { .method = METHOD_POST, .path = "/a", .handler = nothing } },
		{ "signed but with session", { .method = METHOD_POST, .path = "/a", .signed_callback = true, .session = SESSION_READ, .handler = nothing } },
		{ "signed GET", { .method = METHOD_GET, .path = "/a", .signed_callback = true, .handler = nothing } },
		{ "GET that writes", { .method = METHOD_GET, .path = "/a", .market = TXN_WRITE, .handler = nothing } },
		{ "GET that makes a session", { .method = METHOD_GET, .path = "/a", .session = SESSION_MADE, .handler = nothing } },
		{ "creator without session", { .method = METHOD_GET, .path = "/a", .role = ROLE_CREATOR, .creator_handler = nothing_of_creator } },
		{ "creator with the other handler", { .method = METHOD_GET, .path = "/a", .role = ROLE_CREATOR, .session = SESSION_READ, .handler = nothing } },
		{ "anybody with a creator's handler", { .method = METHOD_GET, .path = "/a", .creator_handler = nothing_of_creator } },
		{ "no handler", { .method = METHOD_GET, .path = "/a" } }, { "no path", { .method = METHOD_GET, .handler = nothing } },
		{ "HEAD declared", { .method = METHOD_HEAD, .path = "/a", .handler = nothing } },
		{ "cached POST", { .method = METHOD_POST, .path = "/a", .session = SESSION_READ, .cache = CACHE_FEED, .handler = nothing } },
	};
	const struct route twice[] = { { .method = METHOD_GET, .path = "/a", .handler = nothing }, { .method = METHOD_GET, .path = "/a", .handler = nothing } };
	(void)state;
	for (size_t i = 0; i < COUNT(flawed); i++)
		if (route_table_flaw(&(struct route_table){ "test", &flawed[i].row, 1 }) == NULL)
			fail_msg("accepted: %s", flawed[i].what);
	assert_non_null(route_table_flaw(&(struct route_table){ "test", twice, 2 }));
}

/* Any pattern against any path: no read outside (ASan), and a slot never takes a slash. */
static void matching_never_leaves_the_path(void **state)
{
	static const char alphabet[] = "/{}-.@aeknrulsch12xml";
	uint64_t seed = 7;
	(void)state;
	for (int round = 0; round < 20000; round++) {
		char path[24];
		size_t n = noise(&seed) % sizeof path;
		struct exchange x = { .lang = LANG_EN };
		const struct route *route;
		unsigned allow;
		char *exact = malloc(n == 0 ? 1 : n);
		for (size_t i = 0; i < n; i++)
			path[i] = alphabet[noise(&seed) % (sizeof alphabet - 1)];
		memcpy(exact, path, n);
		(void)!route_find(&table, METHOD_GET, (struct str){ exact, n }, &x, &route, &allow);
		for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++)
			assert_int_equal(str_index(x.parameters[i], '/'), x.parameters[i].n);
		free(exact);
	}
}

static const struct str odd_choices[] = { STR_INIT("a\"b\\c\n"), { NULL, 0 } };
struct odd { struct input_choice choice; struct input_int number[2]; };
static const struct field odd_fields[] = {
	{ .name = "choice", .kind = FIELD_CHOICE, .offset = offsetof(struct odd, choice), .choices = odd_choices, .required = true },
	{ .name = "number", .kind = FIELD_INT, .offset = offsetof(struct odd, number), .repeat = 2, .personal = true },
};
static const struct form odd_form = { .name = "odd", FORM_FIELDS(odd_fields), .size = sizeof(struct odd) };

static void tables_print_as_json(void **state)
{
	const struct route row = { .method = METHOD_POST, .path = "/x", .session = SESSION_MADE, .market = TXN_WRITE, .purpose = PURPOSE_SELL, .rate = RATE_WRITE, .form = &odd_form };
	const struct route_table other = { "other", &row, 1 };
	struct buf out BUF_AUTO;
	json_t *root, *routes, *fields;
	(void)state;
	buf_init(&out, 1024 * 1024);
	route_json(&out, (const struct route_table *const[]){ &table, &other }, 2);
	assert_false(buf_failed(&out));
	root = json_loadb(out.p, out.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_int_equal(json_integer_value(json_object_get(json_object_get(root, "limits"), "body_bytes")), LIMIT_BODY_BYTES);
	assert_true(json_array_size(json_object_get(root, "cookies")) >= 1);
	routes = json_object_get(json_array_get(json_object_get(root, "programs"), 0), "routes");
	assert_int_equal(json_array_size(routes), COUNT(rows));
	assert_string_equal(json_string_value(json_object_get(json_array_get(routes, 3), "path")), "/{lang}/l/{slug}");
	routes = json_object_get(json_array_get(json_object_get(root, "programs"), 1), "routes");
	assert_string_equal(json_string_value(json_object_get(json_array_get(routes, 0), "market")), "write");
	fields = json_object_get(json_object_get(json_array_get(routes, 0), "form"), "fields");
	assert_string_equal(json_string_value(json_array_get(json_object_get(json_array_get(fields, 0), "choices"), 0)), "a\"b\\c\n");
	assert_int_equal(json_integer_value(json_object_get(json_array_get(fields, 1), "repeat")), 2);
	assert_true(json_is_true(json_object_get(json_array_get(fields, 1), "personal")));
	json_decref(root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_find_their_row), cmocka_unit_test(other_paths_find_none), cmocka_unit_test(methods_of_a_path_are_told),
		cmocka_unit_test(a_sound_table_has_no_flaw), cmocka_unit_test(a_table_against_the_rules_is_refused),
		cmocka_unit_test(matching_never_leaves_the_path), cmocka_unit_test(tables_print_as_json),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
