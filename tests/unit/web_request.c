/* web/request and web/percent: read once, bounded, decoded once. */
#include "web_case.h"
#include "web/limits.h"
#include "web/percent.h"
#include "web/request.h"

#define ENV(...) ((char *[]){ __VA_ARGS__, NULL })

static enum err read_uri(struct arena *arena, const char *uri, struct request *ret_request)
{
	char entry[LIMIT_URI_BYTES + 200];
	(void)snprintf(entry, sizeof entry, "REQUEST_URI=%s", uri);
	char *envp[] = { (char[]){ "REQUEST_METHOD=GET" }, entry, NULL };
	enum err err = request_read(arena, envp, ret_request);
	if (err == ERR_OK) { /* `entry` ends with this function */
		ret_request->path = arena_copy(arena, ret_request->path);
		ret_request->query = arena_copy(arena, ret_request->query);
	}
	return err;
}

static void a_browser_request_is_read(void **state)
{
	struct request r;
	char **envp = ENV((char[]){ "FCGI_ROLE=RESPONDER" }, (char[]){ "REQUEST_METHOD=POST" }, (char[]){ "REQUEST_URI=/ru/cart/add?x=%20" },
			  (char[]){ "HTTP_HOST=localhost:8080" }, (char[]){ "HTTP_COOKIE=a=b" }, (char[]){ "HTTP_ORIGIN=http://localhost:8080" },
			  (char[]){ "HTTP_SEC_FETCH_SITE=same-origin" }, (char[]){ "HTTP_SEC_GPC=1" }, (char[]){ "CONTENT_LENGTH=17" },
			  (char[]){ "CONTENT_TYPE=text/plain" }, (char[]){ "HTTP_ACCEPT_LANGUAGE=kk" },
			  (char[]){ "HTTP_STRIPE_SIGNATURE=t=1,v1=ab" }, (char[]){ "REQUEST_ID=00112233445566778899aabbccddeeff" },
			  (char[]){ "HTTP_X_FORWARDED_FOR=10.0.0.1" }, (char[]){ "HTTP_X_FORWARDED_HOST=evil.test" });
	assert_int_equal(request_read(*state, envp, &r), ERR_OK);
	assert_int_equal(r.method, METHOD_POST);
	assert_str(r.path, "/ru/cart/add");
	assert_str(r.query, "x=%20");
	assert_str(r.host, "localhost:8080");
	assert_str(r.cookie, "a=b");
	assert_str(r.origin, "http://localhost:8080");
	assert_true(r.has_origin && r.gpc);
	assert_int_equal(r.fetch_site, FETCH_SITE_SAME_ORIGIN);
	assert_int_equal(r.body_bytes, 17);
	assert_str(r.content_type, "text/plain");
	assert_str(r.accept_language, "kk");
	assert_str(r.signature, "t=1,v1=ab");
	assert_memory_equal(r.id, "0011223344556677", 16);
}

static void what_is_absent_is_absent(void **state)
{
	struct request r, s;
	char **envp = ENV((char[]){ "REQUEST_METHOD=DELETE" }, (char[]){ "REQUEST_URI=/" }, (char[]){ "REQUEST_ID=not-hex-at-all-!" });
	assert_int_equal(request_read(*state, envp, &r), ERR_OK);
	assert_int_equal(r.method, METHOD_OTHER);
	assert_int_equal(r.fetch_site, FETCH_SITE_ABSENT);
	assert_false(r.has_origin || r.gpc);
	assert_int_equal(r.host.n + r.cookie.n + r.query.n + r.body_bytes, 0);
	assert_int_equal(request_read(*state, envp, &s), ERR_OK);
	assert_memory_not_equal(r.id, s.id, 16);
}

static void paths_are_decoded_once_or_refused(void **state)
{
	static const struct { const char *uri, *path; } cases[] = {
		{ "/en/l/red-cup", "/en/l/red-cup" }, { "/%65n/", "/en/" }, { "/en/%2520", "/en/%20" }, { "/en/%d2%9b", "/en/\xd2\x9b" },
		{ "/en/\xd2\x9b", "/en/\xd2\x9b" }, { "/a+b", "/a+b" }, { "/a?%zz", "/a" }, { "/%252e%252e/", "/%2e%2e/" },
	};
	static const char *const refused[] = {
		"", "en/", "?x", "http://evil.test/", "*", "/%", "/%4", "/%zz", "/%00", "/a%0d%0aSet-Cookie:x", "/%7f", "/%ff", "/%c3%28",
		"/%ed%a0%80", "/\xff", "/a%2fb", "/a%2Fb", "/a%5cb", "/a\\b", "/\x01", "/%c0%af",
	};
	struct request r;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(read_uri(*state, cases[i].uri, &r), ERR_OK);
		assert_str(r.path, cases[i].path);
	}
	for (size_t i = 0; i < COUNT(refused); i++)
		if (read_uri(*state, refused[i], &r) != ERR_INPUT)
			fail_msg("accepted: %s", refused[i]);
}

static void sizes_are_bounded(void **state)
{
	char uri[LIMIT_URI_BYTES + 2], header[LIMIT_HEADER_BYTES + 20] = "HTTP_COOKIE=";
	struct request r;

	memset(uri, 'a', sizeof uri);
	uri[0] = '/';
	uri[LIMIT_URI_BYTES] = '\0';
	assert_int_equal(read_uri(*state, uri, &r), ERR_OK);
	assert_int_equal(r.path.n, LIMIT_URI_BYTES);
	uri[LIMIT_URI_BYTES] = 'a';
	uri[LIMIT_URI_BYTES + 1] = '\0';
	assert_int_equal(read_uri(*state, uri, &r), ERR_TOO_LARGE);
	memset(header + 12, 'a', LIMIT_HEADER_BYTES);
	char *envp[] = { (char[]){ "REQUEST_URI=/" }, header, NULL };
	assert_int_equal(request_read(*state, envp, &r), ERR_OK);
	header[12 + LIMIT_HEADER_BYTES] = 'a';
	assert_int_equal(request_read(*state, envp, &r), ERR_TOO_LARGE);
}

static void a_parameter_comes_once(void **state)
{
	struct request r;
	assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, (char[]){ "HTTP_ORIGIN=a" }, (char[]){ "HTTP_ORIGIN=b" }), &r), ERR_INPUT);
	assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, (char[]){ "HTTP_HOST=" }, (char[]){ "HTTP_HOST=b" }), &r), ERR_INPUT);
	assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, (char[]){ "REQUEST_URI=/" }), &r), ERR_INPUT);
	assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, (char[]){ "HTTP_X=1" }, (char[]){ "HTTP_X=2" }), &r), ERR_OK);
}

static void lengths_are_whole_numbers(void **state)
{
	static const struct { const char *text; enum err err; size_t bytes; } cases[] = {
		{ "", ERR_OK, 0 }, { "0", ERR_OK, 0 }, { "65536", ERR_OK, 65536 }, { "65537", ERR_TOO_LARGE, 0 },
		{ "2147483648", ERR_TOO_LARGE, 0 }, { "4294967296", ERR_TOO_LARGE, 0 }, { "9223372036854775807", ERR_TOO_LARGE, 0 },
		{ "9223372036854775808", ERR_INPUT, 0 }, { "999999999999999999999999999999", ERR_INPUT, 0 }, { "-1", ERR_INPUT, 0 },
		{ "-0", ERR_INPUT, 0 }, { "+1", ERR_INPUT, 0 }, { "1.5", ERR_INPUT, 0 }, { " 1", ERR_INPUT, 0 }, { "0x10", ERR_INPUT, 0 },
		{ "1e3", ERR_INPUT, 0 }, { "1,2", ERR_INPUT, 0 },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t bytes = 4711;
		assert_int_equal(request_length(str_from_z(cases[i].text), &bytes), cases[i].err);
		assert_int_equal(bytes, cases[i].err == ERR_OK ? cases[i].bytes : 4711);
	}
}

static void fetch_site_has_five_words(void **state)
{
	static const struct { char text[40]; enum fetch_site site; } cases[] = {
		{ "HTTP_SEC_FETCH_SITE=same-origin", FETCH_SITE_SAME_ORIGIN }, { "HTTP_SEC_FETCH_SITE=same-site", FETCH_SITE_SAME_SITE },
		{ "HTTP_SEC_FETCH_SITE=cross-site", FETCH_SITE_CROSS_SITE }, { "HTTP_SEC_FETCH_SITE=none", FETCH_SITE_NONE },
		{ "HTTP_SEC_FETCH_SITE=Same-Origin", FETCH_SITE_OTHER }, { "HTTP_SEC_FETCH_SITE=", FETCH_SITE_ABSENT }, { "HTTP_DNT=1", FETCH_SITE_ABSENT },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		char entry[40];
		struct request r;
		memcpy(entry, cases[i].text, sizeof entry);
		assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, entry), &r), ERR_OK);
		assert_int_equal(r.fetch_site, cases[i].site);
	}
	struct request r;
	assert_int_equal(request_read(*state, ENV((char[]){ "REQUEST_URI=/" }, (char[]){ "HTTP_ORIGIN=" }), &r), ERR_OK);
	assert_false(r.has_origin);
}

static void cookies_are_read_strictly(void **state)
{
	static const struct { const char *header; enum err err; const char *value; } cases[] = {
		{ "__Host-sid=abc", ERR_OK, "abc" }, { "a=1; __Host-sid=abc; b=2", ERR_OK, "abc" }, { "a=1;__Host-sid=abc", ERR_OK, "abc" },
		{ "", ERR_NONE, NULL }, { "a=1", ERR_NONE, NULL }, { "__host-sid=abc", ERR_NONE, NULL }, { "x__Host-sid=abc", ERR_NONE, NULL },
		{ "__Host-sid", ERR_NONE, NULL }, { "__Host-sid=", ERR_OK, "" }, { "__Host-sid=a=b", ERR_OK, "a=b" },
		{ "__Host-sid=a; __Host-sid=a", ERR_INPUT, NULL }, { "__Host-sid=a;; ;__Host-sid=b", ERR_INPUT, NULL },
		{ "__Host-sid=a b", ERR_INPUT, NULL }, { "__Host-sid=\"a\"", ERR_INPUT, NULL }, { "__Host-sid=a,b", ERR_INPUT, NULL },
		{ "__Host-sid=\xd2\x9b", ERR_INPUT, NULL }, { "__Host-sid=a\\b", ERR_INPUT, NULL }, { "__Host-sid=a\tb", ERR_INPUT, NULL },
		{ ";;;=;=a;__Host-sid=z;", ERR_OK, "z" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request r = { .cookie = str_from_z(cases[i].header) };
		struct str value = STR("untouched");
		assert_int_equal(request_cookie(&r, STR("__Host-sid"), &value), cases[i].err);
		assert_str(value, cases[i].err == ERR_OK ? cases[i].value : "untouched");
	}
}

static void percent_round_trips(void **state)
{
	char raw[256], coded[768];
	for (int i = 0; i < 256; i++)
		raw[i] = (char)(i == 0 ? 'x' : i);
	struct str text = { raw, sizeof raw }, back;
	char *end = percent_put(coded, text);
	assert_int_equal(end - coded, percent_size(text));
	assert_int_equal(percent_decode(*state, (struct str){ coded, (size_t)(end - coded) }, true, &back), ERR_OK);
	assert_int_equal(back.n, sizeof raw);
	assert_memory_equal(back.p, raw, sizeof raw);
	assert_int_equal(percent_decode(*state, STR("a+b"), true, &back), ERR_OK);
	assert_str(back, "a b");
	assert_int_equal(percent_decode(*state, (struct str){ "a\0b", 3 }, true, &back), ERR_INPUT);
	for (size_t n = 1; n < 3; n++) { /* the escape ends with the memory; the byte behind it would make it whole */
		char *exact = malloc(n);
		memcpy(exact, "%41", n);
		assert_int_equal(percent_decode(*state, (struct str){ exact, n }, true, &back), ERR_INPUT);
		assert_int_equal(percent_decode(*state, (struct str){ "%41", n }, true, &back), ERR_INPUT);
		free(exact);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_TEST(a_browser_request_is_read), ARENA_TEST(what_is_absent_is_absent), ARENA_TEST(paths_are_decoded_once_or_refused),
		ARENA_TEST(sizes_are_bounded), ARENA_TEST(a_parameter_comes_once), cmocka_unit_test(lengths_are_whole_numbers),
		ARENA_TEST(fetch_site_has_five_words), cmocka_unit_test(cookies_are_read_strictly), ARENA_TEST(percent_round_trips),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
