/* Begin, commit, roll back, checkpoint. */
#include "store/inside.h"

static enum err control(struct connection *connection, enum control which, const char *name)
{
	sqlite3_stmt *statement = connection->control[which];
	int result = sqlite3_step(statement);
	enum err err = result == SQLITE_DONE ? ERR_OK : store_failed(connection, name);

	sqlite3_reset(statement);
	return err;
}

static enum err begin(struct store *store, enum store_database database, enum txn_state state, const char *file, int line)
{
	struct connection *connection = &store->connections[database];

	if (connection->handle == NULL || connection->state != TXN_STATE_NONE)
		return store_refused(connection, "BEGIN");
	if (state == TXN_STATE_WRITE)
		turn_begin(&connection->turn);
	enum err err = control(connection, state == TXN_STATE_WRITE ? CONTROL_BEGIN_WRITE : CONTROL_BEGIN_READ, "BEGIN");
	if (state == TXN_STATE_WRITE)
		turn_end(&connection->turn);
	if (err != ERR_OK)
		return err;
	connection->state = state;
	connection->opener_file = file;
	connection->opener_line = line;
	if (state == TXN_STATE_WRITE)
		store->counters.write_transactions++;
	else
		store->counters.read_transactions++;
	return ERR_OK;
}

enum err store_begin_read_at(struct store *store, enum store_database database, const char *file, int line)
{
	return begin(store, database, TXN_STATE_READ, file, line);
}

enum err store_begin_write_at(struct store *store, enum store_database database, const char *file, int line)
{
	if (store->program->modes[database] != STORE_READ_WRITE)
		return store_refused(&store->connections[database], "BEGIN");
	return begin(store, database, TXN_STATE_WRITE, file, line);
}

static void end(struct connection *connection)
{
	connection->state = TXN_STATE_NONE;
	connection->opener_file = NULL;
	connection->opener_line = 0;
}

enum err store_commit(struct store *store, enum store_database database)
{
	struct connection *connection = &store->connections[database];

	if (connection->state == TXN_STATE_NONE)
		return store_refused(connection, "COMMIT");
	connection->committing = true;
	enum err err = control(connection, CONTROL_COMMIT, "COMMIT");
	connection->committing = false;
	if (err != ERR_OK) {
		store_rollback(store, database);
		return err;
	}
	end(connection);
	return ERR_OK;
}

void store_rollback(struct store *store, enum store_database database)
{
	struct connection *connection = &store->connections[database];

	if (connection->state == TXN_STATE_NONE)
		return;
	/* A full disk or a failed write has ended it already. */
	if (!sqlite3_get_autocommit(connection->handle)) {
		sqlite3_step(connection->control[CONTROL_ROLLBACK]);
		sqlite3_reset(connection->control[CONTROL_ROLLBACK]);
	}
	end(connection);
}

bool store_is_open(const struct store *store, enum store_database database)
{
	return store->connections[database].state != TXN_STATE_NONE;
}

enum err store_checkpoint(struct store *store, enum store_database database, enum store_checkpoint how, int64_t *ret_left)
{
	struct connection *connection = &store->connections[database];
	int pages = 0, moved = 0;
	int mode = how == STORE_CHECKPOINT_TRUNCATE ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;

	if (connection->handle == NULL || connection->state != TXN_STATE_NONE)
		return store_refused(connection, "checkpoint");
	if (sqlite3_wal_checkpoint_v2(connection->handle, "main", mode, &pages, &moved) != SQLITE_OK)
		return store_failed(connection, "checkpoint");
	*ret_left = pages - moved;
	return ERR_OK;
}
