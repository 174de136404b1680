/* Reader of comma separated values, RFC 4180: quoted fields with line breaks, doubled quotes, LF, CRLF or CR, a byte order mark.
 * Owns the memory of the present row. Reads the file once, row by row, in bounded memory, and knows where each field began.
 * Promises: a broken row is refused with its place and the reading goes on behind it; only a quote that is never closed ends it,
 * because nothing after it can be told apart. Never changes a byte, never judges what a field means (UTF-8 is the caller's). */
#ifndef AINA_MODEL_CSV_H
#define AINA_MODEL_CSV_H

#include <stdio.h>
#include "base/buf.h"

#define CSV_FIELDS_MAX 512
#define CSV_ROW_BYTES_MAX ((size_t)1024 * 1024)

struct csv_place {
	size_t line;   /* from 1 */
	size_t column; /* byte in that line, from 1 */
};

struct csv_field {
	struct str text;
	struct csv_place place; /* of its first byte, the quote included */
};

struct csv {
	FILE *file; /* the caller's; reading needs no seeking */
	struct csv_place place;
	struct buf text;
	struct { size_t start; struct csv_place place; } marks[CSV_FIELDS_MAX];
	struct csv_field fields[CSV_FIELDS_MAX];
	size_t field_count;
	/* After ERR_INPUT or ERR_TOO_LARGE: where and why (a literal). */
	struct csv_place error_place;
	const char *error;
	bool ended;
};

void csv_open(struct csv *csv, FILE *file);
void csv_close(struct csv *csv); /* leaves the file open */

/* Reads a row into csv->fields, valid until the next call. Empty lines are passed over.
 * ERR_NONE: the end; ERR_INPUT, ERR_TOO_LARGE: this row is refused (csv->error), call again for the next; ERR_MEMORY;
 * ERR_STORAGE: the file could not be read. */
MUST_USE enum err csv_next(struct csv *csv);

#endif
