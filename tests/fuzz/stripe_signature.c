/* The signature header: the first line of the input; nothing but the one right signature opens. */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>

#include "edge/stripe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool has(struct str text, const char *part)
{
	return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(1 << 20);
	struct processor_nudge nudge;
	struct str signature = { size > 0 ? (const char *)data : NULL, size };
	if (arena == NULL)
		return 0;
	enum processor_hook hook =
		stripe_hook(arena, STR("whsec_x"), false, signature, STR("{\"id\":\"evt_1\",\"object\":\"event\"}"), INT64_C(1700000000000), &nudge);
	if (hook != HOOK_BAD_SIGNATURE && !has(signature, "c9bcc97a8a4ff4bae104ef32dcacf8b24b4c3cf0512aef639b8502673db15436") && !has(signature, "t="))
		abort();
	arena_destroy(arena);
	return 0;
}
