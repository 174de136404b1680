/* The mistakes: armed at start (--fault) or at run time (POST /_sim/fault), each for so many strikes. */
#include <strings.h>

#include "sim.h"

/* Instead of an answer: nothing is done. */
#define BEFORE "refuse", "reset_before", "hang_before", "429", "503", "401", "409", "redirect", "400_html"
/* After the work was done. */
#define AFTER "reset", "hang", "500", "500_lost", "502", "truncated", "short", "drip", "endless", "not_json", "deep", "doubled", "huge_number"
/* Lies in a good answer. */
#define LIES "wrong_amount", "wrong_currency", "other_id", "other_reference", "live", "foreign_url", "script_url", "no_url", "strange_status", \
	"paid_at_once"
#define HOOKS "hook_never", "hook_twice", "hook_thrice", "hook_late", "hook_forged", "hook_old", "hook_future", "hook_two_stamps", \
	"hook_rotated", "hook_live", "hook_changed", "hook_unknown_order"

const char *fault_add(struct sim *sim, struct str form)
{
	static const char *const known[] = { BEFORE, AFTER, LIES, HOOKS };
	struct fault fault = { .count = 1, .value = 3 };
	char text[64];
	bool is_known = false;
	if (!form_get(form, "name", fault.name, sizeof(fault.name)))
		return "name is missing";
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		is_known |= strcmp(known[i], fault.name) == 0;
	if (!is_known)
		return "unknown fault";
	if (form_get(form, "count", text, sizeof(text)) && str_to_int64(str_from_z(text), &fault.count) != ERR_OK)
		return "count is no number";
	if (form_get(form, "value", text, sizeof(text)) && str_to_int64(str_from_z(text), &fault.value) != ERR_OK)
		return "value is no number";
	if (!form_get(form, "on", fault.on, sizeof(fault.on)))
		(void)snprintf(fault.on, sizeof(fault.on), "%s", strncmp(fault.name, "hook_", 5) == 0 ? "hook" : "create");
	if (strcmp(fault.name, "refuse") == 0) {
		sim->refuse_until_ms = clock_monotonic_ms() + fault.value * 1000;
		return NULL;
	}
	for (size_t i = 0; i < SIM_FAULTS_MAX; i++)
		if (sim->faults[i].name[0] == '\0') {
			sim->faults[i] = fault;
			return NULL;
		}
	return "too many faults";
}

static struct fault *fault_find(struct sim *sim, const char *name, const char *on)
{
	for (size_t i = 0; i < SIM_FAULTS_MAX; i++) {
		struct fault *fault = &sim->faults[i];
		if (fault->count != 0 && strcmp(fault->name, name) == 0 && (strcmp(fault->on, on) == 0 || strcmp(fault->on, "any") == 0))
			return fault;
	}
	return NULL;
}

struct fault *fault_take(struct sim *sim, const char *name, const char *on)
{
	struct fault *fault = fault_find(sim, name, on);
	if (fault == NULL)
		return NULL;
	books_count(sim, name);
	if (fault->count > 0 && --fault->count == 0)
		fault->name[0] = '\0'; /* free; .value is still good for this strike */
	return fault;
}

static void plain(struct sim_reply *reply, int status, const char *type, const char *body)
{
	buf_reset(&reply->body);
	reply->status = status;
	reply->content_type = type;
	buf_put_z(&reply->body, body);
}

bool fault_before(struct sim *sim, const char *on, struct sim_reply *reply)
{
	struct fault *fault;
	if ((fault = fault_take(sim, "429", on)) != NULL) {
		plain(reply, 429, "application/json", "{\"error\":{\"type\":\"invalid_request_error\",\"code\":\"rate_limit\"}}");
		reply->retry_after = fault->value;
	} else if ((fault = fault_take(sim, "503", on)) != NULL) {
		plain(reply, 503, "text/html", "<h1>maintenance</h1>");
		reply->retry_after = fault->value;
	} else if (fault_take(sim, "401", on) != NULL) {
		plain(reply, 401, "application/json", "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Expired API Key provided\"}}");
	} else if (fault_take(sim, "409", on) != NULL) {
		plain(reply, 409, "application/json", "{\"error\":{\"type\":\"idempotency_error\",\"code\":\"idempotency_key_in_use\"}}");
	} else if (fault_take(sim, "400_html", on) != NULL) {
		plain(reply, 400, "text/html", "<h1>Bad Request</h1>");
	} else if (fault_take(sim, "redirect", on) != NULL) {
		plain(reply, 302, "text/plain", "");
		(void)snprintf(reply->location, sizeof(reply->location), "http://127.0.0.1:9/elsewhere");
	} else if (fault_take(sim, "reset_before", on) != NULL) {
		reply->wire = WIRE_RESET;
	} else if (fault_take(sim, "hang_before", on) != NULL) {
		reply->wire = WIRE_HANG;
		reply->forget_key = true;
	} else {
		return false;
	}
	return true;
}

void fault_after(struct sim *sim, const char *on, struct sim_reply *reply)
{
	if (fault_take(sim, "reset", on) != NULL)
		reply->wire = WIRE_RESET;
	else if (fault_take(sim, "hang", on) != NULL)
		reply->wire = WIRE_HANG;
	else if (fault_take(sim, "short", on) != NULL)
		reply->wire = WIRE_SHORT;
	else if (fault_take(sim, "drip", on) != NULL)
		reply->wire = WIRE_DRIP;
	else if (fault_take(sim, "endless", on) != NULL)
		reply->wire = WIRE_ENDLESS;
	else if (fault_take(sim, "500_lost", on) != NULL)
		plain(reply, 500, "application/json", "{\"error\":{\"type\":\"api_error\"}}");
	else if (fault_take(sim, "502", on) != NULL)
		plain(reply, 502, "text/html", "<html><h1>502 Bad Gateway</h1></html>");
	else if (fault_take(sim, "truncated", on) != NULL)
		reply->body.n /= 2;
	else if (fault_take(sim, "not_json", on) != NULL)
		plain(reply, 200, "text/html", "<html>Welcome to the hotel Wi-Fi</html>");
	else if (fault_take(sim, "doubled", on) != NULL)
		plain(reply, 200, "application/json", "{\"object\":\"checkout.session\",\"status\":\"open\",\"status\":\"complete\"}");
	else if (fault_take(sim, "huge_number", on) != NULL)
		plain(reply, 200, "application/json", "{\"object\":\"checkout.session\",\"amount_total\":1e999}");
	else if (fault_take(sim, "deep", on) != NULL) {
		plain(reply, 200, "application/json", "");
		for (size_t i = 0; i < 20000; i++)
			buf_put_c(&reply->body, i < 10000 ? '[' : ']');
	}
}

void fault_session(struct sim *sim, const char *on, json_t *session)
{
	char id[96];
	if (fault_take(sim, "wrong_amount", on) != NULL)
		json_object_set_new(session, "amount_total", json_integer(json_integer_value(json_object_get(session, "amount_total")) - 1));
	if (fault_take(sim, "wrong_currency", on) != NULL)
		json_object_set_new(session, "currency", json_string("usd"));
	if (fault_take(sim, "other_reference", on) != NULL)
		json_object_set_new(session, "client_reference_id", json_string("AAAAAAAAAAAAAAAAAAAAAA"));
	if (fault_take(sim, "live", on) != NULL)
		json_object_set_new(session, "livemode", json_true());
	if (fault_take(sim, "foreign_url", on) != NULL)
		json_object_set_new(session, "url", json_string("https://evil.example/pay"));
	if (fault_take(sim, "script_url", on) != NULL)
		json_object_set_new(session, "url", json_string("javascript:alert(1)"));
	if (fault_take(sim, "no_url", on) != NULL)
		json_object_set_new(session, "url", json_null());
	if (fault_take(sim, "strange_status", on) != NULL)
		json_object_set_new(session, "status", json_string("levitating"));
	if (fault_take(sim, "other_id", on) != NULL) {
		books_new_id("cs_test_", id);
		json_object_set_new(session, "id", json_string(id));
	}
}

void fault_list(const struct sim *sim, json_t *out)
{
	for (size_t i = 0; i < SIM_FAULTS_MAX; i++)
		if (sim->faults[i].name[0] != '\0')
			json_array_append_new(out, json_pack("{s:s, s:s, s:I}", "name", sim->faults[i].name, "on", sim->faults[i].on, "count",
							     (json_int_t)sim->faults[i].count));
}
