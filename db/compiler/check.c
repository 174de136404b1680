/* What the engine says about a statement: its columns, what it touches, how it would be run. */
#include "check.h"

#include <strings.h>

static const char *const shared_functions[] = { "count", "sum", "min", "max", "coalesce", "nullif", "length", "abs", "substr", "replace",
	"trim", "row_number", "rank", "dense_rank", "lag", "lead", "first_value", "last_value" };
static const char *const time_functions[] = { "date",	  "time",   "datetime",	  "julianday",	       "unixepoch",    "strftime",
					      "timediff", "random", "randomblob", "current_timestamp", "current_date", "current_time" };
static const char *const search_functions[] = { "bm25", "highlight", "snippet", "match", "aina_rank" };

struct recording {
	struct compiler *compiler;
	struct statement *statement;
};

static bool among(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcasecmp(word, words[i]) == 0)
			return true;
	return false;
}
#define AMONG(word, words) among((word), (words), sizeof(words) / sizeof *(words))

static void access_add(struct compiler *compiler, struct access **at, enum store_action action, const char *table, const char *column)
{
	for (; *at != NULL; at = &(*at)->next)
		if ((*at)->action == action && strcmp((*at)->table, table) == 0 && strcmp((*at)->column, column) == 0)
			return;
	*at = keep(compiler, sizeof **at);
	**at = (struct access){ .action = action,
				.table = keep_text(compiler, table, strlen(table)),
				.column = keep_text(compiler, column, strlen(column)) };
}

struct access *accesses_merge(struct compiler *compiler, const struct statement *statement, struct access *into)
{
	for (const struct access *access = statement->accesses; access != NULL; access = access->next) {
		const struct column *table = schema_column(compiler, (enum store_database)statement->file->database, access->table, NULL);
		access_add(compiler, &into, access->action, access->table, access->column);
		if (table == NULL || table->nature != TABLE_VIRTUAL)
			continue;
		access_add(compiler, &into, STORE_PRAGMA, "data_version", "");
		/* Connecting a virtual table asks for this and does not do it; who really tries is stopped by DEFENSIVE. */
		access_add(compiler, &into, STORE_UPDATE, "sqlite_master", "*");
		access_add(compiler, &into, STORE_READ, "sqlite_master", "ROWID");
		for (const struct column *inner = compiler->columns; inner != NULL; inner = inner->next) {
			size_t n = strlen(access->table);
			if (inner->nature != TABLE_INNER || strncmp(inner->table, access->table, n) != 0 || inner->table[n] != '_')
				continue;
			access_add(compiler, &into, STORE_READ, inner->table, "*");
			if (!statement->writes)
				continue;
			access_add(compiler, &into, STORE_INSERT, inner->table, "");
			access_add(compiler, &into, STORE_UPDATE, inner->table, "*");
			access_add(compiler, &into, STORE_DELETE, inner->table, "");
		}
	}
	return into;
}

static void call_add(struct recording *r, const char *function)
{
	const struct statement *statement = r->statement;
	bool search = statement->file->database == STORE_CATALOGUE && AMONG(function, search_functions);

	if (AMONG(function, time_functions))
		fault_sql(r->compiler, statement, statement->line, "%s calls %s(): time and chance come from the program, as parameters",
			  statement->name, function);
	else if (!search && !AMONG(function, shared_functions))
		fault_sql(r->compiler, statement, statement->line,
			  "%s calls %s(), which is not among the functions that both engines share", statement->name, function);
	access_add(r->compiler, &r->statement->accesses, STORE_CALL, function, "");
}

static int record(void *context, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	struct recording *r = context;
	(void)database;
	(void)trigger;

	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_READ:
		access_add(r->compiler, &r->statement->accesses, STORE_READ, a, b);
		return SQLITE_OK;
	case SQLITE_INSERT:
		access_add(r->compiler, &r->statement->accesses, STORE_INSERT, a, "");
		return SQLITE_OK;
	case SQLITE_UPDATE:
		access_add(r->compiler, &r->statement->accesses, STORE_UPDATE, a, b);
		return SQLITE_OK;
	case SQLITE_DELETE:
		access_add(r->compiler, &r->statement->accesses, STORE_DELETE, a, "");
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		call_add(r, b);
		return SQLITE_OK;
	default:
		fault_sql(r->compiler, r->statement, r->statement->line, "%s does more than read and write rows", r->statement->name);
		return SQLITE_DENY;
	}
}

/* Could the engine give NULL for a NOT NULL column of this table, because the table stands on the optional side of an outer join? */
static bool is_optional(const struct statement *statement, const char *table)
{
	for (size_t i = 0; i + 1 < statement->token_count; i++) {
		const struct token *token = &statement->tokens[i];
		if (word_is(token, "right") || word_is(token, "full"))
			return true;
		if (!word_is(token, "left"))
			continue;
		i += word_is(token + 1, "outer") ? 3 : 2; /* past JOIN */
		if (i < statement->token_count &&
		    (strcmp(statement->tokens[i].text, "(") == 0 || strcasecmp(statement->tokens[i].text, table) == 0))
			return true;
	}
	return false;
}

bool type_of(const char *declared, enum store_type *ret_type)
{
	static const char *const names[3] = { [STORE_INT] = "INTEGER", [STORE_TEXT] = "TEXT", [STORE_BLOB] = "BLOB" };
	for (int i = 0; i < 3; i++)
		if (declared != NULL && (strcasecmp(declared, names[i]) == 0 || (i == STORE_INT && strcasecmp(declared, "INT") == 0))) {
			*ret_type = (enum store_type)i;
			return true;
		}
	return false;
}

/* Type and nullability of result column i, from the schema or the statement's own declaration. */
static void column_complete(struct compiler *compiler, sqlite3 *database, struct statement *statement, sqlite3_stmt *prepared, int i,
			    struct field *column)
{
	const char *table = sqlite3_column_table_name(prepared, i), *origin = sqlite3_column_origin_name(prepared, i);
	struct field *declared = statement->declared_columns;
	enum store_type type = STORE_INT;
	int not_null = 0, key = 0;
	bool known = type_of(sqlite3_column_decltype(prepared, i), &type);

	while (declared != NULL && strcmp(declared->name, column->name) != 0)
		declared = declared->next;
	if (known && table != NULL)
		sqlite3_table_column_metadata(database, "main", table, origin, NULL, NULL, &not_null, &key, NULL);
	column->type = type;
	column->nullable = known && ((!not_null && !key) || is_optional(statement, table));
	if (declared != NULL) {
		declared->used = true;
		if (known && declared->type != type)
			fault_sql(compiler, statement, declared->line, "column %s is %s in the schema, not %s", column->name,
				  type_names[type], type_names[declared->type]);
		column->type = declared->type;
		column->nullable = declared->nullable;
	} else if (!known) {
		fault_sql(compiler, statement, statement->line, "%s: what type has the column %s? Say \"-- column %s int|text|blob\"",
			  statement->name, column->name, column->name);
	}
}

static void check_columns(struct compiler *compiler, sqlite3 *database, struct statement *statement, sqlite3_stmt *prepared)
{
	struct field **tail = &statement->columns;
	int count = sqlite3_column_count(prepared);

	if ((count > 0) != (statement->cardinality != CARDINALITY_EXEC))
		fault_sql(compiler, statement, statement->line,
			  count > 0 ? "%s returns columns: it is :one or :many" : "%s returns no columns: it is :exec", statement->name);
	for (int i = 0; i < count; i++) {
		const char *name = sqlite3_column_name(prepared, i);
		struct field *column = keep(compiler, sizeof *column);
		if (!is_name(name, strlen(name))) {
			fault_sql(compiler, statement, statement->line, "%s: column %d needs a name: AS some_name", statement->name, i + 1);
			continue;
		}
		column->name = keep_text(compiler, name, strlen(name));
		for (const struct field *other = statement->columns; other != NULL; other = other->next)
			if (strcmp(other->name, name) == 0)
				fault_sql(compiler, statement, statement->line,
					  "%s: two columns are named %s: give one another name with AS", statement->name, name);
		column_complete(compiler, database, statement, prepared, i, column);
		*tail = column;
		tail = &column->next;
	}
	for (const struct field *declared = statement->declared_columns; declared != NULL; declared = declared->next)
		if (!declared->used)
			fault_sql(compiler, statement, declared->line, "%s has no result column %s", statement->name, declared->name);
}

/* Puts the parameters into the engine's order. */
static void order_parameters(struct statement *statement, sqlite3_stmt *prepared)
{
	struct field *ordered = NULL, **tail = &ordered;
	for (int i = 1; i <= sqlite3_bind_parameter_count(prepared); i++) {
		struct field **at = &statement->parameters, *field;
		while (*at != NULL && strcmp((*at)->name, sqlite3_bind_parameter_name(prepared, i) + 1) != 0)
			at = &(*at)->next;
		if ((field = *at) == NULL)
			return; /* undeclared: a fault already */
		*at = field->next;
		*tail = field;
		field->next = NULL;
		tail = &field->next;
	}
	statement->parameters = ordered;
}

/* The table behind the name that a plan shows: itself, or what the text calls so; NULL: a subquery, whose own scan is judged. */
static const char *plan_table(const struct compiler *compiler, const struct statement *statement, const char *shown)
{
	enum store_database database = (enum store_database)statement->file->database;
	for (size_t i = 0; i + 1 < statement->token_count; i++) {
		const struct token *token = &statement->tokens[i];
		size_t alias = word_is(token + 1, "as") ? 2 : 1;
		if (token->kind == TOKEN_WORD && i + alias < statement->token_count && strcasecmp(token[alias].text, shown) == 0 &&
		    schema_has_table(compiler, database, token->text))
			return token->text;
	}
	return schema_has_table(compiler, database, shown) ? shown : NULL;
}

/* One line of the plan: "SCAN x", "SCAN x USING INDEX …", "SCAN x VIRTUAL TABLE INDEX 0:M2", "SEARCH …". */
static void check_plan_line(struct compiler *compiler, const struct statement *statement, const char *line)
{
	static const char *const small[] = { "city", "category", "edition" };
	char shown[64];
	size_t n = strncmp(line, "SCAN ", 5) == 0 ? strcspn(line + 5, " ") : 0;

	if (n == 0 || n >= sizeof shown)
		return;
	memcpy(shown, line + 5, n);
	shown[n] = '\0';
	const char *table = plan_table(compiler, statement, shown), *index = strstr(line, "VIRTUAL TABLE INDEX ");
	if (table == NULL || AMONG(table, small) || (index != NULL && strpbrk(index + strlen("VIRTUAL TABLE INDEX "), "M=") != NULL))
		return;
	fault_sql(compiler, statement, statement->line, "%s walks the whole table %s (%s): add an index, or say \"-- scan why\"",
		  statement->name, table, line);
}

static void check_plan(struct compiler *compiler, sqlite3 *database, const struct statement *statement)
{
	sqlite3_stmt *plan = NULL;
	const char *sql = keep_format(compiler, "EXPLAIN QUERY PLAN %s", statement->sql);

	if (statement->scan != NULL || sqlite3_prepare_v2(database, sql, -1, &plan, NULL) != SQLITE_OK)
		return;
	while (sqlite3_step(plan) == SQLITE_ROW)
		check_plan_line(compiler, statement, (const char *)sqlite3_column_text(plan, 3));
	sqlite3_finalize(plan);
}

/* Line of the statement's token at a byte of its text. */
static int token_line(const struct statement *statement, int offset)
{
	size_t at = 0, i = 0;
	const char *sql = statement->sql;
	for (; i < statement->token_count && offset >= 0; i++) {
		at += sql[at] == ' ';
		at += strlen(statement->tokens[i].text);
		if ((int)at > offset)
			return statement->tokens[i].line;
	}
	return statement->line;
}

static void check_statement(struct compiler *compiler, struct statement *statement)
{
	sqlite3 *database = compiler->databases[statement->file->database];
	struct recording recording = { compiler, statement };
	sqlite3_stmt *prepared = NULL;
	int faults = compiler->fault_count;

	check_text(compiler, statement);
	if (compiler->fault_count > faults)
		return;
	sqlite3_set_authorizer(database, record, &recording);
	int result = sqlite3_prepare_v2(database, statement->sql, -1, &prepared, NULL), offset = sqlite3_error_offset(database);
	sqlite3_set_authorizer(database, NULL, NULL);
	if (result != SQLITE_OK && compiler->fault_count == faults)
		fault_sql(compiler, statement, token_line(statement, offset), "%s: %s", statement->name, sqlite3_errmsg(database));
	if (result != SQLITE_OK)
		return;
	statement->writes = !sqlite3_stmt_readonly(prepared);
	check_columns(compiler, database, statement, prepared);
	order_parameters(statement, prepared);
	sqlite3_finalize(prepared);
	check_plan(compiler, database, statement);
	check_types(compiler, statement);
	check_purposes(compiler, statement);
}

/* The other place where this name stands, in an earlier file or line; NULL: none. */
static const struct statement *named_before(const struct compiler *compiler, const struct statement *statement)
{
	EACH_STATEMENT (compiler, other) {
		if (other == statement)
			return NULL;
		if (strcmp(other->name, statement->name) == 0)
			return other;
	}
	return NULL;
}

void check_statements(struct compiler *compiler)
{
	EACH_STATEMENT (compiler, statement) {
		const struct statement *before = named_before(compiler, statement);
		if (before != NULL)
			fault_sql(compiler, statement, statement->line, "%s stands in %s:%d already", statement->name, before->file->path,
				  before->line);
		check_statement(compiler, statement);
	}
}
