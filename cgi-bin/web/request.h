/* The request: read once from FastCGI, bounded by limits.h, never changed afterwards.
 * Owns: nothing; its text is the server's parameters where they need no decoding, else the arena's. Promises: path and every parameter are valid UTF-8 without NUL,
 * decoded exactly once; method and framing are known. Never trusts a client's forwarding headers. */
#ifndef AINA_WEB_REQUEST_H
#define AINA_WEB_REQUEST_H

#include "base/arena.h"

enum method { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER };
enum fetch_site { FETCH_SITE_ABSENT, FETCH_SITE_SAME_ORIGIN, FETCH_SITE_SAME_SITE, FETCH_SITE_CROSS_SITE, FETCH_SITE_NONE, FETCH_SITE_OTHER };

struct request {
	enum method method;
	struct str path;  /* decoded, starts with '/' */
	struct str query; /* raw, without '?' */
	struct str host;
	struct str cookie; /* raw header */
	struct str origin;
	struct str accept_language;
	struct str content_type;
	struct str signature; /* processor's signature header, raw */
	size_t body_bytes; /* Content-Length, at most LIMIT_BODY_BYTES */
	struct str body;   /* as many bytes; set by the loop */
	enum fetch_site fetch_site;
	bool has_origin;
	bool gpc; /* Sec-GPC: 1 or DNT: 1 */
	char id[16]; /* lower hex, in the log line and on error pages */
};

/* `envp`: FastCGI parameters as "NAME=value" strings, NULL ended. The body is read by the loop and set afterwards.
 * ERR_INPUT bad UTF-8 or percent sign, ERR_TOO_LARGE, ERR_MEMORY. */
MUST_USE enum err request_read(struct arena *arena, char **envp, struct request *ret_request);
/* Stands in for a request that could not be read: only its id is set. */
void request_unreadable(struct request *ret_request);
/* Content-Length: absent or empty is 0. ERR_INPUT: not a number; ERR_TOO_LARGE: above LIMIT_BODY_BYTES. */
MUST_USE enum err request_length(struct str text, size_t *ret_bytes);
/* The value of cookie `name`; ERR_NONE if absent, ERR_INPUT if it is there twice. RFC 6265 §5.4. */
MUST_USE enum err request_cookie(const struct request *request, struct str name, struct str *ret_value);

#endif
