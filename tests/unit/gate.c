/* edge/gate: how fast, and when not at all. */
#include "web_case.h"

#include "edge/gate.h"

static void a_burst_then_a_steady_pace(void **state)
{
	struct gate gate = gate_new(1000);
	(void)state;
	for (int i = 0; i < GATE_BURST; i++) {
		assert_int_equal(gate_wait_ms(&gate, 1000), 0);
		gate_take(&gate);
	}
	assert_int_equal(gate_wait_ms(&gate, 1000), GATE_GAP_MS);
	assert_int_equal(gate_wait_ms(&gate, 1000 + GATE_GAP_MS - 1), 1);
	assert_int_equal(gate_wait_ms(&gate, 1000 + GATE_GAP_MS), 0);
	assert_int_equal(gate_wait_ms(&gate, 1000 + GATE_GAP_MS), 0); /* asking costs nothing */
}

static void idle_time_is_saved_up_to_a_burst(void **state)
{
	struct gate gate = gate_new(0);
	int calls = 0;
	(void)state;
	for (; gate_wait_ms(&gate, INT64_C(86400000)) == 0; calls++)
		gate_take(&gate);
	assert_int_equal(calls, GATE_BURST);
}

static void failures_in_a_row_close_it(void **state)
{
	struct gate gate = gate_new(0);
	int64_t now_ms = 0, pause_ms = 0;
	(void)state;
	for (int i = 1; i < GATE_FAILURES_MAX; i++) {
		gate_report(&gate, false, 0, now_ms);
		assert_int_equal(gate_wait_ms(&gate, now_ms), 0);
	}
	for (int64_t want_ms = GATE_PAUSE_MS; want_ms < GATE_PAUSE_MAX_MS; want_ms *= 2) {
		gate_report(&gate, false, 0, now_ms);
		pause_ms = gate_wait_ms(&gate, now_ms);
		assert_int_equal(pause_ms, want_ms);
		now_ms += pause_ms;
		assert_int_equal(gate_wait_ms(&gate, now_ms), 0); /* one probe */
	}
	for (int i = 0; i < 100; i++)
		gate_report(&gate, false, 0, now_ms);
	assert_int_equal(gate_wait_ms(&gate, now_ms), GATE_PAUSE_MAX_MS);
	now_ms += GATE_PAUSE_MAX_MS;
	gate_report(&gate, true, 0, now_ms);
	gate_report(&gate, false, 0, now_ms);
	assert_int_equal(gate_wait_ms(&gate, now_ms), 0); /* one good answer and it counts anew */
}

static void a_wished_pause_is_kept_within_reason(void **state)
{
	struct gate gate = gate_new(0);
	(void)state;
	gate_report(&gate, false, 7000, 100);
	assert_int_equal(gate_wait_ms(&gate, 100), 7000);
	gate_report(&gate, false, INT64_MAX, 100);
	assert_int_equal(gate_wait_ms(&gate, 100), 3600000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_burst_then_a_steady_pace),
		cmocka_unit_test(idle_time_is_saved_up_to_a_burst),
		cmocka_unit_test(failures_in_a_row_close_it),
		cmocka_unit_test(a_wished_pause_is_kept_within_reason),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
