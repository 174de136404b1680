/* Callbacks: signed, repeated until a 2xx comes (1, 2, 4 … 60 s), sent in no promised order. One libcurl multi handle serves the program's loop. */
#include <curl/curl.h>
#include <sodium.h>

#include "sim.h"

#define TRIES_MAX 12
#define DAY_S 86400

void hooks_open(struct sim *sim)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
	sim->curl = curl_multi_init();
}

static void event_note(struct sim *sim, const char *type, const json_t *object, int64_t wait_ms, const char *how, bool live)
{
	char id[96];
	books_new_id("evt_", id);
	json_t *event = json_pack("{s:s, s:s, s:s, s:I, s:b, s:s, s:{s:o}}", "id", id, "object", "event", "api_version", "2026-10-28.endive",
				  "created", (json_int_t)sim_now_s(sim), "livemode", live, "type", type, "data", "object", books_public(object));
	json_t *record = json_pack("{s:o, s:b, s:i, s:I, s:s}", "event", event, "done", 0, "tries", 0, "next_ms",
				   (json_int_t)(clock_now_ms() + wait_ms), "how", how);
	books_note(sim, "event", id, record);
	json_decref(record);
}

void hooks_queue(struct sim *sim, const char *type, const json_t *session)
{
	static const char *const hows[] = { "hook_forged", "hook_old", "hook_future", "hook_two_stamps", "hook_rotated", "hook_changed" };
	const char *how = "";
	json_t *object = json_deep_copy(session);
	struct fault *fault;
	int64_t wait_ms = (int64_t)randombytes_uniform(300); /* jitter: callbacks overtake one another */
	if (sim->webhook[0] == '\0' || fault_take(sim, "hook_never", "hook") != NULL) {
		json_decref(object);
		return;
	}
	for (size_t i = 0; i < sizeof(hows) / sizeof(hows[0]) && how[0] == '\0'; i++)
		if (fault_take(sim, hows[i], "hook") != NULL)
			how = hows[i];
	if ((fault = fault_take(sim, "hook_late", "hook")) != NULL)
		wait_ms += fault->value * 1000;
	if (fault_take(sim, "hook_unknown_order", "hook") != NULL) {
		json_object_set_new(object, "id", json_string("cs_test_nobodyknowsthis"));
		json_object_set_new(object, "client_reference_id", json_string("AAAAAAAAAAAAAAAAAAAAAA"));
	}
	bool live = fault_take(sim, "hook_live", "hook") != NULL;
	event_note(sim, type, object, wait_ms, how, live);
	int more = fault_take(sim, "hook_twice", "hook") != NULL ? 1 : fault_take(sim, "hook_thrice", "hook") != NULL ? 2 : 0;
	for (int i = 0; i < more; i++)
		event_note(sim, type, object, 0, "", live);
	json_decref(object);
}

/* Sending -------------------------------------------------------------------------------------------------------------- */

static void signature_hex(const char *secret, const char *stamp, const char *body, char out[65])
{
	unsigned char mac[crypto_auth_hmacsha256_BYTES];
	crypto_auth_hmacsha256_state state;
	crypto_auth_hmacsha256_init(&state, (const unsigned char *)secret, strlen(secret));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)stamp, strlen(stamp));
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)".", 1);
	crypto_auth_hmacsha256_update(&state, (const unsigned char *)body, strlen(body));
	crypto_auth_hmacsha256_final(&state, mac);
	(void)sodium_bin2hex(out, 65, mac, sizeof(mac));
}

static void signature_header(const struct sim *sim, const char *how, const char *body, char *out, size_t size)
{
	char stamp[24], good[65], other[65];
	int64_t at_s = sim_now_s(sim) + (strcmp(how, "hook_old") == 0 ? -DAY_S : strcmp(how, "hook_future") == 0 ? DAY_S : 0);
	(void)snprintf(stamp, sizeof(stamp), "%lld", (long long)at_s);
	signature_hex(sim->secret, stamp, body, good);
	signature_hex("whsec_of_another_endpoint", stamp, body, other);
	if (strcmp(how, "hook_forged") == 0)
		(void)snprintf(out, size, "Stripe-Signature: t=%s,v1=%s", stamp, other);
	else if (strcmp(how, "hook_two_stamps") == 0)
		(void)snprintf(out, size, "Stripe-Signature: t=1,t=%s,v1=%s", stamp, good);
	else if (strcmp(how, "hook_rotated") == 0)
		(void)snprintf(out, size, "Stripe-Signature: t=%s,v1=%s,v1=%s", stamp, other, good);
	else
		(void)snprintf(out, size, "Stripe-Signature: t=%s,v1=%s", stamp, good);
}

struct sending { struct sim *sim; char id[96]; struct curl_slist *headers; };

static size_t swallow(char *bytes, size_t size, size_t count, void *user)
{
	(void)bytes;
	(void)user;
	return size * count;
}

static void event_send(struct sim *sim, const char *id, json_t *record)
{
	struct sending *sending = calloc(1, sizeof(*sending));
	char *body = json_dumps(json_object_get(record, "event"), JSON_INDENT(2)), header[512];
	CURL *easy = curl_easy_init();
	if (sending == NULL || body == NULL || easy == NULL)
		abort();
	sending->sim = sim;
	(void)snprintf(sending->id, sizeof(sending->id), "%s", id);
	signature_header(sim, text_of(record, "how"), body, header, sizeof(header));
	if (strcmp(text_of(record, "how"), "hook_changed") == 0)
		body[strlen(body) - 2] = ' '; /* one byte after signing */
	sending->headers = curl_slist_append(curl_slist_append(NULL, header), "Content-Type: application/json; charset=utf-8");
	curl_easy_setopt(easy, CURLOPT_URL, sim->webhook);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 10000L);
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, sending->headers);
	curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, swallow);
	curl_easy_setopt(easy, CURLOPT_PRIVATE, sending);
	free(body);
	json_object_set_new(record, "next_ms", json_integer(INT64_MAX)); /* on its way */
	(void)curl_multi_add_handle(sim->curl, easy);
	books_count(sim, "hooks_sent");
}

static void event_sent(CURL *easy, CURLcode code)
{
	struct sending *sending = NULL;
	long status = 0;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &sending);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
	struct sim *sim = sending->sim;
	json_t *record = json_object_get(sim->events, sending->id);
	json_int_t tries = json_integer_value(json_object_get(record, "tries")) + 1;
	bool taken = code == CURLE_OK && status >= 200 && status < 300;
	int64_t wait_ms = tries < 7 ? INT64_C(1000) << (tries - 1) : 60000;
	books_count(sim, taken ? "hooks_taken" : "hooks_refused");
	json_object_set_new(record, "tries", json_integer(tries));
	json_object_set_new(record, "done", json_boolean(taken || tries >= TRIES_MAX));
	json_object_set_new(record, "next_ms", json_integer(clock_now_ms() + wait_ms));
	books_note(sim, "event", sending->id, record);
	curl_multi_remove_handle(sim->curl, easy);
	curl_easy_cleanup(easy);
	curl_slist_free_all(sending->headers);
	free(sending);
}

void hooks_turn(struct sim *sim, struct pollfd *fds, size_t count, int timeout_ms)
{
	struct curl_waitfd waits[SIM_CONNECTIONS_MAX + 1];
	const char *id;
	json_t *record;
	CURLMsg *message;
	int running = 0, left = 0;
	json_object_foreach(sim->events, id, record)
		if (json_is_false(json_object_get(record, "done")) && json_integer_value(json_object_get(record, "next_ms")) <= clock_now_ms())
			event_send(sim, id, record);
	for (size_t i = 0; i < count; i++)
		waits[i] = (struct curl_waitfd){ .fd = fds[i].fd,
			.events = (short)(((fds[i].events & POLLIN) != 0 ? CURL_WAIT_POLLIN : 0) | ((fds[i].events & POLLOUT) != 0 ? CURL_WAIT_POLLOUT : 0)) };
	(void)curl_multi_poll(sim->curl, waits, (unsigned)count, timeout_ms, NULL);
	for (size_t i = 0; i < count; i++)
		fds[i].revents = (short)(((waits[i].revents & CURL_WAIT_POLLIN) != 0 ? POLLIN : 0) | ((waits[i].revents & CURL_WAIT_POLLOUT) != 0 ? POLLOUT : 0));
	(void)curl_multi_perform(sim->curl, &running);
	while ((message = curl_multi_info_read(sim->curl, &left)) != NULL)
		if (message->msg == CURLMSG_DONE)
			event_sent(message->easy_handle, message->data.result);
}
