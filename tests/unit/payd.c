/* payd, making and asking: every answer that a processor can give, at every moment, and what becomes of payment, order, stock and mails. */
#include "payd_case.h"

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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
