/* Percent-decoding and the look-up of one parameter: bounded, never longer than what came, and the encoder's inverse. */
#include <stdlib.h>
#include "web/form.h"
#include "web/percent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(8 * size + 4096);
	struct str text = { (const char *)data, size }, decoded, again, value;

	if (arena == NULL)
		return 0;
	if (percent_decode(arena, text, true, &decoded) == ERR_OK) {
		char *coded = arena_alloc(arena, percent_size(decoded));
		check(decoded.n <= size && (decoded.n == 0 || memchr(decoded.p, 0, decoded.n) == NULL));
		check(coded != NULL && percent_put(coded, decoded) == coded + percent_size(decoded));
		check(percent_decode(arena, (struct str){ coded, percent_size(decoded) }, true, &again) == ERR_OK && str_eq(again, decoded));
	}
	if (form_peek(text, STR("csrf"), &value) == ERR_OK)
		check(value.n <= size && str_index(value, '&') == value.n);
	arena_destroy(arena);
	return 0;
}
