#include "base/lang.h"

static const struct str codes[LANG__COUNT] = { STR_INIT("kk"), STR_INIT("ru"), STR_INIT("en") };
static const struct str locales[LANG__COUNT] = { STR_INIT("kk_KZ"), STR_INIT("ru_RU"), STR_INIT("en_US") };

struct str lang_code(enum lang lang)
{
	return codes[lang];
}

struct str lang_locale(enum lang lang)
{
	return locales[lang];
}

bool lang_parse(struct str code, enum lang *ret_lang)
{
	for (int i = 0; i < LANG__COUNT; i++)
		if (str_eq(code, codes[i])) {
			*ret_lang = (enum lang)i;
			return true;
		}
	return false;
}

/* ";q=0.8" in thousandths; anything malformed counts as 0, so a broken entry is passed over. */
static int quality(struct str parameters)
{
	struct str piece;
	while (str_next(&parameters, ';', &piece)) {
		piece = str_trim(piece);
		if (!str_starts(piece, STR("q=")) && !str_starts(piece, STR("Q=")))
			continue;
		piece = str_from(piece, 2);
		if (piece.n == 0 || piece.n > 5 || (piece.p[0] != '0' && piece.p[0] != '1') || (piece.n > 1 && piece.p[1] != '.'))
			return 0;
		int value = (piece.p[0] - '0') * 1000, unit = 100;
		for (size_t i = 2; i < piece.n; i++, unit /= 10) {
			if (piece.p[i] < '0' || piece.p[i] > '9')
				return 0;
			value += (piece.p[i] - '0') * unit;
		}
		return value > 1000 ? 0 : value;
	}
	return 1000;
}

enum lang lang_negotiate(struct str accept_language)
{
	enum lang best = LANG_RU;
	int best_quality = 0;
	struct str entry;

	while (str_next(&accept_language, ',', &entry)) {
		size_t semicolon = str_index(entry, ';');
		struct str tag = str_trim(str_part(entry, 0, semicolon));
		struct str primary = str_part(tag, 0, str_index(tag, '-'));
		int q = quality(str_from(entry, semicolon));

		for (int i = 0; i < LANG__COUNT; i++)
			if (q > best_quality && str_eq_nocase(primary, codes[i])) {
				best = (enum lang)i;
				best_quality = q;
			}
	}
	return best;
}
