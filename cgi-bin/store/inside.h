/* What the files of store/ share and nobody else sees: the inside of struct store.
 * Owns nothing of its own. */
#ifndef AINA_STORE_INSIDE_H
#define AINA_STORE_INSIDE_H

#include <sqlite3.h>
#include "store/store.h"
#include "store/turn.h"

enum control { CONTROL_BEGIN_READ, CONTROL_BEGIN_WRITE, CONTROL_COMMIT, CONTROL_ROLLBACK, CONTROL__COUNT };
enum txn_state { TXN_STATE_NONE, TXN_STATE_READ, TXN_STATE_WRITE };

struct connection {
	struct store *store; /* for the callbacks */
	enum store_database database;
	sqlite3 *handle; /* NULL: this program does not open it */
	sqlite3_stmt *control[CONTROL__COUNT];
	enum txn_state state;
	bool committing;
	const char *opener_file; /* of the open transaction */
	int opener_line;
	struct turn turn;
};

struct store {
	const struct store_program *program;
	struct connection connections[STORE_DATABASE__COUNT];
	sqlite3_stmt **statements; /* by index in the program's table */
	unsigned char *secrets[STORE_SECRET__COUNT]; /* locked memory, NULL: not this program's */
	struct store_failure failure;
	struct store_counters counters;
};

extern const char *const store_database_names[STORE_DATABASE__COUNT];

/* settings.c: the connection as the house wants it, every setting read back. *ret_why: a literal. */
enum err settings_apply(sqlite3 *handle, enum store_database database, enum store_mode mode, enum store_duty duty, const char **ret_why);
/* store.c: notes what failed and gives its error. */
enum err store_failed(struct connection *connection, const char *statement);
enum err store_refused(struct connection *connection, const char *statement);
/* A refusal at the start; the text lives as long as the process, which ends over it. */
__attribute__((format(printf, 2, 3))) enum err store_say(struct str *ret_why, const char *format, ...);
enum err store_error(int sqlite_code, int system_errno);

#endif
