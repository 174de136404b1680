#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "base/clock.h"
#include "base/money.h"
#include "base/random.h"

static void amounts_parse_exactly_or_not_at_all(void **state)
{
	static const struct { const char *text; enum err err; int64_t minor; } cases[] = {
		{ "1030", ERR_OK, 103000 }, { "1030.5", ERR_OK, 103050 }, { "1030,50", ERR_OK, 103050 }, { "0.01", ERR_OK, 1 }, { "0", ERR_OK, 0 },
		{ "1030.505", ERR_INPUT, 0 }, { "1030.", ERR_INPUT, 0 }, { ".5", ERR_INPUT, 0 }, { "-1", ERR_INPUT, 0 }, { "+1", ERR_INPUT, 0 },
		{ "1e3", ERR_INPUT, 0 }, { "1 030", ERR_INPUT, 0 }, { "1,030.50", ERR_INPUT, 0 }, { "1.-5", ERR_INPUT, 0 }, { "", ERR_INPUT, 0 },
		{ "92233720368547758.07", ERR_OK, INT64_MAX }, { "92233720368547758.08", ERR_INPUT, 0 }, { "NaN", ERR_INPUT, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t minor = 4711;
		assert_int_equal(money_parse(str_from_z(cases[i].text), &minor), cases[i].err);
		assert_true(minor == (cases[i].err == ERR_OK ? cases[i].minor : 4711));
	}
}

static void splits_add_up_and_stay_near_the_true_share(void **state)
{
	(void)state;
	for (int round = 0; round < 3000; round++) {
		int64_t weights[7], parts[7], sum = 0, weight_sum = 0, total = random_below(1000000);
		size_t count = 1 + random_below(7);
		for (size_t i = 0; i < count; i++)
			weight_sum += weights[i] = random_below(5000);
		if (weight_sum == 0)
			continue;
		assert_int_equal(money_split(total, weights, count, parts), ERR_OK);
		for (size_t i = 0; i < count; i++) {
			int64_t floor_part = total * weights[i] / weight_sum;
			assert_true(parts[i] == floor_part || parts[i] == floor_part + 1);
			sum += parts[i];
		}
		assert_true(sum == total);
	}
	int64_t parts[3] = { -1, -1, -1 }, thirds[] = { 1, 1, 1 }, none[] = { 0, 0, 0 }, bad[] = { 1, -1, 1 };
	assert_int_equal(money_split(100, thirds, 3, parts), ERR_OK);
	assert_true(parts[0] == 34 && parts[1] == 33 && parts[2] == 33);
	assert_int_equal(money_split(100, none, 3, parts), ERR_INPUT);
	assert_int_equal(money_split(100, bad, 3, parts), ERR_INPUT);
	int64_t big[] = { INT64_MAX, INT64_MAX };
	assert_int_equal(money_split(INT64_MAX, big, 2, parts), ERR_OK);
	assert_true(parts[0] + parts[1] == INT64_MAX && parts[0] - parts[1] == 1);
}

static void arithmetic_refuses_overflow(void **state)
{
	int64_t result = 7;
	(void)state;
	assert_int_equal(money_add(INT64_MAX, 1, &result), ERR_TOO_LARGE);
	assert_int_equal(money_times(INT64_MAX, 2, &result), ERR_TOO_LARGE);
	assert_int_equal(money_times(-1, 2, &result), ERR_INPUT);
	assert_int_equal(money_rate(100, 10001, &result), ERR_INPUT);
	assert_true(result == 7);
	assert_int_equal(money_rate(INT64_MAX, 10000, &result), ERR_OK);
	assert_true(result == INT64_MAX);
	assert_int_equal(money_rate(999, 1600, &result), ERR_OK);
	assert_true(result == 159);
	for (int i = 0; i < 2000; i++) {
		int64_t minor = random_below(2000000000), rate = random_below(10001);
		assert_int_equal(money_rate(minor, rate, &result), ERR_OK);
		assert_true(result == minor * rate / 10000);
	}
}

static void prints(int64_t minor, enum currency currency, enum lang lang, const char *expected)
{
	struct buf BUF_AUTO out;
	buf_init(&out, 200);
	money_print(&out, (struct money){ minor, currency }, lang);
	assert_int_equal(out.n, strlen(expected));
	assert_memory_equal(out.p, expected, out.n);
}

static void money_reads_as_people_write_it(void **state)
{
	(void)state;
	prints(2235000, CURRENCY_KZT, LANG_KK, "22\xc2\xa0""350\xc2\xa0₸");
	prints(2235050, CURRENCY_KZT, LANG_RU, "22\xc2\xa0""350,50\xc2\xa0₸");
	prints(123456789, CURRENCY_KZT, LANG_EN, "1,234,567.89\xc2\xa0₸");
	prints(1250, CURRENCY_USD, LANG_EN, "$12.50");
	prints(-100, CURRENCY_KZT, LANG_RU, "\xe2\x88\x92""1\xc2\xa0₸");
	prints(5, CURRENCY_KZT, LANG_RU, "0,05\xc2\xa0₸");
	prints(0, CURRENCY_KZT, LANG_RU, "0\xc2\xa0₸");
	prints(INT64_MIN, CURRENCY_KZT, LANG_EN, "\xe2\x88\x92""92,233,720,368,547,758.08\xc2\xa0₸");
}

static void dates_survive_the_calendar(void **state)
{
	(void)state;
	struct civil c = clock_civil(1772323200000, 0); /* 2026-03-01T00:00:00Z */
	assert_true(c.year == 2026 && c.month == 3 && c.day == 1 && c.hour == 0 && c.weekday == 0);
	c = clock_civil(1709164800000 - 1, 0); /* a millisecond before 2024-02-29 */
	assert_true(c.year == 2024 && c.month == 2 && c.day == 28 && c.second == 59);
	c = clock_civil(-1, 0);
	assert_true(c.year == 1969 && c.month == 12 && c.day == 31 && c.second == 59 && c.weekday == 3);
	c = clock_civil(1767207600000, CLOCK_ALMATY_OFFSET_MS); /* 2025-12-31T19:00Z is New Year in Kazakhstan */
	assert_true(c.year == 2026 && c.month == 1 && c.day == 1 && c.hour == 0);
	for (int64_t day = -200000; day < 200000; day += 37) {
		int64_t ms = day * CLOCK_DAY_MS + 12345000;
		c = clock_civil(ms, CLOCK_ALMATY_OFFSET_MS);
		assert_true(clock_from_civil(&c, CLOCK_ALMATY_OFFSET_MS) == ms);
	}
	char rfc[CLOCK_RFC3339_SIZE], http[CLOCK_HTTP_SIZE];
	assert_memory_equal(clock_rfc3339(1795172160000, rfc).p, "2026-11-20T10:56:00Z", CLOCK_RFC3339_SIZE);
	assert_memory_equal(clock_http_date(784111777000, http).p, "Sun, 06 Nov 1994 08:49:37 GMT", CLOCK_HTTP_SIZE); /* RFC 9110 §5.6.7 */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(amounts_parse_exactly_or_not_at_all),
		cmocka_unit_test(splits_add_up_and_stay_near_the_true_share),
		cmocka_unit_test(arithmetic_refuses_overflow),
		cmocka_unit_test(money_reads_as_people_write_it),
		cmocka_unit_test(dates_survive_the_calendar),
	};
	return cmocka_run_group_tests_name("base_money", tests, NULL, NULL);
}
