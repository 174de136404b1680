#include "web/route_json.h"

#include "web/field.h"
#include "web/limits.h"

/* Names as tests know them; one for each value of the enum, in its order. */
static const char *const methods[] = { [METHOD_GET] = "GET", [METHOD_HEAD] = "HEAD", [METHOD_POST] = "POST", [METHOD_OTHER] = "OTHER" };
static const char *const roles[] = { [ROLE_ANYBODY] = "anybody", [ROLE_CREATOR] = "creator" };
static const char *const sessions[] = { [SESSION_IGNORED] = "ignored", [SESSION_READ] = "read", [SESSION_NEEDED] = "needed", [SESSION_MADE] = "made" };
static const char *const txns[] = { [TXN_NONE] = "none", [TXN_READ] = "read", [TXN_WRITE] = "write" };
static const char *const purposes[] = { [PURPOSE_OPERATE] = "operate", [PURPOSE_FULFIL] = "fulfil", [PURPOSE_SELL] = "sell", [PURPOSE_LAW] = "law" };
static const char *const caches[] = { [CACHE_NEVER] = "never", [CACHE_ANONYMOUS] = "anonymous", [CACHE_FEED] = "feed" };
static const char *const rates[] = { [RATE_BROWSE] = "browse", [RATE_SEARCH] = "search", [RATE_WRITE] = "write", [RATE_CALLBACK] = "callback" };
static const char *const kinds[] = {
	[FIELD_TEXT] = "text", [FIELD_MULTILINE] = "multiline", [FIELD_EMAIL] = "email", [FIELD_PHONE] = "phone", [FIELD_TOKEN] = "token",
	[FIELD_INT] = "int", [FIELD_MONEY] = "money", [FIELD_CHOICE] = "choice", [FIELD_FLAG] = "flag", [FIELD_PUBLIC_ID] = "public_id",
	[FIELD_ROW_ID] = "row_id",
};

static void put_string(struct buf *out, struct str s)
{
	static const char digits[16] = "0123456789abcdef";

	buf_put_c(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c < ' ') {
			buf_put(out, STR("\\u00"));
			buf_put_c(out, digits[c >> 4]);
			buf_put_c(out, digits[c & 15]);
			continue;
		}
		if (c == '"' || c == '\\')
			buf_put_c(out, '\\');
		buf_put_c(out, s.p[i]);
	}
	buf_put_c(out, '"');
}

/* A key opens a member; the comma before it stands unless it is the first of its object. */
static void put_key(struct buf *out, const char *key)
{
	if (out->n > 0 && out->p[out->n - 1] != '{')
		buf_put_c(out, ',');
	put_string(out, str_from_z(key));
	buf_put_c(out, ':');
}

static void put_text(struct buf *out, const char *key, const char *value)
{
	put_key(out, key);
	put_string(out, str_from_z(value));
}

static void put_number(struct buf *out, const char *key, int64_t value)
{
	put_key(out, key);
	buf_put_int(out, value);
}

static void put_flag(struct buf *out, const char *key, bool value)
{
	put_key(out, key);
	buf_put(out, value ? STR("true") : STR("false"));
}

static void put_choices(struct buf *out, const struct str *choices)
{
	put_key(out, "choices");
	buf_put_c(out, '[');
	for (size_t i = 0; choices[i].p != NULL; i++) {
		if (i > 0)
			buf_put_c(out, ',');
		put_string(out, choices[i]);
	}
	buf_put_c(out, ']');
}

static void put_field(struct buf *out, const struct field *field)
{
	int64_t min, max;

	field_bounds(field, &min, &max);
	buf_put_c(out, '{');
	put_text(out, "name", field->name);
	put_text(out, "kind", kinds[field->kind]);
	put_flag(out, "required", field->required);
	put_flag(out, "personal", field->personal);
	put_number(out, "min", min);
	put_number(out, "max", max);
	put_number(out, "repeat", field->repeat > 1 ? field->repeat : 1);
	if (field->kind == FIELD_CHOICE)
		put_choices(out, field->choices);
	buf_put_c(out, '}');
}

static void put_form(struct buf *out, const struct form *form)
{
	put_key(out, "form");
	if (form == NULL) {
		buf_put(out, STR("null"));
		return;
	}
	buf_put_c(out, '{');
	put_text(out, "name", form->name);
	put_key(out, "fields");
	buf_put_c(out, '[');
	for (size_t i = 0; i < form->count; i++) {
		if (i > 0)
			buf_put_c(out, ',');
		put_field(out, &form->fields[i]);
	}
	buf_put(out, STR("]}"));
}

static void put_route(struct buf *out, const struct route *route)
{
	buf_put_c(out, '{');
	put_text(out, "method", methods[route->method]);
	put_text(out, "path", route->path);
	put_text(out, "role", roles[route->role]);
	put_text(out, "session", sessions[route->session]);
	put_text(out, "catalogue", txns[route->catalogue]);
	put_text(out, "market", txns[route->market]);
	put_text(out, "session_db", txns[route->session_db]);
	put_text(out, "purpose", purposes[route->purpose]);
	put_text(out, "cache", caches[route->cache]);
	put_text(out, "rate", rates[route->rate]);
	put_flag(out, "signed_callback", route->signed_callback);
	put_form(out, route->form);
	buf_put_c(out, '}');
}

static void put_table(struct buf *out, const struct route_table *table)
{
	buf_put_c(out, '{');
	put_text(out, "program", table->program);
	put_key(out, "routes");
	buf_put_c(out, '[');
	for (size_t i = 0; i < table->count; i++) {
		buf_put(out, i > 0 ? STR(",\n") : STR("\n"));
		put_route(out, &table->routes[i]);
	}
	buf_put(out, STR("]}"));
}

static void put_limits(struct buf *out)
{
	put_key(out, "limits");
	buf_put_c(out, '{');
	put_number(out, "uri_bytes", LIMIT_URI_BYTES);
	put_number(out, "header_bytes", LIMIT_HEADER_BYTES);
	put_number(out, "body_bytes", LIMIT_BODY_BYTES);
	put_number(out, "form_fields", LIMIT_FORM_FIELDS);
	put_number(out, "field_bytes", LIMIT_FIELD_BYTES);
	put_number(out, "page_bytes", LIMIT_PAGE_BYTES);
	put_number(out, "request_arena_bytes", LIMIT_REQUEST_ARENA_BYTES);
	put_number(out, "cart_lines", LIMIT_CART_LINES);
	put_number(out, "cart_creators", LIMIT_CART_CREATORS);
	put_number(out, "line_quantity", LIMIT_LINE_QUANTITY);
	buf_put_c(out, '}');
}

static void put_cookies(struct buf *out)
{
	put_key(out, "cookies");
	buf_put_c(out, '[');
	for (size_t i = 0; i < COOKIE__COUNT; i++) {
		const struct cookie_rule *rule = &cookie_rules[i];
		buf_put(out, i > 0 ? STR(",{") : STR("{"));
		put_text(out, "name", rule->name);
		put_text(out, "attributes", rule->attributes);
		put_number(out, "life_s", rule->life_s);
		put_text(out, "category", rule->category);
		put_text(out, "purpose", rule->purpose);
		buf_put_c(out, '}');
	}
	buf_put_c(out, ']');
}

void route_json(struct buf *out, const struct route_table *const *tables, size_t count)
{
	buf_put_c(out, '{');
	put_limits(out);
	put_cookies(out);
	put_key(out, "programs");
	buf_put_c(out, '[');
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buf_put_c(out, ',');
		put_table(out, tables[i]);
	}
	buf_put(out, STR("]}\n"));
}
