/* A text that was read from a file, and what we have to say about it.
 * Owns: nothing; texts live in the caller's memory. Promises: every complaint is one line `file:line:col: sentence`,
 * and the sentence says what to do. Never stops the program: callers look at the count. */
#ifndef AINA_TEMPLATES_SOURCE_H
#define AINA_TEMPLATES_SOURCE_H

#include <stdarg.h>
#include "base/buf.h"

struct source {
	struct str path; /* as people know it: "templates/page/listing.html" */
	struct str text;
};

struct complaints {
	struct buf *out;
	size_t count;
};

/* After so many, whoever walks over entries stops. */
#define COMPLAINTS_MAX 50

/* For "%.*s". */
#define S(s) (int)(s).n, (s).p

/* Line and column of the byte at `at`, both from 1; the column counts bytes, as gcc does. */
void source_place(const struct source *source, size_t at, size_t *ret_line, size_t *ret_column);
void complain(struct complaints *complaints, const struct source *source, size_t at, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void complain_with(struct complaints *complaints, const struct source *source, size_t at, const char *format, va_list arguments)
	__attribute__((format(printf, 4, 0)));
/* Formatted bytes at the end of a buffer; at most 1,000 of them. */
void put_format(struct buf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A C string literal, quotes included, of UTF-8 text. */
void put_literal(struct buf *out, struct str text);
/* Of the names that were tried, the one that a person most probably meant. */
struct nearest {
	struct str wanted, name; /* .name is absent when nothing looks alike */
	size_t distance;
};
struct nearest nearest_to(struct str wanted);
void nearest_try(struct nearest *nearest, struct str name);

#endif
