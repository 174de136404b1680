/* Logging: one event = one line of logfmt on stderr, with the <N> priority prefix that systemd understands.
 * Promises: no secret, e-mail, name, address or card number can be logged, because the keys are this enum and text values
 * are either literals of ours or pass an escaper that bounds them to 64 bytes and drops control bytes. */
#ifndef AINA_BASE_LOG_H
#define AINA_BASE_LOG_H

#include "base/err.h"
#include "base/str.h"

enum log_level { LOG_ERROR = 3, LOG_WARNING = 4, LOG_INFO = 6 };

enum log_key {
	LOG_REQUEST_ID, LOG_ROUTE, LOG_METHOD, LOG_ROLE, LOG_STATUS, LOG_DURATION_US, LOG_BYTES, LOG_ERR, LOG_WHY,
	LOG_PAYMENT, LOG_ORDER, LOG_CALL, LOG_OPERATION, LOG_HTTP, LOG_CURL, LOG_TRACE, LOG_COUNT, LOG_FILE, LOG_LINE,
	LOG_SQLITE, LOG_DATABASE, LOG_KIND, LOG_SIGNAL, LOG_PID, LOG_LANDLOCK, LOG_SECCOMP,
	LOG_KEY__COUNT
};

struct log_field {
	enum log_key key;
	bool is_number;
	int64_t number;
	struct str text;
};

#define LOG_N(k, v) ((struct log_field){ .key = (k), .is_number = true, .number = (int64_t)(v) })
#define LOG_T(k, v) ((struct log_field){ .key = (k), .text = (v) })
#define LOG_Z(k, v) ((struct log_field){ .key = (k), .text = str_from_z(v) })

/* The program's name opens every line. Call once at start. */
void log_open(const char *program);
/* `event`: a literal, lower case, words joined by '_'. */
void log_write(enum log_level level, const char *event, const struct log_field *fields, size_t count);
#define LOG(level, event, ...)                                                        \
	log_write((level), "" event "", (const struct log_field[]){ __VA_ARGS__ },    \
		  sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

#endif
