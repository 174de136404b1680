/* edge/stripe: requests byte for byte, answers with every lie that a network or a processor can tell. */
#include "web_case.h"

#include "edge/stripe.h"

static const struct processor_account account = {
	.base_url = STR_INIT("https://api.stripe.com"),
	.page_authority = STR_INIT("checkout.stripe.com"),
	.key = STR_INIT("sk_test_abc"),
};

static const struct processor_order order = {
	.reference = STR_INIT("0123456789abcdefghij-_"),
	.amount = { 2235050, CURRENCY_KZT },
	.title = STR_INIT("Айна & Co K7QM-2RDX"),
	.lang = LANG_KK,
	.expires_ms = INT64_C(1795178165999),
	.return_url = STR_INIT("https://aina.kz/kk/pay/0123?from=processor"),
	.idempotency_key = STR_INIT("00112233445566778899aabbccddeeff"),
};

#define REF "cs_test_a1B2"
#define OPEN                                                                                                                          \
	"{\"id\":\"" REF "\",\"object\":\"checkout.session\",\"livemode\":false,\"client_reference_id\":\"0123456789abcdefghij-_\","    \
	"\"amount_total\":2235050,\"currency\":\"kzt\",\"status\":\"open\",\"payment_status\":\"unpaid\","                              \
	"\"url\":\"https://checkout.stripe.com/c/pay/cs_test_a1B2#x\"}"

/* A good answer with one piece of it changed. */
static struct str changed(struct arena *arena, const char *from, const char *to)
{
	const char *text = OPEN, *at = strstr(text, from);
	assert_non_null(at);
	return arena_format(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static enum processor_verdict read_body(struct arena *arena, int status, struct str body, struct processor_page *page)
{
	const struct http_answer answer = { .outcome = HTTP_ANSWERED, .status = status, .body = body };
	return processor_stripe.read(arena, &account, &order, STR(REF), &answer, page);
}

/* Requests ------------------------------------------------------------------------------------------------------------- */

static struct str header(const struct http_request *request, const char *name)
{
	for (size_t i = 0; i < request->header_count; i++)
		if (strcmp(request->headers[i].name, name) == 0)
			return request->headers[i].value;
	return (struct str){ NULL, 0 };
}

static void creating_is_this_form(void **state)
{
	struct http_request request;
	assert_int_equal(processor_stripe.create(*state, &account, &order, &request), ERR_OK);
	assert_true(request.post);
	assert_str(request.url, "https://api.stripe.com/v1/checkout/sessions");
	assert_str(header(&request, "Authorization"), "Bearer sk_test_abc");
	assert_str(header(&request, "Stripe-Version"), STRIPE_VERSION);
	assert_str(header(&request, "Idempotency-Key"), "00112233445566778899aabbccddeeff");
	assert_str(header(&request, "Content-Type"), "application/x-www-form-urlencoded");
	assert_str(request.body,
		   "mode=payment&client_reference_id=0123456789abcdefghij-_&metadata[payment]=0123456789abcdefghij-_"
		   "&payment_intent_data[metadata][payment]=0123456789abcdefghij-_&payment_method_types[0]=card"
		   "&line_items[0][quantity]=1&line_items[0][price_data][currency]=kzt&line_items[0][price_data][unit_amount]=2235050"
		   "&line_items[0][price_data][product_data][name]=%D0%90%D0%B9%D0%BD%D0%B0%20%26%20Co%20K7QM-2RDX&expires_at=1795178165"
		   "&locale=ru&success_url=https%3A%2F%2Faina.kz%2Fkk%2Fpay%2F0123%3Ffrom%3Dprocessor"
		   "&cancel_url=https%3A%2F%2Faina.kz%2Fkk%2Fpay%2F0123%3Ffrom%3Dprocessor");
}

static void the_same_order_gives_the_same_bytes(void **state)
{
	struct http_request first, second;
	assert_int_equal(processor_stripe.create(*state, &account, &order, &first), ERR_OK);
	assert_int_equal(processor_stripe.create(*state, &account, &order, &second), ERR_OK);
	assert_true(str_eq(first.body, second.body));
}

static void asking_and_closing_name_the_session(void **state)
{
	struct http_request request;
	assert_int_equal(processor_stripe.query(*state, &account, STR(REF), &request), ERR_OK);
	assert_false(request.post);
	assert_str(request.url, "https://api.stripe.com/v1/checkout/sessions/" REF);
	assert_int_equal(processor_stripe.cancel(*state, &account, STR(REF), STR("k"), &request), ERR_OK);
	assert_true(request.post);
	assert_str(request.url, "https://api.stripe.com/v1/checkout/sessions/" REF "/expire");
	assert_int_equal(request.body.n, 0);
}

static void an_id_cannot_lead_elsewhere(void **state)
{
	static const char *const bad[] = { "", "cs_", "pi_1", "cs_a/../../v1/refunds", "cs_a?x=1", "cs_a b", "cs_a\r\nX: y", "cs_\xd0\xb0" };
	struct http_request request;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(processor_stripe.query(*state, &account, str_from_z(bad[i]), &request), ERR_INPUT);
		assert_int_equal(processor_stripe.cancel(*state, &account, str_from_z(bad[i]), STR("k"), &request), ERR_INPUT);
	}
}

static void a_key_belongs_to_one_mode(void **state)
{
	(void)state;
	assert_true(processor_stripe.key_fits(STR("sk_test_1"), false));
	assert_true(processor_stripe.key_fits(STR("rk_live_1"), true));
	assert_false(processor_stripe.key_fits(STR("sk_live_1"), false));
	assert_false(processor_stripe.key_fits(STR("sk_test_1"), true));
	assert_false(processor_stripe.key_fits(STR("pk_test_1"), false));
	assert_false(processor_stripe.key_fits(STR("sk_test_1\n"), false));
}

/* Answers -------------------------------------------------------------------------------------------------------------- */

static void a_good_answer_is_read(void **state)
{
	struct processor_page page;
	assert_int_equal(read_body(*state, 200, STR(OPEN), &page), PROCESSOR_ANSWERED);
	assert_int_equal(page.status, PROCESSOR_OPEN);
	assert_str(page.ref, REF);
	assert_str(page.url, "https://checkout.stripe.com/c/pay/cs_test_a1B2#x");
}

static void states_are_pairs_of_words(void **state)
{
	static const struct { const char *words; enum processor_verdict verdict; enum processor_status status; } cases[] = {
		{ "\"status\":\"complete\",\"payment_status\":\"paid\"", PROCESSOR_ANSWERED, PROCESSOR_PAID },
		{ "\"status\":\"complete\",\"payment_status\":\"unpaid\"", PROCESSOR_ANSWERED, PROCESSOR_PROCESSING },
		{ "\"status\":\"expired\",\"payment_status\":\"unpaid\"", PROCESSOR_ANSWERED, PROCESSOR_EXPIRED },
		{ "\"status\":\"expired\",\"payment_status\":\"paid\"", PROCESSOR_INTEGRITY, 0 },
		{ "\"status\":\"open\",\"payment_status\":\"paid\"", PROCESSOR_INTEGRITY, 0 },
		{ "\"status\":\"complete\",\"payment_status\":\"no_payment_required\"", PROCESSOR_INTEGRITY, 0 },
		{ "\"status\":\"levitating\",\"payment_status\":\"unpaid\"", PROCESSOR_INTEGRITY, 0 },
		{ "\"status\":null,\"payment_status\":\"paid\"", PROCESSOR_INTEGRITY, 0 },
		{ "\"status\":\"complete\",\"payment_status\":true", PROCESSOR_INTEGRITY, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct processor_page page;
		struct str body = changed(*state, "\"status\":\"open\",\"payment_status\":\"unpaid\"", cases[i].words);
		assert_int_equal(read_body(*state, 200, body, &page), cases[i].verdict);
		if (cases[i].verdict == PROCESSOR_ANSWERED)
			assert_int_equal(page.status, cases[i].status);
	}
}

static void what_does_not_match_is_not_taken(void **state)
{
	static const char *const lies[][2] = {
		{ "2235050", "2235049" },
		{ "2235050", "2235050.0" },
		{ "2235050", "\"2235050\"" },
		{ "2235050", "null" },
		{ "kzt", "usd" },
		{ "kzt", "KZT" },
		{ "0123456789abcdefghij-_", "0123456789abcdefghij--" },
		{ "\"id\":\"" REF, "\"id\":\"cs_test_other" },
		{ "\"livemode\":false", "\"livemode\":true" },
		{ "\"livemode\":false", "\"livemode\":0" },
		{ "https://checkout.stripe.com/c", "https://evil.example/c" },
		{ "https://checkout.stripe.com/c", "https://checkout.stripe.com.evil.example/c" },
		{ "https://checkout.stripe.com/c", "https://checkout.stripe.com@evil.example/c" },
		{ "https://checkout.stripe.com/c", "https://checkout.stripe.com:8443/c" },
		{ "https://checkout.stripe.com/c", "http://checkout.stripe.com/c" },
		{ "https://checkout.stripe.com/c", "javascript:alert(1)//" },
		{ "https://checkout.stripe.com/c", "//checkout.stripe.com/c" },
		{ "https://checkout.stripe.com/c", "https://checkout.stripe.com\\\\@evil.example/c" },
		{ "\"url\":\"https", "\"url\":null,\"x\":\"https" },
	};
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct processor_page page;
		enum processor_verdict verdict = read_body(*state, 200, changed(*state, lies[i][0], lies[i][1]), &page);
		if (verdict != PROCESSOR_INTEGRITY)
			print_error("%s -> %s\n", lies[i][0], lies[i][1]);
		assert_int_equal(verdict, PROCESSOR_INTEGRITY);
	}
}

static void rubbish_is_no_answer(void **state)
{
	static const char *const bodies[] = { "", " ", "null", "[]", "\"x\"", "{", "{}", "{\"object\":\"list\"}", "<html></html>", "{\"a\":1e999}",
		"{\"a\":\"\\u0000\"}", "{\"a\":\"\xff\"}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{'a':1}", "{\"a\":1}x",
		"{\"a\":99999999999999999999999}" };
	struct processor_page page;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		assert_int_equal(read_body(*state, 200, str_from_z(bodies[i]), &page), PROCESSOR_UNKNOWN);
	/* A member doubled at the end: the last one would win in a careless reader. */
	assert_int_equal(read_body(*state, 200, changed(*state, "#x\"}", "#x\",\"amount_total\":2235050}"), &page), PROCESSOR_UNKNOWN);
}

static void depth_does_not_kill(void **state)
{
	size_t n = 200000;
	char *deep = arena_alloc(*state, n);
	struct processor_page page;
	memset(deep, '[', n);
	assert_int_equal(read_body(*state, 200, (struct str){ deep, n }, &page), PROCESSOR_UNKNOWN);
	for (size_t i = 0; i + 5 <= n; i += 5)
		memcpy(deep + i, "{\"a\":", 5);
	assert_int_equal(read_body(*state, 200, (struct str){ deep, n }, &page), PROCESSOR_UNKNOWN);
}

static void status_codes_say_whether_anything_was_done(void **state)
{
	static const struct { int status; const char *body; enum processor_verdict verdict; } cases[] = {
		{ 400, "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"x\"}}", PROCESSOR_REFUSED_INPUT },
		{ 400, "{\"error\":{\"type\":\"idempotency_error\"}}", PROCESSOR_INTEGRITY },
		{ 400, "{\"error\":{\"type\":\"new_kind\"}}", PROCESSOR_UNKNOWN },
		{ 400, "<h1>Bad Request</h1>", PROCESSOR_UNKNOWN },
		{ 400, "{\"error\":\"x\"}", PROCESSOR_UNKNOWN },
		{ 402, "{\"error\":{\"type\":\"card_error\"}}", PROCESSOR_REFUSED_INPUT },
		{ 404, "{\"error\":{\"type\":\"invalid_request_error\"}}", PROCESSOR_NOT_FOUND },
		{ 404, "not here", PROCESSOR_UNKNOWN },
		{ 401, "", PROCESSOR_REFUSED_KEY },
		{ 403, "", PROCESSOR_REFUSED_KEY },
		{ 409, "", PROCESSOR_KEY_BUSY },
		{ 429, "", PROCESSOR_LATER },
		{ 500, "{\"error\":{\"type\":\"api_error\"}}", PROCESSOR_UNKNOWN },
		{ 502, "<html>", PROCESSOR_UNKNOWN },
		{ 503, "", PROCESSOR_UNKNOWN },
		{ 302, OPEN, PROCESSOR_UNKNOWN },
		{ 201, OPEN, PROCESSOR_UNKNOWN },
		{ 999, "", PROCESSOR_UNKNOWN },
	};
	struct processor_page page;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(read_body(*state, cases[i].status, str_from_z(cases[i].body), &page), cases[i].verdict);
	const struct http_answer unsent = { .outcome = HTTP_NOT_SENT }, lost = { .outcome = HTTP_UNKNOWN, .status = 200, .body = STR(OPEN) };
	assert_int_equal(processor_stripe.read(*state, &account, &order, STR(REF), &unsent, &page), PROCESSOR_NOT_SENT);
	assert_int_equal(processor_stripe.read(*state, &account, &order, STR(REF), &lost, &page), PROCESSOR_UNKNOWN);
}

/* Callbacks ------------------------------------------------------------------------------------------------------------ */

#define STAMP_S INT64_C(1700000000)
#define MAC "c9bcc97a8a4ff4bae104ef32dcacf8b24b4c3cf0512aef639b8502673db15436"
#define BODY "{\"id\":\"evt_1\",\"object\":\"event\"}"

static enum processor_hook hook(struct arena *arena, const char *signature, const char *body, int64_t now_s)
{
	struct processor_nudge nudge;
	return processor_stripe.hook(arena, STR("whsec_x"), false, str_from_z(signature), str_from_z(body), now_s * 1000, &nudge);
}

static void signatures_count_or_they_do_not(void **state)
{
	/* The published vector; its body is too short to be an event of ours, so UNREADABLE means: the signature was right. */
	static const char *const good[] = { "t=1700000000,v1=" MAC, "v1=" MAC ",t=1700000000", "t=1700000000,v0=00,v1=" MAC,
		"t=1700000000,v1=" MAC ",v1=0000000000000000000000000000000000000000000000000000000000000000",
		"t=1700000000,v1=0000000000000000000000000000000000000000000000000000000000000000,v1=" MAC, "t=1700000000,x=,v1=" MAC };
	static const char *const bad[] = { "", ",", "t=1700000000", "v1=" MAC, "t=,v1=" MAC, "t=1700000000,v0=" MAC, "t=1700000000, v1=" MAC,
		"t=1700000000,v1=C9BCC97A8A4FF4BAE104EF32DCACF8B24B4C3CF0512AEF639B8502673DB15436", "t=1700000001,v1=" MAC,
		"t=1700000000,t=1700000000,v1=" MAC, "t=1700000000,v1=c9", "t=1700000000,v1=" MAC "00", "t=+1700000000,v1=" MAC,
		"t=01700000000,v1=" MAC, "t=99999999999999999999,v1=" MAC, "t=1700000000,v1=" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(hook(*state, good[i], BODY, STAMP_S), HOOK_UNREADABLE);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(hook(*state, bad[i], BODY, STAMP_S), HOOK_BAD_SIGNATURE);
	assert_int_equal(hook(*state, good[0], "{\"id\":\"evt_2\",\"object\":\"event\"}", STAMP_S), HOOK_BAD_SIGNATURE);
	assert_int_equal(hook(*state, good[0], "", STAMP_S), HOOK_BAD_SIGNATURE);
}

static void a_stamp_is_good_for_five_minutes_either_way(void **state)
{
	const char *good = "t=1700000000,v1=" MAC;
	assert_int_equal(hook(*state, good, BODY, STAMP_S + 300), HOOK_UNREADABLE);
	assert_int_equal(hook(*state, good, BODY, STAMP_S + 301), HOOK_STALE);
	assert_int_equal(hook(*state, good, BODY, STAMP_S - 300), HOOK_UNREADABLE);
	assert_int_equal(hook(*state, good, BODY, STAMP_S - 301), HOOK_STALE);
	assert_int_equal(hook(*state, good, BODY, STAMP_S + 86400), HOOK_STALE);
	assert_int_equal(hook(*state, good, BODY, STAMP_S - 86400), HOOK_STALE);
}

static void an_empty_secret_opens_nothing(void **state)
{
	struct processor_nudge nudge;
	assert_int_equal(processor_stripe.hook(*state, (struct str){ NULL, 0 }, false, STR("t=1700000000,v1=" MAC), STR(BODY), STAMP_S * 1000, &nudge),
			 HOOK_BAD_SIGNATURE);
}

#include <sodium.h>

static enum processor_hook signed_hook(struct arena *arena, const char *body, bool live, struct processor_nudge *nudge)
{
	char hex[65], signature[128];
	unsigned char mac[32];
	struct str text = arena_format(arena, "1700000000.%s", body);
	crypto_auth_hmacsha256_state hash;
	crypto_auth_hmacsha256_init(&hash, (const unsigned char *)"whsec_x", 7);
	crypto_auth_hmacsha256_update(&hash, (const unsigned char *)text.p, text.n);
	crypto_auth_hmacsha256_final(&hash, mac);
	(void)sodium_bin2hex(hex, sizeof(hex), mac, sizeof(mac));
	(void)snprintf(signature, sizeof(signature), "t=1700000000,v1=%s", hex);
	return processor_stripe.hook(arena, STR("whsec_x"), live, str_from_z(signature), str_from_z(body), STAMP_S * 1000, nudge);
}

#define EVENT(type, live, object) "{\"id\":\"evt_9\",\"object\":\"event\",\"livemode\":" live ",\"type\":\"" type "\",\"data\":{\"object\":" object "}}"
#define SESSION "{\"object\":\"checkout.session\",\"id\":\"cs_test_7\",\"client_reference_id\":\"0123456789abcdefghij-_\",\"customer_details\":{\"email\":\"a@b\"}}"

static void events_are_read_as_nudges(void **state)
{
	struct processor_nudge nudge;
	assert_int_equal(signed_hook(*state, EVENT("checkout.session.completed", "false", SESSION), false, &nudge), HOOK_NUDGE);
	assert_str(nudge.event_id, "evt_9");
	assert_str(nudge.event_type, "checkout.session.completed");
	assert_str(nudge.ref, "cs_test_7");
	assert_str(nudge.reference, "0123456789abcdefghij-_");
	assert_int_equal(signed_hook(*state, EVENT("checkout.session.completed", "true", SESSION), false, &nudge), HOOK_OTHER_MODE);
	assert_int_equal(signed_hook(*state, EVENT("checkout.session.completed", "false", SESSION), true, &nudge), HOOK_OTHER_MODE);
	assert_int_equal(signed_hook(*state, EVENT("payout.paid", "false", "{}"), false, &nudge), HOOK_NOT_OURS);
	assert_int_equal(signed_hook(*state, EVENT("checkout.session.completed", "false", "{}"), false, &nudge), HOOK_UNREADABLE);
	assert_int_equal(signed_hook(*state, EVENT("checkout.session.completed", "null", SESSION), false, &nudge), HOOK_UNREADABLE);
	assert_int_equal(signed_hook(*state, "{\"id\":\"evt_9\",\"id\":\"evt_8\"}", false, &nudge), HOOK_UNREADABLE);
	assert_int_equal(signed_hook(*state, "[]", false, &nudge), HOOK_UNREADABLE);
}

static void a_strange_reference_is_left_out(void **state)
{
	struct processor_nudge nudge;
	const char *event = EVENT("checkout.session.expired", "false", "{\"object\":\"checkout.session\",\"id\":\"cs_test_7\",\"client_reference_id\":\"'; DROP TABLE\"}");
	assert_int_equal(signed_hook(*state, event, false, &nudge), HOOK_NUDGE);
	assert_null(nudge.reference.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(creating_is_this_form),
		cmocka_unit_test(the_same_order_gives_the_same_bytes),
		cmocka_unit_test(asking_and_closing_name_the_session),
		cmocka_unit_test(an_id_cannot_lead_elsewhere),
		cmocka_unit_test(a_key_belongs_to_one_mode),
		cmocka_unit_test(a_good_answer_is_read),
		cmocka_unit_test(states_are_pairs_of_words),
		cmocka_unit_test(what_does_not_match_is_not_taken),
		cmocka_unit_test(rubbish_is_no_answer),
		cmocka_unit_test(depth_does_not_kill),
		cmocka_unit_test(status_codes_say_whether_anything_was_done),
		cmocka_unit_test(signatures_count_or_they_do_not),
		cmocka_unit_test(a_stamp_is_good_for_five_minutes_either_way),
		cmocka_unit_test(an_empty_secret_opens_nothing),
		cmocka_unit_test(events_are_read_as_nudges),
		cmocka_unit_test(a_strange_reference_is_left_out),
	};
	return cmocka_run_group_tests(tests, arena_setup, arena_teardown);
}
