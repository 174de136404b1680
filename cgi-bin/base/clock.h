/* The one clock. Everything that needs the time asks here or is given it; SQL never knows what time it is.
 * Wall time is epoch milliseconds, UTC. Calendar dates are those of Kazakhstan (UTC+5, no daylight saving, since 2024-03-01). */
#ifndef AINA_BASE_CLOCK_H
#define AINA_BASE_CLOCK_H

#include <stdint.h>
#include "base/str.h"

#define CLOCK_SECOND_MS INT64_C(1000)
#define CLOCK_MINUTE_MS (60 * CLOCK_SECOND_MS)
#define CLOCK_HOUR_MS (60 * CLOCK_MINUTE_MS)
#define CLOCK_DAY_MS (24 * CLOCK_HOUR_MS)
#define CLOCK_ALMATY_OFFSET_MS (5 * CLOCK_HOUR_MS)

int64_t clock_now_ms(void);       /* wall clock */
int64_t clock_monotonic_ms(void); /* for durations and deadlines inside a process */
int64_t clock_monotonic_us(void);

struct civil {
	int year, month, day, hour, minute, second, weekday; /* month 1-12, weekday 0 = Sunday */
};
/* Proleptic Gregorian date of `ms` shifted by `offset_ms` (0 for UTC, CLOCK_ALMATY_OFFSET_MS for Kazakhstan). */
struct civil clock_civil(int64_t ms, int64_t offset_ms);
int64_t clock_from_civil(const struct civil *civil, int64_t offset_ms);

/* "2026-11-20T10:56:00Z" (RFC 3339) and "Fri, 20 Nov 2026 10:56:00 GMT" (RFC 9110). `out` of the given size; not terminated. */
#define CLOCK_RFC3339_SIZE 20
#define CLOCK_HTTP_SIZE 29
struct str clock_rfc3339(int64_t ms, char out[CLOCK_RFC3339_SIZE]);
struct str clock_http_date(int64_t ms, char out[CLOCK_HTTP_SIZE]);

#endif
