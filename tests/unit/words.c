#include "web_case.h"

#include "model/search.h"
#include "store/words.h"

/* "folded/stem folded/stem": a word without a stem has nothing behind the slash. */
static void assert_words(const char *text, const char *wanted)
{
	struct words *words = words_create();
	struct word word;
	char said[512] = "";
	size_t at = 0, n = 0;
	while (words_next(words, str_from_z(text), &at, &word))
		n += (size_t)snprintf(said + n, sizeof said - n, "%s%.*s/%.*s", n > 0 ? " " : "", (int)word.folded.n, word.folded.p,
				      (int)word.stem.n, word.stem.n ? word.stem.p : "");
	words_destroy(words);
	assert_string_equal(said, wanted);
}

static void words_are_folded(void **state)
{
	(void)state;
	assert_words("", "");
	assert_words("  ,.!? ", "");
	assert_words("iPhone15", "iphone15/");
	assert_words("Café NAÏVE Nguyễn", "cafe/ naive/naiv nguyen/");
	assert_words("Ёж", "еж/");
	assert_words("ӘҒҚҢӨҰҮҺІ", "агкноуухи/агкноуух");
	assert_words("e\xcc\x81t", "et/"); /* a combining accent */
	assert_words("a\xff" "b", "a/ b/");
}

/* What one form gives as its stem, or itself, is what others give too. */
static void assert_meet(const char *a, const char *b)
{
	struct words *words = words_create();
	struct word word;
	char first[WORD_BYTES];
	size_t at = 0;
	assert_true(words_next(words, str_from_z(a), &at, &word));
	struct str stem = word.stem.n ? word.stem : word.folded;
	size_t n = stem.n;
	memcpy(first, stem.p, n);
	at = 0;
	assert_true(words_next(words, str_from_z(b), &at, &word));
	stem = word.stem.n ? word.stem : word.folded;
	if (stem.n != n || memcmp(stem.p, first, n) != 0)
		fail_msg("%s and %s have different stems", a, b);
	words_destroy(words);
}

static void inflections_meet(void **state)
{
	(void)state;
	assert_meet("игрушку", "игрушки");
	assert_meet("игрушка", "игрушками");
	assert_meet("деревянная", "деревянные");
	assert_meet("КРУЖКИ", "кружка");
	assert_meet("горшок", "горшка");
	assert_meet("горшки", "горшок");
	assert_meet("игрушка", "игрушек");
	assert_meet("сумка", "сумок");
	assert_words("сок", "сок/");
	assert_meet("running", "runs");
	assert_meet("bracelets", "Bracelet");
	assert_meet("вёдра", "ведра");
	assert_meet("қазан", "казан");
}

static void long_words_are_cut(void **state)
{
	char text[1001];
	struct words *words = words_create();
	struct word word;
	size_t at = 0;
	(void)state;
	memset(text, 'a', 1000);
	text[1000] = '\0';
	assert_true(words_next(words, str_from_z(text), &at, &word));
	assert_in_range(word.folded.n, WORD_BYTES - 4, WORD_BYTES);
	assert_int_equal(word.end, 1000);
	assert_false(words_next(words, str_from_z(text), &at, &word));
	words_destroy(words);
}

static void assert_expression(const char *text, enum search_reach reach, const char *wanted)
{
	struct arena *arena = arena_create(1 << 16);
	struct words *words = words_create();
	struct str said = search_expression(arena, words, str_from_z(text), reach);
	if (wanted == NULL)
		assert_null(said.p);
	else if (said.n != strlen(wanted) || memcmp(said.p, wanted, said.n) != 0)
		fail_msg("%s: %.*s, not %s", text, (int)said.n, said.p, wanted);
	words_destroy(words);
	arena_destroy(arena);
}

static void queries_become_expressions(void **state)
{
	(void)state;
	assert_expression("", SEARCH_EXACT, NULL);
	assert_expression("?!", SEARCH_ANY_WORD, NULL);
	assert_expression("игрушку", SEARCH_EXACT, "\"игрушк\"");
	assert_expression("Игрушку деревянную", SEARCH_EXACT, "\"игрушк\" AND \"деревя\"");
	assert_expression("құмыра", SEARCH_EXACT, "(\"кумыра\" * OR \"кумыр\")"); /* Kazakh: by its beginning at once */
	assert_expression("игр", SEARCH_BEGINNINGS, "(\"игр\" * OR \"игр\")");
	assert_expression("я", SEARCH_BEGINNINGS, "\"я\""); /* one letter begins half of everything */
	assert_expression("a b", SEARCH_ANY_WORD, "\"a\" OR \"b\"");
	/* Nothing that people type is an operator. */
	assert_expression("\" OR * NEAR(title:x", SEARCH_EXACT, "\"or\" AND \"near\" AND \"titl\" AND \"x\"");
	assert_expression("1 2 3 4 5 6 7 8 9 10", SEARCH_EXACT,
			  "\"1\" AND \"2\" AND \"3\" AND \"4\" AND \"5\" AND \"6\" AND \"7\" AND \"8\"");
}

static void places_are_opaque_and_checked(void **state)
{
	char text[SEARCH_PLACE_CHARS];
	struct search_place place = { 2150000, INT64_C(8158247896521474312) }, back = { 0, 0 };
	(void)state;
	struct str said = search_place_text(SEARCH_PRICE_UP, place, text);
	assert_int_equal(said.n, SEARCH_PLACE_CHARS);
	assert_int_equal(search_place_parse(said, SEARCH_PRICE_UP, &back), ERR_OK);
	assert_true(back.key == place.key && back.fresh == place.fresh);
	assert_int_equal(search_place_parse(said, SEARCH_PRICE_DOWN, &back), ERR_INPUT); /* of another order */
	assert_int_equal(search_place_parse(str_part(said, 0, said.n - 1), SEARCH_PRICE_UP, &back), ERR_INPUT);
	assert_int_equal(search_place_parse(STR(""), SEARCH_PRICE_UP, &back), ERR_INPUT);
	assert_int_equal(search_place_parse(STR("u!!!!!!!!!!!!!!!!!!!!!!"), SEARCH_PRICE_UP, &back), ERR_INPUT);
	assert_int_equal(search_place_parse(STR("u_____________________w"), SEARCH_PRICE_UP, &back), ERR_INPUT); /* below nothing */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_are_folded), cmocka_unit_test(inflections_meet), cmocka_unit_test(long_words_are_cut),
		cmocka_unit_test(queries_become_expressions), cmocka_unit_test(places_are_opaque_and_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
