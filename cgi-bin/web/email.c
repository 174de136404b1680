#include "web/email.h"

#include <idn2.h>
#include <string.h>
#include "base/text.h"

#define ADDRESS_BYTES 254 /* RFC 5321 §4.5.3.1.3, less the angle brackets */
#define LOCAL_BYTES 64
#define DOMAIN_BYTES 253

/* Dot-separated atoms (RFC 5321 §4.1.2); quoted local parts are not for people. */
static bool local_is_valid(struct str local)
{
	static const char marks[] = ".!#$%&'*+/=?^_`{|}~-";

	if (local.n == 0 || local.n > LOCAL_BYTES || local.p[0] == '.' || local.p[local.n - 1] == '.')
		return false;
	for (size_t i = 0; i < local.n; i++) {
		char c = local.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && memchr(marks, c, sizeof marks - 1) == NULL)
			return false;
		if (c == '.' && local.p[i - 1] == '.')
			return false;
	}
	return true;
}

/* Checked after libidn2, which lets empty labels pass. A top-level domain of digits would be a broken IP address. */
static bool domain_is_valid(struct str domain)
{
	struct str rest = domain, label = { NULL, 0 };
	size_t labels = 0;

	if (domain.n == 0 || domain.n > DOMAIN_BYTES)
		return false;
	while (str_next(&rest, '.', &label)) {
		labels++;
		if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
			return false;
		for (size_t i = 0; i < label.n; i++) {
			char c = label.p[i];
			if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
				return false;
		}
	}
	return labels >= 2 && !(label.p[0] >= '0' && label.p[0] <= '9');
}

static enum err domain_fold(struct arena *arena, struct str typed, struct str *ret_domain)
{
	char *z = arena_z(arena, typed);
	char *ascii = NULL;

	if (z == NULL)
		return arena_failed(arena) ? ERR_MEMORY : ERR_INPUT;
	/* Without IDN2_USE_STD3_ASCII_RULES: libidn2 2.3.3 then leaves forbidden characters out and makes "bc.kz" of "b@c.kz".
	 * Those that people cannot see would be left out too. */
	if (!text_is_clean(typed, false))
		return ERR_INPUT;
	int rc = idn2_to_ascii_8z(z, &ascii, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
	if (rc == IDN2_MALLOC)
		return ERR_MEMORY;
	if (rc != IDN2_OK)
		return ERR_INPUT;
	struct str domain = arena_copy(arena, str_from_z(ascii));
	idn2_free(ascii);
	if (domain.p == NULL)
		return ERR_MEMORY;
	if (!domain_is_valid(domain))
		return ERR_INPUT;
	*ret_domain = domain;
	return ERR_OK;
}

enum err email_parse(struct arena *arena, struct str text, struct str *ret_address)
{
	size_t at = str_index(text, '@');
	struct str local = str_part(text, 0, at), domain;

	if (at == text.n || text.n > ADDRESS_BYTES || !local_is_valid(local))
		return ERR_INPUT;
	TRY(domain_fold(arena, str_from(text, at + 1), &domain));
	if (local.n + 1 + domain.n > ADDRESS_BYTES)
		return ERR_INPUT;
	struct str address = arena_format(arena, "%.*s@%.*s", (int)local.n, local.p, (int)domain.n, domain.p);
	if (address.p == NULL)
		return ERR_MEMORY;
	*ret_address = address;
	return ERR_OK;
}
