#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "base/text.h"
#include "model/address.h"
#include "model/phone.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_create(4 * 1024 * 1024);
	return arena == NULL;
}
static int teardown(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

static const struct country *land(const char *code)
{
	const struct country *country = country_find(str_from_z(code));
	assert_non_null(country);
	return country;
}

static void phones_become_e164_or_are_refused(void **state)
{
	static const struct { const char *country, *typed, *e164; } cases[] = {
		{ "KZ", "+7 701 234 56 78", "+77012345678" }, { "KZ", "8 (701) 234-56-78", "+77012345678" }, { "KZ", "87012345678", "+77012345678" },
		{ "KZ", "7012345678", "+77012345678" }, { "KZ", "77012345678", "+77012345678" }, { "KZ", "007 701 234 56 78", "+77012345678" },
		{ "KZ", "+7.747.111.22.33", "+77471112233" }, { "KZ", "+77781112233", "+77781112233" }, { "KZ", "+77600000000", "+77600000000" },
		{ "KZ", "+77640000000", "+77640000000" }, { "KZ", "+7 727 250 11 22", "+77272501122" }, { "KZ", "8 7172 55 66 77", "+77172556677" },
		{ "KZ", "+77850001122", "+77850001122" },
		{ "KZ", "+77031234567", NULL }, { "KZ", "+77041234567", NULL }, { "KZ", "+77091234567", NULL }, { "KZ", "+77651234567", NULL },
		{ "KZ", "+77721234567", NULL }, { "KZ", "+77791234567", NULL }, { "KZ", "+77301234567", NULL }, { "KZ", "+79121234567", NULL },
		{ "KZ", "+7 701 234 56 7", NULL }, { "KZ", "+7 701 234 56 789", NULL }, { "KZ", "+4915123456789", NULL }, { "KZ", "701234567a", NULL },
		{ "KZ", "", NULL }, { "KZ", "+", NULL }, { "KZ", "++77012345678", NULL }, { "KZ", "7+7012345678", NULL },
		{ "RU", "8 912 345-67-89", "+79123456789" }, { "RU", "+7 495 123 45 67", "+74951234567" }, { "RU", "+77012345678", "+77012345678" },
		{ "RU", "+7 212 345 67 89", NULL }, { "DE", "0151 23456789", "+4915123456789" }, { "DE", "+49 (0) 151 23456789", "+4915123456789" },
		{ "DE", "004915123456789", "+4915123456789" }, { "DE", "+77012345678", "+77012345678" }, { "DE", "+33 6 12 34 56 78", NULL },
		{ "DE", "+79121234567", NULL }, { "US", "(212) 555-0123", "+12125550123" }, { "US", "1 212 555 0123", "+12125550123" },
		{ "US", "+1 112 555 0123", NULL }, { "GB", "07911 123456", "+447911123456" }, { "FR", "06 12 34 56 78", "+33612345678" },
		{ "UZ", "+998 90 123 45 67", "+998901234567" }, { "KG", "0555 123456", "+996555123456" }, { "BY", "8 029 123 45 67", "+375291234567" },
		{ "IT", "06 1234 5678", "+390612345678" }, { "CN", "138 0013 8000", "+8613800138000" }, { "TR", "0532 123 45 67", "+905321234567" },
		{ "MN", "99112233", "+97699112233" }, { "MN", "991122334", NULL }, { "HK", "51234567", "+85251234567" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str e164 = { NULL, 0 };
		enum err err = phone_parse(arena, str_from_z(cases[i].typed), land(cases[i].country), &e164);
		if (err != (cases[i].e164 == NULL ? ERR_INPUT : ERR_OK) || (cases[i].e164 != NULL && !str_eq_z(e164, cases[i].e164)))
			fail_msg("%s \"%s\": %s \"%.*s\"", cases[i].country, cases[i].typed, err_name(err), (int)e164.n, e164.p ? e164.p : "");
	}
}

static void phones_are_printed_to_be_read_and_masked_to_be_recognised(void **state)
{
	(void)state;
	assert_true(str_eq_z(phone_print(arena, STR("+77012345678")), "+7 701 234 56 78"));
	assert_true(str_eq_z(phone_print(arena, STR("+4915123456789")), "+49 15123456789"));
	assert_true(str_eq_z(phone_print(arena, STR("+998901234567")), "+998 901234567"));
	assert_true(str_eq_z(phone_mask(arena, STR("+77012345678")), "+7 ••• ••• 56 78"));
	assert_true(str_eq_z(phone_mask(arena, STR("+7")), "•••"));
	assert_true(str_eq_z(address_mask_email(arena, STR("aigerim@example.kz")), "a…@example.kz"));
	assert_true(str_eq_z(address_mask_email(arena, STR("әсел@example.kz")), "ә…@example.kz"));
}

static void postcodes_take_their_countrys_form(void **state)
{
	static const struct { const char *country, *typed, *written; } cases[] = {
		{ "KZ", "050000", "050000" }, { "KZ", " 050 000 ", "050000" }, { "KZ", "Z05H9B0", "Z05H9B0" }, { "KZ", "z05h9b0", "Z05H9B0" },
		{ "KZ", "А05Е3Р1", "A05E3P1" }, { "KZ", "а05е3р1", "A05E3P1" }, { "KZ", "A05 E3P1", "A05E3P1" }, { "KZ", "160000", "160000" },
		{ "KZ", "010000", "010000" }, { "KZ", "170000", NULL }, { "KZ", "000000", NULL }, { "KZ", "05000", NULL }, { "KZ", "0500000", NULL },
		{ "KZ", "Z05H9BO", NULL }, { "KZ", "105H9B0", NULL }, { "KZ", "Ж05Н9В0", NULL }, { "KZ", "05000a", NULL }, { "KZ", "!", NULL },
		{ "DE", "10115", "10115" }, { "DE", "1011", NULL }, { "DE", "D-10115", NULL }, { "GB", "sw1a1aa", "SW1A 1AA" }, { "GB", "M1 1AE", "M1 1AE" },
		{ "GB", "EC1A1BB", "EC1A 1BB" }, { "GB", "12345", NULL }, { "US", "10001", "10001" }, { "US", "10001-1234", "10001-1234" },
		{ "US", "100011234", "10001-1234" }, { "US", "1000", NULL }, { "CA", "k1a0b1", "K1A 0B1" }, { "NL", "1012ab", "1012 AB" },
		{ "PL", "00001", "00-001" }, { "LV", "1010", "LV-1010" }, { "LV", "LV-1010", "LV-1010" }, { "AZ", "1000", "AZ 1000" }, { "AZ", "az1000", "AZ 1000" },
		{ "MD", "MD2001", "MD-2001" }, { "LU", "L1111", "L-1111" }, { "IE", "D02AF30", "D02 AF30" }, { "IE", "D6WXY00", "D6W XY00" }, { "JP", "1000001", "100-0001" }, { "AE", "12", "12" }, { "AE", "1", NULL },
		{ "RU", "101000", "101000" }, { "RU", "10100", NULL }, { "SE", "11122", "111 22" }, { "BR", "01310100", "01310-100" },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str written = { NULL, 0 };
		enum err err = address_postcode(arena, str_from_z(cases[i].typed), land(cases[i].country), &written);
		if (err != (cases[i].written == NULL ? ERR_INPUT : ERR_OK) || (cases[i].written != NULL && !str_eq_z(written, cases[i].written)))
			fail_msg("%s \"%s\": %s \"%.*s\"", cases[i].country, cases[i].typed, err_name(err), (int)written.n, written.p ? written.p : "");
	}
}

/* Every row of the table keeps its own rules. */
static void the_table_is_sound(void **state)
{
	(void)state;
	assert_true(str_eq_z(countries[COUNTRY_KZ].code, "KZ"));
	for (size_t i = 0; i < country_count; i++) {
		const struct country *country = &countries[i];
		struct str list = country->lone_cities, city, folded, written;
		assert_true(str_eq(country_codes[i], country->code));
		assert_ptr_equal(country_find(country->code), country);
		for (int lang = 0; lang < LANG__COUNT; lang++)
			assert_true(country->names[lang].n > 3 && text_is_clean(country->names[lang], false));
		assert_true(country->digits_min <= country->digits_max && country->digits_max + country->calling.n <= 15);
		assert_true((country->postcodes.n == 0) == (country->postcode_example.n == 0));
		if ((country->needs & NEEDS_POSTCODE) != 0)
			assert_true(country->postcodes.n > 0);
		if (country->postcode_example.n > 0) {
			assert_int_equal(address_postcode(arena, country->postcode_example, country, &written), ERR_OK);
			assert_true(str_eq(written, country->postcode_example));
		}
		while (str_next(&list, ',', &city)) {
			assert_int_equal(text_fold(arena, city, &folded), ERR_OK);
			assert_true(str_eq(folded, city));
		}
	}
	assert_null(country_codes[country_count].p);
}

static const struct address good = {
	.name = STR_INIT("Айгерім Әбенқызы Сейітова"), .phone = STR_INIT("+77012345678"), .city = STR_INIT("Алматы"), .street = STR_INIT("Абай даңғылы"),
	.building = STR_INIT("10"), .apartment = STR_INIT("25"), .postcode = STR_INIT("050000"),
};

static struct address_refusals judge(const struct address *typed)
{
	struct address_refusals refusals;
	struct address checked = { .country = NULL };
	assert_int_equal(address_check(arena, typed, &checked, &refusals), ERR_OK);
	assert_true(refusals.any == (checked.country == NULL));
	return refusals;
}

#define CASE(...) ({ struct address a_ = good; a_.country = &countries[COUNTRY_KZ]; __VA_ARGS__; judge(&a_); })
#define SET(field, z) a_.field = str_from_z(z)

static void a_kazakh_address_is_judged_field_by_field(void **state)
{
	(void)state;
	assert_false(CASE().any);
	assert_false(CASE(SET(name, "Jean-Luc d’Artagnan")).any);
	assert_false(CASE(SET(name, "Ли")).any);
	assert_false(CASE(SET(name, "О'Коннор Ш.")).any);
	assert_false(CASE(SET(name, "山田太郎")).any);
	assert_int_equal(CASE(SET(name, "")).name.id, MESSAGE_FORM_REQUIRED);
	assert_int_equal(CASE(SET(name, "Я")).name.id, MESSAGE_ADDRESS_NAME_LETTERS);
	assert_int_equal(CASE(SET(name, "Айгерім 87012345678")).name.id, MESSAGE_ADDRESS_NAME_LETTERS);
	assert_int_equal(CASE(SET(name, "a@b.kz")).name.id, MESSAGE_ADDRESS_NAME_LETTERS);
	assert_int_equal(CASE(SET(city, "")).city.id, MESSAGE_FORM_REQUIRED);
	assert_int_equal(CASE(SET(city, "123")).city.id, MESSAGE_ADDRESS_CITY_LETTERS);
	assert_int_equal(CASE(SET(street, "")).street.id, MESSAGE_FORM_REQUIRED);
	assert_int_equal(CASE(SET(street, "--")).street.id, MESSAGE_ADDRESS_STREET_BAD);
	assert_int_equal(CASE(SET(building, "")).building.id, MESSAGE_ADDRESS_BUILDING_REQUIRED);
	assert_int_equal(CASE(SET(building, "дом")).building.id, MESSAGE_ADDRESS_BUILDING_DIGIT);
	assert_false(CASE(SET(building, "12/3 к2")).any);
	assert_int_equal(CASE(SET(postcode, "")).postcode.id, MESSAGE_FORM_REQUIRED);
	assert_int_equal(CASE(SET(postcode, "10115")).postcode.id, MESSAGE_ADDRESS_POSTCODE_KZ);
	assert_int_equal(CASE(SET(phone, "+4915123456789")).phone.id, MESSAGE_ADDRESS_PHONE_KZ);
	assert_int_equal(CASE(SET(phone, "")).phone.id, MESSAGE_FORM_REQUIRED);
}

static void combinations_are_judged_together(void **state)
{
	(void)state;
	/* A city that is its own region needs none; another one does. */
	assert_int_equal(CASE(SET(city, "Қарағанды"), SET(postcode, "100000")).region.id, MESSAGE_ADDRESS_REGION_REQUIRED);
	assert_false(CASE(SET(city, "Қарағанды"), SET(postcode, "100000"), SET(region, "Қарағанды облысы")).any);
	assert_false(CASE(SET(city, "г. Алматы")).any);
	assert_false(CASE(SET(city, "АЛМАТЫ қаласы")).any);
	assert_false(CASE(SET(city, "Almaty city")).any);
	assert_false(CASE(SET(city, "Шымкент"), SET(postcode, "X10A5D3")).any);
	/* The postcode of another end of the country. */
	assert_int_equal(CASE(SET(postcode, "010000")).postcode.id, MESSAGE_ADDRESS_POSTCODE_CITY);
	assert_int_equal(CASE(SET(postcode, "Z05H9B0")).postcode.id, MESSAGE_ADDRESS_POSTCODE_CITY);
	assert_int_equal(CASE(SET(city, "Астана"), SET(postcode, "050000")).postcode.id, MESSAGE_ADDRESS_POSTCODE_CITY);
	assert_false(CASE(SET(city, "Астана"), SET(postcode, "Z05H9B0")).any);
	/* Another country's rules, not Kazakhstan's. */
	assert_int_equal(CASE(a_.country = land("DE")).postcode.id, MESSAGE_ADDRESS_POSTCODE_COUNTRY);
	assert_false(CASE(a_.country = land("DE"), SET(postcode, "10115"), SET(city, "Berlin"), SET(building, "")).any);
	assert_int_equal(CASE(a_.country = land("US"), SET(postcode, "10001"), SET(city, "New York")).region.id, MESSAGE_ADDRESS_REGION_REQUIRED);
	assert_int_equal(CASE(a_.country = land("DE"), SET(postcode, "10115"), SET(phone, "+33612345678")).phone.id, MESSAGE_ADDRESS_PHONE_COUNTRY);
	assert_true(str_eq_z(CASE(a_.country = land("DE"), SET(postcode, "1")).postcode.text, "10115"));
	assert_false(CASE(a_.country = land("RU"), SET(city, "Санкт-Петербург"), SET(postcode, "191000")).any);
	assert_int_equal(CASE(a_.country = land("RU"), SET(city, "Омск"), SET(postcode, "644000")).region.id, MESSAGE_ADDRESS_REGION_REQUIRED);
	assert_false(CASE(a_.country = land("AE"), SET(city, "Dubai"), SET(postcode, ""), SET(building, "")).any);
	assert_false(CASE(a_.country = land("GE"), SET(city, "თბილისი"), SET(postcode, "")).any);
}

static void an_address_is_written_as_on_a_parcel(void **state)
{
	struct address address = good;
	struct str *lines;
	size_t count;
	(void)state;
	address.country = &countries[COUNTRY_KZ];
	assert_int_equal(address_lines(arena, LANG_KK, &address, &lines, &count), ERR_OK);
	assert_int_equal(count, 3);
	assert_true(str_eq_z(lines[0], "Абай даңғылы, 10, 25"));
	assert_true(str_eq_z(lines[1], "050000 Алматы"));
	assert_true(str_eq_z(lines[2], "Қазақстан"));
	address.apartment = address.building = address.postcode = (struct str){ NULL, 0 };
	address.region = STR("Baden-Württemberg");
	address.country = land("DE");
	assert_int_equal(address_lines(arena, LANG_EN, &address, &lines, &count), ERR_OK);
	assert_true(str_eq_z(lines[0], "Абай даңғылы"));
	assert_true(str_eq_z(lines[1], "Алматы, Baden-Württemberg"));
	assert_true(str_eq_z(lines[2], "Germany"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(phones_become_e164_or_are_refused),
		cmocka_unit_test(phones_are_printed_to_be_read_and_masked_to_be_recognised),
		cmocka_unit_test(postcodes_take_their_countrys_form),
		cmocka_unit_test(the_table_is_sound),
		cmocka_unit_test(a_kazakh_address_is_judged_field_by_field),
		cmocka_unit_test(combinations_are_judged_together),
		cmocka_unit_test(an_address_is_written_as_on_a_parcel),
	};
	return cmocka_run_group_tests_name("address", tests, setup, teardown);
}
