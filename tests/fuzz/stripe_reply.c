/* Answers of the processor: whatever the bytes, a page is taken only when it is about this order. */
#include <stdint.h>
#include <stdlib.h>

#include "edge/stripe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = { 200, 400, 402, 404, 409, 429, 500, 302 };
	static const struct processor_account account = { .base_url = STR_INIT("https://api.stripe.com"),
		.page_authority = STR_INIT("checkout.stripe.com"), .key = STR_INIT("sk_test_abc") };
	static const struct processor_order order = { .reference = STR_INIT("ref"), .amount = { 100, CURRENCY_KZT } };
	struct arena *arena = arena_create(1 << 20);
	struct processor_page page = { .status = PROCESSOR_OPEN };
	if (arena == NULL || size == 0)
		goto out;
	const struct http_answer answer = { .outcome = HTTP_ANSWERED, .status = statuses[data[0] % 8], .body = { (const char *)data + 1, size - 1 } };
	enum processor_verdict verdict = processor_stripe.read(arena, &account, &order, STR("cs_test_1"), &answer, &page);
	if (verdict == PROCESSOR_ANSWERED) {
		if (answer.status != 200 || !str_eq_z(page.ref, "cs_test_1"))
			abort();
		if (page.status == PROCESSOR_OPEN && !str_starts(page.url, STR("https://checkout.stripe.com")))
			abort();
	}
out:
	arena_destroy(arena);
	return 0;
}
