/* What the processor knows: sessions, idempotency records and callbacks, in memory and in a journal of JSON lines. */
#include <sodium.h>
#include <unistd.h>

#include "sim.h"

static json_t *shelf_of(const struct sim *sim, const char *kind)
{
	return strcmp(kind, "session") == 0 ? sim->sessions : strcmp(kind, "key") == 0 ? sim->keys : sim->events;
}

bool books_open(struct sim *sim)
{
	char *line = NULL;
	size_t size = 0;
	sim->sessions = json_object();
	sim->keys = json_object();
	sim->events = json_object();
	sim->counters = json_object();
	if (sim->state[0] == '\0')
		return true;
	sim->journal = fopen(sim->state, "a+e");
	if (sim->journal == NULL)
		return false;
	rewind(sim->journal);
	while (getline(&line, &size, sim->journal) > 0) {
		json_t *entry = json_loads(line, 0, NULL); /* a line cut by a crash is no entry */
		const char *kind = text_of(entry, "kind"), *id = text_of(entry, "id");
		if (id[0] != '\0')
			json_object_set(shelf_of(sim, kind), id, json_object_get(entry, "value"));
		json_decref(entry);
	}
	free(line);
	return true;
}

void books_note(struct sim *sim, const char *kind, const char *id, json_t *value)
{
	json_object_set(shelf_of(sim, kind), id, value);
	if (sim->journal == NULL)
		return;
	json_t *entry = json_pack("{s:s, s:s, s:O}", "kind", kind, "id", id, "value", value);
	(void)json_dumpf(entry, sim->journal, JSON_COMPACT);
	(void)fputc('\n', sim->journal);
	(void)fflush(sim->journal);
	json_decref(entry);
}

void books_count(struct sim *sim, const char *what)
{
	json_int_t n = json_integer_value(json_object_get(sim->counters, what));
	json_object_set_new(sim->counters, what, json_integer(n + 1));
}

void books_new_id(const char *prefix, char out[96])
{
	static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t n = strlen(prefix);
	memcpy(out, prefix, n);
	for (size_t i = 0; i < 40; i++)
		out[n++] = alphabet[randombytes_uniform(62)];
	out[n] = '\0';
}

const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));
	return text != NULL ? text : "";
}

json_t *books_session(struct sim *sim, struct str id)
{
	char name[256];
	if (id.n == 0 || id.n >= sizeof(name))
		return NULL;
	memcpy(name, id.p, id.n);
	name[id.n] = '\0';
	json_t *session = json_object_get(sim->sessions, name);
	if (session != NULL && strcmp(text_of(session, "status"), "open") == 0 &&
	    json_integer_value(json_object_get(session, "expires_at")) <= sim_now_s(sim))
		books_expire(sim, session);
	return session;
}

void books_pay(struct sim *sim, json_t *session, const char *card)
{
	if (strcmp(text_of(session, "status"), "open") != 0)
		return;
	json_int_t amount = json_integer_value(json_object_get(session, "amount_total"));
	json_object_set_new(session, "status", json_string("complete"));
	json_object_set_new(session, "payment_status", json_string("paid"));
	json_object_set_new(session, "url", json_null());
	json_object_set_new(session, "_taken", json_integer(json_integer_value(json_object_get(session, "_taken")) + amount));
	/* What Stripe tells about the payer. The shop must not keep any of it; tests search for these words. */
	json_object_set_new(session, "customer_details", json_pack("{s:s, s:s}", "email", "canary@payer.example", "name", "CANARY HOLDER"));
	json_object_set_new(session, "_card", json_pack("{s:s, s:s, s:s}", "number", card, "last4", card + strlen(card) - 4, "expiry", "12/34"));
	books_note(sim, "session", text_of(session, "id"), session);
	books_count(sim, "paid");
	hooks_queue(sim, "checkout.session.completed", session);
}

void books_expire(struct sim *sim, json_t *session)
{
	json_object_set_new(session, "status", json_string("expired"));
	json_object_set_new(session, "url", json_null());
	books_note(sim, "session", text_of(session, "id"), session);
	books_count(sim, "expired");
	hooks_queue(sim, "checkout.session.expired", session);
}

json_t *books_public(const json_t *session)
{
	json_t *copy = json_deep_copy(session), *value;
	const char *name;
	void *next;
	json_object_foreach_safe(copy, next, name, value)
		if (name[0] == '_')
			json_object_del(copy, name);
	return copy;
}

void books_sweep(struct sim *sim)
{
	json_t *session;
	const char *id;
	json_object_foreach(sim->sessions, id, session)
		(void)books_session(sim, str_from_z(id));
}
