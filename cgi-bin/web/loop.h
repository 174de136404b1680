/* The loop around libfcgi: connections in, finished replies out.
 * Owns: the connections, one request arena, one reply, one output buffer, all reused. Promises: a mute or slow peer costs a slot and
 * never another one's time; a reply is one system call (web/records.h); after SIGTERM, SIGINT or SIGUSR1 nothing new is accepted, every request that has begun
 * is answered, and the loop returns. Never looks into a request. */
#ifndef AINA_WEB_LOOP_H
#define AINA_WEB_LOOP_H

#include "web/route.h"

#define LOOP_CONNECTIONS 192      /* kept loop: below RLIMIT_NOFILE of the guard */
#define LOOP_REQUEST_WAIT_MS 5000 /* from the first byte, or from accepting, to a whole request */
#define LOOP_IDLE_WAIT_MS 75000   /* a kept connection without a request; nginx gives up after 60 s */
#define LOOP_SEND_WAIT_S 5        /* a reply that nobody reads */

enum loop_kind {
	LOOP_KEPT,   /* many connections at once, kept between requests */
	LOOP_SINGLE, /* one at a time, closed after its reply: the others wait in the backlog, where another process finds them */
};

/* The listening socket that the supervisor handed over: descriptor 3 under systemd (LISTEN_FDS=1), else 0 (spawn-fcgi, multiwatch).
 * ERR_CONFIG: there is none. */
MUST_USE enum err loop_socket(int *ret_fd);
struct loop_setup {
	int listen_fd;
	enum loop_kind kind;
	int request_wait_ms, idle_wait_ms; /* 0: as above */
};
/* Runs until SIGTERM, SIGINT or SIGUSR1. ERR_MEMORY, ERR_INTERNAL: could not start. */
MUST_USE enum err loop_run(const struct dispatcher *dispatcher, const struct loop_setup *setup);

#endif
