#include "model/order_number.h"

#include "base/random.h"

/* Crockford's base 32 without 0 and 1: nothing left that looks like something else. */
static const char alphabet[] = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

struct str order_number_new(char out[ORDER_NUMBER_CHARS])
{
	for (size_t i = 0; i < ORDER_NUMBER_CHARS; i++)
		out[i] = i == 4 ? '-' : alphabet[random_below(sizeof alphabet - 1)];
	return (struct str){ out, ORDER_NUMBER_CHARS };
}

bool order_number_is_part(struct str text)
{
	int64_t part;

	if (text.n < ORDER_NUMBER_CHARS + 2 || text.n > ORDER_NUMBER_CHARS + 3 || text.p[ORDER_NUMBER_CHARS] != '-')
		return false;
	for (size_t i = 0; i < ORDER_NUMBER_CHARS; i++)
		if (i == 4 ? text.p[i] != '-' : memchr(alphabet, text.p[i], sizeof alphabet - 1) == NULL)
			return false;
	struct str tail = str_from(text, ORDER_NUMBER_CHARS + 1);
	return tail.p[0] != '0' && str_to_int64(tail, &part) == ERR_OK && part >= 1;
}
