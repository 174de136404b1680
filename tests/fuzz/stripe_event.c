/* Genuine callbacks with any body: signed here, so that the reader behind the signature is reached. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>

#include "edge/stripe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char hex[65], signature[128];
	unsigned char mac[32];
	crypto_auth_hmacsha256_state hash;
	struct processor_nudge nudge = { .ref = { NULL, 0 } };
	struct arena *arena = arena_create(1 << 20);
	if (arena == NULL)
		return 0;
	crypto_auth_hmacsha256_init(&hash, (const unsigned char *)"whsec_x", 7);
	crypto_auth_hmacsha256_update(&hash, (const unsigned char *)"1700000000.", 11);
	crypto_auth_hmacsha256_update(&hash, data, size);
	crypto_auth_hmacsha256_final(&hash, mac);
	(void)sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac));
	(void)snprintf(signature, sizeof(signature), "t=1700000000,v1=%s", hex);
	enum processor_hook hook = stripe_hook(arena, STR("whsec_x"), false, str_from_z(signature), (struct str){ (const char *)data, size },
					       INT64_C(1700000000000), &nudge);
	if (hook == HOOK_NUDGE && (!stripe_id_fine(nudge.ref, STR("cs_")) || !stripe_id_fine(nudge.event_id, STR("evt_"))))
		abort();
	if (hook == HOOK_STALE || (hook == HOOK_BAD_SIGNATURE && size > 0 && size <= STRIPE_EVENT_BYTES_MAX))
		abort();
	arena_destroy(arena);
	return 0;
}
