/* Accept-Language: any bytes give one of our languages. */
#include <stdlib.h>
#include "base/lang.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum lang lang = lang_negotiate((struct str){ (const char *)data, size }), again;

	if ((unsigned)lang >= LANG__COUNT || !lang_parse(lang_code(lang), &again) || again != lang)
		abort();
	return 0;
}
