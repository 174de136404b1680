#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t clock_now_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_monotonic_ms(void)
{
	return clock_monotonic_us() / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	int64_t q = a / b;
	return a % b < 0 ? q - 1 : q;
}

/* Days since 1970-01-01 to a date and back, in 400-year eras that begin on 1 March, so that the leap day comes last. */
static void civil_from_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t shifted = days + 719468; /* from 0000-03-01 */
	int64_t era = floor_div(shifted, 146097), in_era = shifted - era * 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
	int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * in_year + 2) / 153; /* 0 = March */

	*ret_day = (int)(in_year - (153 * month + 2) / 5 + 1);
	*ret_month = (int)(month < 10 ? month + 3 : month - 9);
	*ret_year = (int)(year + era * 400 + (*ret_month <= 2));
}

static int64_t days_from_civil(int64_t year, int month, int day)
{
	year -= month <= 2;
	int64_t era = floor_div(year, 400), in_era = year - era * 400;
	int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

struct civil clock_civil(int64_t ms, int64_t offset_ms)
{
	int64_t seconds = floor_div(ms + offset_ms, 1000), days = floor_div(seconds, 86400);
	int rest = (int)(seconds - days * 86400);
	struct civil civil = { .hour = rest / 3600, .minute = rest / 60 % 60, .second = rest % 60 };

	civil_from_days(days, &civil.year, &civil.month, &civil.day);
	civil.weekday = (int)(days + 4 - floor_div(days + 4, 7) * 7); /* 1970-01-01 was a Thursday */
	return civil;
}

int64_t clock_from_civil(const struct civil *civil, int64_t offset_ms)
{
	int64_t days = days_from_civil(civil->year, civil->month, civil->day);
	return ((days * 24 + civil->hour) * 60 + civil->minute) * CLOCK_MINUTE_MS + civil->second * CLOCK_SECOND_MS - offset_ms;
}

/* Two digits each: this is in every log line, where snprintf would cost more than the rest of it. */
static void put_pair(char *out, int value)
{
	out[0] = (char)('0' + value / 10 % 10);
	out[1] = (char)('0' + value % 10);
}

struct str clock_rfc3339(int64_t ms, char out[CLOCK_RFC3339_SIZE])
{
	static const char form[] = "0000-00-00T00:00:00Z";
	struct civil c = clock_civil(ms, 0);

	memcpy(out, form, CLOCK_RFC3339_SIZE);
	put_pair(out, c.year / 100);
	put_pair(out + 2, c.year);
	put_pair(out + 5, c.month);
	put_pair(out + 8, c.day);
	put_pair(out + 11, c.hour);
	put_pair(out + 14, c.minute);
	put_pair(out + 17, c.second);
	return (struct str){ out, CLOCK_RFC3339_SIZE };
}

struct str clock_http_date(int64_t ms, char out[CLOCK_HTTP_SIZE])
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct civil c = clock_civil(ms, 0);
	char text[96];

	(void)snprintf(text, sizeof text, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT", days + (ptrdiff_t)3 * c.weekday, c.day,
		       months + (ptrdiff_t)3 * (c.month - 1), c.year, c.hour, c.minute, c.second);
	memcpy(out, text, CLOCK_HTTP_SIZE);
	return (struct str){ out, CLOCK_HTTP_SIZE };
}
