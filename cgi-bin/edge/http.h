/* HTTP client: one request out, one answer in. The only owner of libcurl's HTTP side.
 * Promises: a request is on the wire at most once for each http_send(); it tells "not one byte left" from "nobody knows"; the answer is
 * bounded in size and time; TLS is verified against the CA file that was given, never against the system's folder.
 * Never: follows a redirect, keeps a connection, reads proxy variables or .netrc, decompresses, logs, keeps other headers than named here. */
#ifndef AINA_EDGE_HTTP_H
#define AINA_EDGE_HTTP_H

#include "base/arena.h"

#define HTTP_ANSWER_BYTES_MAX (256 * 1024)
#define HTTP_HEADERS_MAX 6
#define HTTP_TRACE_BYTES_MAX 64
#define HTTP_RETRY_AFTER_S_MAX 3600

struct http_setup {
	struct str ca_file;    /* PEM; absent: only loopback_http can work */
	bool loopback_http;    /* allow http:// to 127.0.0.1, [::1] and localhost: the test processor */
	int64_t connect_ms;    /* 0: 5 s */
	int64_t total_ms;      /* 0: 20 s */
	int64_t slow_s;        /* give up after so long below 100 bytes a second; 0: 10 s */
};

struct http_client;

/* Reads the CA file once. ERR_CONFIG: it cannot be read; ERR_MEMORY. */
MUST_USE enum err http_open(const struct http_setup *setup, struct http_client **ret_client);
void http_close(struct http_client *client); /* NULL is fine */

struct http_header { const char *name; struct str value; };

struct http_request {
	bool post;
	struct str url;
	struct http_header headers[HTTP_HEADERS_MAX]; /* the authorisation among them */
	size_t header_count;
	struct str body; /* post only */
};

enum http_outcome {
	HTTP_NOT_SENT, /* proven: no byte of the request left this machine (name, connection, certificate, refused URL) */
	HTTP_UNKNOWN,  /* it may have arrived; whatever came back is not a whole answer */
	HTTP_ANSWERED  /* a whole answer of any status */
};
enum http_retry_hint { HTTP_RETRY_UNSAID, HTTP_RETRY_YES, HTTP_RETRY_NO };

struct http_answer {
	enum http_outcome outcome;
	int status;            /* 0 unless HTTP_ANSWERED */
	int curl_code;         /* for the record; never decide by it */
	struct str body;       /* raw, in the arena */
	struct str content_type;
	struct str trace;      /* the other side's request id, [A-Za-z0-9_-] */
	int64_t retry_after_s; /* 0: unsaid; capped */
	enum http_retry_hint retry_hint; /* Stripe-Should-Retry */
	int64_t duration_ms;
};

/* Blocks until answered or given up. ERR_INPUT: a header value with control bytes; ERR_MEMORY. Everything that the network
 * does is in *ret_answer and no error. */
MUST_USE enum err http_send(struct http_client *client, struct arena *arena, const struct http_request *request,
			    struct http_answer *ret_answer);

/* Whether an URL may be asked under this setup: https, or http to loopback when allowed; no user name in it. */
bool http_url_allowed(struct str url, bool loopback_http);
/* Whether it is such an URL and, letter for letter, its authority (host, and port if it names one) is `authority`. */
bool http_url_has_authority(struct str url, struct str authority, bool loopback_http);

#endif
