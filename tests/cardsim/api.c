/* Stripe's API as far as one payment needs it, with its checks, its errors and its idempotency. */
#include <sodium.h>

#include "sim.h"

#define AMOUNT_MAX 99999999 /* eight digits, Stripe's limit for most currencies */

static void json_body(struct sim_reply *reply, int status, json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2));
	reply->status = status;
	reply->content_type = "application/json";
	buf_put_z(&reply->body, text != NULL ? text : "{}");
	free(text);
	json_decref(json);
}

static void refuse(struct sim_reply *reply, int status, const char *type, const char *message, const char *param)
{
	json_t *error = json_pack("{s:s, s:s}", "type", type, "message", message);
	if (param[0] != '\0')
		json_object_set_new(error, "param", json_string(param));
	json_body(reply, status, json_pack("{s:o}", "error", error));
}

static bool authorized(const struct sim *sim, struct str header)
{
	struct str key = str_from(header, 7);
	unsigned char plain[256];
	size_t n = 0;
	if (str_starts(header, STR("Basic "))) {
		struct str text = str_from(header, 6);
		if (sodium_base642bin(plain, sizeof(plain), text.p, text.n, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
			return false;
		key = str_part((struct str){ (const char *)plain, n }, 0, str_index((struct str){ (const char *)plain, n }, ':'));
	} else if (!str_starts(header, STR("Bearer "))) {
		return false;
	}
	return sim->key[0] != '\0' ? str_eq_z(key, sim->key) : str_starts(key, STR("sk_test_"));
}

/* Creating ------------------------------------------------------------------------------------------------------------- */

static bool whole_number(const json_t *values, const char *name, int64_t *ret_number)
{
	return str_to_int64(str_from_z(text_of(values, name)), ret_number) == ERR_OK;
}

static bool word_among(const char *word, const char *words)
{
	struct str rest = str_from_z(words), one;
	while (str_next(&rest, ' ', &one))
		if (str_eq_z(one, word))
			return true;
	return false;
}

/* Reads the form into *values (a JSON object of strings). False: refused already. */
static bool parameters_read(struct str body, json_t *values, struct sim_reply *reply)
{
	static const char known[] = "mode client_reference_id metadata[payment] payment_intent_data[metadata][payment] expires_at locale "
				    "success_url cancel_url customer_email payment_method_types[0] line_items[0][quantity] "
				    "line_items[0][price_data][currency] line_items[0][price_data][unit_amount] "
				    "line_items[0][price_data][product_data][name]";
	char name[256], value[4096];
	bool broken = false;
	while (form_next(&body, name, sizeof(name), value, sizeof(value), &broken)) {
		if (broken || !word_among(name, known)) {
			refuse(reply, 400, "invalid_request_error", "Received unknown parameter", name);
			return false;
		}
		json_object_set_new(values, name, json_string(value));
	}
	return true;
}

/* NULL: fine, else the parameter that is wrong. */
static const char *parameters_wrong(const struct sim *sim, const json_t *values)
{
	int64_t amount = 0, quantity = 0, expires_s = 0, life_s;
	const char *price = "line_items[0][price_data][unit_amount]";
	if (strcmp(text_of(values, "mode"), "payment") != 0)
		return "mode";
	if (strncmp(text_of(values, "success_url"), "http", 4) != 0)
		return "success_url";
	if (strlen(text_of(values, "client_reference_id")) > 200)
		return "client_reference_id";
	if (!whole_number(values, "line_items[0][quantity]", &quantity) || quantity < 1 || quantity > 999)
		return "line_items[0][quantity]";
	if (!whole_number(values, price, &amount) || amount < 1 || amount > AMOUNT_MAX)
		return price;
	if (!word_among(text_of(values, "line_items[0][price_data][currency]"), "kzt usd eur rub"))
		return "line_items[0][price_data][currency]";
	if (text_of(values, "line_items[0][price_data][product_data][name]")[0] == '\0')
		return "line_items[0][price_data][product_data][name]";
	if (json_object_get(values, "locale") != NULL && !word_among(text_of(values, "locale"), "auto en ru de fr tr"))
		return "locale"; /* Stripe's page speaks no Kazakh */
	if (!whole_number(values, "expires_at", &expires_s))
		return "expires_at";
	life_s = expires_s - sim_now_s(sim);
	return life_s < 30 * 60 - 5 || life_s > 24 * 3600 + 5 ? "expires_at" : NULL;
}

static json_t *session_new(struct sim *sim, const json_t *values, struct str host)
{
	char id[96], intent[96], url[512];
	int64_t amount = 0, quantity = 0, expires_s = 0;
	bool fine = whole_number(values, "line_items[0][price_data][unit_amount]", &amount) &&
		    whole_number(values, "line_items[0][quantity]", &quantity) && whole_number(values, "expires_at", &expires_s);
	books_new_id("cs_test_", id);
	books_new_id("pi_", intent);
	(void)snprintf(url, sizeof(url), "http://%.*s/pay/%s", (int)host.n, host.p, id);
	json_t *session = json_pack(
		"{s:s, s:s, s:I, s:s, s:s, s:I, s:I, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:s, s:i}", "id", id, "object",
		"checkout.session", "amount_total", (json_int_t)(fine ? amount * quantity : 0), "cancel_url", text_of(values, "cancel_url"),
		"client_reference_id", text_of(values, "client_reference_id"), "created", (json_int_t)sim_now_s(sim), "expires_at",
		(json_int_t)expires_s, "livemode", 0, "currency", text_of(values, "line_items[0][price_data][currency]"), "mode", "payment",
		"payment_status", "unpaid", "status", "open", "success_url", text_of(values, "success_url"), "url", url, "metadata",
		"payment", text_of(values, "metadata[payment]"), "_title", text_of(values, "line_items[0][price_data][product_data][name]"),
		"_taken", 0);
	json_object_set_new(session, "payment_intent", json_string(intent));
	json_object_set_new(session, "locale", json_string(text_of(values, "locale")));
	books_note(sim, "session", id, session);
	books_count(sim, "created");
	return session;
}

/* Idempotency: the record of a key holds what was asked and what was answered. */
static bool key_replay(struct sim *sim, const char *key, const char *asked, struct sim_reply *reply)
{
	const json_t *record = json_object_get(sim->keys, key);
	if (record == NULL)
		return false;
	if (strcmp(text_of(record, "asked"), asked) != 0) {
		refuse(reply, 400, "idempotency_error", "Keys for idempotent requests can only be used with the same parameters", "");
	} else if (json_is_true(json_object_get(record, "busy"))) {
		refuse(reply, 409, "idempotency_error", "There is currently another in-progress request using this key", "");
	} else {
		books_count(sim, "replayed");
		reply->status = (int)json_integer_value(json_object_get(record, "status"));
		reply->content_type = "application/json";
		buf_put_z(&reply->body, text_of(record, "answer"));
	}
	return true;
}

static void asked_hash(const struct sim_request *request, char out[65])
{
	unsigned char hash[32];
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	crypto_generichash_update(&state, (const unsigned char *)request->path.p, request->path.n);
	crypto_generichash_update(&state, (const unsigned char *)"\n", 1);
	crypto_generichash_update(&state, (const unsigned char *)request->body.p, request->body.n);
	crypto_generichash_final(&state, hash, sizeof(hash));
	(void)sodium_bin2hex(out, 65, hash, sizeof(hash));
}

static void key_keep(struct sim *sim, const char *key, const char *asked, struct sim_reply *reply)
{
	json_t *record = json_pack("{s:s, s:i, s:s%, s:b}", "asked", asked, "status", reply->status, "answer", reply->body.p, reply->body.n,
				   "busy", 0);
	if (key[0] != '\0')
		books_note(sim, "key", key, record);
	json_decref(record);
}

static void answer_session(struct sim *sim, const char *on, const json_t *session, struct sim_reply *reply)
{
	json_t *shown = books_public(session);
	fault_session(sim, on, shown);
	json_body(reply, 200, shown);
}

static void create(struct sim *sim, const struct sim_request *request, const char *key, struct sim_reply *reply)
{
	char asked[65];
	json_t *values = json_object();
	const char *wrong = NULL;
	asked_hash(request, asked);
	if (!parameters_read(request->body, values, reply) || key_replay(sim, key, asked, reply)) {
		json_decref(values);
		return;
	}
	wrong = parameters_wrong(sim, values);
	if (wrong != NULL) {
		refuse(reply, 400, "invalid_request_error", "Invalid parameter", wrong);
	} else if (fault_take(sim, "500", "create") != NULL) { /* saved under the key, as Stripe does */
		refuse(reply, 500, "api_error", "An unknown error occurred", "");
		key_keep(sim, key, asked, reply);
	} else {
		json_t *session = session_new(sim, values, request->host);
		answer_session(sim, "create", session, reply);
		key_keep(sim, key, asked, reply);
		if (fault_take(sim, "paid_at_once", "create") != NULL)
			books_pay(sim, session, "4242424242424242");
		json_decref(session);
	}
	json_decref(values);
}

/* The rest ------------------------------------------------------------------------------------------------------------- */

static void expire(struct sim *sim, const struct sim_request *request, const char *key, json_t *session, struct sim_reply *reply)
{
	char asked[65];
	asked_hash(request, asked);
	if (key_replay(sim, key, asked, reply))
		return;
	if (strcmp(text_of(session, "status"), "open") != 0) {
		refuse(reply, 400, "invalid_request_error", "Only Checkout Sessions with a status in [\"open\"] can be expired.", "");
		return;
	}
	books_expire(sim, session);
	answer_session(sim, "cancel", session, reply);
	key_keep(sim, key, asked, reply);
}

static void intent(struct sim *sim, struct str id, struct sim_reply *reply)
{
	json_t *session;
	const char *name;
	json_object_foreach(sim->sessions, name, session) {
		if (!str_eq_z(id, text_of(session, "payment_intent")))
			continue;
		bool paid = strcmp(text_of(session, "payment_status"), "paid") == 0;
		json_body(reply, 200, json_pack("{s:s, s:s, s:O, s:O, s:s, s:b, s:O}", "id", text_of(session, "payment_intent"), "object",
						"payment_intent", "amount", json_object_get(session, "amount_total"), "currency",
						json_object_get(session, "currency"), "status", paid ? "succeeded" : "requires_payment_method",
						"livemode", 0, "metadata", json_object_get(session, "metadata")));
		return;
	}
	refuse(reply, 404, "invalid_request_error", "No such payment_intent", "intent");
}

void api_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
	struct str rest = request->path;
	bool post = strcmp(request->method, "POST") == 0;
	bool is_session = str_starts(rest, STR("/v1/checkout/sessions"));
	struct str id = str_part(str_from(rest, 22), 0, str_index(str_from(rest, 22), '/'));
	const char *on = !post ? "query" : id.n == 0 ? "create" : "cancel";
	(void)snprintf(reply->held_key, sizeof(reply->held_key), "%.*s", (int)request->idempotency_key.n, request->idempotency_key.n > 0 ? request->idempotency_key.p : "");
	books_count(sim, post ? (id.n == 0 ? "create_requests" : "cancel_requests") : "query_requests");
	if (!authorized(sim, request->authorization)) {
		refuse(reply, 401, "invalid_request_error", "Invalid API Key provided", "");
		return;
	}
	if (fault_before(sim, on, reply))
		return;
	if (post && request->idempotency_key.n > 255) {
		refuse(reply, 400, "invalid_request_error", "Idempotency keys may be at most 255 characters long", "");
	} else if (!is_session && str_starts(rest, STR("/v1/payment_intents/")) && !post) {
		intent(sim, str_from(rest, 20), reply);
	} else if (is_session && post && str_eq_z(rest, "/v1/checkout/sessions")) {
		create(sim, request, reply->held_key, reply);
	} else {
		json_t *session = is_session ? books_session(sim, id) : NULL;
		if (session == NULL)
			refuse(reply, 404, "invalid_request_error", "No such checkout.session", "id");
		else if (post && str_ends(rest, STR("/expire")))
			expire(sim, request, reply->held_key, session, reply);
		else
			answer_session(sim, on, session, reply);
	}
	fault_after(sim, on, reply);
	if (reply->wire == WIRE_HANG && json_object_get(sim->keys, reply->held_key) != NULL)
		json_object_set_new(json_object_get(sim->keys, reply->held_key), "busy", json_true());
}
