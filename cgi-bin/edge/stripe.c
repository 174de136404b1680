#include "edge/stripe.h"

#include <jansson.h>

#include "base/buf.h"

#define FORM_BYTES_MAX 8192
#define SESSIONS "/v1/checkout/sessions"

static bool key_fits(struct str key, bool live)
{
	struct str secret = live ? STR("sk_live_") : STR("sk_test_");
	struct str restricted = live ? STR("rk_live_") : STR("rk_test_");
	return stripe_id_fine(key, secret) || stripe_id_fine(key, restricted);
}

/* Requests ------------------------------------------------------------------------------------------------------------- */

/* RFC 3986 unreserved characters stay, all other bytes are %XX. */
static void form_value(struct buf *out, struct str value)
{
	static const char digits[] = "0123456789ABCDEF";
	for (size_t i = 0; i < value.n; i++) {
		unsigned char c = (unsigned char)value.p[i];
		bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
			     c == '_' || c == '~';
		if (plain) {
			buf_put_c(out, (char)c);
		} else {
			buf_put_c(out, '%');
			buf_put_c(out, digits[c >> 4]);
			buf_put_c(out, digits[c & 15]);
		}
	}
}

/* `name`: a literal of ours; brackets go out as they are, which Stripe reads. */
static void form_put(struct buf *out, const char *name, struct str value)
{
	if (out->n > 0)
		buf_put_c(out, '&');
	buf_put_z(out, name);
	buf_put_c(out, '=');
	form_value(out, value);
}

static void form_put_int(struct buf *out, const char *name, int64_t value)
{
	form_put(out, name, STR(""));
	buf_put_int(out, value);
}

static struct str currency_lower(enum currency currency, char out[3])
{
	struct str code = currency_code(currency);
	for (size_t i = 0; i < 3; i++)
		out[i] = (char)(code.p[i] | 0x20);
	return (struct str){ out, 3 };
}

/* Stripe's page speaks no Kazakh; Russian is what most of its readers read next. */
static struct str locale_of(enum lang lang)
{
	return lang == LANG_EN ? STR("en") : STR("ru");
}

static void create_form(struct buf *out, const struct processor_order *order)
{
	char currency[3];
	form_put(out, "mode", STR("payment"));
	form_put(out, "client_reference_id", order->reference);
	form_put(out, "metadata[payment]", order->reference);
	form_put(out, "payment_intent_data[metadata][payment]", order->reference);
	form_put(out, "payment_method_types[0]", STR("card"));
	form_put_int(out, "line_items[0][quantity]", 1);
	form_put(out, "line_items[0][price_data][currency]", currency_lower(order->amount.currency, currency));
	form_put_int(out, "line_items[0][price_data][unit_amount]", order->amount.minor);
	form_put(out, "line_items[0][price_data][product_data][name]", order->title);
	form_put_int(out, "expires_at", order->expires_ms / 1000);
	form_put(out, "locale", locale_of(order->lang));
	form_put(out, "success_url", order->return_url);
	form_put(out, "cancel_url", order->return_url);
}

/* The parts that every request has. `path` follows SESSIONS. */
static enum err request_begin(struct arena *arena, const struct processor_account *account, struct str ref, const char *verb,
			      struct http_request *request)
{
	if (ref.n > 0 && !stripe_id_fine(ref, STR("cs_")))
		return ERR_INPUT;
	request->url = arena_format(arena, "%.*s" SESSIONS "%s%.*s%s", (int)account->base_url.n, account->base_url.p,
				    ref.n > 0 ? "/" : "", (int)ref.n, ref.n > 0 ? ref.p : "", verb);
	struct str bearer = arena_format(arena, "Bearer %.*s", (int)account->key.n, account->key.p);
	request->headers[request->header_count++] = (struct http_header){ "Authorization", bearer };
	request->headers[request->header_count++] = (struct http_header){ "Stripe-Version", STR(STRIPE_VERSION) };
	return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

static void request_is_post(struct http_request *request, struct str idempotency_key)
{
	request->post = true;
	request->headers[request->header_count++] = (struct http_header){ "Idempotency-Key", idempotency_key };
	request->headers[request->header_count++] =
		(struct http_header){ "Content-Type", STR("application/x-www-form-urlencoded") };
}

static enum err create(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
		       struct http_request *ret_request)
{
	struct http_request request = { .post = false };
	TRY(request_begin(arena, account, (struct str){ NULL, 0 }, "", &request));
	request_is_post(&request, order->idempotency_key);
	struct buf form BUF_AUTO;
	buf_init(&form, FORM_BYTES_MAX);
	create_form(&form, order);
	if (buf_failed(&form))
		return ERR_INPUT;
	request.body = arena_copy(arena, buf_str(&form));
	if (arena_failed(arena))
		return ERR_MEMORY;
	*ret_request = request;
	return ERR_OK;
}

static enum err query(struct arena *arena, const struct processor_account *account, struct str ref, struct http_request *ret_request)
{
	struct http_request request = { .post = false };
	if (ref.n == 0)
		return ERR_INPUT;
	TRY(request_begin(arena, account, ref, "", &request));
	*ret_request = request;
	return ERR_OK;
}

static enum err cancel(struct arena *arena, const struct processor_account *account, struct str ref, struct str idempotency_key,
		       struct http_request *ret_request)
{
	struct http_request request = { .post = false };
	if (ref.n == 0)
		return ERR_INPUT;
	TRY(request_begin(arena, account, ref, "/expire", &request));
	request_is_post(&request, idempotency_key);
	*ret_request = request;
	return ERR_OK;
}

/* Answers -------------------------------------------------------------------------------------------------------------- */

static void json_cleanup(json_t **json) { json_decref(*json); }

static json_t *json_read(struct str body)
{
	json_t *json = body.n > 0 ? json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, NULL) : NULL;
	if (json != NULL && !json_is_object(json)) {
		json_decref(json);
		return NULL;
	}
	return json;
}

/* The string member `name`; absent when it is missing, null or of another type. Views the JSON's memory. */
static struct str json_text(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);
	if (!json_is_string(value))
		return (struct str){ NULL, 0 };
	return (struct str){ json_string_value(value), json_string_length(value) };
}

/* Only a well-formed error of Stripe's own is a refusal; any box on the way can say 400. */
static enum processor_verdict refusal(const struct http_answer *answer)
{
	__attribute__((cleanup(json_cleanup))) json_t *json = json_read(answer->body);
	const json_t *error = json_object_get(json, "error");
	struct str type = json_text(error, "type");
	if (type.n == 0)
		return PROCESSOR_UNKNOWN;
	if (answer->status == 404)
		return PROCESSOR_NOT_FOUND;
	if (str_eq_z(type, "idempotency_error"))
		return PROCESSOR_INTEGRITY; /* the key was used with other bytes: so something was made under it */
	if (str_eq_z(type, "invalid_request_error") || str_eq_z(type, "card_error"))
		return PROCESSOR_REFUSED_INPUT;
	return PROCESSOR_UNKNOWN;
}

static bool json_amount_is(const json_t *session, struct money amount)
{
	const json_t *total = json_object_get(session, "amount_total");
	char currency[3];
	return json_is_integer(total) && json_integer_value(total) == amount.minor &&
	       str_eq(json_text(session, "currency"), currency_lower(amount.currency, currency));
}

static bool session_is_ours(const json_t *session, const struct processor_account *account, const struct processor_order *order,
			    struct str ref)
{
	struct str id = json_text(session, "id");
	const json_t *live = json_object_get(session, "livemode");
	return stripe_id_fine(id, STR("cs_")) && (ref.n == 0 || str_eq(id, ref)) && json_is_boolean(live) &&
	       json_boolean_value(live) == account->live && str_eq(json_text(session, "client_reference_id"), order->reference) &&
	       json_amount_is(session, order->amount);
}

/* False for words that this version of the adapter does not know: a person must look. */
static bool status_read(const json_t *session, enum processor_status *ret_status)
{
	struct str status = json_text(session, "status"), paid = json_text(session, "payment_status");
	bool is_paid = str_eq_z(paid, "paid"), is_unpaid = str_eq_z(paid, "unpaid");
	if (str_eq_z(status, "open") && is_unpaid)
		*ret_status = PROCESSOR_OPEN;
	else if (str_eq_z(status, "complete") && is_paid)
		*ret_status = PROCESSOR_PAID;
	else if (str_eq_z(status, "complete") && is_unpaid)
		*ret_status = PROCESSOR_PROCESSING;
	else if (str_eq_z(status, "expired") && is_unpaid)
		*ret_status = PROCESSOR_EXPIRED;
	else
		return false;
	return true;
}

static enum processor_verdict session_read(struct arena *arena, const struct processor_account *account,
					   const struct processor_order *order, struct str ref, const json_t *session,
					   struct processor_page *ret_page)
{
	struct processor_page page = { .status = PROCESSOR_OPEN };
	if (!str_eq_z(json_text(session, "object"), "checkout.session"))
		return PROCESSOR_UNKNOWN;
	if (!session_is_ours(session, account, order, ref) || !status_read(session, &page.status))
		return PROCESSOR_INTEGRITY;
	struct str url = json_text(session, "url");
	if (page.status == PROCESSOR_OPEN) {
		if (!http_url_has_authority(url, account->page_authority, account->loopback_http))
			return PROCESSOR_INTEGRITY;
		page.url = arena_copy(arena, url);
	}
	page.ref = arena_copy(arena, json_text(session, "id"));
	if (arena_failed(arena))
		return PROCESSOR_UNKNOWN;
	*ret_page = page;
	return PROCESSOR_ANSWERED;
}

static enum processor_verdict read_answer(struct arena *arena, const struct processor_account *account,
					  const struct processor_order *order, struct str ref, const struct http_answer *answer,
					  struct processor_page *ret_page)
{
	if (answer->outcome == HTTP_NOT_SENT)
		return PROCESSOR_NOT_SENT;
	if (answer->outcome == HTTP_UNKNOWN)
		return PROCESSOR_UNKNOWN;
	switch (answer->status) {
	case 200: {
		__attribute__((cleanup(json_cleanup))) json_t *json = json_read(answer->body);
		return json == NULL ? PROCESSOR_UNKNOWN : session_read(arena, account, order, ref, json, ret_page);
	}
	case 400:
	case 402:
	case 404:
		return refusal(answer);
	case 401:
	case 403:
		return PROCESSOR_REFUSED_KEY;
	case 409:
		return PROCESSOR_KEY_BUSY;
	case 429:
		return PROCESSOR_LATER;
	default: /* 3xx, 5xx, and what nobody has thought of */
		return PROCESSOR_UNKNOWN;
	}
}

const struct processor processor_stripe = {
	.name = "stripe",
	.key_life_ms = INT64_C(23) * 60 * 60 * 1000, /* Stripe keeps keys for at least 24 hours */
	.key_fits = key_fits,
	.create = create,
	.query = query,
	.cancel = cancel,
	.read = read_answer,
	.hook = stripe_hook,
};
