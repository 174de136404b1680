/* How every connection is set up, in two tables, and read back. */
#include "store/inside.h"

struct setting {
	const char *name;
	const char *value;    /* as written */
	const char *readback; /* what PRAGMA name must answer then */
};

static const struct setting everywhere[] = {
	{ "journal_mode", NULL, "wal" }, /* made by the migration, for good; only looked at here */
	{ "foreign_keys", "ON", "1" },
	{ "secure_delete", "ON", "1" },  /* what is deleted is overwritten */
	{ "temp_store", "MEMORY", "2" },
	{ "journal_size_limit", "67108864", "67108864" },
};

/* Money and keys must survive a power cut; a session or the rebuildable shop window need only stay whole. */
static const struct setting of_database[STORE_DATABASE__COUNT][2] = {
	[STORE_MARKET] = { { "synchronous", "FULL", "2" }, { "cache_size", "-8192", "-8192" } },
	[STORE_KEYS] = { { "synchronous", "FULL", "2" }, { "cache_size", "-1024", "-1024" } },
	[STORE_SESSION] = { { "synchronous", "NORMAL", "1" }, { "cache_size", "-2048", "-2048" } },
	[STORE_CATALOGUE] = { { "synchronous", "NORMAL", "1" }, { "cache_size", "-16384", "-16384" } },
};

/* keeperd checkpoints; a program that answers requests does so itself only when the log has grown to 64 MB because nobody did. */
static const struct setting checkpoints[] = {
	[STORE_DUTY_REQUESTS] = { "wal_autocheckpoint", "16000", "16000" },
	[STORE_DUTY_DAEMON] = { "wal_autocheckpoint", "1000", "1000" },
	[STORE_DUTY_TOOL] = { "wal_autocheckpoint", "1000", "1000" },
};
static const struct setting read_only = { "query_only", "ON", "1" };
/* Pages of the shop window are read without copying. A mapped page is looked at anew each time it is used, so checking its cells would
 * be most of the work of every request; the window can be rebuilt, the other files cannot and are checked. */
static const struct setting mapped = { "mmap_size", "1073741824", "1073741824" };
static const struct setting checked = { "cell_size_check", "ON", "1" };

static const struct {
	int limit, value;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, 1000000 },     { SQLITE_LIMIT_SQL_LENGTH, 50000 },     { SQLITE_LIMIT_COLUMN, 128 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 64 },      { SQLITE_LIMIT_COMPOUND_SELECT, 16 },   { SQLITE_LIMIT_VDBE_OP, 25000 },
	{ SQLITE_LIMIT_FUNCTION_ARG, 16 },    { SQLITE_LIMIT_ATTACHED, 0 },           { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 64 },
	{ SQLITE_LIMIT_VARIABLE_NUMBER, 64 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 8 },      { SQLITE_LIMIT_WORKER_THREADS, 0 },
};

static const struct {
	int option, value;
	const char *name;
} switches[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1, "defensive" },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, "trusted_schema" },
	{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, "load_extension" },
	{ SQLITE_DBCONFIG_DQS_DML, 0, "double-quoted strings" },
	{ SQLITE_DBCONFIG_DQS_DDL, 0, "double-quoted strings" },
	{ SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, "writable_schema" },
};

static bool setting_make(sqlite3 *handle, const struct setting *setting)
{
	char sql[96];
	sqlite3_stmt *row = NULL;
	bool good = true;

	if (setting->value != NULL) {
		(void)snprintf(sql, sizeof sql, "PRAGMA %s = %s", setting->name, setting->value);
		good = sqlite3_exec(handle, sql, NULL, NULL, NULL) == SQLITE_OK;
	}
	(void)snprintf(sql, sizeof sql, "PRAGMA %s", setting->name);
	good = good && sqlite3_prepare_v2(handle, sql, -1, &row, NULL) == SQLITE_OK && sqlite3_step(row) == SQLITE_ROW;
	const char *answer = good ? (const char *)sqlite3_column_text(row, 0) : NULL;
	good = answer != NULL && strcmp(answer, setting->readback) == 0;
	sqlite3_finalize(row);
	return good;
}

enum err settings_apply(sqlite3 *handle, enum store_database database, enum store_mode mode, enum store_duty duty, const char **ret_why)
{
	const struct setting *chosen[16];
	size_t count = 0;
	int yes = 1;

	for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
		int now = -1;
		if (sqlite3_db_config(handle, switches[i].option, switches[i].value, &now) != SQLITE_OK || now != switches[i].value) {
			*ret_why = switches[i].name;
			return ERR_CONFIG;
		}
	}
	for (size_t i = 0; i < sizeof everywhere / sizeof *everywhere; i++)
		chosen[count++] = &everywhere[i];
	chosen[count++] = &of_database[database][0];
	chosen[count++] = &of_database[database][1];
	chosen[count++] = &checkpoints[duty];
	if (mode == STORE_READ_ONLY)
		chosen[count++] = &read_only;
	chosen[count++] = mode == STORE_READ_ONLY && database == STORE_CATALOGUE ? &mapped : &checked;
	for (size_t i = 0; i < count; i++)
		if (!setting_make(handle, chosen[i])) {
			*ret_why = chosen[i]->name;
			return ERR_CONFIG;
		}
	/* A reader under another user needs the log's files to be there when no writer is. */
	if (sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &yes) != SQLITE_OK || yes != 1) {
		*ret_why = "persistent log";
		return ERR_CONFIG;
	}
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		sqlite3_limit(handle, limits[i].limit, limits[i].value);
		if (sqlite3_limit(handle, limits[i].limit, -1) != limits[i].value) {
			*ret_why = "limit";
			return ERR_CONFIG;
		}
	}
	return ERR_OK;
}
