/* The start and the loop that all FastCGI programs share.
 * Owns: the order of start-up (arguments, configuration, log, libsodium, databases, sandbox, loop) and the dispatcher's transaction hooks.
 * Promises: a program that cannot do all of it says why in one log line and exits 1 before it answers anything.
 * Never knows what a page shows or whose session it is: the program hands that in. */
#ifndef AINA_PROGRAMS_SERVE_H
#define AINA_PROGRAMS_SERVE_H

#include "pages/app.h"

enum serve_loop {
	SERVE_EVENT_LOOP,  /* many kept connections in one process: short pages only */
	SERVE_ACCEPT_LOOP, /* one connection at a time, never kept: whatever may take long */
};

struct serve_program {
	struct route_table routes; /* .program is the name in logs */
	enum serve_loop loop;
	/* Reads secrets and fills the hooks .session, .session_make, .creator, .error_page, .rate; everything else is set.
	 * Runs with the databases open and before the sandbox. *ret_why: a literal or memory of app->arena. May be NULL. */
	enum err (*start)(struct serve_app *app, struct dispatcher *dispatcher, struct str *ret_why);
};

/* The whole life of the program; the exit status. `store_program` of the generated query_<program>.c names the databases and
 * whether they are written: files below STATE/db can then be, and nothing else.
 * Arguments: --state DIR (default "var"); --unguarded switches the sandbox off for profilers and is refused on a https site. */
int serve_main(int argc, char **argv, const struct serve_program *program);

#endif
