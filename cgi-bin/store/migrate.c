#include "store/migrate.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "migrations.h"
#include "store/inside.h"
#include "store/tokenizer.h"

static int one_number(void *number, int count, char **values, char **names)
{
	(void)names;
	*(long *)number = count == 1 && values[0] != NULL ? strtol(values[0], NULL, 10) : -1;
	return 0;
}

/* Its statements and its number are one transaction: a crash leaves either both or neither. */
static enum err apply(sqlite3 *handle, const struct migration *migration, struct str *ret_why)
{
	char mark[64];

	(void)snprintf(mark, sizeof mark, "PRAGMA user_version = %d", migration->number);
	if (sqlite3_exec(handle, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(handle, migration->sql, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(handle, mark, NULL, NULL, NULL) == SQLITE_OK &&
	    sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
		return ERR_OK;
	enum err err = store_say(ret_why, "%s: %s", migration->name, sqlite3_errmsg(handle));
	sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

static enum err migrate_file(sqlite3 *handle, enum store_database database, struct str *ret_why)
{
	char settings[256];
	long version = -1;
	int yes = 1;

	sqlite3_busy_timeout(handle, STORE_BUSY_MS);
	(void)snprintf(settings, sizeof settings,
		 "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;"
		 "PRAGMA application_id = %d",
		 (int)store_rules);
	if (sqlite3_exec(handle, "PRAGMA user_version", one_number, &version, NULL) != SQLITE_OK || version < 0)
		return store_say(ret_why, "%s.db: %s", store_database_names[database], sqlite3_errmsg(handle));
	if (version > store_schemas[database].version)
		return store_say(ret_why, "%s.db has schema %ld and this program knows only %d", store_database_names[database],
				 version, store_schemas[database].version);
	if (tokenizer_register(handle) != ERR_OK ||
	    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &yes) != SQLITE_OK ||
	    sqlite3_exec(handle, settings, NULL, NULL, NULL) != SQLITE_OK)
		return store_say(ret_why, "%s.db: %s", store_database_names[database], sqlite3_errmsg(handle));
	for (size_t i = 0; i < migration_count; i++)
		if (migrations[i].database == database && migrations[i].number > version)
			TRY(apply(handle, &migrations[i], ret_why));
	return ERR_OK;
}

/* Of at least `n` bytes. */
static enum err make_file(const char *path, off_t n, struct str *ret_why)
{
	int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660);
	struct stat about;
	bool good = file >= 0 && fstat(file, &about) == 0 && (about.st_size >= n || ftruncate(file, n) == 0);

	enum err err = good ? ERR_OK : store_say(ret_why, "%s: %s", path, strerror(errno));
	if (file >= 0)
		close(file);
	return err;
}

enum err store_migrate(const struct conf *conf, struct str *ret_why)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%.*s/db", (int)conf->state.n, conf->state.p);

	if (n >= (int)sizeof path - 20 || (mkdir(path, 0770) != 0 && errno != EEXIST))
		return store_say(ret_why, "%s: %s", path, strerror(errno));
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		sqlite3 *handle = NULL;
		(void)snprintf(path + n, sizeof path - (size_t)n, "/%s.turn", store_database_names[i]);
		TRY(make_file(path, TURN_FILE_BYTES, ret_why));
		(void)snprintf(path + n, sizeof path - (size_t)n, "/%s.db", store_database_names[i]);
		TRY(make_file(path, 0, ret_why)); /* SQLite makes its log files with the mode of this one */
		enum err err = sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK
				       ? migrate_file(handle, (enum store_database)i, ret_why)
				       : store_say(ret_why, "%s: %s", path, sqlite3_errmsg(handle));
		sqlite3_close(handle);
		TRY(err);
	}
	return ERR_OK;
}
