#include "base/log.h"

#include <string.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/clock.h"

#define LINE_MAX_BYTES 1024
#define TEXT_MAX_BYTES 64

static const char *const keys[LOG_KEY__COUNT] = {
	[LOG_REQUEST_ID] = "request",
	[LOG_ROUTE] = "route",
	[LOG_METHOD] = "method",
	[LOG_ROLE] = "role",
	[LOG_STATUS] = "status",
	[LOG_DURATION_US] = "us",
	[LOG_BYTES] = "bytes",
	[LOG_ERR] = "err",
	[LOG_WHY] = "why",
	[LOG_PAYMENT] = "payment",
	[LOG_ORDER] = "order",
	[LOG_CALL] = "call",
	[LOG_OPERATION] = "operation",
	[LOG_HTTP] = "http",
	[LOG_CURL] = "curl",
	[LOG_TRACE] = "trace",
	[LOG_COUNT] = "count",
	[LOG_FILE] = "file",
	[LOG_LINE] = "line",
	[LOG_SQLITE] = "sqlite",
	[LOG_DATABASE] = "database",
	[LOG_KIND] = "kind",
	[LOG_SIGNAL] = "signal",
	[LOG_PID] = "pid",
	[LOG_LANDLOCK] = "landlock",
	[LOG_SECCOMP] = "seccomp",
};

static const char *program_name = "aina"; /* set once at start, before any thread or request */

void log_open(const char *program)
{
	program_name = program;
}

struct line {
	char bytes[LINE_MAX_BYTES];
	size_t n;
};

static void line_put(struct line *line, struct str s)
{
	size_t room = sizeof line->bytes - 1 - line->n, n = s.n < room ? s.n : room;

	if (n > 0)
		memcpy(line->bytes + line->n, s.p, n);
	line->n += n;
}

/* A value is quoted; control bytes, quotes, backslashes and everything beyond ASCII become '?': one event stays one line. */
static void line_put_text(struct line *line, struct str s)
{
	char text[TEXT_MAX_BYTES + 2];
	size_t n = 0;

	text[n++] = '"';
	for (size_t i = 0; i < s.n && i < TEXT_MAX_BYTES; i++) {
		char c = s.p[i];
		text[n++] = c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? c : '?';
	}
	text[n++] = '"';
	line_put(line, (struct str){ text, n });
}

static void line_put_number(struct line *line, int64_t number)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t rest = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	do
		digits[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (number < 0)
		line_put(line, STR("-"));
	line_put(line, (struct str){ digits + at, sizeof digits - at });
}

void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t count)
{
	struct line line = { .n = 0 };
	char stamp[CLOCK_RFC3339_SIZE];

	line_put(&line, STR("<"));
	line_put_number(&line, (int64_t)level);
	line_put(&line, STR(">"));
	line_put(&line, clock_rfc3339(clock_now_ms(), stamp));
	line_put(&line, STR(" "));
	line_put(&line, str_from_z(program_name));
	line_put(&line, STR(" "));
	line_put(&line, str_from_z(event));
	for (size_t i = 0; i < count; i++) {
		line_put(&line, STR(" "));
		line_put(&line, str_from_z(keys[fields[i].key]));
		line_put(&line, STR("="));
		if (fields[i].is_number)
			line_put_number(&line, fields[i].number);
		else
			line_put_text(&line, fields[i].text);
	}
	line.bytes[line.n++] = '\n';
	/* One write: lines of several processes do not mix. Nowhere to complain if it fails. */
	ssize_t written = write(STDERR_FILENO, line.bytes, line.n);
	(void)written;
}
