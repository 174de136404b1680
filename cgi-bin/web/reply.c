#include "web/reply.h"

#include <string.h>
#include "base/clock.h"
#include "web/limits.h"
#include "web/request.h"
#include "web/route.h"

#define ANONYMOUS_KEPT_S 60
#define FEED_KEPT_S 3600

void reply_reset(struct reply *reply)
{
	struct buf body = reply->body;

	buf_reset(&body);
	*reply = (struct reply){ .body = body };
}

/* RFC 9110 §5.5: CR, LF and NUL end or break a field; we let no control byte and no raw non-ASCII through. */
static bool header_value_is_sane(struct str value)
{
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] < ' ' || value.p[i] >= 0x7f)
			return false;
	return value.n <= LIMIT_HEADER_BYTES;
}

/* Browsers take "//host" and "/\host" for another site, and drop tabs on the way there. */
static bool path_is_own(struct str path)
{
	if (path.n == 0 || path.p[0] != '/' || (path.n > 1 && path.p[1] == '/'))
		return false;
	return str_index(path, '\\') == path.n && str_index(path, ' ') == path.n && header_value_is_sane(path);
}

static enum err redirect(struct reply *reply, int status, struct str location)
{
	reply->status = status;
	reply->location = location;
	buf_reset(&reply->body);
	return ERR_OK;
}

enum err reply_see_other(struct reply *reply, struct str path)
{
	return path_is_own(path) ? redirect(reply, 303, path) : ERR_INPUT;
}

enum err reply_moved(struct reply *reply, struct str path)
{
	return path_is_own(path) ? redirect(reply, 308, path) : ERR_INPUT;
}

enum err reply_leave(struct reply *reply, struct str url)
{
	bool web = str_starts(url, STR("https://")) || str_starts(url, STR("http://"));

	if (!web || str_index(url, ' ') != url.n || !header_value_is_sane(url))
		return ERR_INPUT;
	return redirect(reply, 303, url);
}

static enum err cookie_add(struct reply *reply, enum cookie cookie, struct str value, bool expire)
{
	if (reply->cookie_count == REPLY_COOKIES_MAX || cookie >= COOKIE__COUNT || !header_value_is_sane(value))
		return ERR_INTERNAL;
	for (size_t i = 0; i < value.n; i++)
		if (value.p[i] == '\0' || strchr(" \",;\\", value.p[i]) != NULL) /* RFC 6265 §4.1.1 */
			return ERR_INTERNAL;
	reply->cookies[reply->cookie_count].cookie = cookie;
	reply->cookies[reply->cookie_count].value = value;
	reply->cookies[reply->cookie_count].expire = expire;
	reply->cookie_count++;
	return ERR_OK;
}

enum err reply_set_cookie(struct reply *reply, enum cookie cookie, struct str value)
{
	return value.n == 0 ? ERR_INTERNAL : cookie_add(reply, cookie, value, false);
}

enum err reply_expire_cookie(struct reply *reply, enum cookie cookie)
{
	return cookie_add(reply, cookie, STR(""), true);
}

static struct str status_text(int status)
{
	switch (status) {
	case 200: return STR("200 OK");
	case 303: return STR("303 See Other");
	case 308: return STR("308 Permanent Redirect");
	case 400: return STR("400 Bad Request");
	case 403: return STR("403 Forbidden");
	case 404: return STR("404 Not Found");
	case 405: return STR("405 Method Not Allowed");
	case 409: return STR("409 Conflict");
	case 410: return STR("410 Gone");
	case 413: return STR("413 Content Too Large");
	case 415: return STR("415 Unsupported Media Type");
	case 421: return STR("421 Misdirected Request");
	case 422: return STR("422 Unprocessable Content");
	case 429: return STR("429 Too Many Requests");
	case 503: return STR("503 Service Unavailable");
	default: return STR("500 Internal Server Error");
	}
}

static struct str type_text(enum content_type type)
{
	switch (type) {
	case CONTENT_HTML: return STR("text/html; charset=utf-8");
	case CONTENT_XML: return STR("application/xml; charset=utf-8");
	case CONTENT_ATOM: return STR("application/atom+xml; charset=utf-8");
	case CONTENT_TEXT: return STR("text/plain; charset=utf-8");
	case CONTENT_JSON: return STR("application/json; charset=utf-8");
	case CONTENT_PROBLEM: return STR("application/problem+json; charset=utf-8");
	}
	return STR("application/octet-stream");
}

static void put_number(struct buf *out, struct str name, int64_t value)
{
	buf_put(out, name);
	buf_put_int(out, value);
	buf_put(out, STR("\r\n"));
}

static void put_text(struct buf *out, struct str name, struct str value)
{
	buf_put(out, name);
	buf_put(out, value);
	buf_put(out, STR("\r\n"));
}

/* X-Accel-Expires is for nginx alone, which takes it out; it must come before Cache-Control, or nginx 1.22 heeds the latter.
 * Browsers ask again each time: the page shows what is in the cart now. */
static void put_cache(struct buf *out, const struct reply *reply)
{
	if (reply->cache == CACHE_FEED) {
		put_number(out, STR("Cache-Control: public, max-age="), FEED_KEPT_S);
	} else if (reply->cache == CACHE_ANONYMOUS) {
		if (reply->shared && reply->cookie_count == 0)
			put_number(out, STR("X-Accel-Expires: "), ANONYMOUS_KEPT_S);
		buf_put(out, STR("Cache-Control: private, no-cache\r\n"));
	} else {
		buf_put(out, STR("Cache-Control: no-store\r\n"));
	}
	if (reply->vary_language)
		buf_put(out, STR("Vary: Accept-Language\r\n"));
}

static void put_allow(struct buf *out, unsigned allow)
{
	buf_put(out, STR("Allow: "));
	if (allow & 1u << METHOD_GET)
		buf_put(out, STR("GET, HEAD"));
	if (allow & 1u << METHOD_POST)
		buf_put(out, allow & 1u << METHOD_GET ? STR(", POST") : STR("POST"));
	buf_put(out, STR("\r\n"));
}

static void put_cookies(struct buf *out, const struct reply *reply)
{
	for (size_t i = 0; i < reply->cookie_count; i++) {
		const struct cookie_rule *rule = &cookie_rules[reply->cookies[i].cookie];
		buf_put(out, STR("Set-Cookie: "));
		buf_put_z(out, rule->name);
		buf_put(out, STR("="));
		buf_put(out, reply->cookies[i].value);
		buf_put(out, STR("; "));
		buf_put_z(out, rule->attributes);
		buf_put(out, STR("; Max-Age="));
		buf_put_int(out, reply->cookies[i].expire ? 0 : rule->life_s);
		buf_put(out, STR("\r\n"));
	}
}

static void put_rest(struct buf *out, const struct reply *reply)
{
	char date[CLOCK_HTTP_SIZE];

	if (reply->location.n > 0)
		put_text(out, STR("Location: "), reply->location);
	if (reply->refresh_s > 0)
		put_number(out, STR("Refresh: "), reply->refresh_s);
	if (reply->retry_after_s > 0)
		put_number(out, STR("Retry-After: "), reply->retry_after_s);
	if (reply->allow != 0)
		put_allow(out, reply->allow);
	if (reply->last_modified_ms > 0)
		put_text(out, STR("Last-Modified: "), clock_http_date(reply->last_modified_ms, date));
	put_cookies(out, reply);
}

/* Setters refuse what would break the header; this is for a member that somebody set by hand. */
static bool reply_is_sane(const struct reply *reply)
{
	bool sane = header_value_is_sane(reply->location) && !buf_failed(&reply->body);

	for (size_t i = 0; i < reply->cookie_count; i++)
		sane = sane && header_value_is_sane(reply->cookies[i].value);
	return sane;
}

void reply_write(const struct reply *reply, bool head_only, struct buf *out)
{
	static const struct reply broken = { .status = 500, .content_type = CONTENT_TEXT };

	if (!reply_is_sane(reply))
		reply = &broken;
	buf_reset(out);
	(void)buf_reserve(out, 1024 + reply->body.n);
	put_text(out, STR("Status: "), status_text(reply->status));
	put_text(out, STR("Content-Type: "), type_text(reply->content_type));
	put_number(out, STR("Content-Length: "), (int64_t)reply->body.n);
	put_cache(out, reply);
	put_rest(out, reply);
	buf_put(out, STR("\r\n"));
	if (!head_only)
		buf_put(out, buf_str(&reply->body));
}
