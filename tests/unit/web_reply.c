/* web/reply: typed headers, own redirects, cookies from the registry; no byte from outside ever ends a header. */
#include "web_case.h"
#include "web/limits.h"
#include "web/reply.h"
#include "web/request.h"
#include "web/route.h"

static struct str written(struct reply *reply, struct buf *out, bool head_only)
{
	reply_write(reply, head_only, out);
	assert_false(buf_failed(out));
	return buf_str(out);
}

static int reply_setup(void **state)
{
	struct reply *reply = calloc(1, sizeof *reply);
	buf_init(&reply->body, LIMIT_PAGE_BYTES);
	reply_reset(reply);
	*state = reply;
	return 0;
}

static int reply_teardown(void **state)
{
	struct reply *reply = *state;
	buf_free(&reply->body);
	free(reply);
	return 0;
}

static void a_page_has_its_headers(void **state)
{
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	reply->status = 200;
	buf_put(&reply->body, STR("<p>"));
	assert_str(written(reply, &out, false), "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 3\r\nCache-Control: no-store\r\n\r\n<p>");
	assert_str(written(reply, &out, true), "Status: 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 3\r\nCache-Control: no-store\r\n\r\n");
}

static void every_type_has_a_charset(void **state)
{
	static const char *const types[] = {
		[CONTENT_HTML] = "text/html", [CONTENT_XML] = "application/xml", [CONTENT_ATOM] = "application/atom+xml", [CONTENT_TEXT] = "text/plain",
		[CONTENT_JSON] = "application/json", [CONTENT_PROBLEM] = "application/problem+json",
	};
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	char line[80];
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	for (size_t i = 0; i < COUNT(types); i++) {
		reply->content_type = (enum content_type)i;
		(void)snprintf(line, sizeof line, "\r\nContent-Type: %s; charset=utf-8\r\n", types[i]);
		assert_true(str_has(written(reply, &out, false), line));
	}
}

static void caches_are_told(void **state)
{
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	reply->status = 200;
	reply->cache = CACHE_ANONYMOUS;
	reply->shared = true;
	assert_true(str_has(written(reply, &out, false), "X-Accel-Expires: 60\r\nCache-Control: private, no-cache\r\n"));
	reply->shared = false;
	assert_false(str_has(written(reply, &out, false), "X-Accel"));
	reply->shared = true;
	assert_int_equal(reply_set_cookie(reply, COOKIE_SID, STR("a")), ERR_OK);
	assert_false(str_has(written(reply, &out, false), "X-Accel"));
	reply_reset(reply);
	reply->cache = CACHE_FEED;
	reply->vary_language = true;
	reply->last_modified_ms = INT64_C(1795172160000);
	assert_true(str_has(written(reply, &out, false), "Cache-Control: public, max-age=3600\r\nVary: Accept-Language\r\nLast-Modified: Fri, 20 Nov 2026 10:56:00 GMT\r\n"));
}

static void rest_of_the_headers(void **state)
{
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	reply->status = 405;
	reply->allow = 1u << METHOD_GET | 1u << METHOD_POST;
	reply->retry_after_s = 2;
	reply->refresh_s = 5;
	struct str s = written(reply, &out, false);
	assert_true(str_has(s, "Status: 405 Method Not Allowed\r\n") && str_has(s, "\r\nAllow: GET, HEAD, POST\r\n"));
	assert_true(str_has(s, "\r\nRetry-After: 2\r\n") && str_has(s, "\r\nRefresh: 5\r\n"));
	reply->allow = 1u << METHOD_POST;
	assert_true(str_has(written(reply, &out, false), "\r\nAllow: POST\r\n"));
}

static void cookies_carry_the_registry(void **state)
{
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	for (size_t i = 0; i < COOKIE__COUNT; i++) {
		const struct cookie_rule *rule = &cookie_rules[i];
		assert_int_equal(strncmp(rule->name, "__Host-", 7), 0);
		assert_non_null(strstr(rule->attributes, "Path=/;"));
		assert_non_null(strstr(rule->attributes, "; Secure"));
		assert_non_null(strstr(rule->attributes, "; HttpOnly"));
		assert_non_null(strstr(rule->attributes, "; SameSite="));
		assert_null(strstr(rule->attributes, "Domain"));
		assert_true(rule->life_s > 0 && rule->life_s <= 400 * 86400);
	}
	assert_int_equal(reply_set_cookie(reply, COOKIE_SID, STR("abc-_9")), ERR_OK);
	assert_true(str_has(written(reply, &out, false), "\r\nSet-Cookie: __Host-sid=abc-_9; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600\r\n"));
	reply_reset(reply);
	assert_int_equal(reply_expire_cookie(reply, COOKIE_SID), ERR_OK);
	assert_true(str_has(written(reply, &out, false), "\r\nSet-Cookie: __Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0\r\n"));
	for (int i = 1; i < REPLY_COOKIES_MAX; i++)
		assert_int_equal(reply_set_cookie(reply, COOKIE_SID, STR("a")), ERR_OK);
	assert_int_equal(reply_set_cookie(reply, COOKIE_SID, STR("a")), ERR_INTERNAL);
}

static void bad_cookie_values_are_refused(void **state)
{
	static const char *const values[] = { "", "a b", "a;b", "a,b", "a\"b", "a\\b", "a\r\nX: y", "a\tb", "\x7f", "\xd2\x9b", "\x01" };
	struct reply *reply = *state;
	for (size_t i = 0; i < COUNT(values); i++)
		assert_int_equal(reply_set_cookie(reply, COOKIE_SID, str_from_z(values[i])), ERR_INTERNAL);
	assert_int_equal(reply_set_cookie(reply, COOKIE_SID, (struct str){ "a\0b", 3 }), ERR_INTERNAL);
	assert_int_equal(reply_set_cookie(reply, COOKIE__COUNT, STR("a")), ERR_INTERNAL);
	assert_int_equal(reply->cookie_count, 0);
}

static void redirects_stay_on_our_host(void **state)
{
	static const char *const own[] = { "/", "/en/", "/en/cart?added=1", "/en/l/%D2%9B", "/a:b@c", "/.//x" };
	static const char *const others[] = {
		"", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "https://evil.test/", "http:/evil.test", "evil.test", "javascript:alert(1)",
		"/en/\r\nSet-Cookie: a=b", "/en/\nX: y", "/en/\tx", "/\t/evil.test", "/ /evil.test", "/en/\\..\\", "/en/\x7f", "/en/\xd2\x9b", "?x", "#", "..",
		" /en/", "@evil.test", "/en/\x01", "data:text/html,x", "\t//evil.test", "%2f%2fevil.test",
	};
	struct reply *reply = *state;
	for (size_t i = 0; i < COUNT(own); i++) {
		assert_int_equal(reply_see_other(reply, str_from_z(own[i])), ERR_OK);
		assert_int_equal(reply->status, 303);
		assert_int_equal(reply_moved(reply, str_from_z(own[i])), ERR_OK);
		assert_int_equal(reply->status, 308);
	}
	reply_reset(reply);
	for (size_t i = 0; i < COUNT(others); i++)
		if (reply_see_other(reply, str_from_z(others[i])) != ERR_INPUT || reply_moved(reply, str_from_z(others[i])) != ERR_INPUT)
			fail_msg("accepted: %s", others[i]);
	assert_int_equal(reply_see_other(reply, (struct str){ "/en/\0", 5 }), ERR_INPUT);
	assert_int_equal(reply->status, 0);
	assert_int_equal(reply->location.n, 0);
}

static void leaving_takes_web_addresses(void **state)
{
	static const char *const refused[] = { "", "/en/", "//x.test", "javascript:x", "ftp://x.test/", "https://x.test/ y", "https://x.test/\r\nA: b", "https://x.test/\xd2\x9b" };
	struct reply *reply = *state;
	assert_int_equal(reply_leave(reply, STR("https://checkout.stripe.com/c/pay/cs_1#x")), ERR_OK);
	assert_int_equal(reply->status, 303);
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_int_equal(reply_leave(reply, str_from_z(refused[i])), ERR_INPUT);
}

/* Whatever lands in a member, by a setter or past it: the lines before the empty one are ours and no more than ours. */
static void random_bytes_never_make_a_header(void **state)
{
	static const char *const ours[] = { "Status: ", "Content-Type: ", "Content-Length: ", "Cache-Control: ", "Location: ", "Set-Cookie: __Host-sid=", "X-Accel-Expires: " };
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	uint64_t seed = 11;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	for (int round = 0; round < 20000; round++) {
		char bytes[32];
		size_t n = noise(&seed) % sizeof bytes, lines = 0;
		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)(noise(&seed) % 3 == 0 ? "\r\n: /\\a"[noise(&seed) % 8] : (char)noise(&seed));
		struct str s = { bytes, n };
		reply_reset(reply);
		reply->status = 200;
		if (round % 2 == 0) {
			reply->location = s;
			(void)!reply_set_cookie(reply, COOKIE_SID, s);
		} else {
			reply->cookies[0].value = s;
			reply->cookie_count = 1;
			(void)!reply_see_other(reply, s);
		}
		struct str rest = written(reply, &out, false), line;
		assert_true(str_ends(rest, STR("\r\n\r\n")));
		while (str_next(&rest, '\n', &line) && line.n > 1) {
			bool known = false;
			assert_int_equal(line.p[line.n - 1], '\r');
			assert_int_equal(str_index(line, '\r'), line.n - 1);
			for (size_t i = 0; i < COUNT(ours); i++)
				known |= str_starts(line, str_from_z(ours[i]));
			assert_true(known);
			lines++;
		}
		assert_true(lines >= 4 && lines <= 6);
		assert_true(rest.n == 0);
	}
}

static void a_body_that_did_not_fit_is_not_sent(void **state)
{
	struct reply *reply = *state;
	struct buf out BUF_AUTO;
	buf_init(&out, 2 * LIMIT_PAGE_BYTES);
	reply->status = 200;
	for (size_t i = 0; i <= LIMIT_PAGE_BYTES; i++)
		buf_put_c(&reply->body, 'x');
	assert_true(str_starts(written(reply, &out, false), STR("Status: 500 Internal Server Error\r\n")));
	assert_true(str_has(buf_str(&out), "Content-Length: 0\r\n"));
}

#define REPLY_TEST(function) cmocka_unit_test_setup_teardown(function, reply_setup, reply_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		REPLY_TEST(a_page_has_its_headers), REPLY_TEST(every_type_has_a_charset), REPLY_TEST(caches_are_told), REPLY_TEST(rest_of_the_headers),
		REPLY_TEST(cookies_carry_the_registry), REPLY_TEST(bad_cookie_values_are_refused), REPLY_TEST(redirects_stay_on_our_host),
		REPLY_TEST(leaving_takes_web_addresses), REPLY_TEST(random_bytes_never_make_a_header), REPLY_TEST(a_body_that_did_not_fit_is_not_sent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
