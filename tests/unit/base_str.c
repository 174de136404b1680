#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/random.h"

#define assert_str(s, z) do { struct str s_ = (s); assert_int_equal(s_.n, strlen(z)); assert_memory_equal(s_.n ? s_.p : "", z, s_.n); } while (0)

static void integers_are_whole_and_bounded(void **state)
{
	static const struct { const char *text; enum err err; int64_t value; } cases[] = {
		{ "0", ERR_OK, 0 }, { "-0", ERR_OK, 0 }, { "007", ERR_OK, 7 }, { "9223372036854775807", ERR_OK, INT64_MAX },
		{ "-9223372036854775808", ERR_OK, INT64_MIN }, { "9223372036854775808", ERR_INPUT, 0 },
		{ "-9223372036854775809", ERR_INPUT, 0 }, { "", ERR_INPUT, 0 }, { "-", ERR_INPUT, 0 }, { "+1", ERR_INPUT, 0 },
		{ " 1", ERR_INPUT, 0 }, { "1 ", ERR_INPUT, 0 }, { "1e3", ERR_INPUT, 0 }, { "0x10", ERR_INPUT, 0 },
		{ "99999999999999999999999999999999", ERR_INPUT, 0 }, { "--1", ERR_INPUT, 0 },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t value = 4711;
		assert_int_equal(str_to_int64(str_from_z(cases[i].text), &value), cases[i].err);
		assert_true(value == (cases[i].err == ERR_OK ? cases[i].value : 4711));
	}
}

static void pieces_include_empty_ones(void **state)
{
	struct str rest = STR("a,,b,"), piece;
	const char *expected[] = { "a", "", "b", "" };
	size_t n = 0;
	(void)state;
	while (str_next(&rest, ',', &piece)) {
		assert_true(n < 4);
		assert_str(piece, expected[n]);
		n++;
	}
	assert_int_equal(n, 4);
	rest = STR("");
	assert_true(str_next(&rest, ',', &piece));
	assert_false(str_next(&rest, ',', &piece));
}

static void parts_are_clamped(void **state)
{
	(void)state;
	assert_str(str_part(STR("abc"), 1, 99), "bc");
	assert_str(str_part(STR("abc"), 9, 1), "");
	assert_str(str_from(STR("abc"), 3), "");
	assert_str(str_trim(STR(" \r\n a b\t ")), "a b");
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_false(str_starts(STR("a"), STR("ab")));
	assert_true(str_ends(STR("abc"), STR("bc")));
	assert_false(str_ends(STR("c"), STR("bc")));
	assert_true(str_compare(STR("a"), STR("ab")) < 0);
	assert_true(str_compare(STR("b"), STR("ab")) > 0);
	assert_true(str_eq_nocase(STR("CoOkIe"), STR("cookie")));
	assert_false(str_eq_nocase(STR("["), STR("{")));
}

static void base64url_round_trips_and_is_unique(void **state)
{
	unsigned char in[40], out[40];
	char text[STR_B64_SIZE(40)];
	(void)state;
	for (size_t n = 0; n <= sizeof in; n++) {
		random_bytes(in, n);
		struct str coded = str_base64url(in, n, text);
		assert_int_equal(coded.n, STR_B64_SIZE(n));
		assert_int_equal(str_base64url_decode(coded, out, n), ERR_OK);
		assert_memory_equal(in, out, n);
		assert_int_equal(str_base64url_decode(coded, out, n + 1), ERR_INPUT);
	}
	/* RFC 4648 §10, without padding */
	assert_str(str_base64url((const unsigned char *)"foobar", 6, text), "Zm9vYmFy");
	assert_str(str_base64url((const unsigned char *)"fo", 2, text), "Zm8");
	assert_int_equal(str_base64url_decode(STR("Zm9"), out, 2), ERR_INPUT); /* stray low bits */
	assert_int_equal(str_base64url_decode(STR("Zm+"), out, 2), ERR_INPUT);
}

static void hex_round_trips(void **state)
{
	unsigned char out[3];
	char text[6];
	(void)state;
	assert_str(str_hex((const unsigned char *)"\x00\xff\x1a", 3, text), "00ff1a");
	assert_int_equal(str_hex_decode(STR("00ff1a"), out, 3), ERR_OK);
	assert_memory_equal(out, "\x00\xff\x1a", 3);
	assert_int_equal(str_hex_decode(STR("00FF1a"), out, 3), ERR_INPUT);
	assert_int_equal(str_hex_decode(STR("00ff1"), out, 3), ERR_INPUT);
}

static void ids_are_unique_and_ordered(void **state)
{
	int64_t last = 0;
	(void)state;
	for (int i = 0; i < 2000; i++) {
		int64_t id = id_new(1800000000000 + i);
		assert_true(id > last);
		last = id;
	}
	int64_t same_ms[2000];
	for (int i = 0; i < 2000; i++)
		same_ms[i] = id_new(1800000000000);
	for (int i = 0; i < 2000; i++)
		for (int k = 0; k < i; k++)
			assert_true(same_ms[i] != same_ms[k]);
}

static void public_ids_parse_only_their_own_text(void **state)
{
	struct public_id id = public_id_new(), back;
	char text[PUBLIC_ID_CHARS];
	(void)state;
	struct str s = public_id_text(&id, text);
	assert_int_equal(public_id_parse(s, &back), ERR_OK);
	assert_memory_equal(&id, &back, sizeof id);
	assert_int_equal(public_id_parse(str_part(s, 0, 21), &back), ERR_INPUT);
	text[3] = '*';
	assert_int_equal(public_id_parse(s, &back), ERR_INPUT);
}

static void arena_keeps_its_cap_and_zeroes(void **state)
{
	struct arena *arena = arena_create(100000);
	(void)state;
	char *p = arena_alloc(arena, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(p[i], 0);
	memset(p, 'x', 5000);
	assert_int_equal((uintptr_t)p % 16, 0);
	assert_null(arena_alloc(arena, 100000));
	assert_true(arena_failed(arena));
	arena_reset(arena);
	assert_false(arena_failed(arena));
	p = arena_alloc(arena, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(p[i], 0);
	assert_null(arena_array(arena, SIZE_MAX / 2, 3));
	arena_reset(arena);
	for (int i = 0; i < 90; i++)
		assert_non_null(arena_alloc(arena, 1000));
	assert_true(arena_used(arena) <= 100000);
	assert_null(arena_z(arena, ((struct str){ "a\0b", 3 })));
	assert_string_equal(arena_z(arena, STR("ab")), "ab");
	assert_str(arena_format(arena, "%s-%d", "n", 7), "n-7");
	arena_destroy(arena);
}

static void buf_refuses_at_its_maximum_and_stays_refused(void **state)
{
	struct buf buf;
	(void)state;
	buf_init(&buf, 5000);
	for (int i = 0; i < 4999; i++)
		buf_put_c(&buf, 'a');
	assert_false(buf_failed(&buf));
	buf_put(&buf, STR("bc"));
	assert_true(buf_failed(&buf));
	buf_put_c(&buf, 'd');
	assert_int_equal(buf.n, 4999);
	buf_reset(&buf);
	buf_put_int(&buf, INT64_MIN);
	buf_put_z(&buf, " ");
	buf_put_int(&buf, 0);
	assert_str(buf_str(&buf), "-9223372036854775808 0");
	buf_free(&buf);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(integers_are_whole_and_bounded),
		cmocka_unit_test(pieces_include_empty_ones),
		cmocka_unit_test(parts_are_clamped),
		cmocka_unit_test(base64url_round_trips_and_is_unique),
		cmocka_unit_test(hex_round_trips),
		cmocka_unit_test(ids_are_unique_and_ordered),
		cmocka_unit_test(public_ids_parse_only_their_own_text),
		cmocka_unit_test(arena_keeps_its_cap_and_zeroes),
		cmocka_unit_test(buf_refuses_at_its_maximum_and_stays_refused),
	};
	return cmocka_run_group_tests_name("base_str", tests, NULL, NULL);
}
