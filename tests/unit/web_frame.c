/* web/frame: only one whole and sound FastCGI request is handed on. */
#include "web_case.h"
#include "fastcgi_client.h"
#include "web/frame.h"

static enum frame check(const struct buf *bytes)
{
	/* An exact copy, so that ASan sees a read past the end. */
	char *exact = malloc(bytes->n == 0 ? 1 : bytes->n);
	if (bytes->n > 0)
		memcpy(exact, bytes->p, bytes->n);
	enum frame frame = frame_check((struct str){ exact, bytes->n });
	free(exact);
	return frame;
}

static void sample(struct buf *out, size_t body)
{
	static char text[100000];
	memset(text, 'b', sizeof text);
	buf_init(out, 1024 * 1024);
	record_begin(out, 1, 1);
	record_parameters(out, 1, (const char *const[]){ "REQUEST_METHOD", "POST", "REQUEST_URI", "/en/", "HTTP_COOKIE", "", NULL });
	record_put(out, RECORD_PARAMS, 1, STR(""), 3);
	for (size_t at = 0; at < body; at += 32768)
		record_put(out, RECORD_STDIN, 1, (struct str){ text, body - at < 32768 ? body - at : 32768 }, at % 7);
	record_put(out, RECORD_STDIN, 1, STR(""), 0);
}

static void a_request_is_whole_only_at_its_end(void **state)
{
	struct buf bytes BUF_AUTO;
	(void)state;
	sample(&bytes, 100);
	assert_int_equal(check(&bytes), FRAME_WHOLE);
	for (size_t n = 0; n < bytes.n; n++)
		assert_int_equal(frame_check((struct str){ bytes.p, n }), FRAME_PARTIAL);
	buf_put_c(&bytes, '\1');
	assert_int_equal(check(&bytes), FRAME_BAD);
}

static void bodies_up_to_the_limit_fit(void **state)
{
	struct buf bytes BUF_AUTO;
	(void)state;
	sample(&bytes, LIMIT_BODY_BYTES);
	assert_int_equal(check(&bytes), FRAME_WHOLE);
	buf_free(&bytes);
	sample(&bytes, 0);
	assert_int_equal(check(&bytes), FRAME_WHOLE);
}

static void endless_requests_end(void **state)
{
	struct buf bytes BUF_AUTO;
	(void)state;
	buf_init(&bytes, 1024 * 1024);
	record_begin(&bytes, 1, 1);
	record_put(&bytes, RECORD_PARAMS, 1, STR(""), 0);
	while (bytes.n < FRAME_BYTES) {
		assert_int_equal(check(&bytes), FRAME_PARTIAL);
		record_put(&bytes, RECORD_STDIN, 1, STR("0123456789012345678901234567890123456789"), 255);
	}
	assert_int_equal(check(&bytes), FRAME_BAD);
}

static void what_no_web_server_sends_is_bad(void **state)
{
	static const struct { const char *what; size_t n; const char *bytes; } cases[] = {
		{ "other version", 1, "\2" }, { "no request", 8, "\1\4\0\1\0\0\0\0" }, { "request 0", 16, "\1\1\0\0\0\10\0\0\0\1\1\0\0\0\0\0" },
		{ "short begin", 15, "\1\1\0\1\0\7\0\0\0\1\1\0\0\0\0" }, { "authorizer", 16, "\1\1\0\1\0\10\0\0\0\2\1\0\0\0\0\0" },
		{ "filter", 16, "\1\1\0\1\0\10\0\0\0\3\1\0\0\0\0\0" }, { "role 257", 16, "\1\1\0\1\0\10\0\0\1\1\1\0\0\0\0\0" },
		{ "management record", 8, "\1\11\0\0\0\0\0\0" },
		{ "two beginnings", 32, "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0" },
		{ "abort", 24, "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\2\0\1\0\0\0\0" },
		{ "another request's parameters", 24, "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\4\0\2\0\0\0\0" },
		{ "body before parameters", 24, "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0\1\5\0\1\0\0\0\0" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (frame_check((struct str){ cases[i].bytes, cases[i].n }) != FRAME_BAD)
			fail_msg("not bad: %s", cases[i].what);
}

static void senseless_parameter_lengths_are_bad(void **state)
{
	static const struct { const char *what; size_t n; const char *bytes; } cases[] = {
		{ "name longer than its record", 3, "\5\0a" }, { "value longer than its record", 4, "\1\2ab" }, { "half a length", 3, "\1\200\0" },
		{ "the lengths that abort libfcgi", 9, "\377\377\377\377\377\377\377\377a" }, { "sum beyond 32 bits", 9, "\300\0\0\0\300\0\0\0a" },
		{ "2^31-1 and 2^31-1", 9, "\377\377\377\376\377\377\377\376a" }, { "no name", 3, "\0\1a" }, { "no value's length", 1, "\1" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf bytes BUF_AUTO;
		buf_init(&bytes, 4096);
		record_begin(&bytes, 1, 1);
		record_put(&bytes, RECORD_PARAMS, 1, (struct str){ cases[i].bytes, cases[i].n }, 0);
		if (check(&bytes) != FRAME_BAD)
			fail_msg("not bad: %s", cases[i].what);
	}
}

static void parameters_are_bounded(void **state)
{
	struct buf bytes BUF_AUTO;
	(void)state;
	buf_init(&bytes, 1024 * 1024);
	record_begin(&bytes, 1, 1);
	for (int i = 0; i < FRAME_PARAMETERS_MAX; i++)
		record_parameters(&bytes, 1, (const char *const[]){ "A", "b", NULL });
	assert_int_equal(check(&bytes), FRAME_PARTIAL);
	record_parameters(&bytes, 1, (const char *const[]){ "A", "b", NULL });
	assert_int_equal(check(&bytes), FRAME_BAD);
}

/* Changed bytes: an answer, always; and never WHOLE for less than a whole. */
static void changed_bytes_are_judged(void **state)
{
	struct buf bytes BUF_AUTO;
	uint64_t seed = 5;
	int whole = 0;
	(void)state;
	sample(&bytes, 300);
	for (int round = 0; round < 100000; round++) {
		struct buf changed BUF_AUTO;
		buf_init(&changed, 4096);
		buf_put(&changed, buf_str(&bytes));
		for (uint64_t i = noise(&seed) % 4 + 1; i > 0; i--)
			changed.p[noise(&seed) % changed.n] = (char)noise(&seed);
		changed.n -= noise(&seed) % 3 == 0 ? noise(&seed) % changed.n : 0;
		enum frame frame = check(&changed);
		assert_true(frame == FRAME_PARTIAL || frame == FRAME_WHOLE || frame == FRAME_BAD);
		whole += frame == FRAME_WHOLE;
	}
	assert_true(whole > 1000); /* most changes hit the text: else this test changes nothing but heads */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_is_whole_only_at_its_end), cmocka_unit_test(bodies_up_to_the_limit_fit), cmocka_unit_test(endless_requests_end),
		cmocka_unit_test(what_no_web_server_sends_is_bad), cmocka_unit_test(senseless_parameter_lengths_are_bad),
		cmocka_unit_test(parameters_are_bounded), cmocka_unit_test(changed_bytes_are_judged),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
