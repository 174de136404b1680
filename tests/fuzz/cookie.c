/* The cookie reader: what it finds is a plain value of exactly that name. */
#include <stdlib.h>
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct request request = { .cookie = { (const char *)data, size } };
	struct str value = { NULL, 0 };
	enum err err = request_cookie(&request, STR("__Host-sid"), &value);

	if (err != ERR_OK && err != ERR_NONE && err != ERR_INPUT)
		abort();
	if (err != ERR_OK && value.p != NULL)
		abort();
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] <= ' ' || value.p[i] >= 0x7f || value.p[i] == ';' || value.p[i] == ',' || value.p[i] == '"')
			abort();
	if (err == ERR_OK && (value.p < request.cookie.p + 11 || memcmp(value.p - 11, "__Host-sid=", 11) != 0))
		abort();
	return 0;
}
