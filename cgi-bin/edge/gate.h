/* Gate: how fast and whether at all the outside world may be called. A token bucket in front of a simple breaker.
 * Pure: the caller brings the monotonic time. */
#ifndef AINA_EDGE_GATE_H
#define AINA_EDGE_GATE_H

#include <stdbool.h>
#include <stdint.h>

#define GATE_BURST 10        /* calls at once */
#define GATE_GAP_MS 200      /* afterwards one in so many milliseconds */
#define GATE_FAILURES_MAX 5  /* in a row, then the breaker opens */
#define GATE_PAUSE_MS 5000   /* its first pause; doubles with each further failure */
#define GATE_PAUSE_MAX_MS 60000

struct gate {
	int64_t credit_ms; /* saved up time, at most GATE_BURST * GATE_GAP_MS */
	int64_t seen_ms;
	int64_t closed_until_ms;
	int failures;
};

struct gate gate_new(int64_t now_ms);
/* Milliseconds until a call may be made; 0: now. */
int64_t gate_wait_ms(struct gate *gate, int64_t now_ms);
/* A call is made. */
void gate_take(struct gate *gate);
/* How it went. `retry_after_ms` > 0: the other side asked for a pause; believed up to an hour. */
void gate_report(struct gate *gate, bool good, int64_t retry_after_ms, int64_t now_ms);

#endif
