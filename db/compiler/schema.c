#include "schema.h"

#include "store/tokenizer.h"

/* NNNN_<database>_<what>.sql */
static bool migration_name(const char *name, int *ret_number, int *ret_database)
{
	if (strspn(name, "0123456789") != 4 || name[4] != '_')
		return false;
	*ret_number = (name[0] - '0') * 1000 + (name[1] - '0') * 100 + (name[2] - '0') * 10 + (name[3] - '0');
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		size_t n = strlen(database_names[i]);
		if (strncmp(name + 5, database_names[i], n) == 0 && name[5 + n] == '_') {
			*ret_database = i;
			return true;
		}
	}
	return false;
}

static int line_of(const char *text, int offset)
{
	int line = 1;
	for (int i = 0; i < offset && text[i] != '\0'; i++)
		line += text[i] == '\n';
	return line;
}

static void apply(struct compiler *compiler, const struct migration *migration)
{
	sqlite3 *database = compiler->databases[migration->database];

	for (const char *rest = migration->sql; *rest != '\0';) {
		sqlite3_stmt *statement = NULL;
		const char *next = rest;
		int result = sqlite3_prepare_v2(database, rest, -1, &statement, &next), offset = sqlite3_error_offset(database);
		if (result == SQLITE_OK && statement != NULL)
			result = sqlite3_step(statement) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR;
		if (result != SQLITE_OK) {
			fault(compiler, migration->file, line_of(migration->sql, (int)(rest - migration->sql) + (offset > 0 ? offset : 0)),
			      "%s", sqlite3_errmsg(database));
			sqlite3_finalize(statement);
			return;
		}
		sqlite3_finalize(statement);
		rest = next;
	}
	compiler->versions[migration->database] = migration->number;
}

static char *cell(struct compiler *compiler, sqlite3_stmt *row, int i)
{
	const char *text = (const char *)sqlite3_column_text(row, i);
	return text == NULL ? NULL : keep_text(compiler, text, strlen(text));
}

/* In the order of enum table_nature; a column's parent is the table that its foreign key points to. */
static const char column_rows[] = "SELECT t.name, c.name, CASE t.type WHEN 'virtual' THEN 1 WHEN 'shadow' THEN 2 ELSE 0 END,"
				  " (SELECT f.\"table\" FROM pragma_foreign_key_list(t.name) AS f WHERE f.\"from\" = c.name),"
				  " c.type, c.\"notnull\" OR c.pk"
				  " FROM pragma_table_list AS t, pragma_table_xinfo(t.name) AS c WHERE t.schema = 'main' AND t.type <> 'view'"
				  " AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY t.name, c.cid";

/* Appends the columns of one database; the new tail. */
static struct column **collect(struct compiler *compiler, enum store_database database, struct column **tail)
{
	sqlite3_stmt *row = NULL;

	if (sqlite3_prepare_v2(compiler->databases[database], column_rows, -1, &row, NULL) != SQLITE_OK)
		fault(compiler, database_names[database], 0, "%s", sqlite3_errmsg(compiler->databases[database]));
	while (row != NULL && sqlite3_step(row) == SQLITE_ROW) {
		struct column *column = keep(compiler, sizeof *column);
		*column = (struct column){ .database = database, .table = cell(compiler, row, 0), .name = cell(compiler, row, 1) };
		column->nature = (enum table_nature)sqlite3_column_int(row, 2);
		column->parent = cell(compiler, row, 3);
		column->type = cell(compiler, row, 4);
		column->not_null = sqlite3_column_int(row, 5) != 0;
		*tail = column;
		tail = &column->next;
	}
	sqlite3_finalize(row);
	return tail;
}

void schema_build(struct compiler *compiler, const char *folder)
{
	struct migration **tail = &compiler->migrations;
	struct column **columns = &compiler->columns;
	int last = 0;

	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		if (sqlite3_open(":memory:", &compiler->databases[i]) != SQLITE_OK || tokenizer_register(compiler->databases[i]) != ERR_OK)
			fault(compiler, database_names[i], 0, "no database in memory");
		sqlite3_db_config(compiler->databases[i], SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
		sqlite3_db_config(compiler->databases[i], SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
		sqlite3_db_config(compiler->databases[i], SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
	}
	for (char **name = list_folder(compiler, folder, ".sql"); *name != NULL; name++) {
		struct migration *migration = keep(compiler, sizeof *migration);
		int database = 0;
		migration->file = keep_format(compiler, "%s/%s", folder, *name);
		migration->name = *name;
		if (!migration_name(*name, &migration->number, &database) || migration->number <= last) {
			fault(compiler, migration->file, 1, "a migration is named NNNN_<database>_<what>.sql, with a number of its own");
			continue;
		}
		migration->database = (enum store_database)database;
		last = migration->number;
		migration->sql = read_file(compiler, migration->file);
		if (migration->sql == NULL)
			continue;
		apply(compiler, migration);
		*tail = migration;
		tail = &migration->next;
	}
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		/* As at run time: the rows that a foreign key makes the engine look at belong to what a statement touches. */
		sqlite3_exec(compiler->databases[i], "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
		columns = collect(compiler, (enum store_database)i, columns);
	}
}

void schema_close(struct compiler *compiler)
{
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		sqlite3_close(compiler->databases[i]);
}

struct column *schema_column(const struct compiler *compiler, enum store_database database, const char *table, const char *name)
{
	for (struct column *column = compiler->columns; column != NULL; column = column->next)
		if (column->database == database && strcmp(column->table, table) == 0 && (name == NULL || strcmp(column->name, name) == 0))
			return column;
	return NULL;
}

bool schema_has_table(const struct compiler *compiler, enum store_database database, const char *table)
{
	return schema_column(compiler, database, table, NULL) != NULL;
}
