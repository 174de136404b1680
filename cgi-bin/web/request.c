#include "web/request.h"

#include <string.h>
#include "base/random.h"
#include "base/text.h"
#include "web/limits.h"
#include "web/percent.h"

/* The parameters that a program looks at; whatever else the server or a client sends is not even stored. */
struct raw {
	struct str method, uri, request_id;
	struct str host, cookie, origin, fetch_site, accept_language, content_type, content_length, signature, gpc, dnt;
};

/* Where the parameter of that name goes, or NULL. */
static struct str *raw_slot(struct raw *raw, struct str name)
{
	static const struct {
		struct str name;
		size_t offset;
	} slots[] = {
		{ STR_INIT("REQUEST_METHOD"), offsetof(struct raw, method) },
		{ STR_INIT("REQUEST_URI"), offsetof(struct raw, uri) },
		{ STR_INIT("REQUEST_ID"), offsetof(struct raw, request_id) },
		{ STR_INIT("CONTENT_TYPE"), offsetof(struct raw, content_type) },
		{ STR_INIT("CONTENT_LENGTH"), offsetof(struct raw, content_length) },
		{ STR_INIT("HTTP_HOST"), offsetof(struct raw, host) },
		{ STR_INIT("HTTP_COOKIE"), offsetof(struct raw, cookie) },
		{ STR_INIT("HTTP_ORIGIN"), offsetof(struct raw, origin) },
		{ STR_INIT("HTTP_SEC_FETCH_SITE"), offsetof(struct raw, fetch_site) },
		{ STR_INIT("HTTP_ACCEPT_LANGUAGE"), offsetof(struct raw, accept_language) },
		{ STR_INIT("HTTP_STRIPE_SIGNATURE"), offsetof(struct raw, signature) },
		{ STR_INIT("HTTP_SEC_GPC"), offsetof(struct raw, gpc) },
		{ STR_INIT("HTTP_DNT"), offsetof(struct raw, dnt) },
	};

	for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
		if (slots[i].name.n == name.n && memcmp(slots[i].name.p, name.p, name.n) == 0)
			return (struct str *)(void *)((char *)raw + slots[i].offset);
	return NULL;
}

static enum err raw_read(char **envp, struct raw *ret_raw)
{
	struct raw raw = { 0 };

	for (; *envp != NULL; envp++) {
		struct str entry = str_from_z(*envp);
		size_t equals = str_index(entry, '=');
		struct str *slot = raw_slot(&raw, str_part(entry, 0, equals));
		struct str value = str_from(entry, equals + 1);

		if (slot == NULL)
			continue;
		if (slot->p != NULL)
			return ERR_INPUT; /* twice: the server and we could each believe another one */
		if (value.n > LIMIT_HEADER_BYTES)
			return ERR_TOO_LARGE;
		*slot = value;
	}
	*ret_raw = raw;
	return ERR_OK;
}

static enum method method_parse(struct str name)
{
	if (str_eq(name, STR("GET")))
		return METHOD_GET;
	if (str_eq(name, STR("HEAD")))
		return METHOD_HEAD;
	if (str_eq(name, STR("POST")))
		return METHOD_POST;
	return METHOD_OTHER;
}

/* nginx hands a header that did not come on as an empty one. */
static enum fetch_site fetch_site_parse(struct str name)
{
	if (name.n == 0)
		return FETCH_SITE_ABSENT;
	if (str_eq(name, STR("same-origin")))
		return FETCH_SITE_SAME_ORIGIN;
	if (str_eq(name, STR("same-site")))
		return FETCH_SITE_SAME_SITE;
	if (str_eq(name, STR("cross-site")))
		return FETCH_SITE_CROSS_SITE;
	if (str_eq(name, STR("none")))
		return FETCH_SITE_NONE;
	return FETCH_SITE_OTHER;
}

/* The server's own id when it is one, so that its log and ours can be laid side by side; else a random one. */
static void id_read(struct str server_id, char out[16])
{
	unsigned char bytes[8];

	if (server_id.n < 16 || str_hex_decode(str_part(server_id, 0, 16), bytes, sizeof bytes) != ERR_OK)
		random_bytes(bytes, sizeof bytes);
	(void)str_hex(bytes, sizeof bytes, out);
}

/* Control bytes and backslashes have no business in a path; an encoded slash would move a segment's border. */
static enum err path_read(struct arena *arena, struct str raw, struct str *ret_path)
{
	struct str path;

	if (raw.n == 0 || raw.p[0] != '/')
		return ERR_INPUT;
	for (size_t i = 0; i + 2 < raw.n; i++)
		if (raw.p[i] == '%' && raw.p[i + 1] == '2' && (raw.p[i + 2] == 'f' || raw.p[i + 2] == 'F'))
			return ERR_INPUT;
	TRY(percent_decode(arena, raw, false, &path));
	for (size_t i = 0; i < path.n; i++)
		if ((unsigned char)path.p[i] < ' ' || path.p[i] == 0x7f || path.p[i] == '\\')
			return ERR_INPUT;
	if (!text_is_utf8(path))
		return ERR_INPUT;
	*ret_path = path;
	return ERR_OK;
}

enum err request_length(struct str text, size_t *ret_bytes)
{
	int64_t bytes = 0;

	if (text.n > 0 && (text.p[0] == '-' || str_to_int64(text, &bytes) != ERR_OK))
		return ERR_INPUT;
	if (bytes > LIMIT_BODY_BYTES)
		return ERR_TOO_LARGE;
	*ret_bytes = (size_t)bytes;
	return ERR_OK;
}

enum err request_read(struct arena *arena, char **envp, struct request *ret_request)
{
	struct request request = { .method = METHOD_OTHER };
	struct raw raw;

	TRY(raw_read(envp, &raw));
	if (raw.uri.n > LIMIT_URI_BYTES)
		return ERR_TOO_LARGE;
	size_t mark = str_index(raw.uri, '?');
	TRY(path_read(arena, str_part(raw.uri, 0, mark), &request.path));
	TRY(request_length(raw.content_length, &request.body_bytes));
	request.method = method_parse(raw.method);
	request.query = str_from(raw.uri, mark + 1);
	request.host = raw.host;
	request.cookie = raw.cookie;
	request.origin = raw.origin;
	request.has_origin = raw.origin.n > 0;
	request.accept_language = raw.accept_language;
	request.content_type = raw.content_type;
	request.signature = raw.signature;
	request.fetch_site = fetch_site_parse(raw.fetch_site);
	request.gpc = str_eq(raw.gpc, STR("1")) || str_eq(raw.dnt, STR("1"));
	id_read(raw.request_id, request.id);
	*ret_request = request;
	return ERR_OK;
}

void request_unreadable(struct request *ret_request)
{
	*ret_request = (struct request){ .method = METHOD_OTHER, .path = STR("") };
	id_read(STR(""), ret_request->id);
}

/* cookie-octet of RFC 6265 §4.1.1. */
static bool cookie_value_is_sane(struct str value)
{
	for (size_t i = 0; i < value.n; i++) {
		char c = value.p[i];
		if (c <= ' ' || c >= 0x7f || c == '"' || c == ',' || c == ';' || c == '\\')
			return false;
	}
	return true;
}

enum err request_cookie(const struct request *request, struct str name, struct str *ret_value)
{
	struct str rest = request->cookie, pair, found = { NULL, 0 };

	while (str_next(&rest, ';', &pair)) {
		pair = str_trim(pair);
		size_t equals = str_index(pair, '=');
		if (equals == pair.n || !str_eq(str_part(pair, 0, equals), name))
			continue;
		if (found.p != NULL)
			return ERR_INPUT;
		found = str_from(pair, equals + 1);
		if (!cookie_value_is_sane(found))
			return ERR_INPUT;
	}
	if (found.p == NULL)
		return ERR_NONE;
	*ret_value = found;
	return ERR_OK;
}
