/* Waiting for another process's write lock. SQLite has no queue: whoever asks at the right moment wins, and its own handler sleeps
 * up to 100 ms, so that late sleepers starve. Ours asks often, and the more often the longer it has waited: the oldest asks most. */
#include "store/inside.h"

#include <errno.h>
#include "base/clock.h"
#include "base/random.h"

/* First 0.3 to 0.9 ms, falling to 0.05 to 0.15 ms for those who have waited 50 ms. */
static long sleep_ns(int64_t waited_us)
{
	int64_t share = waited_us > 50000 ? 50000 : waited_us;
	uint32_t base_us = (uint32_t)(300 - share / 200);
	return (long)(base_us + random_below(2 * base_us + 1)) * 1000;
}

int wait_for_lock(void *context, int tries)
{
	struct connection *connection = context;
	int64_t now_us = clock_monotonic_us();

	if (tries == 0)
		connection->waiting_since_us = now_us;
	int64_t waited_us = now_us - connection->waiting_since_us;
	if (waited_us >= STORE_BUSY_MS * INT64_C(1000))
		return 0;
	connection->store->counters.waits++;
	struct timespec pause = { .tv_nsec = sleep_ns(waited_us) };
	clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL); /* a signal only ends it sooner */
	return 1;
}
