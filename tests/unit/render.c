#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "base/clock.h"
#include "pages/render.h"

#define assert_printed(out, z)                                                     \
	do {                                                                       \
		assert_int_equal((out)->n, strlen(z));                             \
		assert_memory_equal((out)->n > 0 ? (out)->p : "", (z), (out)->n);  \
		buf_reset(out);                                                    \
	} while (0)

static struct str text(const char *z) { return str_from_z(z); }

/* The same rule written the slow way. */
static void escape_slowly(struct buf *out, struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		if (c == '&')
			buf_put_z(out, "&amp;");
		else if (c == '<')
			buf_put_z(out, "&lt;");
		else if (c == '>')
			buf_put_z(out, "&gt;");
		else if (c == '"')
			buf_put_z(out, "&quot;");
		else if (c == '\'')
			buf_put_z(out, "&#39;");
		else if (c >= ' ' || c == '\t' || c == '\n' || c == '\r')
			buf_put_c(out, (char)c);
	}
}

/* Every byte at every place of texts of every length up to three blocks, so that each path of the fast walk is taken. */
static void markup_is_escaped_whole(void **state)
{
	struct buf fast BUF_AUTO, slow BUF_AUTO;
	(void)state;
	buf_init(&fast, 1 << 16);
	buf_init(&slow, 1 << 16);
	for (size_t n = 1; n <= 50; n++)
		for (size_t at = 0; at < n; at++)
			for (unsigned byte = 0; byte < 256; byte++) {
				char value[50];
				memset(value, n % 3 == 0 ? '\n' : n % 3 == 1 ? 'a' : '&', n);
				value[at] = (char)byte;
				render_html(&fast, LANG_EN, (struct str){ value, n });
				escape_slowly(&slow, (struct str){ value, n });
				assert_int_equal(fast.n, slow.n);
				assert_memory_equal(fast.n > 0 ? fast.p : "", slow.n > 0 ? slow.p : "", fast.n);
				buf_reset(&fast);
				buf_reset(&slow);
			}
}

static void an_absent_value_prints_nothing(void **state)
{
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	for (enum lang lang = LANG_KK; lang < LANG__COUNT; lang++) {
		render_html(&out, lang, (struct str){ NULL, 0 });
		render_part(&out, lang, (struct str){ NULL, 0 });
		render_plain(&out, lang, (struct str){ NULL, 0 });
		render_line(&out, lang, (struct str){ NULL, 0 });
		render_html_message(&out, lang, (struct message){ .id = MESSAGE_NONE, .n = 7, .text = STR("x") });
		render_people_date(&out, lang, (struct date){ 0 });
		render_people_moment(&out, lang, (struct moment){ 0 });
		render_data_date(&out, lang, (struct date){ 0 });
		render_data_moment(&out, lang, (struct moment){ 0 });
	}
	assert_printed(&out, "");
	render_json(&out, LANG_EN, (struct str){ NULL, 0 });
	assert_printed(&out, "null");
	render_json(&out, LANG_EN, STR(""));
	assert_printed(&out, "\"\"");
}

static void numbers_are_grouped_for_people(void **state)
{
	static const struct { long value; const char *kk, *en; } cases[] = {
		{ 0, "0", "0" }, { 7, "7", "7" }, { 2026, "2026", "2026" }, { 9999, "9999", "9999" },
		{ 10000, "10\u00a0000", "10,000" }, { 123456, "123\u00a0456", "123,456" }, { 1234567, "1\u00a0234\u00a0567", "1,234,567" },
		{ -5, "\u22125", "\u22125" }, { -10000, "\u221210\u00a0000", "\u221210,000" },
		{ INT64_MIN, "\u22129\u00a0223\u00a0372\u00a0036\u00a0854\u00a0775\u00a0808", "\u22129,223,372,036,854,775,808" },
	};
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		render_people_long(&out, LANG_KK, cases[i].value);
		assert_printed(&out, cases[i].kk);
		render_people_long(&out, LANG_RU, cases[i].value);
		assert_printed(&out, cases[i].kk);
		render_people_long(&out, LANG_EN, cases[i].value);
		assert_printed(&out, cases[i].en);
	}
	render_people_size(&out, LANG_EN, UINT64_MAX);
	assert_printed(&out, "18,446,744,073,709,551,615");
	render_data_size(&out, LANG_EN, UINT64_MAX);
	assert_printed(&out, "18446744073709551615");
	render_data_size(&out, LANG_EN, (unsigned long)INT64_MAX + 1);
	assert_printed(&out, "9223372036854775808");
	render_data_long(&out, LANG_RU, 1234567);
	assert_printed(&out, "1234567");
	render_data_bool(&out, LANG_RU, true);
	render_data_bool(&out, LANG_RU, false);
	assert_printed(&out, "truefalse");
}

static void dates_are_those_of_kazakhstan(void **state)
{
	static const char *const kk[] = { "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан" };
	static const char *const ru[] = { "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря" };
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	for (int month = 1; month <= 12; month++) {
		struct civil civil = { .year = 2026, .month = month, .day = 9, .hour = 23, .minute = 5 };
		int64_t ms = clock_from_civil(&civil, CLOCK_ALMATY_OFFSET_MS);
		char expected[64];
		(void)snprintf(expected, sizeof expected, "2026\u00a0ж. 9\u00a0%s", kk[month - 1]);
		render_people_date(&out, LANG_KK, (struct date){ ms });
		assert_printed(&out, expected);
		(void)snprintf(expected, sizeof expected, "9\u00a0%s 2026, 23:05", ru[month - 1]);
		render_people_moment(&out, LANG_RU, (struct moment){ ms });
		assert_printed(&out, expected);
	}
	/* 19:30 in Greenwich is the next day in Almaty. */
	int64_t ms = clock_from_civil(&(struct civil){ .year = 2026, .month = 11, .day = 20, .hour = 19, .minute = 30 }, 0);
	render_people_date(&out, LANG_EN, (struct date){ ms });
	assert_printed(&out, "21\u00a0November 2026");
	render_people_moment(&out, LANG_EN, (struct moment){ ms });
	assert_printed(&out, "21\u00a0November 2026, 00:30");
	render_data_date(&out, LANG_EN, (struct date){ ms });
	assert_printed(&out, "2026-11-21");
	render_data_moment(&out, LANG_EN, (struct moment){ ms });
	assert_printed(&out, "2026-11-20T19:30:00Z");
}

static void pieces_of_urls_are_encoded(void **state)
{
	char every[256];
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	render_part(&out, LANG_EN, STR("Aa09-._~@"));
	assert_printed(&out, "Aa09-._~@");
	render_part(&out, LANG_EN, text("a b/c?d&e=f#g%h+\"'<>ё"));
	assert_printed(&out, "a%20b%2Fc%3Fd%26e%3Df%23g%25h%2B%22%27%3C%3E%D1%91");
	for (unsigned i = 0; i < 256; i++)
		every[i] = (char)i;
	render_part(&out, LANG_EN, (struct str){ every, 256 });
	for (size_t i = 0; i < out.n; i++)
		assert_non_null(memchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~@%", out.p[i], 69));
	buf_reset(&out);
	render_part_url(&out, LANG_EN, (struct url){ STR("/x?a=b") });
	assert_printed(&out, "%2Fx%3Fa%3Db");
	render_tel(&out, LANG_EN, STR("+7 (701) 555-01-01;\"<"));
	assert_printed(&out, "+77015550101");
}

static void json_cannot_end_its_script(void **state)
{
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	render_json(&out, LANG_EN, (struct str){ "</script><!--&\"\\\x00\x1f\x7fё", 21 });
	assert_printed(&out, "\"\\u003c/script\\u003e\\u003c!--\\u0026\\\"\\\\\\u0000\\u001f\\u007fё\"");
	render_json_url(&out, LANG_EN, (struct url){ STR("/a?b&c") });
	assert_printed(&out, "\"/a?b\\u0026c\"");
	render_json_money(&out, LANG_RU, (struct money){ 2235050, CURRENCY_KZT });
	assert_printed(&out, "\"22350.50\"");
	render_json_date(&out, LANG_RU, (struct date){ 1 });
	assert_printed(&out, "\"1970-01-01\"");
	render_json_moment(&out, LANG_RU, (struct moment){ 1 });
	assert_printed(&out, "\"1970-01-01T00:00:00Z\"");
}

static void a_header_line_stays_one_line(void **state)
{
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, 1 << 16);
	render_line(&out, LANG_EN, text("a\r\nBcc: b\x01\x7f\tё"));
	assert_printed(&out, "a  Bcc: b   ё");
	render_line_url(&out, LANG_EN, (struct url){ STR("/a\n") });
	assert_printed(&out, "/a ");
}

/* Whatever translators write: every message prints in every language, without a brace, and its values are escaped. */
static void every_message_prints(void **state)
{
	struct buf out BUF_AUTO;
	static const int64_t counts[] = { 0, 1, 2, 5, 11, 21, -1, 1234567 };
	(void)state;
	buf_init(&out, 1 << 16);
	for (enum message_id id = MESSAGE_NONE + 1; id < MESSAGE__COUNT; id++)
		for (enum lang lang = LANG_KK; lang < LANG__COUNT; lang++)
			for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
				struct message message = { id, counts[i], STR("<&>\"") };
				struct str source = message_text(id, lang, counts[i]);
				bool has_text = memmem(source.p, source.n, "{text}", 6) != NULL;
				assert_true(message_key(id).n > 0);
				assert_true(source.n > 0);
				render_html_message(&out, lang, message);
				assert_true(out.n > 0);
				for (size_t k = 0; k < out.n; k++)
					assert_null(memchr("{}<>\"", out.p[k], 5));
				assert_true(has_text == (memmem(out.p, out.n, "&lt;&amp;&gt;&quot;", 19) != NULL));
				buf_reset(&out);
				render_json_message(&out, lang, message);
				assert_true(out.p[0] == '"' && out.p[out.n - 1] == '"' && memchr(out.p, '<', out.n) == NULL);
				buf_reset(&out);
			}
}

static void plurals_follow_each_language(void **state)
{
	static const struct { int64_t n; unsigned kk, ru, en; } cases[] = {
		{ 0, 1, 2, 1 }, { 1, 0, 0, 0 }, { 2, 1, 1, 1 }, { 4, 1, 1, 1 }, { 5, 1, 2, 1 }, { 11, 1, 2, 1 }, { 12, 1, 2, 1 }, { 14, 1, 2, 1 },
		{ 20, 1, 2, 1 }, { 21, 1, 0, 1 }, { 22, 1, 1, 1 }, { 25, 1, 2, 1 }, { 101, 1, 0, 1 }, { 111, 1, 2, 1 }, { 112, 1, 2, 1 },
		{ 122, 1, 1, 1 }, { -1, 0, 0, 0 }, { -3, 1, 1, 1 }, { INT64_MIN, 1, 2, 1 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(message_form(LANG_KK, cases[i].n), cases[i].kk);
		assert_int_equal(message_form(LANG_RU, cases[i].n), cases[i].ru);
		assert_int_equal(message_form(LANG_EN, cases[i].n), cases[i].en);
	}
}

static void a_full_buffer_stays_within_its_bound(void **state)
{
	(void)state;
	for (size_t max = 0; max < 64; max++) {
		struct buf out BUF_AUTO;
		buf_init(&out, max);
		render_put(&out, "0123456789", 10);
		render_html(&out, LANG_EN, STR("abc<def>&\"'0123456789abcdef0123456789"));
		render_put(&out, "0123456789", 10);
		render_people_long(&out, LANG_EN, 1234567);
		assert_true(out.n <= max);
		assert_true(buf_failed(&out));
	}
}

static void truth_is_that_of_the_type(void **state)
{
	(void)state;
	assert_false(render_is_string((struct str){ NULL, 0 }));
	assert_false(render_is_string(STR("")));
	assert_true(render_is_string(STR("0")));
	assert_false(render_is_url((struct url){ { NULL, 0 } }));
	assert_true(render_is_url((struct url){ STR("/") }));
	assert_false(render_is_message((struct message){ .id = MESSAGE_NONE, .n = 1 }));
	assert_true(render_is_message((struct message){ .id = MESSAGE_NONE + 1 }));
	assert_true(render_is_long(-1));
	assert_false(render_is_size(0));
	assert_false(render_is_pointer(NULL));
	assert_true(render_is_pointer(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup_is_escaped_whole),
		cmocka_unit_test(an_absent_value_prints_nothing),
		cmocka_unit_test(numbers_are_grouped_for_people),
		cmocka_unit_test(dates_are_those_of_kazakhstan),
		cmocka_unit_test(pieces_of_urls_are_encoded),
		cmocka_unit_test(json_cannot_end_its_script),
		cmocka_unit_test(a_header_line_stays_one_line),
		cmocka_unit_test(every_message_prints),
		cmocka_unit_test(plurals_follow_each_language),
		cmocka_unit_test(a_full_buffer_stays_within_its_bound),
		cmocka_unit_test(truth_is_that_of_the_type),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
