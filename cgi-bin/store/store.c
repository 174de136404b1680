#include "store/store.h"

#include <errno.h>
#include <sodium.h>
#include <stdarg.h>
#include <strings.h>
#include "store/inside.h"
#include "store/schema.h"
#include "store/tokenizer.h"

const char *const store_database_names[STORE_DATABASE__COUNT] = {
#define X(upper, lower) [STORE_##upper] = #lower,
	STORE_DATABASES(X)
#undef X
};

enum err store_say(struct str *ret_why, const char *format, ...)
{
	va_list arguments;
	char *text = NULL;

	va_start(arguments, format);
	int n = vasprintf(&text, format, arguments);
	va_end(arguments);
	*ret_why = n < 0 ? STR("out of memory") : (struct str){ text, (size_t)n };
	return ERR_CONFIG;
}

enum err store_error(int sqlite_code, int system_errno)
{
	switch (sqlite_code & 0xff) {
	case SQLITE_CONSTRAINT:
		/* A wrong type or a missing value is a bug of ours, the others are other people's doing. */
		return sqlite_code == SQLITE_CONSTRAINT_NOTNULL || sqlite_code == SQLITE_CONSTRAINT_DATATYPE ? ERR_STORAGE
													     : ERR_CONFLICT;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: return ERR_BUSY;
	case SQLITE_FULL: return ERR_FULL;
	case SQLITE_IOERR: return system_errno == ENOSPC || system_errno == EDQUOT ? ERR_FULL : ERR_STORAGE;
	case SQLITE_NOMEM: return ERR_MEMORY;
	case SQLITE_TOOBIG: return ERR_TOO_LARGE;
	default: return ERR_STORAGE;
	}
}

static void note(struct connection *connection, const char *statement, int code)
{
	connection->store->failure = (struct store_failure){ .statement = statement,
							     .file = connection->opener_file != NULL ? connection->opener_file : "",
							     .line = connection->opener_line,
							     .sqlite = code,
							     .database = connection->database };
}

enum err store_failed(struct connection *connection, const char *statement)
{
	int code = sqlite3_extended_errcode(connection->handle), system_errno = sqlite3_system_errno(connection->handle);

	note(connection, statement, code);
	return store_error(code, system_errno);
}

enum err store_refused(struct connection *connection, const char *statement)
{
	note(connection, statement, 0);
	return ERR_INTERNAL;
}

/* Is this what the program's statements do? Asked whenever a statement is prepared: at the start, again after a migration. */
static int permit(void *context, int action, const char *a, const char *b, const char *database, const char *trigger)
{
	const struct connection *connection = context;
	const struct store_program *program = connection->store->program;
	enum store_action wanted;
	const char *table = a, *column = b;
	(void)database;
	(void)trigger;

	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION: /* only store_begin_… and store_commit have the words */ return SQLITE_OK;
	case SQLITE_READ: wanted = STORE_READ; break;
	case SQLITE_UPDATE: wanted = STORE_UPDATE; break;
	case SQLITE_INSERT: wanted = STORE_INSERT, column = ""; break;
	case SQLITE_DELETE: wanted = STORE_DELETE, column = ""; break;
	case SQLITE_FUNCTION: wanted = STORE_CALL, table = b, column = ""; break;
	case SQLITE_PRAGMA: wanted = STORE_PRAGMA, column = ""; break;
	default: return SQLITE_DENY;
	}
	for (size_t i = 0; i < program->permit_count; i++) {
		const struct store_permit *each = &program->permits[i];
		if (each->database == connection->database && each->action == wanted && strcasecmp(each->table, table) == 0 &&
		    (each->column[0] == '*' || strcasecmp(each->column, column) == 0))
			return SQLITE_OK;
	}
	return SQLITE_DENY;
}

static int before_commit(void *context)
{
	const struct connection *connection = context;
	return !connection->committing; /* anything but 0 turns the commit into a rollback */
}

static int64_t pragma_number(sqlite3 *handle, const char *sql)
{
	sqlite3_stmt *row = NULL;
	int64_t number = -1;
	if (sqlite3_prepare_v2(handle, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW)
		number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return number;
}

static enum err check_schema(const struct store *store, const struct connection *connection, struct str *ret_why)
{
	const struct store_schema *known = &store->program->schemas[connection->database];
	const char *name = store_database_names[connection->database];
	unsigned char hash[STORE_HASH_BYTES];
	int64_t version = pragma_number(connection->handle, "PRAGMA user_version"),
		rules = pragma_number(connection->handle, "PRAGMA application_id");

	if (version < known->version)
		return store_say(ret_why, "%s.db has schema %lld and this program needs %d: run aina migrate", name,
				 (long long)version, known->version);
	if (version > known->version)
		return store_say(ret_why, "%s.db has schema %lld and this program knows only %d: install the newer program", name,
				 (long long)version, known->version);
	if (rules != *store->program->rules)
		return store_say(
			ret_why,
			"%s.db was prepared under other privacy rules than this program was built with: run aina migrate of this build",
			name);
	if (schema_hash(connection->handle, hash) != ERR_OK || memcmp(hash, known->hash, sizeof hash) != 0)
		return store_say(ret_why, "the schema of %s.db was changed by hand: its statements differ from db/migrate", name);
	return ERR_OK;
}

static enum err prepare(struct connection *connection, const char *sql, sqlite3_stmt **ret_statement)
{
	connection->store->counters.prepared++;
	return sqlite3_prepare_v3(connection->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, ret_statement, NULL) == SQLITE_OK
		       ? ERR_OK
		       : ERR_STORAGE;
}

static enum err open_database(struct store *store, const struct conf *conf, enum store_database database, struct str *ret_why)
{
	static const char *const controls[CONTROL__COUNT] = { "BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK" };
	struct connection *connection = &store->connections[database];
	enum store_mode mode = store->program->modes[database];
	const char *name = store_database_names[database], *setting = "";
	char path[4096];

	*connection = (struct connection){ .store = store, .database = database, .turn = { .sleeps = &store->counters.waits } };
	if (mode == STORE_CLOSED)
		return ERR_OK;
	if (snprintf(path, sizeof path, "%.*s/db/%s.db", (int)conf->state.n, conf->state.p, name) >= (int)sizeof path - 2)
		return store_say(ret_why, "the path of the state folder is too long");
	int flags = (mode == STORE_READ_ONLY ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOFOLLOW |
		    SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(path, &connection->handle, flags, NULL) != SQLITE_OK)
		return store_say(ret_why, "%s cannot be opened: %s; aina migrate makes it", path,
				 sqlite3_errmsg(connection->handle));
	sqlite3_busy_handler(connection->handle, turn_wait, &connection->turn);
	if (mode == STORE_READ_WRITE) {
		(void)snprintf(path, sizeof path, "%.*s/db/%s.turn", (int)conf->state.n, conf->state.p, name);
		if (turn_open(&connection->turn, path, &store->counters.waits) != ERR_OK)
			return store_say(ret_why, "%s cannot be opened: aina migrate makes it", path);
	}
	if (settings_apply(connection->handle, database, mode, store->program->duty, &setting) != ERR_OK)
		return store_say(ret_why, "%s.db: the setting %s did not take", name, setting);
	if (tokenizer_register(connection->handle) != ERR_OK)
		return store_say(ret_why, "%s.db: the search tokenizer cannot be registered", name);
	TRY(check_schema(store, connection, ret_why));
	sqlite3_set_authorizer(connection->handle, permit, connection);
	sqlite3_commit_hook(connection->handle, before_commit, connection);
	for (int i = 0; i < CONTROL__COUNT; i++)
		if (prepare(connection, controls[i], &connection->control[i]) != ERR_OK)
			return store_say(ret_why, "%s.db: %s", name, sqlite3_errmsg(connection->handle));
	return ERR_OK;
}

static enum err prepare_all(struct store *store, struct str *ret_why)
{
	const struct store_program *program = store->program;

	store->statements = calloc(program->statement_count + 1, sizeof *store->statements); // NOLINT(bugprone-sizeof-expression): pointers
	if (store->statements == NULL)
		return store_say(ret_why, "out of memory");
	for (size_t i = 0; i < program->statement_count; i++) {
		struct connection *connection = &store->connections[program->statements[i].database];
		if (prepare(connection, program->statements[i].sql, &store->statements[i]) != ERR_OK)
			return store_say(ret_why, "the statement %s cannot be prepared: %s", program->statements[i].name,
					 sqlite3_errmsg(connection->handle));
	}
	return ERR_OK;
}

static enum err read_secrets(struct store *store, const struct conf *conf, struct str *ret_why)
{
	static const char *const names[STORE_SECRET__COUNT] = {
#define X(upper, lower) [STORE_SECRET_##upper] = #lower ".key",
		STORE_SECRETS(X)
#undef X
	};
	for (int i = 0; i < STORE_SECRET__COUNT; i++) {
		if (!store->program->secrets[i])
			continue;
		store->secrets[i] = sodium_malloc(32);
		if (store->secrets[i] == NULL || conf_secret(conf, names[i], store->secrets[i], 32) != ERR_OK)
			return store_say(ret_why, "secrets/%s is not a file of 32 bytes", names[i]);
		sodium_mprotect_readonly(store->secrets[i]);
	}
	return ERR_OK;
}

static enum err open_all(struct store *store, const struct conf *conf, struct str *ret_why)
{
	TRY(read_secrets(store, conf, ret_why));
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		TRY(open_database(store, conf, (enum store_database)i, ret_why));
	return prepare_all(store, ret_why);
}

enum err store_open(const struct conf *conf, const struct store_program *program, struct store **ret_store, struct str *ret_why)
{
	if (sodium_init() < 0)
		return store_say(ret_why, "libsodium does not start");
	struct store *store = calloc(1, sizeof *store);
	if (store == NULL)
		return store_say(ret_why, "out of memory");
	*store = (struct store){ .program = program, .failure = { .statement = "", .file = "" } };
	/* One thread, no counting of memory: 8 % fewer instructions a page. A second store in the process finds it done. */
	if (sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK)
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	enum err err = open_all(store, conf, ret_why);
	if (err != ERR_OK) {
		store_close(store);
		return err;
	}
	*ret_store = store;
	return ERR_OK;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	for (size_t i = 0; store->statements != NULL && i < store->program->statement_count; i++)
		sqlite3_finalize(store->statements[i]);
	free(store->statements);
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		for (int k = 0; k < CONTROL__COUNT; k++)
			sqlite3_finalize(store->connections[i].control[k]);
		sqlite3_close(store->connections[i].handle); /* rolls back */
		turn_close(&store->connections[i].turn);
	}
	for (int i = 0; i < STORE_SECRET__COUNT; i++)
		sodium_free(store->secrets[i]);
	free(store);
}

const struct store_failure *store_last_failure(const struct store *store)
{
	return &store->failure;
}

struct store_counters store_counters(const struct store *store)
{
	return store->counters;
}
