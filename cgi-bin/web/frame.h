/* A look at one FastCGI request while it still lies in the socket's queue (FastCGI specification 1.0, §3.3, §5).
 * Why: libfcgi reads until it has all it wants, so a peer that sends half a request would hold the process, and lengths that make no
 * sense abort it. Only whole and sound requests are handed to libfcgi; then it never waits and never meets such lengths.
 * Owns nothing, reads nothing: a pure function over bytes. */
#ifndef AINA_WEB_FRAME_H
#define AINA_WEB_FRAME_H

#include "base/str.h"
#include "web/limits.h"

/* Parameters, a body of LIMIT_BODY_BYTES, and the headers and padding of their records. */
#define FRAME_PARAMETERS_BYTES 40960
#define FRAME_PARAMETERS_MAX 128
#define FRAME_BYTES (LIMIT_BODY_BYTES + FRAME_PARAMETERS_BYTES + 8192)

enum frame {
	FRAME_PARTIAL, /* sound so far: more is to come */
	FRAME_WHOLE,   /* exactly one request */
	FRAME_BAD,     /* not a request that a web server sends: close */
};

/* Stricter than the specification where web servers are: role RESPONDER, no management records, no aborts, no second request behind
 * the first, each parameter inside one record. */
enum frame frame_check(struct str bytes);

#endif
