/* What every long-running program does before its first work: arguments, configuration, log, libsodium, databases, sandbox.
 * Owns nothing after start_open(): the program's struct does. Promises: a step that fails is one log line that says what to do. */
#ifndef AINA_PROGRAMS_START_H
#define AINA_PROGRAMS_START_H

#include "base/conf.h"
#include "base/wake.h"
#include "store/store.h"

struct start {
	struct conf conf;
	struct arena *arena;
	struct store *store;
	int wake;
	bool once;      /* --once */
	bool unguarded; /* --unguarded */
};

struct start_rights {
	bool network;
	const uint16_t *ports;       /* as in web/guard.h */
	const char *const *folders;  /* below STATE, that the program may write besides /db, such as "/mail"; NULL ended; may be NULL */
};

/* ERR_CONFIG and others, logged. `takes_once`: the program knows --once. */
MUST_USE enum err start_open(int argc, char **argv, const char *name, bool takes_once, struct start *ret_start);
/* Closes the sandbox; logs what stands. Reading STATE/db is always allowed, writing it if the program's queries write. */
MUST_USE enum err start_guard(const struct start *start, const struct start_rights *rights);
/* One line for a start that ends here; returns the exit status. */
int start_refused(enum err err, struct str why);

#endif
