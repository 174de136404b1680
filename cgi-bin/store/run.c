#include "store/run.h"

#include "store/inside.h"

#define ROWS_FIRST 16

/* A statement being run; run_end() gives it back clean, also when run_begin() failed. */
struct running {
	struct connection *connection;
	const struct store_statement *about;
	sqlite3_stmt *statement;
};

static bool is_null(const struct store_field *field, const unsigned char *base)
{
	if (!field->nullable)
		return false;
	if (field->type == STORE_INT)
		return *(const bool *)(base + field->null_offset);
	return ((const struct str *)(const void *)(base + field->offset))->p == NULL;
}

static int bind(sqlite3_stmt *statement, int index, const struct store_field *field, const unsigned char *base)
{
	const struct str *text = (const struct str *)(const void *)(base + field->offset);

	if (is_null(field, base))
		return sqlite3_bind_null(statement, index);
	switch (field->type) {
	case STORE_INT: return sqlite3_bind_int64(statement, index, *(const int64_t *)(const void *)(base + field->offset));
	case STORE_TEXT: /* an absent text where NULL is not allowed is an empty one */
		return sqlite3_bind_text64(statement, index, text->n > 0 ? text->p : "", text->n, SQLITE_STATIC, SQLITE_UTF8);
	case STORE_BLOB: return sqlite3_bind_blob64(statement, index, text->n > 0 ? text->p : "", text->n, SQLITE_STATIC);
	}
	return SQLITE_MISUSE;
}

static enum err run_begin(struct store *store, size_t index, const void *parameters, struct running *ret_running)
{
	const struct store_statement *about = &store->program->statements[index];
	struct connection *connection = &store->connections[about->database];

	*ret_running = (struct running){ connection, about, store->statements[index] };
	if (about->writes && connection->state != TXN_STATE_WRITE)
		return store_refused(connection, about->name);
	for (size_t i = 0; i < about->parameter_count; i++)
		if (bind(ret_running->statement, (int)i + 1, &about->parameters[i], parameters) != SQLITE_OK)
			return store_failed(connection, about->name);
	store->counters.runs++;
	return ERR_OK;
}

/* The bindings point into the caller's memory: they must not outlive the call. */
static void run_end(struct running *running)
{
	sqlite3_reset(running->statement);
	sqlite3_clear_bindings(running->statement);
	running->connection->store->counters.prepared += (uint64_t)sqlite3_stmt_status(running->statement,
										       SQLITE_STMTSTATUS_REPREPARE, 1);
}

/* One result column into the row struct. A type other than the declared one is a bug of the statement. */
static enum err read_column(struct running *running, struct arena *arena, int index, const struct store_field *field,
			    unsigned char *row)
{
	static const int types[] = { [STORE_INT] = SQLITE_INTEGER, [STORE_TEXT] = SQLITE_TEXT, [STORE_BLOB] = SQLITE_BLOB };
	/* One look into the row for all of it: the functions that take the statement look anew each time. */
	sqlite3_value *value = sqlite3_column_value(running->statement, index);
	int type = sqlite3_value_type(value);

	if (type == SQLITE_NULL && field->nullable) {
		if (field->type == STORE_INT)
			*(bool *)(row + field->null_offset) = true;
		return ERR_OK;
	}
	if (type != types[field->type]) {
		(void)store_refused(running->connection, running->about->name);
		return ERR_STORAGE;
	}
	if (field->type == STORE_INT) {
		*(int64_t *)(void *)(row + field->offset) = sqlite3_value_int64(value);
		return ERR_OK;
	}
	const void *bytes = field->type == STORE_TEXT ? (const void *)sqlite3_value_text(value)
						      : sqlite3_value_blob(value);
	struct str copy = arena_copy(arena, (struct str){ bytes, (size_t)sqlite3_value_bytes(value) });
	if (copy.p == NULL)
		return ERR_MEMORY;
	*(struct str *)(void *)(row + field->offset) = copy;
	return ERR_OK;
}

/* ERR_OK: a row was read; ERR_NONE: there are no more. */
static enum err next_row(struct running *running, struct arena *arena, unsigned char *row)
{
	int result = sqlite3_step(running->statement);

	if (result == SQLITE_DONE)
		return ERR_NONE;
	if (result != SQLITE_ROW)
		return store_failed(running->connection, running->about->name);
	running->connection->store->counters.rows++;
	for (size_t i = 0; i < running->about->column_count; i++)
		TRY(read_column(running, arena, (int)i, &running->about->columns[i], row));
	return ERR_OK;
}

enum err store_run_one(struct store *store, size_t statement, struct arena *arena, const void *parameters, void *ret_row)
{
	__attribute__((cleanup(run_end))) struct running running = { 0 };
	TRY(run_begin(store, statement, parameters, &running));
	unsigned char *row = arena_alloc(arena, running.about->row_size);

	if (row == NULL)
		return ERR_MEMORY;
	TRY(next_row(&running, arena, row));
	if (sqlite3_step(running.statement) != SQLITE_DONE) /* a second row is an error like any other */
		return store_failed(running.connection, running.about->name);
	memcpy(ret_row, row, running.about->row_size);
	return ERR_OK;
}

enum err store_run_many(struct store *store, size_t statement, struct arena *arena, const void *parameters, void **ret_rows,
			size_t *ret_count)
{
	__attribute__((cleanup(run_end))) struct running running = { 0 };
	unsigned char *rows = NULL;
	size_t count = 0, room = 0;
	enum err err;

	TRY(run_begin(store, statement, parameters, &running));
	size_t size = running.about->row_size;
	for (;; count++) {
		if (count == room) {
			room = room == 0 ? ROWS_FIRST : room * 2;
			unsigned char *larger = arena_array(arena, size, room);
			if (larger == NULL)
				return ERR_MEMORY;
			if (count > 0)
				memcpy(larger, rows, count * size);
			rows = larger;
		}
		err = next_row(&running, arena, rows + count * size);
		if (err != ERR_OK)
			break;
	}
	if (err != ERR_NONE)
		return err;
	*ret_rows = count > 0 ? rows : NULL;
	*ret_count = count;
	return ERR_OK;
}

enum err store_run_exec(struct store *store, size_t statement, const void *parameters, int64_t *ret_changes)
{
	__attribute__((cleanup(run_end))) struct running running = { 0 };

	TRY(run_begin(store, statement, parameters, &running));
	if (sqlite3_step(running.statement) != SQLITE_DONE)
		return store_failed(running.connection, running.about->name);
	if (ret_changes != NULL)
		*ret_changes = sqlite3_changes64(running.connection->handle);
	return ERR_OK;
}
