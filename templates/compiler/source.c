#include "source.h"

#include <stdio.h>

void source_place(const struct source *source, size_t at, size_t *ret_line, size_t *ret_column)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; i < at && i < source->text.n; i++)
		if (source->text.p[i] == '\n') {
			line++;
			start = i + 1;
		}
	*ret_line = line;
	*ret_column = at - start + 1;
}

static void put_arguments(struct buf *out, const char *format, va_list arguments) __attribute__((format(printf, 2, 0)));

static void put_arguments(struct buf *out, const char *format, va_list arguments)
{
	char text[1001];
	int n = vsnprintf(text, sizeof text, format, arguments);

	if (n > 0)
		buf_put(out, (struct str){ text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1 });
}

void put_format(struct buf *out, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put_arguments(out, format, arguments);
	va_end(arguments);
}

void complain_with(struct complaints *complaints, const struct source *source, size_t at, const char *format, va_list arguments)
{
	size_t line, column;

	complaints->count++;
	source_place(source, at, &line, &column);
	put_format(complaints->out, "%.*s:%zu:%zu: ", S(source->path), line, column);
	put_arguments(complaints->out, format, arguments);
	buf_put_c(complaints->out, '\n');
}

void complain(struct complaints *complaints, const struct source *source, size_t at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complain_with(complaints, source, at, format, arguments);
	va_end(arguments);
}

void put_literal(struct buf *out, struct str text)
{
	unsigned hidden = 0; /* bytes still to be written as numbers */

	buf_put_c(out, '"');
	for (size_t i = 0; i < text.n; i++, hidden -= hidden > 0) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == 0xe2) /* U+2000 on: some of these would hide or turn what stands in the C */
			hidden = 3;
		if (c == '\n')
			buf_put(out, i + 1 < text.n ? STR("\\n\"\n\t\t\"") : STR("\\n"));
		else if (c == '"' || c == '\\' || c == '?') /* "??=" would be a trigraph */
			put_format(out, "\\%c", c);
		else if (hidden > 0 || c < ' ' || c == 0x7f)
			put_format(out, "\\%03o", c);
		else
			buf_put_c(out, (char)c);
	}
	buf_put_c(out, '"');
}

/* How many letters one would have to change to get from one name to the other; names are cut at 64 bytes. */
static size_t name_distance(struct str a, struct str b)
{
	size_t row[65];

	a = str_part(a, 0, 64);
	b = str_part(b, 0, 64);
	for (size_t j = 0; j <= b.n; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			size_t change = diagonal + (a.p[i - 1] != b.p[j - 1]);
			size_t shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
			diagonal = row[j];
			row[j] = change < shorter ? change : shorter;
		}
	}
	return row[b.n];
}

struct nearest nearest_to(struct str wanted)
{
	return (struct nearest){ .wanted = wanted, .distance = wanted.n / 3 + 2 };
}

void nearest_try(struct nearest *nearest, struct str name)
{
	size_t distance = name_distance(name, nearest->wanted);

	if (distance < nearest->distance) {
		nearest->distance = distance;
		nearest->name = name;
	}
}
