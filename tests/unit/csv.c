#include "web_case.h"

#include "model/csv.h"

static struct csv *open_text(FILE **file, const char *text, size_t n)
{
	struct csv *csv = calloc(1, sizeof *csv);
	*file = tmpfile();
	assert_non_null(*file);
	assert_int_equal(fwrite(text, 1, n, *file), n);
	rewind(*file);
	csv_open(csv, *file);
	return csv;
}

static void close_all(struct csv *csv, FILE *file)
{
	csv_close(csv);
	free(csv);
	(void)fclose(file);
}

/* All rows as "a|b;c|d;", a refused one as "!line:column;". */
static void assert_rows(const char *text, size_t n, const char *wanted)
{
	char said[2048] = "";
	size_t at = 0;
	FILE *file;
	struct csv *csv = open_text(&file, text, n);
	for (;;) {
		enum err err = csv_next(csv);
		if (err == ERR_NONE)
			break;
		if (err == ERR_INPUT || err == ERR_TOO_LARGE) {
			at += (size_t)snprintf(said + at, sizeof said - at, "!%zu:%zu;", csv->error_place.line, csv->error_place.column);
			continue;
		}
		assert_int_equal(err, ERR_OK);
		for (size_t i = 0; i < csv->field_count; i++)
			at += (size_t)snprintf(said + at, sizeof said - at, "%.*s%s", (int)csv->fields[i].text.n, csv->fields[i].text.p,
					       i + 1 < csv->field_count ? "|" : ";");
	}
	close_all(csv, file);
	assert_string_equal(said, wanted);
}
#define ROWS(text, wanted) assert_rows(text, sizeof(text) - 1, wanted)

static void rows_and_fields(void **state)
{
	(void)state;
	ROWS("", "");
	ROWS("a,b\nc,d\n", "a|b;c|d;");
	ROWS("a,b\r\nc,d", "a|b;c|d;");
	ROWS("a,b\rc,d\r", "a|b;c|d;");
	ROWS("\xef\xbb\xbfHandle,b\n", "Handle|b;");
	ROWS("\xef\xbb\xbf\"Handle\",b\n", "Handle|b;");
	ROWS(",\n", "|;");
	ROWS("a,\n", "a|;");
	ROWS("\n\na\n\n", "a;"); /* empty lines are no rows */
	ROWS("\"\"\n", ""); /* nor is a single empty field */
}

static void quoted_fields(void **state)
{
	(void)state;
	ROWS("\"a,b\",\"c\"\"d\"\n", "a,b|c\"d;");
	ROWS("\"two\nlines\",x\n", "two\nlines|x;");
	ROWS("\"two\r\nlines\",x\r\n", "two\nlines|x;");
	ROWS("\"\",\"\"\n", "|;");
	ROWS("12\"\"x,b\n", "!1:3;"); /* a quote may not stand inside a bare field */
}

static void broken_rows_are_placed_and_passed(void **state)
{
	(void)state;
	ROWS("a,b\nc,\"d\"e\nf,g\n", "a|b;!2:6;f|g;");
	ROWS("ok\nbad\"quote\nok\n", "ok;!2:4;ok;");
	ROWS("ok\nx,\"never closed\nand on\n", "ok;!2:3;");
	ROWS("a\0b\nc\n", "!1:2;c;");
	ROWS("\xef\xbb" "a\n", "\xef\xbb" "a;"); /* half a mark is no mark: it stays for whoever checks the text */
}

static void fields_know_their_place(void **state)
{
	static const char text[] = "h\n\"x\ny\", z,\n";
	FILE *file;
	struct csv *csv = open_text(&file, text, sizeof text - 1);
	(void)state;
	assert_int_equal(csv_next(csv), ERR_OK);
	assert_int_equal(csv_next(csv), ERR_OK);
	assert_int_equal(csv->field_count, 3);
	assert_int_equal(csv->fields[0].place.line, 2);
	assert_int_equal(csv->fields[0].place.column, 1);
	assert_int_equal(csv->fields[1].place.line, 3);
	assert_int_equal(csv->fields[1].place.column, 4);
	close_all(csv, file);
}

static void limits_hold(void **state)
{
	size_t n = CSV_ROW_BYTES_MAX + 100;
	char *text = malloc(n);
	FILE *file;
	(void)state;
	memset(text, 'x', n);
	text[n - 3] = '\n';
	text[n - 1] = '\n';
	struct csv *csv = open_text(&file, text, n);
	assert_int_equal(csv_next(csv), ERR_TOO_LARGE);
	assert_int_equal(csv_next(csv), ERR_OK); /* and the next row is read */
	assert_int_equal(csv->fields[0].text.n, 1);
	close_all(csv, file);
	memset(text, ',', 1000);
	text[1000] = '\n';
	csv = open_text(&file, text, 1001);
	assert_int_equal(csv_next(csv), ERR_TOO_LARGE);
	assert_int_equal(csv_next(csv), ERR_NONE);
	close_all(csv, file);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_fields), cmocka_unit_test(quoted_fields), cmocka_unit_test(broken_rows_are_placed_and_passed),
		cmocka_unit_test(fields_know_their_place), cmocka_unit_test(limits_hold),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
