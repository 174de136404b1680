/* cardsim: a card processor to test against. It speaks Stripe's dialect of Checkout Sessions on loopback, shows a hosted page,
 * sends signed callbacks, remembers its books over a restart, and makes the mistakes that real processors and networks make.
 * Promises: what it says it took is what it took (GET /_sim/books). Never: real money, real cards, any address but 127.0.0.1. */
#ifndef AINA_TESTS_CARDSIM_SIM_H
#define AINA_TESTS_CARDSIM_SIM_H

#include <jansson.h>
#include <poll.h>

#include "base/buf.h"
#include "base/clock.h"

#define SIM_CONNECTIONS_MAX 64
#define SIM_REQUEST_BYTES_MAX (128 * 1024)
#define SIM_FAULTS_MAX 16

struct fault {
	char name[32]; /* empty: free */
	char on[12];   /* "create", "query", "cancel", "hook", "any" */
	int64_t count; /* how often it still strikes; -1: for ever */
	int64_t value; /* seconds, where it needs some */
};

struct sim {
	int port, listener;
	char webhook[512], secret[256], key[256], state[512];
	FILE *journal;
	json_t *sessions, *keys, *events, *counters; /* by id; keys: idempotency records */
	struct fault faults[SIM_FAULTS_MAX];
	int64_t ahead_s;        /* the clock moved forward by tests */
	int64_t refuse_until_ms; /* monotonic; the listener is closed so long */
	void *curl;             /* multi handle of the callbacks */
};

struct sim_request {
	char method[8];
	struct str path, query, body, host, authorization, idempotency_key, accept_language, content_type;
};

/* What the wire does with an answer. */
enum wire { WIRE_FINE, WIRE_RESET, WIRE_HANG, WIRE_SHORT, WIRE_DRIP, WIRE_ENDLESS };

struct sim_reply {
	int status;
	const char *content_type;
	char location[1024];
	int64_t retry_after; /* 0: none */
	struct buf body;
	enum wire wire;
	char held_key[256]; /* idempotency key that is being worked on as long as the connection stands (WIRE_HANG) */
	bool forget_key;    /* the work was not done: the key is free again afterwards */
};

static inline int64_t sim_now_s(const struct sim *sim) { return clock_now_ms() / 1000 + sim->ahead_s; }

/* main.c: finds the handler of a path. */
void sim_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply);

/* server.c */
struct server;
struct server *server_open(struct sim *sim);
size_t server_poll_fill(struct server *server, struct pollfd *fds, size_t max);
void server_poll_done(struct server *server, const struct pollfd *fds, size_t count);
bool form_get(struct str form, const char *name, char *out, size_t size); /* decoded; false: absent, doubled or too long */
bool form_next(struct str *form, char *name, size_t name_size, char *value, size_t value_size, bool *ret_broken);

/* books.c */
bool books_open(struct sim *sim);
void books_note(struct sim *sim, const char *kind, const char *id, json_t *value); /* keeps and appends to the journal */
void books_count(struct sim *sim, const char *what);
json_t *books_session(struct sim *sim, struct str id); /* borrowed; NULL: unknown; expires it when its time has come */
void books_new_id(const char *prefix, char out[96]);
void books_pay(struct sim *sim, json_t *session, const char *card);
void books_expire(struct sim *sim, json_t *session);
json_t *books_public(const json_t *session); /* what the API shows: new reference */
void books_sweep(struct sim *sim);           /* closes pages whose time has come */
const char *text_of(const json_t *object, const char *name); /* "" when absent */

/* api.c */
void api_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply);

/* page.c */
void page_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply);

/* hooks.c */
void hooks_open(struct sim *sim);
void hooks_queue(struct sim *sim, const char *type, const json_t *session);
void hooks_turn(struct sim *sim, struct pollfd *fds, size_t count, int timeout_ms); /* waits for both kinds of sockets */

/* fault.c */
struct fault *fault_take(struct sim *sim, const char *name, const char *on); /* NULL: does not strike now */
const char *fault_add(struct sim *sim, struct str form); /* NULL: done, else what is wrong */
bool fault_before(struct sim *sim, const char *on, struct sim_reply *reply); /* true: answered, nothing is done */
void fault_after(struct sim *sim, const char *on, struct sim_reply *reply);  /* spoils a good answer */
void fault_session(struct sim *sim, const char *on, json_t *session);        /* lies in a good answer */
void fault_list(const struct sim *sim, json_t *out);

#endif
