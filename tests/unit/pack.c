#include "web_case.h"

#include "model/pack.h"
#include "model/place.h"
#include "model/stanza.h"

static void what_was_put_is_read(void **state)
{
	static const int64_t numbers[] = { 0, 1, -1, 63, 64, -64, 127, 128, 2150000, INT64_MAX, INT64_MIN };
	struct buf buf;
	(void)state;
	buf_init(&buf, 4096);
	pack_put(&buf, STR("Ваза"));
	pack_put(&buf, (struct str){ NULL, 0 });
	for (size_t i = 0; i < COUNT(numbers); i++)
		pack_put_int(&buf, numbers[i]);
	pack_put(&buf, STR("last"));
	struct pack pack = pack_open(buf_str(&buf));
	assert_true(str_eq_z(pack_get(&pack), "Ваза"));
	assert_int_equal(pack_get(&pack).n, 0);
	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_true(pack_get_int(&pack) == numbers[i]);
	assert_false(pack_is_empty(&pack));
	assert_true(str_eq_z(pack_get(&pack), "last"));
	assert_true(pack_is_empty(&pack));
	assert_int_equal(pack_check(&pack), ERR_OK);
	/* One more than there is: bad, and it stays bad. */
	assert_int_equal(pack_get(&pack).n, 0);
	assert_int_equal(pack_check(&pack), ERR_STORAGE);
	buf_free(&buf);
}

/* Every beginning and every changed byte of a pack is read without harm. */
static void broken_packs_are_bad(void **state)
{
	struct buf buf;
	(void)state;
	buf_init(&buf, 4096);
	for (int i = 0; i < 10; i++) {
		pack_put(&buf, STR("some text of a field"));
		pack_put_int(&buf, 1000000 * i);
	}
	for (size_t n = 0; n < buf.n; n++) {
		struct pack pack = pack_open((struct str){ buf.p, n });
		for (int i = 0; i < 10; i++) {
			(void)pack_get(&pack);
			(void)pack_get_int(&pack);
		}
		assert_int_equal(pack_check(&pack), ERR_STORAGE);
	}
	for (size_t n = 0; n < buf.n; n++) {
		buf.p[n] = (char)~buf.p[n];
		struct pack pack = pack_open(buf_str(&buf));
		for (int i = 0; i < 10; i++) {
			struct str text = pack_get(&pack);
			assert_true(text.n <= buf.n);
			(void)pack_get_count(&pack, 5);
		}
		buf.p[n] = (char)~buf.p[n];
	}
	struct pack endless = pack_open(STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"));
	assert_int_equal(pack_get_int(&endless), 0);
	assert_true(endless.bad);
	buf_free(&buf);
}

static void counts_are_bounded(void **state)
{
	struct buf buf;
	(void)state;
	buf_init(&buf, 64);
	pack_put_int(&buf, 21);
	struct pack pack = pack_open(buf_str(&buf));
	assert_int_equal(pack_get_count(&pack, 20), 0);
	assert_true(pack.bad);
	pack = pack_open(buf_str(&buf));
	assert_int_equal(pack_get_count(&pack, 21), 21);
	buf_free(&buf);
}

static void places_say_where_a_listing_stands(void **state)
{
	int64_t early = place_make(INT64_C(1790000000000), 255, PLACE_MADE, 511, PLACE_SERIALS - 1);
	int64_t late = place_make(INT64_C(1790000001000), 1, PLACE_READY, 1, 0);
	(void)state;
	assert_true(early > 0 && late > early); /* a second later is newer, wherever it stands */
	assert_int_equal(place_category(early), 255);
	assert_int_equal(place_kind(early), PLACE_MADE);
	assert_int_equal(place_city(early), 511);
	assert_int_equal(place_category(late), 1);
	assert_int_equal(place_kind(late), PLACE_READY);
	assert_int_equal(place_city(late), 1);
	assert_true(place_base(early + 0) == place_base(place_make(INT64_C(1790000000999), 255, PLACE_MADE, 511, 7)));
	assert_int_equal(place_make(0, 256, PLACE_MADE, 1, 0), 0);
	assert_int_equal(place_make(0, 1, PLACE_MADE, 512, 0), 0);
	assert_int_equal(place_make(0, 1, 0, 1, 0), 0);
}

static void assert_stanza_fault(const char *text, const char *why)
{
	struct arena *arena = arena_create(1 << 16);
	struct stanza_block *blocks;
	struct str said = STR("");
	size_t count;
	assert_int_equal(stanza_read(arena, str_from_z(text), &blocks, &count, &said), ERR_INPUT);
	if (!str_starts(said, str_from_z(why)))
		fail_msg("%s: %.*s, not %s", text, (int)said.n, said.p, why);
	arena_destroy(arena);
}

static void stanzas_are_read_and_refused(void **state)
{
	static const struct str text = STR_INIT("# comment\n\nlisting vase\n  price: 12000\n  text en:\n    First.\n\n    - item\n\nphoto one\n  alt: x\n");
	struct arena *arena = arena_create(1 << 16);
	struct stanza_block *blocks;
	struct str why;
	size_t count;
	(void)state;
	assert_int_equal(stanza_read(arena, text, &blocks, &count, &why), ERR_OK);
	assert_int_equal(count, 2);
	assert_true(str_eq_z(blocks[0].kind, "listing") && str_eq_z(blocks[0].name, "vase"));
	assert_true(str_eq_z(stanza_get(&blocks[0], "price"), "12000"));
	assert_true(str_eq_z(stanza_get(&blocks[0], "text en"), "First.\n\n- item"));
	assert_null(stanza_get(&blocks[0], "alt").p);
	assert_true(str_eq_z(stanza_get(&blocks[1], "alt"), "x"));
	static const char *const keys[] = { "price", NULL };
	assert_int_equal(stanza_unknown(&blocks[0], keys)->line, 5);
	arena_destroy(arena);
	assert_stanza_fault("listing\n", "line 1:");
	assert_stanza_fault("  price: 1\n", "line 1:");
	assert_stanza_fault("a b\n  no colon\n", "line 2:");
	assert_stanza_fault("a b\n  x: 1\n  x: 2\n", "line 3:");
	assert_stanza_fault("a b\n  x: 1\n    more\n", "line 3:");
	assert_stanza_fault("a b\n   x: 1\n", "line 2:");
	assert_stanza_fault("a b\n  x: \xff\n", "line 1:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_put_is_read), cmocka_unit_test(broken_packs_are_bad), cmocka_unit_test(counts_are_bounded),
		cmocka_unit_test(places_say_where_a_listing_stands), cmocka_unit_test(stanzas_are_read_and_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
