#include "model/search.h"

/* One letter for the sort, so that a place of one order is not taken for one of another, then key and fresh, big-endian. */
static const char letters[SEARCH_SORT__COUNT] = { 'r', 'n', 'u', 'd' };

static void put(unsigned char *out, int64_t value)
{
	for (int i = 0; i < 8; i++)
		out[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
}

static int64_t get(const unsigned char *bytes)
{
	uint64_t value = 0;
	for (int i = 0; i < 8; i++)
		value = value << 8 | bytes[i];
	return (int64_t)value;
}

struct str search_place_text(enum search_sort sort, struct search_place place, char out[SEARCH_PLACE_CHARS])
{
	unsigned char bytes[16];

	put(bytes, place.key);
	put(bytes + 8, place.fresh);
	out[0] = letters[sort];
	(void)str_base64url(bytes, sizeof bytes, out + 1);
	return (struct str){ out, SEARCH_PLACE_CHARS };
}

enum err search_place_parse(struct str text, enum search_sort sort, struct search_place *ret_place)
{
	unsigned char bytes[16];

	if (text.n != SEARCH_PLACE_CHARS || text.p[0] != letters[sort])
		return ERR_INPUT;
	TRY(str_base64url_decode(str_from(text, 1), bytes, sizeof bytes));
	struct search_place place = { get(bytes), get(bytes + 8) };
	if (place.key < 0 || place.fresh < 0)
		return ERR_INPUT;
	*ret_place = place;
	return ERR_OK;
}
