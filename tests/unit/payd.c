/* payd step by step: every answer that a processor can give, at every moment, and what becomes of payment, order, stock and mails.
 * The processor is a script, the clock is a number. */
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

static void script(enum processor_verdict verdict, enum processor_status status)
{
	world.verdicts[world.script_n] = verdict;
	world.statuses[world.script_n] = status;
	world.refs[world.script_n++] = NULL;
}

static enum err request_note(struct arena *arena, const char *path, struct str body, struct str key, struct http_request *ret_request)
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

static enum err fake_create(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
			    struct http_request *ret_request)
{
	(void)account;
	struct str body = arena_format(arena, "%.*s|%lld|%lld|%.*s|%.*s", (int)order->reference.n, order->reference.p,
				       (long long)order->amount.minor, (long long)order->expires_ms, (int)order->title.n, order->title.p,
				       (int)order->return_url.n, order->return_url.p);
	return request_note(arena, "create", body, order->idempotency_key, ret_request);
}

static enum err fake_query(struct arena *arena, const struct processor_account *account, struct str ref, struct http_request *ret_request)
{
	(void)account;
	assert_true(ref.n > 0);
	return request_note(arena, "query", ref, (struct str){ NULL, 0 }, ret_request);
}

static enum err fake_cancel(struct arena *arena, const struct processor_account *account, struct str ref, struct str key,
			    struct http_request *ret_request)
{
	(void)account;
	assert_true(ref.n > 0);
	return request_note(arena, "cancel", ref, key, ret_request);
}

static enum processor_verdict fake_read(struct arena *arena, const struct processor_account *account, const struct processor_order *order,
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

static int setup(void **state)
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

static int teardown(void **state)
{
	struct bench *b = *state;
	assert_int_equal(world.sent, world.script_n); /* everything that was expected was sent */
	market_is_whole(&b->m);
	http_close(b->payd.http);
	market_end(&b->m);
	return 0;
}

/* All that is due now. */
static void work(struct bench *b)
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
static void work_next(struct bench *b)
{
	int64_t due_ms = market_number(&b->m, "SELECT min(t) FROM (SELECT min(next_at_ms) AS t FROM payment_call WHERE state IN ('ready', 'unknown')"
					      " UNION ALL SELECT min(query_at_ms) FROM payment UNION ALL SELECT min(next_at_ms) FROM hook_inbox"
					      " WHERE done_ms IS NULL)");
	assert_true(due_ms > 0);
	if (due_ms > world.now_ms)
		world.now_ms = due_ms;
	work(b);
}

static void payment_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT state FROM payment", want);
}

static void order_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT group_concat(DISTINCT state) FROM suborder", want);
}

static void stock_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT group_concat(stock) FROM variant", want);
}

static void mails_are(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT coalesce(group_concat(kind), '') FROM mail_outbox", want);
}

static void call_is(struct bench *b, const char *want)
{
	market_is(&b->m, "SELECT state FROM payment_call WHERE operation = 'create'", want);
}

static void cancel_ask(struct bench *b)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql),
		       "INSERT INTO payment_call (id, payment_id, operation, seq, idempotency_key, state, next_at_ms, deadline_ms, created_ms, updated_ms)"
		       " VALUES (9, 7, 'cancel', 1, 'key-cancel', 'ready', %lld, %lld, 1, 1)", (long long)world.now_ms,
		       (long long)(world.now_ms + 23 * CLOCK_HOUR_MS));
	market_sql(&b->m, sql);
}

static void hook_put(struct bench *b, int id, const char *ref, const char *reference)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql),
		       "INSERT INTO hook_inbox (id, processor, event_id, event_type, object_ref, client_ref, body_hash, received_ms, next_at_ms)"
		       " VALUES (%d, 'stripe', 'evt_%d', 'checkout.session.completed', '%s', %s, x'00', %lld, %lld)", id, id, ref, reference,
		       (long long)world.now_ms, (long long)world.now_ms);
	market_sql(&b->m, sql);
}

#define OUR_REFERENCE "'_-7dzLuqmYh3ZlVEMyIRAA'" /* base64url of the payment's public id */

static void open_page(struct bench *b)
{
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	work(b);
	payment_is(b, "waiting");
}

/* The straight way ----------------------------------------------------------------------------------------------------- */

static void a_page_is_made_and_paid(void **state)
{
	struct bench *b = *state;
	open_page(b);
	call_is(b, "done");
	assert_string_equal(world.keys[0], "key-create");
	assert_string_equal(world.bodies[0], "_-7dzLuqmYh3ZlVEMyIRAA|370000|1795168560000|Aina K7QM-2RDX|"
					     "https://aina.kz/kk/pay/_-7dzLuqmYh3ZlVEMyIRAA?from=processor");
	market_is(&b->m, "SELECT processor_ref || ' ' || pay_url FROM payment", "cs_1 https://pay.example/1");
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work_next(b);
	payment_is(b, "captured");
	order_is(b, "paid");
	stock_is(b, "12,0");
	mails_are(b, "order_paid");
	assert_true(b->payd.order_moved);
	market_is(&b->m, "SELECT group_concat(cause, ' ') FROM payment_event", "opened created paid");
}

static void a_page_left_unpaid_gives_the_goods_back(void **state)
{
	struct bench *b = *state;
	open_page(b);
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	world.now_ms += 61 * CLOCK_MINUTE_MS;
	work(b);
	payment_is(b, "expired");
	order_is(b, "expired");
	stock_is(b, "15,0");
	mails_are(b, "order_expired");
	hook_put(b, 1, "cs_1", "NULL"); /* the same news by callback */
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	work(b);
	stock_is(b, "15,0");
	market_is(&b->m, "SELECT count(*) FROM stock_move WHERE reason = 'order_released'", "1");
}

static void money_on_its_way_is_waited_for(void **state)
{
	struct bench *b = *state;
	open_page(b);
	script(PROCESSOR_ANSWERED, PROCESSOR_PROCESSING);
	work_next(b);
	payment_is(b, "waiting");
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work_next(b);
	payment_is(b, "captured");
}

/* Trouble while making the page ---------------------------------------------------------------------------------------- */

static void what_was_not_sent_is_sent_anew(void **state)
{
	static const enum processor_verdict undone[] = { PROCESSOR_NOT_SENT, PROCESSOR_LATER, PROCESSOR_REFUSED_KEY, PROCESSOR_NOT_FOUND };
	struct bench *b = *state;
	for (size_t i = 0; i < COUNT(undone); i++) {
		script(undone[i], 0);
		work_next(b);
		payment_is(b, "ready");
		call_is(b, "ready");
		market_is(&b->m, "SELECT body_hash IS NULL FROM payment_call", "1");
	}
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	work_next(b);
	payment_is(b, "waiting");
	assert_string_not_equal(world.bodies[0], world.bodies[4]); /* the page's life begins with the send that counts */
	assert_string_equal(world.keys[0], world.keys[4]);
}

static void what_could_never_be_sent_fails_when_its_time_is_over(void **state)
{
	struct bench *b = *state;
	for (int i = 0; i < 3; i++) {
		script(PROCESSOR_NOT_SENT, 0);
		work_next(b);
	}
	world.now_ms = NOW_MS + 61 * CLOCK_MINUTE_MS;
	work(b);
	payment_is(b, "failed");
	order_is(b, "expired");
	stock_is(b, "15,0");
	call_is(b, "dead");
	mails_are(b, "order_expired");
	market_is(&b->m, "SELECT cause FROM payment_event WHERE seq = 2", "never_sent");
}

static void a_lost_answer_is_asked_for_with_the_same_bytes(void **state)
{
	static const enum processor_verdict doubtful[] = { PROCESSOR_UNKNOWN, PROCESSOR_KEY_BUSY, PROCESSOR_NOT_SENT, PROCESSOR_LATER, PROCESSOR_REFUSED_INPUT };
	struct bench *b = *state;
	for (size_t i = 0; i < 4; i++) {
		script(doubtful[i], 0);
		work_next(b);
		payment_is(b, "unknown");
		call_is(b, "unknown");
		order_is(b, "awaiting_payment");
	}
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	work_next(b);
	payment_is(b, "waiting");
	for (size_t i = 1; i < 5; i++) {
		assert_string_equal(world.bodies[0], world.bodies[i]);
		assert_string_equal(world.keys[0], world.keys[i]);
	}
}

static void a_plain_refusal_fails(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_REFUSED_INPUT, 0);
	work(b);
	payment_is(b, "failed");
	order_is(b, "expired");
	stock_is(b, "15,0");
	market_is(&b->m, "SELECT kind FROM order_event WHERE seq = 2", "payment_failed");
}

static void a_refusal_after_doubt_proves_nothing(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	script(PROCESSOR_REFUSED_INPUT, 0);
	work_next(b);
	payment_is(b, "unknown");
	order_is(b, "awaiting_payment");
	stock_is(b, "12,0");
	/* A page that nobody learnt the address of: when it has closed, nobody has paid it. */
	world.now_ms = NOW_MS + 70 * CLOCK_MINUTE_MS;
	work(b);
	payment_is(b, "expired");
	market_is(&b->m, "SELECT cause FROM payment_event ORDER BY seq DESC LIMIT 1", "no_answer");
	stock_is(b, "15,0");
}

static void after_its_deadline_nothing_is_repeated(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	world.now_ms = NOW_MS + 61 * CLOCK_MINUTE_MS; /* past the page's life; the key may be forgotten later still */
	work(b);
	call_is(b, "dead");
	payment_is(b, "unknown");
	world.now_ms += 5 * CLOCK_MINUTE_MS;
	work(b);
	payment_is(b, "expired");
}

static void other_bytes_are_not_sent_under_the_same_key(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	b->m.conf.site_origin = STR("https://aina.example");
	world.now_ms += 10 * CLOCK_MINUTE_MS;
	work(b);
	call_is(b, "dead");
	payment_is(b, "unknown");
}

static void a_sender_that_died_leaves_doubt(void **state)
{
	struct bench *b = *state;
	int64_t count = 0;
	/* killed between the first commit and the answer */
	market_sql(&b->m, "UPDATE payment_call SET state = 'sending', tries = 1, updated_ms = 1795164960000, body_hash = zeroblob(32)");
	work(b);
	call_is(b, "sending"); /* it may still live */
	assert_int_equal(store_begin_write(b->m.store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_call_orphans(b->m.store, NOW_MS, NOW_MS, &count), ERR_OK);
	assert_int_equal(store_commit(b->m.store, STORE_MARKET), ERR_OK);
	assert_int_equal(count, 1);
	call_is(b, "unknown");
	work(b); /* its bytes were other ones (zeros): nothing is sent, nothing is guessed */
	payment_is(b, "unknown");
	call_is(b, "dead");
}

static void what_a_dead_sender_may_have_sent_is_sent_again_alike(void **state)
{
	struct bench *b = *state;
	int64_t count = 0;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	market_sql(&b->m, "UPDATE payment_call SET state = 'sending'; UPDATE payment SET state = 'ready', version = 1;"
			  "INSERT INTO payment_event SELECT id, 3, 'unknown', 'ready', 'test', 1 FROM payment");
	assert_int_equal(store_begin_write(b->m.store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_call_orphans(b->m.store, world.now_ms, world.now_ms, &count), ERR_OK);
	assert_int_equal(store_commit(b->m.store, STORE_MARKET), ERR_OK);
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	work(b);
	assert_string_equal(world.bodies[0], world.bodies[1]);
	payment_is(b, "waiting");
	market_is(&b->m, "SELECT group_concat(cause, ' ') FROM payment_event", "opened reply_lost test reply_lost created");
}

/* Answers that lie ----------------------------------------------------------------------------------------------------- */

static void a_lie_about_the_new_page_goes_to_a_person(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_INTEGRITY, 0);
	work(b);
	payment_is(b, "review");
	order_is(b, "review");
	stock_is(b, "12,0"); /* goods stay reserved */
	mails_are(b, "order_review");
	market_is(&b->m, "SELECT review_why FROM payment", "answer_to_create");
	world.now_ms += CLOCK_DAY_MS;
	work(b); /* and nothing more is sent */
}

static void a_lie_about_an_old_page_goes_to_a_person(void **state)
{
	struct bench *b = *state;
	open_page(b);
	script(PROCESSOR_INTEGRITY, 0);
	work_next(b);
	payment_is(b, "review");
	order_is(b, "review");
	stock_is(b, "12,0");
}

static void silence_to_the_end_goes_to_a_person(void **state)
{
	struct bench *b = *state;
	open_page(b);
	world.now_ms = NOW_MS + 26 * CLOCK_HOUR_MS;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	payment_is(b, "review");
	market_is(&b->m, "SELECT cause FROM payment_event ORDER BY seq DESC LIMIT 1", "no_answer");
}

/* Money after the end -------------------------------------------------------------------------------------------------- */

static void late_money_is_never_silent(void **state)
{
	struct bench *b = *state;
	open_page(b);
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	work_next(b);
	order_is(b, "expired");
	hook_put(b, 1, "cs_1", "NULL");
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work(b);
	payment_is(b, "review");
	order_is(b, "review");
	stock_is(b, "15,0"); /* others may have bought them: a person decides */
	mails_are(b, "order_expired,order_review");
	market_is(&b->m, "SELECT from_state || ' ' || to_state || ' ' || cause FROM payment_event ORDER BY seq DESC LIMIT 1",
		  "expired review late_success");
}

static void money_for_an_order_that_waits_for_none(void **state)
{
	struct bench *b = *state;
	open_page(b);
	market_sql(&b->m, "UPDATE suborder SET state = 'cancelled';"
			  "INSERT INTO order_event (group_id, seq, kind, actor, to_state, at_ms) VALUES (1, 2, 'cancelled', 'operator', 'cancelled', 1)");
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work_next(b);
	payment_is(b, "review");
	order_is(b, "review");
}

/* The buyer gives up --------------------------------------------------------------------------------------------------- */

static void giving_up_before_anything_was_sent(void **state)
{
	struct bench *b = *state;
	cancel_ask(b);
	market_sql(&b->m, "UPDATE payment_call SET next_at_ms = next_at_ms + 1000 WHERE operation = 'create'");
	work(b);
	payment_is(b, "cancelled");
	order_is(b, "cancelled");
	stock_is(b, "15,0");
	mails_are(b, "");
	call_is(b, "dead");
}

static void giving_up_closes_the_page_first(void **state)
{
	struct bench *b = *state;
	open_page(b);
	cancel_ask(b);
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	payment_is(b, "waiting");
	stock_is(b, "12,0");
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	work_next(b);
	assert_string_equal(world.urls[2], "cancel");
	assert_string_equal(world.keys[1], world.keys[2]);
	payment_is(b, "cancelled");
	order_is(b, "cancelled");
	stock_is(b, "15,0");
	market_is(&b->m, "SELECT actor FROM order_event WHERE kind = 'cancelled'", "buyer");
}

static void giving_up_too_late_is_buying(void **state)
{
	struct bench *b = *state;
	open_page(b);
	cancel_ask(b);
	script(PROCESSOR_REFUSED_INPUT, 0); /* the page is no longer open */
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work(b);
	assert_string_equal(world.urls[2], "query");
	payment_is(b, "captured");
	order_is(b, "paid");
	stock_is(b, "12,0");
}

static void giving_up_in_doubt_waits_for_the_truth(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	cancel_ask(b);
	work(b);
	payment_is(b, "unknown");
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN);
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	while (market_number(&b->m, "SELECT count(*) FROM payment WHERE state IN ('unknown', 'waiting')") > 0)
		work_next(b);
	payment_is(b, "cancelled");
}

/* Callbacks ------------------------------------------------------------------------------------------------------------ */

static void a_callback_only_makes_it_ask(void **state)
{
	struct bench *b = *state;
	open_page(b);
	hook_put(b, 1, "cs_1", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_OPEN); /* "completed", said the callback; the processor says no */
	work(b);
	payment_is(b, "waiting");
	order_is(b, "awaiting_payment");
	market_is(&b->m, "SELECT count(*) FROM hook_inbox WHERE done_ms IS NULL", "0");
}

static void three_callbacks_settle_once(void **state)
{
	struct bench *b = *state;
	open_page(b);
	for (int i = 1; i <= 3; i++)
		hook_put(b, i, "cs_1", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID); /* one question; the others add nothing */
	work(b);
	payment_is(b, "captured");
	mails_are(b, "order_paid");
	market_is(&b->m, "SELECT count(*) FROM order_event WHERE kind = 'paid'", "1");
	market_is(&b->m, "SELECT count(*) FROM hook_inbox WHERE done_ms IS NULL", "0");
}

static void a_callback_before_the_answer_names_the_page(void **state)
{
	struct bench *b = *state;
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	hook_put(b, 1, "cs_1", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work(b);
	payment_is(b, "captured");
	market_is(&b->m, "SELECT processor_ref FROM payment", "cs_1");
	world.now_ms += 10 * CLOCK_MINUTE_MS;
	work(b); /* the lost call is not sent again */
	call_is(b, "done");
}

static void a_callback_about_nothing_known_is_kept_three_days(void **state)
{
	struct bench *b = *state;
	open_page(b);
	hook_put(b, 1, "cs_other", "'AAAAAAAAAAAAAAAAAAAAAA'");
	work(b);
	market_is(&b->m, "SELECT done_ms IS NULL AND next_at_ms > received_ms FROM hook_inbox", "1");
	market_sql(&b->m, "UPDATE payment SET query_at_ms = query_at_ms + 999999999999");
	world.now_ms += 3 * CLOCK_DAY_MS + 1;
	work(b);
	market_is(&b->m, "SELECT done_ms IS NOT NULL FROM hook_inbox", "1");
	market_sql(&b->m, "UPDATE payment SET query_at_ms = 1");
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	work(b);
}

static void a_callback_is_tried_again_when_the_processor_is_silent(void **state)
{
	struct bench *b = *state;
	open_page(b);
	hook_put(b, 1, "cs_1", OUR_REFERENCE);
	script(PROCESSOR_UNKNOWN, 0);
	work(b);
	market_is(&b->m, "SELECT done_ms IS NULL FROM hook_inbox", "1");
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work_next(b);
	payment_is(b, "captured");
	market_is(&b->m, "SELECT done_ms IS NOT NULL FROM hook_inbox", "1");
}

static void a_second_page_that_was_paid_goes_to_a_person(void **state)
{
	struct bench *b = *state;
	open_page(b);
	hook_put(b, 1, "cs_2", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_EXPIRED);
	world.refs[1] = "cs_2";
	work(b);
	payment_is(b, "waiting"); /* unpaid it harms nobody */
	hook_put(b, 2, "cs_2", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	world.refs[2] = "cs_2";
	work(b);
	payment_is(b, "review");
	market_is(&b->m, "SELECT review_why FROM payment", "second_page_paid");
	market_is(&b->m, "SELECT processor_ref FROM payment", "cs_1");
}

static void paid_twice_goes_to_a_person_and_the_goods_go_out(void **state)
{
	struct bench *b = *state;
	open_page(b);
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	work_next(b);
	hook_put(b, 1, "cs_2", OUR_REFERENCE);
	script(PROCESSOR_ANSWERED, PROCESSOR_PAID);
	world.refs[2] = "cs_2";
	work(b);
	payment_is(b, "review");
	order_is(b, "paid");
}

/* Two of them ---------------------------------------------------------------------------------------------------------- */

static void one_call_has_one_sender(void **state)
{
	struct bench *b = *state;
	struct payment_call mine, other;
	struct store *second = NULL;
	struct str why;
	assert_int_equal(store_open(&b->m.conf, &store_program, &second, &why), ERR_OK);
	assert_int_equal(store_begin_write(b->m.store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_call_claim(b->m.store, b->m.arena, NOW_MS, &mine), ERR_OK);
	assert_int_equal(store_commit(b->m.store, STORE_MARKET), ERR_OK);
	assert_int_equal(store_begin_write(second, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_call_claim(second, b->m.arena, NOW_MS, &other), ERR_NONE);
	store_rollback(second, STORE_MARKET);
	store_close(second);
}

static void pauses_grow_and_stay_within_five_minutes(void **state)
{
	(void)state;
	for (int64_t tries = 0; tries < 100; tries++) {
		int64_t whole_ms = tries < 8 ? INT64_C(2000) << tries : 300000;
		whole_ms = whole_ms < 300000 ? whole_ms : 300000;
		assert_in_range(payment_call_pause_ms(tries), whole_ms / 2, whole_ms);
	}
}

#define PAYD_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		PAYD_TEST(a_page_is_made_and_paid),
		PAYD_TEST(a_page_left_unpaid_gives_the_goods_back),
		PAYD_TEST(money_on_its_way_is_waited_for),
		PAYD_TEST(what_was_not_sent_is_sent_anew),
		PAYD_TEST(what_could_never_be_sent_fails_when_its_time_is_over),
		PAYD_TEST(a_lost_answer_is_asked_for_with_the_same_bytes),
		PAYD_TEST(a_plain_refusal_fails),
		PAYD_TEST(a_refusal_after_doubt_proves_nothing),
		PAYD_TEST(after_its_deadline_nothing_is_repeated),
		PAYD_TEST(other_bytes_are_not_sent_under_the_same_key),
		PAYD_TEST(a_sender_that_died_leaves_doubt),
		PAYD_TEST(what_a_dead_sender_may_have_sent_is_sent_again_alike),
		PAYD_TEST(a_lie_about_the_new_page_goes_to_a_person),
		PAYD_TEST(a_lie_about_an_old_page_goes_to_a_person),
		PAYD_TEST(silence_to_the_end_goes_to_a_person),
		PAYD_TEST(late_money_is_never_silent),
		PAYD_TEST(money_for_an_order_that_waits_for_none),
		PAYD_TEST(giving_up_before_anything_was_sent),
		PAYD_TEST(giving_up_closes_the_page_first),
		PAYD_TEST(giving_up_too_late_is_buying),
		PAYD_TEST(giving_up_in_doubt_waits_for_the_truth),
		PAYD_TEST(a_callback_only_makes_it_ask),
		PAYD_TEST(three_callbacks_settle_once),
		PAYD_TEST(a_callback_before_the_answer_names_the_page),
		PAYD_TEST(a_callback_about_nothing_known_is_kept_three_days),
		PAYD_TEST(a_callback_is_tried_again_when_the_processor_is_silent),
		PAYD_TEST(a_second_page_that_was_paid_goes_to_a_person),
		PAYD_TEST(paid_twice_goes_to_a_person_and_the_goods_go_out),
		PAYD_TEST(one_call_has_one_sender),
		cmocka_unit_test(pauses_grow_and_stay_within_five_minutes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
