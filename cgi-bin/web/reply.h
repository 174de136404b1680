/* The reply: status, typed headers, cookies from the registry, and one finished body. Nothing is sent before all of it stands. */
#ifndef AINA_WEB_REPLY_H
#define AINA_WEB_REPLY_H

#include "base/buf.h"
#include "cookies.h" /* generated from the rules file: enum cookie, struct cookie_rule cookie_rules[] */

#define REPLY_COOKIES_MAX 4

enum content_type { CONTENT_HTML, CONTENT_XML, CONTENT_ATOM, CONTENT_TEXT, CONTENT_JSON, CONTENT_PROBLEM };

struct reply {
	int status;
	enum content_type content_type;
	struct buf body; /* max LIMIT_PAGE_BYTES; memory kept between requests */
	struct str location;      /* own path or, from /pay only, the processor's page */
	int refresh_s;            /* > 0: Refresh header, the page loads itself again */
	int retry_after_s;
	int64_t last_modified_ms; /* 0: none */
	unsigned allow;           /* bits 1<<method for 405 */
	struct { enum cookie cookie; struct str value; bool expire; } cookies[REPLY_COOKIES_MAX];
	size_t cookie_count;
	unsigned cache;     /* enum cache_rule; the dispatcher lowers it for errors and for visitors with cookies */
	bool shared;        /* CACHE_ANONYMOUS and nobody in particular asked: nginx may keep it */
	bool vary_language; /* Accept-Language decided something */
};

void reply_reset(struct reply *reply);
/* 303 See Other to an own path. ERR_INPUT unless it starts with a single '/' and holds no control byte or backslash. */
MUST_USE enum err reply_see_other(struct reply *reply, struct str path);
/* 303 to an absolute https URL (or http on a test host) whose host was checked by the caller. */
MUST_USE enum err reply_leave(struct reply *reply, struct str url);
/* 308 Permanent Redirect to an own path. */
MUST_USE enum err reply_moved(struct reply *reply, struct str path);
/* Attributes come from the registry. ERR_INTERNAL when REPLY_COOKIES_MAX is exceeded or the value is not cookie-safe. */
MUST_USE enum err reply_set_cookie(struct reply *reply, enum cookie cookie, struct str value);
MUST_USE enum err reply_expire_cookie(struct reply *reply, enum cookie cookie);
/* Status line, headers and body as one byte string into `out`, sent at once. HEAD leaves out the body. */
void reply_write(const struct reply *reply, bool head_only, struct buf *out);

#endif
