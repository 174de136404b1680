#include "store/care.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "migrations.h"
#include "store/inside.h"
#include "store/schema.h"
#include "store/tokenizer.h"

#define PATH_MAX_BYTES 4096

static enum err path_make(struct str folder, const char *middle, enum store_database database, char out[PATH_MAX_BYTES])
{
	int n = snprintf(out, PATH_MAX_BYTES, "%.*s%s/%s.db", (int)folder.n, folder.p, middle, store_database_names[database]);
	return n > 0 && n < PATH_MAX_BYTES ? ERR_OK : ERR_TOO_LARGE;
}

static void close_handle(sqlite3 **handle)
{
	sqlite3_close(*handle);
}

static enum err open_to_read(const char *path, sqlite3 **ret_handle)
{
	enum err err = ERR_OK;
	if (sqlite3_open_v2(path, ret_handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(*ret_handle, STORE_BUSY_MS) != SQLITE_OK ||
	    sqlite3_exec(*ret_handle, "PRAGMA query_only = ON", NULL, NULL, NULL) != SQLITE_OK ||
	    tokenizer_register(*ret_handle) != ERR_OK)
		err = ERR_STORAGE;
	return err;
}

/* The rows of a pragma, joined by spaces, as lines of the report; "ok" is no finding. */
static enum err findings(sqlite3 *handle, const char *file, const char *sql, struct buf *report, int *ret_count)
{
	sqlite3_stmt *rows = NULL;
	int result = sqlite3_prepare_v2(handle, sql, -1, &rows, NULL);

	while (result == SQLITE_OK && (result = sqlite3_step(rows)) == SQLITE_ROW) {
		result = SQLITE_OK;
		if (sqlite3_column_count(rows) == 1 && str_eq(str_from_z((const char *)sqlite3_column_text(rows, 0)), STR("ok")))
			continue;
		++*ret_count;
		buf_put_z(report, file);
		buf_put_c(report, ':');
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			buf_put_c(report, ' ');
			buf_put_z(report, (const char *)sqlite3_column_text(rows, i));
		}
		buf_put_c(report, '\n');
	}
	sqlite3_finalize(rows);
	return result == SQLITE_DONE ? ERR_OK : ERR_STORAGE;
}

static enum err check_file(const char *path, enum store_database database, struct buf *report, int *ret_count)
{
	__attribute__((cleanup(close_handle))) sqlite3 *handle = NULL;
	unsigned char hash[STORE_HASH_BYTES];
	char file[32];

	(void)snprintf(file, sizeof file, "%s.db", store_database_names[database]);
	TRY(open_to_read(path, &handle));
	TRY(findings(handle, file, "PRAGMA integrity_check(20)", report, ret_count));
	TRY(findings(handle, file, "PRAGMA foreign_key_check", report, ret_count));
	TRY(schema_hash(handle, hash));
	if (memcmp(hash, store_schemas[database].hash, sizeof hash) != 0) {
		++*ret_count;
		buf_put_z(report, file);
		buf_put_z(report, ": its schema is not the one this program knows\n");
	}
	return ERR_OK;
}

enum err store_check(const struct conf *conf, struct buf *report)
{
	char path[PATH_MAX_BYTES];
	int bad = 0;

	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		int count = 0;
		TRY(path_make(conf->state, "/db", (enum store_database)i, path));
		if (check_file(path, (enum store_database)i, report, &count) != ERR_OK) {
			count++;
			buf_put_z(report, path);
			buf_put_z(report, ": cannot be read to its end\n");
		}
		if (count == 0) {
			buf_put_z(report, store_database_names[i]);
			buf_put_z(report, ".db: sound\n");
		}
		bad += count;
	}
	return bad == 0 ? ERR_OK : ERR_STORAGE;
}

/* The name of a new file is only safe once its folder is written. */
static bool sync_path(const char *path, int flags)
{
	int file = open(path, flags | O_CLOEXEC);
	bool good = file >= 0 && fsync(file) == 0;
	if (file >= 0)
		close(file);
	return good;
}

static enum err copy_file(const char *from, const char *to, enum store_database database, struct str *ret_why)
{
	__attribute__((cleanup(close_handle))) sqlite3 *handle = NULL;
	__attribute__((cleanup(buf_free))) struct buf report;
	sqlite3_stmt *statement = NULL;
	int bad = 0;

	buf_init(&report, 65536);
	if (open_to_read(from, &handle) != ERR_OK || sqlite3_exec(handle, "PRAGMA query_only = OFF", NULL, NULL, NULL) != SQLITE_OK)
		return store_say(ret_why, "%s cannot be opened: %s", from, sqlite3_errmsg(handle));
	/* INTO leaves deleted rows and free pages behind. */
	int result = sqlite3_prepare_v2(handle, "VACUUM INTO ?1", -1, &statement, NULL);
	if (result == SQLITE_OK)
		result = sqlite3_bind_text(statement, 1, to, -1, SQLITE_STATIC);
	if (result == SQLITE_OK)
		result = sqlite3_step(statement);
	sqlite3_finalize(statement);
	if (result != SQLITE_DONE)
		return store_say(ret_why, "%s cannot be copied: %s", from, sqlite3_errmsg(handle));
	if (chmod(to, 0600) != 0 || !sync_path(to, O_RDONLY))
		return store_say(ret_why, "%s: %s", to, strerror(errno));
	if (check_file(to, database, &report, &bad) != ERR_OK || bad > 0)
		return store_say(ret_why, "the copy %s is not sound: %.*s", to, (int)report.n, report.p != NULL ? report.p : "");
	return ERR_OK;
}

enum err store_backup(const struct conf *conf, struct str folder, struct str *ret_why)
{
	static const enum store_database kept[] = { STORE_MARKET, STORE_KEYS };
	char from[PATH_MAX_BYTES], to[PATH_MAX_BYTES];

	if (snprintf(to, sizeof to, "%.*s", (int)folder.n, folder.p) >= (int)sizeof to || mkdir(to, 0700) != 0)
		return store_say(ret_why, "%.*s: %s", (int)folder.n, folder.p, strerror(errno));
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (path_make(conf->state, "/db", kept[i], from) != ERR_OK || path_make(folder, "", kept[i], to) != ERR_OK)
			return store_say(ret_why, "a path is too long");
		TRY(copy_file(from, to, kept[i], ret_why));
	}
	(void)snprintf(to, sizeof to, "%.*s", (int)folder.n, folder.p);
	return sync_path(to, O_RDONLY | O_DIRECTORY) ? ERR_OK : store_say(ret_why, "%s: %s", to, strerror(errno));
}
