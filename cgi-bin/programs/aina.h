/* The command line of the house: what its commands share.
 * Every command is a row of the table in aina.c. Exit status: 0 done, 1 failed, 2 wrong arguments, 3 done, but something in it was
 * refused or found broken. Errors say what to do. */
#ifndef AINA_PROGRAMS_AINA_H
#define AINA_PROGRAMS_AINA_H

#include "base/conf.h"
#include "store/store.h"

enum aina_exit { AINA_DONE = 0, AINA_FAILED = 1, AINA_USAGE = 2, AINA_FOUND = 3 };

/* What a command needs before it runs. */
enum aina_need { AINA_NOTHING, AINA_CONF, AINA_STORE };

struct aina {
	struct conf conf;
	struct arena *arena; /* as long as the command */
	struct store *store; /* for AINA_STORE */
	int argc;            /* the command's own: argv[0] is its name */
	char **argv;
};

int aina_migrate(struct aina *aina);
int aina_config(struct aina *aina);
int aina_routes(struct aina *aina);
int aina_demo(struct aina *aina);
int aina_import(struct aina *aina);
int aina_catalogue(struct aina *aina);
int aina_creator(struct aina *aina);
int aina_check(struct aina *aina);
int aina_backup(struct aina *aina);

/* "aina: <sentence>" on stderr; the status to return. */
int aina_refuse(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same for a failed call: what was tried, the error's name, and the database's own word where there is one. */
int aina_failed(const struct aina *aina, const char *tried, enum err err, struct str why);

#endif
