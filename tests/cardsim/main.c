#include <getopt.h>
#include <signal.h>
#include <sodium.h>
#include <unistd.h>

#include "sim.h"

static volatile sig_atomic_t stopping;
static void on_signal(int number) { (void)number; stopping = 1; }

static bool line_read(const char *file, char *out, size_t size)
{
	FILE *in = fopen(file, "re");
	bool fine = in != NULL && fgets(out, (int)size, in) != NULL;
	if (in != NULL)
		(void)fclose(in);
	if (!fine)
		return false;
	out[strcspn(out, "\r\n \t")] = '\0';
	return out[0] != '\0';
}

static bool copy(char *out, size_t size, const char *text)
{
	int n = snprintf(out, size, "%s", text);
	return n > 0 && (size_t)n < size;
}

static int usage(const char *why)
{
	fprintf(stderr, "cardsim: %s\nusage: cardsim --port N [--state FILE] [--webhook URL] [--secret FILE] [--key FILE] [--fault name=N&…]\n", why);
	return 2;
}

static const char *options_read(struct sim *sim, int argc, char **argv)
{
	static const struct option options[] = { { "port", 1, NULL, 'p' }, { "state", 1, NULL, 's' }, { "webhook", 1, NULL, 'w' },
		{ "secret", 1, NULL, 'c' }, { "key", 1, NULL, 'k' }, { "fault", 1, NULL, 'f' }, { NULL, 0, NULL, 0 } };
	int option;
	int64_t port = 0;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p' && (str_to_int64(str_from_z(optarg), &port) != ERR_OK || port < 1 || port > 65535))
			return "--port needs a number";
		if (option == 's' && !copy(sim->state, sizeof(sim->state), optarg))
			return "--state needs a file name";
		if (option == 'w' && !copy(sim->webhook, sizeof(sim->webhook), optarg))
			return "--webhook needs an URL";
		if (option == 'c' && !line_read(optarg, sim->secret, sizeof(sim->secret)))
			return "--secret: cannot be read";
		if (option == 'k' && !line_read(optarg, sim->key, sizeof(sim->key)))
			return "--key: cannot be read";
		if (option == 'f' && fault_add(sim, str_from_z(optarg)) != NULL)
			return "--fault: not understood";
		if (option == '?')
			return "unknown option";
	}
	sim->port = (int)port;
	return port == 0 ? "--port is missing" : NULL;
}

static void json_reply(struct sim_reply *reply, int status, json_t *json)
{
	char *text = json_dumps(json, JSON_INDENT(2));
	reply->status = status;
	reply->content_type = "application/json";
	buf_put_z(&reply->body, text != NULL ? text : "{}");
	free(text);
	json_decref(json);
}

static json_t *books_json(const struct sim *sim)
{
	json_t *sessions = json_array(), *faults = json_array(), *session, *event;
	const char *id;
	json_int_t taken = 0;
	json_object_foreach(sim->sessions, id, session) {
		json_array_append(sessions, session);
		taken += json_integer_value(json_object_get(session, "_taken"));
	}
	json_int_t waiting = 0;
	json_object_foreach(sim->events, id, event)
		waiting += json_is_false(json_object_get(event, "done"));
	fault_list(sim, faults);
	return json_pack("{s:o, s:O, s:I, s:I, s:I, s:o}", "sessions", sessions, "counters", sim->counters, "taken", taken, "now",
			 (json_int_t)sim_now_s(sim), "hooks_waiting", waiting, "faults", faults);
}

/* For tests: GET /_sim/books, POST /_sim/fault?name=&count=&on=&value=, /_sim/calm, /_sim/clock?ahead_s=, /_sim/pay?session= */
static void control_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
	char text[256];
	int64_t ahead_s;
	if (str_eq_z(request->path, "/_sim/books")) {
		json_reply(reply, 200, books_json(sim));
	} else if (str_eq_z(request->path, "/_sim/fault")) {
		const char *wrong = fault_add(sim, request->query);
		json_reply(reply, wrong == NULL ? 200 : 400, json_pack("{s:s}", "fault", wrong == NULL ? "set" : wrong));
	} else if (str_eq_z(request->path, "/_sim/calm")) {
		memset(sim->faults, 0, sizeof(sim->faults));
		json_reply(reply, 200, json_object());
	} else if (str_eq_z(request->path, "/_sim/clock") && form_get(request->query, "ahead_s", text, sizeof(text)) &&
		   str_to_int64(str_from_z(text), &ahead_s) == ERR_OK) {
		sim->ahead_s = ahead_s;
		books_sweep(sim);
		json_reply(reply, 200, json_pack("{s:I}", "now", (json_int_t)sim_now_s(sim)));
	} else if (str_eq_z(request->path, "/_sim/pay") && form_get(request->query, "session", text, sizeof(text)) &&
		   books_session(sim, str_from_z(text)) != NULL) {
		books_pay(sim, books_session(sim, str_from_z(text)), "4242424242424242");
		json_reply(reply, 200, json_object());
	} else {
		json_reply(reply, 404, json_object());
	}
}

void sim_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
	if (str_starts(request->path, STR("/v1/")))
		api_answer(sim, request, reply);
	else if (str_starts(request->path, STR("/_sim/")))
		control_answer(sim, request, reply);
	else
		page_answer(sim, request, reply);
}

int main(int argc, char **argv)
{
	static struct sim sim;
	const char *wrong = options_read(&sim, argc, argv);
	if (wrong != NULL)
		return usage(wrong);
	const struct sigaction stop = { .sa_handler = on_signal }, ignore = { .sa_handler = SIG_IGN };
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
	if (sodium_init() < 0 || !books_open(&sim))
		return usage("the state file cannot be used");
	struct server *server = server_open(&sim);
	if (server == NULL)
		return usage("the port cannot be had");
	hooks_open(&sim);
	fprintf(stderr, "cardsim: http://127.0.0.1:%d\n", sim.port);
	struct pollfd fds[SIM_CONNECTIONS_MAX + 1];
	while (!stopping) {
		size_t count = server_poll_fill(server, fds, sizeof(fds) / sizeof(fds[0]));
		hooks_turn(&sim, fds, count, 100);
		server_poll_done(server, fds, count);
		books_sweep(&sim);
	}
	return 0;
}
