#include "model/address.h"

#include <unictype.h>
#include <unistr.h>

#include "base/text.h"
#include "model/phone.h"

#define REFUSE(refusals, field, key) ((refusals)->field = MESSAGE(key), (refusals)->any = true)

static size_t count_letters(struct str s)
{
	size_t letters = 0;
	for (size_t i = 0; i < s.n;) {
		ucs4_t c;
		i += (size_t)u8_mbtouc(&c, (const uint8_t *)s.p + i, s.n - i);
		if (uc_is_property_alphabetic(c))
			letters++;
	}
	return letters;
}

static bool has_digit(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* A name has letters of any script and what stands between them; digits, '@' and symbols mean that another field was meant. */
static bool is_name(struct str name)
{
	for (size_t i = 0; i < name.n;) {
		ucs4_t c;
		i += (size_t)u8_mbtouc(&c, (const uint8_t *)name.p + i, name.n - i);
		bool mark = uc_is_general_category(c, UC_CATEGORY_M);
		bool between = c == ' ' || c == '-' || c == '\'' || c == '.' || c == 0x2019 || c == 0x02bc || c == 0xb7 || c == 0x2010 ||
			       c == 0x2011 || c == 0x200c || c == 0x200d;
		if (!uc_is_property_alphabetic(c) && !mark && !between)
			return false;
	}
	return count_letters(name) >= 2;
}

/* Is `item` one of the ','-parted `list`? */
static bool is_listed(struct str list, struct str item)
{
	struct str piece;
	while (str_next(&list, ',', &piece))
		if (str_eq(piece, item))
			return true;
	return false;
}

static struct str without_prefix(struct str s, struct str prefix)
{
	return str_starts(s, prefix) ? str_trim(str_from(s, prefix.n)) : s;
}

static struct str without_suffix(struct str s, struct str suffix)
{
	return str_ends(s, suffix) ? str_trim(str_part(s, 0, s.n - suffix.n)) : s;
}

enum err address_city_fold(struct arena *arena, struct str city, struct str *ret_folded)
{
	/* Folded forms of "город", "қала", "қаласы": text_fold() writes Kazakh letters as their plain neighbours. */
	static const struct str prefixes[] = { STR_INIT("город "), STR_INIT("гор. "), STR_INIT("г. "), STR_INIT("г."), STR_INIT("г "),
					       STR_INIT("к. "), STR_INIT("city of ") };
	static const struct str suffixes[] = { STR_INIT(" каласы"), STR_INIT(" к."), STR_INIT(" city"), STR_INIT(" г.") };
	struct str folded;

	TRY(text_fold(arena, city, &folded));
	folded = str_trim(folded);
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		folded = without_prefix(folded, prefixes[i]);
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
		folded = without_suffix(folded, suffixes[i]);
	*ret_folded = folded;
	return ERR_OK;
}

/* Kazakhstan: in the three cities that are regions of their own a postcode of another end of the country is a slip of the hand.
 * The neighbouring region's codes pass, since suburbs were moved across that border. */
static bool kazakh_postcode_fits(struct str postcode, struct str city)
{
	static const struct { struct str cities; const char *fits; } rules[] = {
		{ STR_INIT("алматы,алма-ата,almaty,alma-ata"), "05 04 A B" },
		{ STR_INIT("астана,нур-султан,astana,nur-sultan"), "01 02 Z C" },
		{ STR_INIT("шымкент,чимкент,shymkent"), "16 X" },
	};
	size_t head = postcode.n == 6 ? 2 : 1;

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		struct str fits = str_from_z(rules[i].fits), piece;
		if (!is_listed(rules[i].cities, city))
			continue;
		while (str_next(&fits, ' ', &piece))
			if (piece.n == head && str_starts(postcode, piece))
				return true;
		return false;
	}
	return true;
}

static enum err check_postcode(struct arena *arena, const struct address *typed, struct str city, struct str *ret_postcode,
			       struct address_refusals *refusals)
{
	const struct country *country = typed->country;
	bool kazakh = country == &countries[COUNTRY_KZ];

	if (typed->postcode.n == 0) {
		if ((country->needs & NEEDS_POSTCODE) != 0)
			REFUSE(refusals, postcode, FORM_REQUIRED);
		return ERR_OK;
	}
	enum err err = address_postcode(arena, typed->postcode, country, ret_postcode);
	if (err == ERR_INPUT) {
		if (kazakh)
			REFUSE(refusals, postcode, ADDRESS_POSTCODE_KZ);
		else if (country->postcode_example.n == 0)
			REFUSE(refusals, postcode, ADDRESS_POSTCODE_BAD);
		else
			REFUSE(refusals, postcode, ADDRESS_POSTCODE_COUNTRY);
		refusals->postcode.text = country->postcode_example;
		return ERR_OK;
	}
	TRY(err);
	if (kazakh && !kazakh_postcode_fits(*ret_postcode, city)) {
		REFUSE(refusals, postcode, ADDRESS_POSTCODE_CITY);
		refusals->postcode.text = typed->city;
	}
	return ERR_OK;
}

static enum err check_phone(struct arena *arena, const struct address *typed, struct str *ret_phone, struct address_refusals *refusals)
{
	const struct country *country = typed->country;
	enum err err = phone_parse(arena, typed->phone, country, ret_phone);

	if (err != ERR_INPUT)
		return err;
	if (typed->phone.n == 0)
		REFUSE(refusals, phone, FORM_REQUIRED);
	else if (country == &countries[COUNTRY_KZ])
		REFUSE(refusals, phone, ADDRESS_PHONE_KZ);
	else {
		REFUSE(refusals, phone, ADDRESS_PHONE_COUNTRY);
		refusals->phone.text = arena_format(arena, "+%.*s", (int)country->calling.n, country->calling.p);
	}
	return ERR_OK;
}

enum err address_check(struct arena *arena, const struct address *typed, struct address *ret_address,
		       struct address_refusals *ret_refusals)
{
	struct address_refusals refusals = { .any = false };
	struct address address = *typed;
	unsigned needs = typed->country->needs;
	struct str city;

	if (typed->name.n == 0)
		REFUSE(&refusals, name, FORM_REQUIRED);
	else if (!is_name(typed->name))
		REFUSE(&refusals, name, ADDRESS_NAME_LETTERS);

	TRY(address_city_fold(arena, typed->city, &city));
	if (typed->city.n == 0)
		REFUSE(&refusals, city, FORM_REQUIRED);
	else if (count_letters(city) < 2)
		REFUSE(&refusals, city, ADDRESS_CITY_LETTERS);
	if (typed->region.n == 0 && (needs & NEEDS_REGION) != 0 && typed->city.n > 0 && !is_listed(typed->country->lone_cities, city))
		REFUSE(&refusals, region, ADDRESS_REGION_REQUIRED);
	else if (typed->region.n > 0 && count_letters(typed->region) < 2)
		REFUSE(&refusals, region, ADDRESS_CITY_LETTERS);

	if (typed->street.n == 0)
		REFUSE(&refusals, street, FORM_REQUIRED);
	else if (count_letters(typed->street) == 0 && !has_digit(typed->street))
		REFUSE(&refusals, street, ADDRESS_STREET_BAD);
	if (typed->building.n == 0 && (needs & NEEDS_BUILDING) != 0)
		REFUSE(&refusals, building, ADDRESS_BUILDING_REQUIRED);
	else if (typed->building.n > 0 && !has_digit(typed->building))
		REFUSE(&refusals, building, ADDRESS_BUILDING_DIGIT);

	TRY(check_postcode(arena, typed, city, &address.postcode, &refusals));
	TRY(check_phone(arena, typed, &address.phone, &refusals));
	if (arena_failed(arena))
		return ERR_MEMORY;
	*ret_refusals = refusals;
	if (!refusals.any)
		*ret_address = address;
	return ERR_OK;
}

enum err address_lines(struct arena *arena, enum lang lang, const struct address *a, struct str **ret_lines, size_t *ret_count)
{
	struct str *lines = ARENA_ARRAY(arena, struct str, 3);
	size_t n = 0;

	if (lines == NULL)
		return ERR_MEMORY;
	lines[n++] = arena_format(arena, "%.*s%s%.*s%s%.*s", (int)a->street.n, a->street.p, a->building.n ? ", " : "", (int)a->building.n,
				  a->building.p ? a->building.p : "", a->apartment.n ? ", " : "", (int)a->apartment.n,
				  a->apartment.p ? a->apartment.p : "");
	lines[n++] = arena_format(arena, "%.*s%s%.*s%s%.*s", (int)a->postcode.n, a->postcode.p ? a->postcode.p : "",
				  a->postcode.n ? " " : "", (int)a->city.n, a->city.p, a->region.n ? ", " : "", (int)a->region.n,
				  a->region.p ? a->region.p : "");
	lines[n++] = a->country->names[lang];
	if (lines[0].p == NULL || lines[1].p == NULL)
		return ERR_MEMORY;
	*ret_lines = lines;
	*ret_count = n;
	return ERR_OK;
}

struct str address_mask_email(struct arena *arena, struct str email)
{
	size_t at = str_index(email, '@'), first = 1;

	while (first < at && ((unsigned char)email.p[first] & 0xc0) == 0x80)
		first++; /* the whole first character */
	if (at == email.n || at == 0)
		return STR("…");
	return arena_format(arena, "%.*s…%.*s", (int)first, email.p, (int)(email.n - at), email.p + at);
}
