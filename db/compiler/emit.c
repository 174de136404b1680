#include "emit.h"

#include <stdarg.h>

struct out out_open(struct compiler *compiler, const char *folder, const char *name)
{
	struct out out = { .compiler = compiler, .path = keep_format(compiler, "%s/%s", folder, name) };
	buf_init(&out.text, 8000000);
	return out;
}

void put(struct out *out, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int n = vsnprintf(NULL, 0, format, arguments);
	char *text = keep(out->compiler, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, again);
	buf_put(&out->text, (struct str){ text, (size_t)n });
	va_end(again);
	va_end(arguments);
}

void put_literal(struct out *out, const char *text)
{
	buf_put_c(&out->text, '"');
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++) {
		if (*p == '\n')
			buf_put_z(&out->text, "\\n\"\n\t\"");
		else if (*p == '"' || *p == '\\')
			put(out, "\\%c", *p);
		else if (*p == '?')
			buf_put_z(&out->text, "\\?"); /* no trigraphs */
		else if (*p < ' ')
			put(out, "\\%03o", *p);
		else
			buf_put_c(&out->text, (char)*p);
	}
	buf_put_c(&out->text, '"');
}

/* Leaves the file alone when it says the same already, so that make compiles nothing anew. */
void out_close(struct out *out)
{
	FILE *file = fopen(out->path, "rb");
	bool same = file != NULL;
	for (size_t i = 0; same && i <= out->text.n; i++)
		same = fgetc(file) == (i < out->text.n ? (unsigned char)out->text.p[i] : EOF);
	if (file != NULL)
		fclose(file);
	if (!same) {
		file = fopen(out->path, "wb");
		bool good = file != NULL && !buf_failed(&out->text) && fwrite(out->text.p, 1, out->text.n, file) == out->text.n;
		if ((file != NULL && fclose(file) != 0) || !good)
			fault(out->compiler, out->path, 0, "cannot be written");
	}
	buf_free(&out->text);
}

static void put_fields(struct out *out, const struct field *fields)
{
	for (; fields != NULL; fields = fields->next) {
		put(out, "\t%s%s;%s\n", fields->type == STORE_INT ? "int64_t " : "struct str ", fields->name,
		    fields->nullable && fields->type != STORE_INT ? " /* p == NULL: NULL */" : "");
		if (fields->nullable && fields->type == STORE_INT)
			put(out, "\tbool %s_is_null;\n", fields->name);
	}
}

static void put_prototype(struct out *out, const struct statement *statement)
{
	const char *name = statement->name;

	put(out, "enum err q_%s(struct store *store", name);
	if (statement->cardinality != CARDINALITY_EXEC)
		put(out, ", struct arena *arena");
	if (statement->parameters != NULL)
		put(out, ", const struct q_%s *parameters", name);
	switch (statement->cardinality) {
	case CARDINALITY_ONE:
		put(out, ", struct q_%s_row *ret_row)", name);
		break;
	case CARDINALITY_MANY:
		put(out, ", struct q_%s_row **ret_rows, size_t *ret_count)", name);
		break;
	case CARDINALITY_EXEC:
		put(out, ", int64_t *ret_changes)");
		break;
	}
}

static void put_comment(struct out *out, const struct statement *statement)
{
	if (statement->comment == NULL)
		return;
	put(out, "/* ");
	for (const char *p = statement->comment; *p != '\0'; p++)
		put(out, *p == '\n' ? "\n * " : *p == '*' && p[1] == '/' ? "* " : "%c", *p);
	put(out, " */\n");
}

static void emit_header(struct compiler *compiler, const char *folder, const struct query_file *file)
{
	struct out out = out_open(compiler, folder, keep_format(compiler, "query/%s.h", file->noun));

	put(&out, "/* Generated from db/query/%s.sql. A program has only those functions that its name stands behind. */\n", file->noun);
	put(&out, "#ifndef QUERY_%s_H\n#define QUERY_%s_H\n\n", upper(compiler, file->noun), upper(compiler, file->noun));
	put(&out, "#include \"base/arena.h\"\n#include \"store/store.h\"\n");
	for (const struct statement *statement = file->statements; statement != NULL; statement = statement->next) {
		put(&out, "\n");
		put_comment(&out, statement);
		if (statement->parameters != NULL) {
			put(&out, "struct q_%s {\n", statement->name);
			put_fields(&out, statement->parameters);
			put(&out, "};\n");
		}
		if (statement->columns != NULL) {
			put(&out, "struct q_%s_row {\n", statement->name);
			put_fields(&out, statement->columns);
			put(&out, "};\n");
		}
		put(&out, "/*");
		for (const struct name *name = statement->programs; name != NULL; name = name->next)
			put(&out, "%s %s", name == statement->programs ? "" : ",", name->text);
		put(&out, " */\nMUST_USE ");
		put_prototype(&out, statement);
		put(&out, ";\n");
	}
	put(&out, "\n#endif\n");
	out_close(&out);
}

static bool runs(const struct statement *statement, const char *program)
{
	for (const struct name *name = statement->programs; name != NULL; name = name->next)
		if (strcmp(name->text, program) == 0)
			return true;
	return false;
}

static void put_field_table(struct out *out, const char *what, size_t index, const char *type, const struct field *fields)
{
	static const char *const types[3] = { [STORE_INT] = "STORE_INT", [STORE_TEXT] = "STORE_TEXT", [STORE_BLOB] = "STORE_BLOB" };
	if (fields == NULL)
		return;
	put(out, "static const struct store_field %s_%zu[] = {\n", what, index);
	for (; fields != NULL; fields = fields->next) {
		put(out, "\t{ %s, %s, offsetof(struct %s, %s), ", types[fields->type], fields->nullable ? "true" : "false", type,
		    fields->name);
		if (fields->nullable && fields->type == STORE_INT)
			put(out, "offsetof(struct %s, %s_is_null) },\n", type, fields->name);
		else
			put(out, "0 },\n");
	}
	put(out, "};\n");
}

static void put_function(struct out *out, const struct statement *statement)
{
	static const char *const kinds[] = { [CARDINALITY_ONE] = "one", [CARDINALITY_MANY] = "many", [CARDINALITY_EXEC] = "exec" };
	const char *parameters = statement->parameters != NULL ? "parameters" : "NULL";

	put(out, "\n");
	put_prototype(out, statement);
	put(out, "\n{\n");
	if (statement->cardinality == CARDINALITY_MANY)
		put(out,
		    "\tvoid *rows = NULL;\n\tTRY(store_run_many(store, %zu, arena, %s, &rows, ret_count));\n\t*ret_rows = rows;\n\treturn ERR_OK;\n",
		    statement->index, parameters);
	else
		put(out, "\treturn store_run_%s(store, %zu, %s%s, %s);\n", kinds[statement->cardinality], statement->index,
		    statement->cardinality == CARDINALITY_ONE ? "arena, " : "", parameters,
		    statement->cardinality == CARDINALITY_ONE ? "ret_row" : "ret_changes");
	put(out, "}\n");
}

static void put_statement(struct out *out, const struct statement *statement)
{
	size_t parameters = 0, columns = 0;
	for (const struct field *field = statement->parameters; field != NULL; field = field->next)
		parameters++;
	for (const struct field *field = statement->columns; field != NULL; field = field->next)
		columns++;
	put(out, "\t{ .name = \"%s\", .database = STORE_%s, .writes = %s,\n", statement->name,
	    upper(out->compiler, database_names[statement->file->database]), statement->writes ? "true" : "false");
	if (parameters > 0)
		put(out, "\t  .parameters = parameters_%zu, .parameter_count = %zu,\n", statement->index, parameters);
	if (columns > 0)
		put(out, "\t  .columns = columns_%zu, .column_count = %zu, .row_size = sizeof(struct q_%s_row),\n", statement->index,
		    columns, statement->name);
	put(out, "\t  .sql = ");
	put_literal(out, statement->sql);
	put(out, " },\n");
}

static void put_permits(struct out *out, struct access *const *accesses)
{
	static const char *const actions[] = { [STORE_READ] = "READ",	  [STORE_INSERT] = "INSERT", [STORE_UPDATE] = "UPDATE",
					       [STORE_DELETE] = "DELETE", [STORE_CALL] = "CALL",     [STORE_PRAGMA] = "PRAGMA" };
	put(out, "\nstatic const struct store_permit permits[] = {\n");
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		for (const struct access *access = accesses[i]; access != NULL; access = access->next)
			put(out, "\t{ STORE_%s, STORE_%s, \"%s\", \"%s\" },\n", upper(out->compiler, database_names[i]),
			    actions[access->action], access->table, access->column);
	put(out, "\t{ STORE_DATABASE__COUNT, STORE_READ, \"\", \"\" },\n};\n");
}

/* The statements of a program, numbered; their functions. */
static size_t put_program_functions(struct out *out, const char *program, struct access **accesses, enum store_mode *modes)
{
	struct compiler *compiler = out->compiler;
	size_t count = 0;

	EACH_STATEMENT (compiler, statement) {
		int database = statement->file->database;
		if (!runs(statement, program))
			continue;
		statement->index = count++;
		if (modes[database] != STORE_READ_WRITE)
			modes[database] = statement->writes ? STORE_READ_WRITE : STORE_READ_ONLY;
		accesses[database] = accesses_merge(compiler, statement, accesses[database]);
		put(out, "\n");
		put_field_table(out, "parameters", statement->index, keep_format(compiler, "q_%s", statement->name), statement->parameters);
		put_field_table(out, "columns", statement->index, keep_format(compiler, "q_%s_row", statement->name), statement->columns);
		put_function(out, statement);
	}
	return count;
}

static void emit_program(struct compiler *compiler, const char *folder, const struct stanza *program)
{
	static const char *const mode_names[] = { "STORE_CLOSED", "STORE_READ_ONLY", "STORE_READ_WRITE" };
	struct out out = out_open(compiler, folder, keep_format(compiler, "query_%s.c", program->id));
	struct access *accesses[STORE_DATABASE__COUNT] = { NULL };
	enum store_mode modes[STORE_DATABASE__COUNT] = { STORE_CLOSED };
	const char *secrets = stanza_value(program, "secrets"), *secret;

	put(&out, "/* Generated from db/query and the rules: everything that %s may ask the databases. */\n", program->id);
	put(&out, "#include \"store/run.h\"\n#include \"migrations.h\"\n");
	for (const struct query_file *file = compiler->files; file != NULL; file = file->next)
		put(&out, "#include \"query/%s.h\"\n", file->noun);
	size_t count = put_program_functions(&out, program->id, accesses, modes);
	put(&out, "\nstatic const struct store_statement statements[] = {\n");
	EACH_STATEMENT (compiler, statement)
		if (runs(statement, program->id))
			put_statement(&out, statement);
	put(&out, "\t{ .name = NULL },\n};\n");
	put_permits(&out, accesses);
	put(&out, "\nconst struct store_program store_program = {\n\t.name = \"%s\",\n\t.duty = STORE_DUTY_%s,\n", program->id,
	    upper(compiler, stanza_value(program, "duty")));
	while (secrets != NULL && (secret = list_next(compiler, &secrets)) != NULL)
		put(&out, "\t.secrets[STORE_SECRET_%s] = true,\n", upper(compiler, secret));
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		put(&out, "\t.modes[STORE_%s] = %s,\n", upper(compiler, database_names[i]), mode_names[modes[i]]);
	put(&out, "\t.schemas = store_schemas,\n\t.rules = &store_rules,\n\t.statements = statements,\n\t.statement_count = %zu,\n", count);
	put(&out, "\t.permits = permits,\n\t.permit_count = sizeof permits / sizeof *permits,\n};\n");
	out_close(&out);
}

void emit_queries(struct compiler *compiler, const char *folder)
{
	for (const struct query_file *file = compiler->files; file != NULL; file = file->next)
		emit_header(compiler, folder, file);
	EACH_STANZA (compiler, program, "program")
		emit_program(compiler, folder, program);
}
