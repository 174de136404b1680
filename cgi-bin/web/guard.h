/* Giving up rights, once, before the first byte from outside is read.
 * Three fences: resource limits, Landlock (which files and TCP ports), seccomp (which system calls). Each is checked or refused aloud;
 * an older kernel that knows less of Landlock gets what it knows. Promises: after guard_close() the process cannot run a program,
 * trace another, open a file outside `paths`, or (unless `network`) make any socket but a Unix one. */
#ifndef AINA_WEB_GUARD_H
#define AINA_WEB_GUARD_H

#include "base/str.h"

struct guard_path {
	const char *path; /* a folder or file; a missing one is left out */
	bool write;       /* else only reading */
};

struct guard {
	const struct guard_path *paths;
	size_t path_count;
	bool network;          /* may make Internet sockets, and threads for looking up names */
	const uint16_t *ports; /* TCP ports to connect to besides 53, ended by 0; NULL: any */
	size_t memory_bytes;   /* RLIMIT_AS; 0: unlimited */
};

/* What the kernel granted, for the log. */
struct guard_state {
	int landlock_abi; /* 0: the kernel has none */
	bool seccomp;     /* false only in sanitizer builds, whose runtime needs more system calls */
};

/* ERR_CONFIG with *ret_why (a literal) when a fence could not be put up. */
MUST_USE enum err guard_close(const struct guard *guard, struct guard_state *ret_state, struct str *ret_why);

#endif
