#include "edge/http.h"

#include <curl/curl.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "edge/ca_file.h"

#define URL_BYTES_MAX 2048

struct http_client {
	bool loopback_http;
	long connect_ms, total_ms, slow_s;
	struct buf ca; /* PEM: read once, so that the sandbox needs no certificate files later */
};

static void easy_cleanup(CURL **easy) { curl_easy_cleanup(*easy); }
static void slist_cleanup(struct curl_slist **list) { curl_slist_free_all(*list); }
static void url_cleanup(CURLU **url) { curl_url_cleanup(*url); }

enum err http_open(const struct http_setup *setup, struct http_client **ret_client)
{
	struct http_client *client = calloc(1, sizeof(*client));
	if (client == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return ERR_MEMORY;
	}
	client->loopback_http = setup->loopback_http;
	client->connect_ms = (long)(setup->connect_ms > 0 ? setup->connect_ms : 5000);
	client->total_ms = (long)(setup->total_ms > 0 ? setup->total_ms : 20000);
	client->slow_s = (long)(setup->slow_s > 0 ? setup->slow_s : 10);
	buf_init(&client->ca, CA_FILE_BYTES_MAX);
	if (setup->ca_file.n > 0 && ca_file_read(setup->ca_file, &client->ca) != ERR_OK) {
		http_close(client);
		return ERR_CONFIG;
	}
	*ret_client = client;
	return ERR_OK;
}

void http_close(struct http_client *client)
{
	if (client == NULL)
		return;
	buf_free(&client->ca);
	free(client);
	curl_global_cleanup();
}

/* URLs ----------------------------------------------------------------------------------------------------------------- */

struct url_parts { char host[256]; char port[8]; bool https; };

static bool url_part(CURLU *url, CURLUPart part, unsigned flags, char *out, size_t size)
{
	char *text = NULL;
	if (curl_url_get(url, part, &text, flags) != CURLUE_OK || text == NULL)
		return false;
	size_t n = strlen(text);
	bool fits = n > 0 && n < size;
	if (fits)
		memcpy(out, text, n + 1);
	curl_free(text);
	return fits;
}

/* False for anything but a plain http(s) URL without user name, white space or control bytes. */
static bool url_split(struct str text, struct url_parts *ret_parts)
{
	char z[URL_BYTES_MAX];
	if (text.n == 0 || text.n >= sizeof(z))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c <= 0x20 || c >= 0x7f || c == '\\')
			return false;
	}
	memcpy(z, text.p, text.n);
	z[text.n] = '\0';
	__attribute__((cleanup(url_cleanup))) CURLU *url = curl_url();
	if (url == NULL || curl_url_set(url, CURLUPART_URL, z, CURLU_DISALLOW_USER) != CURLUE_OK)
		return false;
	char scheme[16];
	struct url_parts parts = { .https = false };
	if (!url_part(url, CURLUPART_SCHEME, 0, scheme, sizeof(scheme)) ||
	    !url_part(url, CURLUPART_HOST, 0, parts.host, sizeof(parts.host)) ||
	    !url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, parts.port, sizeof(parts.port)))
		return false;
	parts.https = strcmp(scheme, "https") == 0;
	if (!parts.https && strcmp(scheme, "http") != 0)
		return false;
	*ret_parts = parts;
	return true;
}

static bool parts_allowed(const struct url_parts *parts, bool loopback_http)
{
	if (parts->https)
		return true;
	return loopback_http && (strcmp(parts->host, "127.0.0.1") == 0 || strcmp(parts->host, "[::1]") == 0 ||
				 strcmp(parts->host, "localhost") == 0);
}

bool http_url_allowed(struct str url, bool loopback_http)
{
	struct url_parts parts;
	return url_split(url, &parts) && parts_allowed(&parts, loopback_http);
}

bool http_url_has_authority(struct str url, struct str authority, bool loopback_http)
{
	struct url_parts parts;
	if (!url_split(url, &parts) || !parts_allowed(&parts, loopback_http))
		return false;
	/* The parser says it is sound; letter for letter it must begin as we would have written it. */
	struct str scheme = parts.https ? STR("https://") : STR("http://");
	struct str rest = str_from(url, scheme.n);
	return str_starts(url, scheme) && str_starts(rest, authority) &&
	       (rest.n == authority.n || memchr("/?#", rest.p[authority.n], 3) != NULL);
}

/* One call ------------------------------------------------------------------------------------------------------------- */

struct reading {
	struct arena *arena;
	struct buf body;
	struct http_answer *answer;
};

static size_t body_arrived(char *bytes, size_t size, size_t count, void *user)
{
	struct reading *reading = user;
	size_t n = size * count; /* size is always 1 */
	buf_put(&reading->body, (struct str){ bytes, n });
	return buf_failed(&reading->body) ? 0 : n; /* 0 stops the transfer: an endless answer is no answer */
}

static bool header_named(struct str line, struct str name, struct str *ret_value)
{
	if (line.n <= name.n || line.p[name.n] != ':' || !str_eq_nocase(str_part(line, 0, name.n), name))
		return false;
	*ret_value = str_trim(str_from(line, name.n + 1));
	return true;
}

static struct str trace_kept(struct arena *arena, struct str value)
{
	if (value.n > HTTP_TRACE_BYTES_MAX)
		return (struct str){ NULL, 0 };
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
		if (!fine)
			return (struct str){ NULL, 0 };
	}
	return arena_copy(arena, value);
}

static size_t header_arrived(char *bytes, size_t size, size_t count, void *user)
{
	struct reading *reading = user;
	struct str line = { bytes, size * count };
	struct str value;
	if (header_named(line, STR("content-type"), &value))
		reading->answer->content_type = arena_copy(reading->arena, str_part(value, 0, 128));
	else if (header_named(line, STR("request-id"), &value) || header_named(line, STR("x-trace-id"), &value))
		reading->answer->trace = trace_kept(reading->arena, value);
	else if (header_named(line, STR("stripe-should-retry"), &value))
		reading->answer->retry_hint = str_eq_z(value, "true")    ? HTTP_RETRY_YES
					      : str_eq_z(value, "false") ? HTTP_RETRY_NO
									 : HTTP_RETRY_UNSAID;
	return line.n;
}

static bool header_value_fine(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
			return false;
	return value.n > 0;
}

static enum err list_add(struct curl_slist **list, const char *line)
{
	struct curl_slist *longer = line != NULL ? curl_slist_append(*list, line) : NULL;
	if (longer == NULL)
		return ERR_MEMORY;
	*list = longer;
	return ERR_OK;
}

static enum err headers_build(struct arena *arena, const struct http_request *request, struct curl_slist **list)
{
	TRY(list_add(list, "Expect:")); /* never wait for 100-continue */
	TRY(list_add(list, "Accept: application/json"));
	for (size_t i = 0; i < request->header_count; i++) {
		const struct http_header *header = &request->headers[i];
		if (!header_value_fine(header->value))
			return ERR_INPUT;
		struct str line = arena_format(arena, "%s: %.*s", header->name, (int)header->value.n, header->value.p);
		TRY(list_add(list, arena_z(arena, line)));
	}
	return ERR_OK;
}

#define SET(option, value)                                            \
	do {                                                          \
		if (curl_easy_setopt(easy, (option), (value)) != CURLE_OK) \
			return ERR_MEMORY;                            \
	} while (0)

/* Where bytes may go and who must be there. */
static enum err easy_aim(const struct http_client *client, CURL *easy, const char *url, bool https)
{
	SET(CURLOPT_URL, url);
	SET(CURLOPT_PROTOCOLS_STR, https ? "https" : "http");
	SET(CURLOPT_REDIR_PROTOCOLS_STR, "https");
	SET(CURLOPT_FOLLOWLOCATION, 0L);
	SET(CURLOPT_PROXY, ""); /* also stops the environment's proxy variables */
	SET(CURLOPT_NOPROXY, "*");
	SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	SET(CURLOPT_CAPATH, (char *)NULL);
	SET(CURLOPT_CAINFO, (char *)NULL);
	if (client->ca.n > 0) {
		struct curl_blob blob = { client->ca.p, client->ca.n, CURL_BLOB_NOCOPY };
		SET(CURLOPT_CAINFO_BLOB, &blob);
	}
	return ERR_OK;
}

static enum err easy_bound(const struct http_client *client, CURL *easy)
{
	/* libcurl repeats a POST by itself when a kept connection dies after the request: so none is kept, none is taken. */
	SET(CURLOPT_FRESH_CONNECT, 1L);
	SET(CURLOPT_FORBID_REUSE, 1L);
	SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(CURLOPT_HTTP09_ALLOWED, 0L);
	SET(CURLOPT_NOSIGNAL, 1L); /* the program ignores SIGPIPE itself */
	SET(CURLOPT_CONNECTTIMEOUT_MS, client->connect_ms);
	SET(CURLOPT_TIMEOUT_MS, client->total_ms);
	SET(CURLOPT_LOW_SPEED_LIMIT, 100L);
	SET(CURLOPT_LOW_SPEED_TIME, client->slow_s);
	SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)HTTP_ANSWER_BYTES_MAX);
	SET(CURLOPT_USERAGENT, "Aina");
	return ERR_OK;
}

static enum err easy_fill(CURL *easy, const struct http_request *request, struct curl_slist *headers, struct reading *reading)
{
	if (request->post) {
		SET(CURLOPT_POST, 1L);
		SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
		SET(CURLOPT_POSTFIELDS, request->body.n > 0 ? request->body.p : "");
	} else {
		SET(CURLOPT_HTTPGET, 1L);
	}
	SET(CURLOPT_HTTPHEADER, headers);
	SET(CURLOPT_WRITEFUNCTION, body_arrived);
	SET(CURLOPT_WRITEDATA, reading);
	SET(CURLOPT_HEADERFUNCTION, header_arrived);
	SET(CURLOPT_HEADERDATA, reading);
	return ERR_OK;
}

/* By phase, never by error number: codes 28 and 56 occur on both sides of the send. */
static void outcome_read(CURL *easy, CURLcode code, struct reading *reading)
{
	struct http_answer *answer = reading->answer;
	long status = 0, request_bytes = 0;
	curl_off_t retry_after_s = 0;
	bool told = curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes) == CURLE_OK &&
		    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK;
	answer->curl_code = (int)code;
	if (code == CURLE_OK && told && status >= 200) {
		answer->outcome = HTTP_ANSWERED;
		answer->status = (int)status;
		if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after_s) == CURLE_OK && retry_after_s > 0)
			answer->retry_after_s = retry_after_s < HTTP_RETRY_AFTER_S_MAX ? retry_after_s : HTTP_RETRY_AFTER_S_MAX;
	} else {
		answer->outcome = told && request_bytes == 0 ? HTTP_NOT_SENT : HTTP_UNKNOWN;
		answer->retry_hint = HTTP_RETRY_UNSAID;
	}
}

enum err http_send(struct http_client *client, struct arena *arena, const struct http_request *request,
		   struct http_answer *ret_answer)
{
	struct http_answer answer = { .outcome = HTTP_NOT_SENT };
	struct url_parts parts;
	if (!url_split(request->url, &parts) || !parts_allowed(&parts, client->loopback_http) ||
	    (parts.https && client->ca.n == 0)) {
		answer.curl_code = CURLE_UNSUPPORTED_PROTOCOL;
		*ret_answer = answer;
		return ERR_OK;
	}
	const char *url = arena_z(arena, request->url);
	__attribute__((cleanup(slist_cleanup))) struct curl_slist *headers = NULL;
	__attribute__((cleanup(easy_cleanup))) CURL *easy = curl_easy_init(); /* a new one for each call: a failed handle is never used again */
	if (url == NULL || easy == NULL)
		return ERR_MEMORY;
	TRY(headers_build(arena, request, &headers));
	struct reading reading = { .arena = arena, .answer = &answer };
	buf_init(&reading.body, HTTP_ANSWER_BYTES_MAX);
	enum err err = easy_aim(client, easy, url, parts.https);
	if (err == ERR_OK)
		err = easy_bound(client, easy);
	if (err == ERR_OK)
		err = easy_fill(easy, request, headers, &reading);
	if (err == ERR_OK) {
		int64_t start_ms = clock_monotonic_ms();
		CURLcode code = curl_easy_perform(easy);
		answer.duration_ms = clock_monotonic_ms() - start_ms;
		outcome_read(easy, code, &reading);
		if (answer.outcome == HTTP_ANSWERED && reading.body.n > 0)
			answer.body = arena_copy(arena, buf_str(&reading.body));
		if (arena_failed(arena))
			err = ERR_MEMORY;
	}
	buf_free(&reading.body);
	if (err == ERR_OK)
		*ret_answer = answer;
	return err;
}
