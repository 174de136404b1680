#include "model/csv.h"

/* Why a row is refused; the words end up in a report for the person who made the file. */
static const char stray_quote[] = "a quote inside a field that does not begin with one";
static const char after_quote[] = "text after the closing quote";
static const char open_quote[] = "a quote is opened here and never closed";
static const char nul_byte[] = "a NUL byte";
static const char too_many[] = "more than 512 fields in one row";
static const char too_long[] = "more than 1 MiB in one row";

/* The UTF-8 byte order mark that spreadsheets write. What is not one goes back whole: glibc takes more than one byte. */
static void skip_mark(FILE *file)
{
	static const unsigned char mark[] = { 0xef, 0xbb, 0xbf };
	for (size_t i = 0; i < sizeof mark; i++) {
		int c = getc(file);
		if (c == mark[i])
			continue;
		(void)ungetc(c, file);
		while (i-- > 0)
			(void)ungetc(mark[i], file);
		return;
	}
}

void csv_open(struct csv *csv, FILE *file)
{
	csv->file = file;
	csv->place = (struct csv_place){ 1, 1 };
	csv->field_count = 0;
	csv->error = NULL;
	csv->ended = false;
	buf_init(&csv->text, CSV_ROW_BYTES_MAX);
	skip_mark(file);
}

void csv_close(struct csv *csv)
{
	buf_free(&csv->text);
}

/* The next character with CRLF and CR as LF; EOF at the end. Counts the place of the character after it. */
static int read_character(struct csv *csv)
{
	int c = getc(csv->file);
	if (c == '\r') {
		int next = getc(csv->file);
		if (next != '\n' && next != EOF)
			(void)ungetc(next, csv->file);
		c = '\n';
	}
	if (c == '\n') {
		csv->place.line++;
		csv->place.column = 1;
	} else if (c != EOF) {
		csv->place.column++;
	}
	return c;
}

static void refuse(struct csv *csv, const char *error, struct csv_place place)
{
	if (csv->error == NULL) {
		csv->error = error;
		csv->error_place = place;
	}
}

static void field_begin(struct csv *csv)
{
	if (csv->field_count == CSV_FIELDS_MAX) {
		refuse(csv, too_many, csv->place);
		return;
	}
	csv->marks[csv->field_count].start = csv->text.n;
	csv->marks[csv->field_count].place = csv->place;
	csv->field_count++;
}

enum state { STATE_START, STATE_PLAIN, STATE_QUOTED, STATE_CLOSED };

/* Reads to the end of the row, whatever is wrong with it. False at the end of the file with nothing read. */
static bool read_row(struct csv *csv)
{
	enum state state = STATE_START;
	struct csv_place quote = csv->place;
	bool any = false;

	field_begin(csv);
	for (;;) {
		struct csv_place here = csv->place;
		int c = read_character(csv);
		if (c == EOF) {
			csv->ended = true;
			if (state == STATE_QUOTED)
				refuse(csv, open_quote, quote);
			return any;
		}
		any = true;
		if (c == '\0')
			refuse(csv, nul_byte, here);
		if (state == STATE_QUOTED) {
			if (c == '"')
				state = STATE_CLOSED;
			else
				buf_put_c(&csv->text, (char)c);
		} else if (c == '\n') {
			return true;
		} else if (c == ',') {
			field_begin(csv);
			state = STATE_START;
		} else if (c == '"' && state == STATE_START) {
			quote = here;
			state = STATE_QUOTED;
		} else if (c == '"' && state == STATE_CLOSED) {
			buf_put_c(&csv->text, '"');
			state = STATE_QUOTED;
		} else {
			if (state == STATE_CLOSED)
				refuse(csv, after_quote, here);
			else if (c == '"')
				refuse(csv, stray_quote, here);
			else
				state = STATE_PLAIN;
			buf_put_c(&csv->text, (char)c);
		}
		if (buf_failed(&csv->text))
			refuse(csv, too_long, quote);
	}
}

static void place_fields(struct csv *csv)
{
	struct str whole = buf_str(&csv->text);
	for (size_t i = 0; i < csv->field_count; i++) {
		size_t start = csv->marks[i].start;
		size_t end = i + 1 < csv->field_count ? csv->marks[i + 1].start : whole.n;
		csv->fields[i] = (struct csv_field){ str_part(whole, start, end - start), csv->marks[i].place };
	}
}

enum err csv_next(struct csv *csv)
{
	do {
		if (csv->ended)
			return ERR_NONE;
		buf_reset(&csv->text);
		csv->field_count = 0;
		csv->error = NULL;
		if (!read_row(csv))
			return ferror(csv->file) ? ERR_STORAGE : ERR_NONE;
		if (ferror(csv->file))
			return ERR_STORAGE;
	} while (csv->error == NULL && csv->field_count == 1 && csv->text.n == 0);
	if (csv->error == too_many || csv->error == too_long)
		return ERR_TOO_LARGE;
	if (csv->error != NULL)
		return ERR_INPUT;
	place_fields(csv);
	return ERR_OK;
}
