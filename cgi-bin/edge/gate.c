#include "edge/gate.h"

#define CREDIT_MAX_MS (INT64_C(1) * GATE_BURST * GATE_GAP_MS)
#define RETRY_AFTER_MAX_MS INT64_C(3600000)

struct gate gate_new(int64_t now_ms)
{
	return (struct gate){ .credit_ms = CREDIT_MAX_MS, .seen_ms = now_ms };
}

int64_t gate_wait_ms(struct gate *gate, int64_t now_ms)
{
	gate->credit_ms += now_ms - gate->seen_ms;
	gate->seen_ms = now_ms;
	if (gate->credit_ms > CREDIT_MAX_MS)
		gate->credit_ms = CREDIT_MAX_MS;
	if (now_ms < gate->closed_until_ms)
		return gate->closed_until_ms - now_ms;
	return gate->credit_ms < GATE_GAP_MS ? GATE_GAP_MS - gate->credit_ms : 0;
}

void gate_take(struct gate *gate)
{
	gate->credit_ms -= GATE_GAP_MS;
}

void gate_report(struct gate *gate, bool good, int64_t retry_after_ms, int64_t now_ms)
{
	int64_t pause_ms = retry_after_ms < RETRY_AFTER_MAX_MS ? retry_after_ms : RETRY_AFTER_MAX_MS;
	gate->failures = good ? 0 : gate->failures + 1;
	if (gate->failures >= GATE_FAILURES_MAX) {
		int doublings = gate->failures - GATE_FAILURES_MAX;
		int64_t breaker_ms = doublings < 4 ? INT64_C(1) * GATE_PAUSE_MS << doublings : GATE_PAUSE_MAX_MS;
		breaker_ms = breaker_ms < GATE_PAUSE_MAX_MS ? breaker_ms : GATE_PAUSE_MAX_MS;
		pause_ms = pause_ms > breaker_ms ? pause_ms : breaker_ms;
	}
	if (pause_ms > 0)
		gate->closed_until_ms = now_ms + pause_ms;
}
