/* payd's steps on a bench: the processor is a script, the clock is a number. For payd.c and payd_events.c beside it. */
#ifndef AINA_TESTS_UNIT_PAYD_CASE_H
#define AINA_TESTS_UNIT_PAYD_CASE_H

#include "market_case.h"

#include "programs/payd.h"
#include "model/payment_open.h"

/* Time and the scripted processor -------------------------------------------------------------------------------------- */

static struct {
	int64_t now_ms;
	enum processor_verdict verdicts[8]; /* what the next answers will be */
	enum processor_status statuses[8];
	const char *refs[8];                /* NULL: "cs_1" */
	size_t script_n, sent;
	char bodies[16][512], keys[16][64], urls[16][128]; /* what was sent */
} world;

int64_t __wrap_clock_now_ms(void);
int64_t __wrap_clock_now_ms(void)
{
	return world.now_ms;
}

static inline void script(enum processor_verdict verdict, enum processor_status status)
{
	world.verdicts[world.script_n] = verdict;
	world.statuses[world.script_n] = status;
	world.refs[world.script_n++] = NULL;
}

static inline enum err request_note(struct arena *arena, const char *path, struct str body, struct str key, struct http_request *ret_request)
{
	size_t n = world.sent;
	assert_true(n < COUNT(world.bodies));
	(void)snprintf(world.bodies[n], sizeof(world.bodies[n]), "%.*s", (int)body.n, body.n > 0 ? body.p : "");
	(void)snprintf(world.keys[n], sizeof(world.keys[n]), "%.*s", (int)key.n, key.n > 0 ? key.p : "");
	(void)snprintf(world.urls[n], sizeof(world.urls[n]), "%s", path);
	/* Port 0 takes no connection: the HTTP client comes back at once, what it says is not looked at. */
	*ret_request = (struct http_request){ .url = STR("http://127.0.0.1:0/"), .body = body };
	return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

static inline enum err fake_create(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
			    struct http_request *ret_request)
{
	(void)account;
	struct str body = arena_format(arena, "%.*s|%lld|%lld|%.*s|%.*s", (int)order->reference.n, order->reference.p,
				       (long long)order->amount.minor, (long long)order->expires_ms, (int)order->title.n, order->title.p,
				       (int)order->return_url.n, order->return_url.p);
	return request_note(arena, "create", body, order->idempotency_key, ret_request);
}

static inline enum err fake_query(struct arena *arena, const struct processor_account *account, struct str ref, struct http_request *ret_request)
{
	(void)account;
	assert_true(ref.n > 0);
	return request_note(arena, "query", ref, (struct str){ NULL, 0 }, ret_request);
}

static inline enum err fake_cancel(struct arena *arena, const struct processor_account *account, struct str ref, struct str key,
			    struct http_request *ret_request)
{
	(void)account;
	assert_true(ref.n > 0);
	return request_note(arena, "cancel", ref, key, ret_request);
}

static inline enum processor_verdict fake_read(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
					struct str ref, const struct http_answer *answer, struct processor_page *ret_page)
{
	(void)arena;
	(void)account;
	(void)order;
	(void)ref;
	(void)answer;
	size_t n = world.sent++;
	assert_true(n < world.script_n); /* nothing is sent that the test did not expect */
	const char *name = world.refs[n] != NULL ? world.refs[n] : "cs_1";
	*ret_page = (struct processor_page){ .ref = str_from_z(name), .url = STR("https://pay.example/1"), .status = world.statuses[n] };
	return world.verdicts[n];
}

static const struct processor fake = { .name = "stripe", .key_life_ms = 23 * CLOCK_HOUR_MS, .create = fake_create, .query = fake_query,
	.cancel = fake_cancel, .read = fake_read };

/* The bench ------------------------------------------------------------------------------------------------------------ */

struct bench {
	struct market m;
	struct payd payd;
};

static inline int setup(void **state)
{
	static struct bench bench;
	const struct http_setup http = { .loopback_http = true, .total_ms = 500 };
	memset(&world, 0, sizeof(world));
	world.now_ms = NOW_MS;
	market_new(&bench.m);
	bench.payd = (struct payd){ .conf = &bench.m.conf, .store = bench.m.store, .arena = bench.m.arena, .processor = &fake,
		.gate = gate_new(0) };
	assert_int_equal(http_open(&http, &bench.payd.http), ERR_OK);
	/* What checkout's payment_open() leaves; tests/unit/payment.c says that it does. */
	market_sql(&bench.m, "INSERT INTO payment (id, public_id, group_id, seq, processor, mode, currency, amount_minor, state, expires_ms, created_ms,"
			     " updated_ms) VALUES (7, x'ffeeddccbbaa99887766554433221100', 1, 1, 'stripe', 'test', 'KZT', 370000, 'ready',"
			     " 1795164960000 + 3600000, 1795164960000, 1795164960000);"
			     "INSERT INTO payment_event VALUES (7, 1, NULL, 'ready', 'opened', 1795164960000);"
			     "INSERT INTO payment_call (id, payment_id, operation, seq, idempotency_key, state, next_at_ms, deadline_ms, created_ms,"
			     " updated_ms) VALUES (8, 7, 'create', 1, 'key-create', 'ready', 1795164960000, 1795164960000 + 3600000, 1795164960000, 1);");
	*state = &bench;
	return 0;
}

static inline int teardown(void **state)
{
	struct bench *b = *state;
	assert_int_equal(world.sent, world.script_n); /* everything that was expected was sent */
	market_is_whole(&b->m);
	http_close(b->payd.http);
	market_end(&b->m);
	return 0;
}

/* All that is due now. */
static inline void work(struct bench *b)
{
	static enum err (*const steps[])(struct payd *) = { payd_call_step, payd_hook_step, payd_ask_step };
	for (size_t idle = 0, i = 0; idle < COUNT(steps); i++) {
		assert_true(i < 200);
		arena_reset(b->payd.arena);
		enum err err = steps[i % COUNT(steps)](&b->payd);
		assert_true(err == ERR_OK || err == ERR_NONE);
		idle = err == ERR_NONE ? idle + 1 : 0;
	}
}

/* Goes to the moment of the next piece of work, and does it. */
static inline void work_next(struct bench *b)
{
	int64_t due_ms = market_number(&b->m, "SELECT min(t) FROM (SELECT min(next_at_ms) AS t FROM payment_call WHERE state IN ('ready', 'unknown')"
					      " UNION ALL SELECT min(query_at_ms) FROM payment UNION ALL SELECT min(next_at_ms) FROM hook_inbox"
					      " WHERE done_ms IS NULL)");
	assert_true(due_ms > 0);
	if (due_ms > world.now_ms)
		world.now_ms = due_ms;
	work(b);
}

static inline void payment_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT state FROM payment", want);
}

static inline void order_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT group_concat(DISTINCT state) FROM suborder", want);
}

static inline void stock_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT group_concat(stock) FROM variant", want);
}

static inline void mails_are(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT coalesce(group_concat(kind), '') FROM mail_outbox", want);
}

static inline void call_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT state FROM payment_call WHERE operation = 'create'", want);
}

static inline void cancel_ask(struct bench *b)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql),
		       "INSERT INTO payment_call (id, payment_id, operation, seq, idempotency_key, state, next_at_ms, deadline_ms, created_ms, updated_ms)"
		       " VALUES (9, 7, 'cancel', 1, 'key-cancel', 'ready', %lld, %lld, 1, 1)", (long long)world.now_ms,
		       (long long)(world.now_ms + 23 * CLOCK_HOUR_MS));
	market_sql(&b->m, sql);
}

static inline void hook_put(struct bench *b, int id, const char *ref, const char *reference)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql),
		       "INSERT INTO hook_inbox (id, processor, event_id, event_type, object_ref, client_ref, body_hash, received_ms, next_at_ms)"
		       " VALUES (%d, 'stripe', 'evt_%d', 'checkout.session.completed', '%s', %s, x'00', %lld, %lld)", id, id, ref, reference,
		       (long long)world.now_ms, (long long)world.now_ms);
	market_sql(&b->m, sql);
}

#define OUR_REFERENCE "'_-7dzLuqmYh3ZlVEMyIRAA'" /* base64url of the payment's public id */

static inline void open_page(struct bench *b)
{
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	work(b);
	payment_is(b, "waiting");
}

#define PAYD_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

#endif
