#include "web/csrf.h"

#include <sodium.h>
#include <string.h>

struct str csrf_token(const unsigned char session_token[32], char out[CSRF_CHARS])
{
	unsigned char hash[32];
	char text[STR_B64_SIZE(sizeof hash)];

	(void)crypto_generichash(hash, sizeof hash, (const unsigned char *)"csrf", 4, session_token, 32);
	(void)str_base64url(hash, sizeof hash, text);
	memcpy(out, text, CSRF_CHARS);
	return (struct str){ out, CSRF_CHARS };
}

bool csrf_equal(struct str token, struct str expected)
{
	return expected.n == CSRF_CHARS && token.n == CSRF_CHARS && sodium_memcmp(token.p, expected.p, CSRF_CHARS) == 0;
}
