/* The database files of one program: opening, settings, transactions, failures, counters.
 * Owns the connections, the prepared statements and the secrets that sealing needs. Nothing else in the house calls SQLite.
 * Promises: every setting is read back after it was made; every statement is prepared at the start; what the program's table of
 * permits does not list is denied; writes happen only between store_begin_write() and store_commit().
 * Never: logs, retries a statement, keeps text of a statement's parameters. One store serves one thread. */
#ifndef AINA_STORE_STORE_H
#define AINA_STORE_STORE_H

#include "base/conf.h"
#include "base/err.h"
#include "store/program.h"

struct store;

/* Opens the files that the program's table names, in STATE/db/, and reads the secrets that it names.
 * Refuses (ERR_CONFIG, *ret_why says what to do, memory that lives as long as the process) a schema or rules file other than the
 * one this program was built with, a statement that cannot be prepared, a setting that did not take. */
MUST_USE enum err store_open(const struct conf *conf, const struct store_program *program, struct store **ret_store, struct str *ret_why);
void store_close(struct store *store); /* NULL is fine; an open transaction is rolled back */

/* Transactions, one at a time for each database. A write transaction takes the lock at once and waits for it up to
 * STORE_BUSY_MS, then ERR_BUSY. Beginning twice, or committing what was not begun, is our own bug: ERR_INTERNAL. */
#define STORE_BUSY_MS 5000
#define store_begin_read(store, database) store_begin_read_at((store), (database), __FILE__, __LINE__)
#define store_begin_write(store, database) store_begin_write_at((store), (database), __FILE__, __LINE__)
MUST_USE enum err store_begin_read_at(struct store *store, enum store_database database, const char *file, int line);
MUST_USE enum err store_begin_write_at(struct store *store, enum store_database database, const char *file, int line);
/* After a failed commit the transaction is rolled back and over. */
MUST_USE enum err store_commit(struct store *store, enum store_database database);
void store_rollback(struct store *store, enum store_database database); /* nothing open: fine */
bool store_is_open(const struct store *store, enum store_database database); /* inside a transaction */

/* What failed last, for the log line of the dispatcher: names of ours and a number of SQLite's, never data. */
struct store_failure {
	const char *statement; /* "order_place", "BEGIN", "" when nothing failed yet */
	const char *file;      /* who opened the transaction it failed in, "" outside of one */
	int line;
	int sqlite;            /* extended result code; 0 when the store itself refused */
	enum store_database database;
};
const struct store_failure *store_last_failure(const struct store *store);

/* Since store_open(). */
struct store_counters {
	uint64_t prepared;           /* statements, again after each change of the schema */
	uint64_t read_transactions;
	uint64_t write_transactions;
	uint64_t runs;               /* statements run */
	uint64_t rows;               /* rows read */
	uint64_t waits;              /* sleeps for another one's lock */
};
struct store_counters store_counters(const struct store *store);

/* Moves the write-ahead log into the database file. Passive waits for nobody; truncate waits for readers up to STORE_BUSY_MS and
 * leaves an empty log (ERR_BUSY if a reader stayed): only then erased data is gone. ret_left: pages that are still in the log. */
enum store_checkpoint { STORE_CHECKPOINT_PASSIVE, STORE_CHECKPOINT_TRUNCATE };
MUST_USE enum err store_checkpoint(struct store *store, enum store_database database, enum store_checkpoint how, int64_t *ret_left);

static inline void store_close_cleanup(struct store **store) { store_close(*store); }
#define STORE_AUTO __attribute__((cleanup(store_close_cleanup)))

#endif
