/* The start and the loop that payd, maild and keeperd share.
 * Owns: the wake-up socket STATE/run/<name>.wake, the order of start-up, the pace. Promises: a failing turn is logged once for each
 * failure and tried again with a growing pause (1 s … 60 s); SIGTERM lets the turn in hand finish, then ends with 0.
 * Never knows what a turn does. */
#ifndef AINA_PROGRAMS_DAEMON_H
#define AINA_PROGRAMS_DAEMON_H

#include "base/conf.h"
#include "store/store.h"

struct daemon_app {
	struct conf conf;
	struct arena *arena; /* lives as long as the process */
	struct store *store;
	int wake;  /* for wake_send() to other daemons */
	void *own; /* whatever .start put there */
};

struct daemon {
	const char *name;
	bool network; /* may open TCP connections, to `ports` only where the kernel can tell */
	/* Ports that the sandbox lets through besides 53, ended by 0; read after .start. NULL: any port. */
	const uint16_t *ports;
	const char *const *folders; /* below STATE, to be written besides /db: { "/mail", NULL }; may be NULL */
	/* Reads secrets, makes the HTTP client …; databases are open, the sandbox is not closed yet. May be NULL. */
	enum err (*start)(struct daemon_app *app, struct str *ret_why);
	/* One turn of work. *ret_next_ms: wall time at which the next turn is due at the latest; untouched: in one second.
	 * `app->arena` must not grow in a turn: make an own arena in .start and reset it. */
	enum err (*turn)(struct daemon_app *app, int64_t now_ms, int64_t *ret_next_ms);
	void (*stop)(struct daemon_app *app); /* may be NULL */
};

/* True once SIGTERM or SIGINT came: a turn with many steps asks between them. */
bool daemon_stopping(void);
/* The whole life of the daemon; the exit status. --state DIR, --once (one turn, for tests and cron), --unguarded as in serve.h. */
int daemon_main(int argc, char **argv, const struct daemon *daemon);

#endif
