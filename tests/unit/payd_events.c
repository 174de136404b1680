/* payd, what comes from outside: the buyer who gives up, callbacks in every order and number, a second payd. */
#include "payd_case.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
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
