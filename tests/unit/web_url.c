/* web/url: whatever goes in, what comes out is one path on our own host. */
#include "web_case.h"
#include "web/url.h"

static void pages_have_their_addresses(void **state)
{
	struct arena *arena = *state;
	assert_str(url_home(arena, LANG_EN).s, "/en/");
	assert_str(url_category(arena, LANG_KK, STR("ceramics")).s, "/kk/c/ceramics");
	assert_str(url_listing(arena, LANG_RU, STR("red-cup")).s, "/ru/l/red-cup");
	assert_str(url_creator(arena, LANG_EN, STR("aigerim")).s, "/en/@aigerim");
	assert_str(url_path(arena, LANG_EN, STR("checkout/delivery")).s, "/en/checkout/delivery");
	assert_str(url_path_id(arena, LANG_EN, STR("pay"), STR("a/b")).s, "/en/pay/a%2Fb");
	assert_str(url_media(arena, STR("ab12"), 800, false).s, "/media/ab12-800.webp");
	assert_str(url_media(arena, STR("ab12"), 0, true).s, "/media/ab12-0.jpg");
	assert_str(url_media(arena, STR("ab12"), -5, true).s, "/media/ab12-0.jpg");
	assert_str(url_absolute(arena, STR("https://aina.kz"), url_home(arena, LANG_KK)).s, "https://aina.kz/kk/");
}

static void queries_are_encoded(void **state)
{
	struct arena *arena = *state;
	struct url url = url_with(arena, url_path(arena, LANG_RU, STR("search")), STR("q"), STR("чашка & \"блюдце\"=1+1?#"));
	assert_str(url.s, "/ru/search?q=%D1%87%D0%B0%D1%88%D0%BA%D0%B0%20%26%20%22%D0%B1%D0%BB%D1%8E%D0%B4%D1%86%D0%B5%22%3D1%2B1%3F%23");
	assert_str(url_with(arena, url_with(arena, url_home(arena, LANG_EN), STR("a"), STR("")), STR("b"), STR("2")).s, "/en/?a=&b=2");
}

static void no_bytes_leave_their_segment(void **state)
{
	uint64_t seed = 3;
	for (int round = 0; round < 5000; round++) {
		char bytes[16];
		size_t n = noise(&seed) % sizeof bytes;
		for (size_t i = 0; i < n; i++)
			bytes[i] = (char)noise(&seed);
		struct str s = url_listing(*state, LANG_EN, (struct str){ bytes, n }).s;
		assert_true(str_starts(s, STR("/en/l/")));
		for (size_t i = 6; i < s.n; i++) {
			char c = s.p[i];
			if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~' || c == '%'))
				fail_msg("byte %d", c);
		}
		if (round % 500 == 0)
			arena_reset(*state);
	}
}

static void an_empty_arena_gives_an_absent_url(void **state)
{
	struct arena *arena = arena_create(16);
	(void)state;
	assert_null(url_path(arena, LANG_EN, STR("this-is-longer-than-sixteen-bytes")).s.p);
	assert_true(arena_failed(arena));
	arena_destroy(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_TEST(pages_have_their_addresses), ARENA_TEST(queries_are_encoded), ARENA_TEST(no_bytes_leave_their_segment),
		cmocka_unit_test(an_empty_arena_gives_an_absent_url),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
