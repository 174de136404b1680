/* model/payment as checkout uses it: the table of moves, opening, the buyer's wishes, an order without anything to pay. */
#include "market_case.h"

#include "model/payment_buyer.h"
#include "model/payment_open.h"
#include "model/settle.h"

/* The table ------------------------------------------------------------------------------------------------------------ */

static void the_table_of_moves_is_this(void **state)
{
	/* rows: from; columns: to, in the order of the enum; x: lawful */
	static const char *const table[PAYMENT_STATE__COUNT] = {
		/*               ready unknown waiting authorized captured failed expired cancelled review */
		[PAYMENT_READY] = "-xx-xx-xx",      [PAYMENT_UNKNOWN] = "--xxxxx-x",    [PAYMENT_WAITING] = "-x-xxxxxx",
		[PAYMENT_AUTHORIZED] = "-x--x--xx", [PAYMENT_CAPTURED] = "--------x",   [PAYMENT_FAILED] = "--------x",
		[PAYMENT_EXPIRED] = "--------x",    [PAYMENT_CANCELLED] = "--------x",  [PAYMENT_REVIEW] = "---------",
	};
	(void)state;
	for (size_t from = 0; from < PAYMENT_STATE__COUNT; from++)
		for (size_t to = 0; to < PAYMENT_STATE__COUNT; to++) {
			assert_int_equal(payment_may_move((enum payment_state)from, (enum payment_state)to, false), table[from][to] == 'x');
			bool by_operator = from != to && (from == PAYMENT_REVIEW || table[from][to] == 'x');
			assert_int_equal(payment_may_move((enum payment_state)from, (enum payment_state)to, true), by_operator);
		}
	assert_false(payment_may_move(PAYMENT_READY, PAYMENT_STATE__COUNT, true));
}

static void names_lead_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < PAYMENT_STATE__COUNT; i++) {
		enum payment_state found = PAYMENT_STATE__COUNT;
		assert_int_equal(payment_state_parse(payment_state_name((enum payment_state)i), &found), ERR_OK);
		assert_int_equal(found, i);
	}
	for (size_t i = 0; i < PAYMENT_CAUSE__COUNT; i++)
		assert_true(payment_cause_name((enum payment_cause)i).n > 0);
	enum payment_state found;
	assert_int_equal(payment_state_parse(STR("paid"), &found), ERR_STORAGE);
}

static void questions_come_at_these_times(void **state)
{
	const int64_t minute = CLOCK_MINUTE_MS, closes = 60 * minute;
	static const int64_t want_min[] = { 1, 5, 15, 60, 61, 65, 75, 120, 360, 420, 1440, 1500, 0 };
	int64_t now_ms = 0;
	(void)state;
	for (size_t i = 0; i < COUNT(want_min); i++) {
		int64_t next_ms = payment_next_query(0, closes, now_ms);
		assert_int_equal(next_ms, want_min[i] * minute);
		now_ms = next_ms;
	}
}

static void keys_are_one_for_each_decision(void **state)
{
	char a[PAYMENT_KEY_CHARS], b[PAYMENT_KEY_CHARS], c[PAYMENT_KEY_CHARS], d[PAYMENT_KEY_CHARS], e[PAYMENT_KEY_CHARS];
	struct public_id id = public_id_new(), other = public_id_new();
	(void)state;
	struct str key = payment_call_key(&id, "create", 1, a);
	assert_int_equal(key.n, PAYMENT_KEY_CHARS);
	assert_true(str_eq(key, payment_call_key(&id, "create", 1, b)));
	assert_false(str_eq(key, payment_call_key(&id, "create", 2, c)));
	assert_false(str_eq(key, payment_call_key(&id, "cancel", 1, d)));
	assert_false(str_eq(key, payment_call_key(&other, "create", 1, e)));
}

/* Opening -------------------------------------------------------------------------------------------------------------- */

static enum err open_one(struct market *m, int64_t amount_minor, struct public_id *ret_id)
{
	const struct payment_request request = { .conf = &m->conf, .group_id = 1, .amount = { amount_minor, CURRENCY_KZT }, .now_ms = NOW_MS };
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	enum err err = payment_open(m->store, m->arena, &request, ret_id);
	if (err == ERR_OK)
		assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	else
		store_rollback(m->store, STORE_MARKET);
	return err;
}

static int setup(void **state)
{
	static struct market market;
	market_new(&market);
	*state = &market;
	return 0;
}

static int teardown(void **state)
{
	market_is_whole(*state);
	market_end(*state);
	return 0;
}

static void opening_leaves_a_payment_and_a_call(void **state)
{
	struct market *m = *state;
	struct public_id id;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	market_is(m, "SELECT state || ' ' || processor || ' ' || mode || ' ' || amount_minor || ' ' || currency FROM payment", "ready stripe test 370000 KZT");
	market_is(m, "SELECT operation || ' ' || state || ' ' || tries FROM payment_call", "create ready 0");
	market_is(m, "SELECT cause FROM payment_event", "opened");
	market_is(m, "SELECT group_concat(state) FROM suborder", "awaiting_payment,awaiting_payment");
}

static void an_order_has_one_payment(void **state)
{
	struct market *m = *state;
	struct public_id id;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	assert_int_equal(open_one(m, 370000, &id), ERR_CONFLICT);
	assert_int_equal(open_one(m, -1, &id), ERR_INPUT);
	market_is(m, "SELECT count(*) FROM payment", "1");
}

static void nothing_to_pay_is_paid_at_once(void **state)
{
	struct market *m = *state;
	struct public_id id;
	assert_int_equal(open_one(m, 0, &id), ERR_OK);
	market_is(m, "SELECT state || ' ' || processor FROM payment", "captured none");
	market_is(m, "SELECT count(*) FROM payment_call", "0");
	market_is(m, "SELECT group_concat(state) FROM suborder", "paid,paid");
	market_is(m, "SELECT kind || ' ' || actor || ' ' || from_state || ' ' || to_state FROM order_event WHERE seq = 2", "paid system awaiting_payment paid");
	market_is(m, "SELECT group_concat(kind) FROM mail_outbox", "order_paid");
}

static void the_buyer_sees_his_payment(void **state)
{
	struct market *m = *state;
	struct public_id id, newest;
	struct payment_view view;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	assert_int_equal(store_begin_read(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_view(m->store, m->arena, &id, &view), ERR_OK);
	assert_int_equal(view.payment.state, PAYMENT_READY);
	assert_str(view.order_number, "K7QM-2RDX");
	assert_false(view.cancel_asked);
	assert_int_equal(payment_of_order(m->store, m->arena, 1, &newest), ERR_OK);
	assert_memory_equal(&newest, &id, sizeof(id));
	id = public_id_new();
	assert_int_equal(payment_view(m->store, m->arena, &id, &view), ERR_NONE);
	store_rollback(m->store, STORE_MARKET);
}

static bool wish(struct market *m, enum err (*what)(struct store *, struct arena *, const struct public_id *, int64_t, bool *),
		 const struct public_id *id, int64_t now_ms)
{
	bool done = false;
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(what(m->store, m->arena, id, now_ms, &done), ERR_OK);
	assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	return done;
}

static void cancelling_twice_is_cancelling(void **state)
{
	struct market *m = *state;
	struct public_id id;
	struct payment_view view;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	assert_true(wish(m, payment_cancel, &id, NOW_MS));
	assert_false(wish(m, payment_cancel, &id, NOW_MS + 1));
	market_is(m, "SELECT count(*) FROM payment_call WHERE operation = 'cancel'", "1");
	market_is(m, "SELECT state FROM payment", "ready"); /* until the processor has closed its page */
	assert_int_equal(store_begin_read(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_view(m->store, m->arena, &id, &view), ERR_OK);
	store_rollback(m->store, STORE_MARKET);
	assert_true(view.cancel_asked);
}

static void what_has_ended_is_not_cancelled(void **state)
{
	struct market *m = *state;
	struct public_id id;
	assert_int_equal(open_one(m, 0, &id), ERR_OK);
	assert_false(wish(m, payment_cancel, &id, NOW_MS));
	assert_false(wish(m, payment_ask_now, &id, NOW_MS));
	market_is(m, "SELECT count(*) FROM payment_call", "0");
}

static void coming_back_asks_but_not_all_the_time(void **state)
{
	struct market *m = *state;
	struct public_id id;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	assert_false(wish(m, payment_ask_now, &id, NOW_MS + 10000)); /* nothing to ask about yet */
	market_sql(m, "UPDATE payment SET state = 'waiting', query_at_ms = 1795164960000 + 60000;"
		      "INSERT INTO payment_event SELECT id, 2, 'ready', 'waiting', 'created', 1 FROM payment");
	market_sql(m, "UPDATE payment SET updated_ms = 1"); /* it moved just now */
	assert_true(wish(m, payment_ask_now, &id, NOW_MS + 10000));
	market_is(m, "SELECT query_at_ms - 1795164960000 FROM payment", "10000");
	assert_false(wish(m, payment_ask_now, &id, NOW_MS + 10001)); /* it is being asked about */
	market_sql(m, "UPDATE payment SET query_at_ms = 1795164960000 + 60000");
	assert_false(wish(m, payment_ask_now, &id, NOW_MS + 11000));
	assert_true(wish(m, payment_ask_now, &id, NOW_MS + 14000));
}

static void a_stale_copy_moves_nothing(void **state)
{
	struct market *m = *state;
	struct public_id id;
	struct payment first, second;
	assert_int_equal(open_one(m, 370000, &id), ERR_OK);
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(payment_by_public_id(m->store, m->arena, &id, &first), ERR_OK);
	second = first;
	assert_int_equal(payment_move(m->store, &first, PAYMENT_UNKNOWN, CAUSE_REPLY_LOST, (struct str){ NULL, 0 }, NOW_MS), ERR_OK);
	assert_int_equal(payment_move(m->store, &second, PAYMENT_WAITING, CAUSE_CREATED, (struct str){ NULL, 0 }, NOW_MS), ERR_CONFLICT);
	assert_int_equal(payment_move(m->store, &first, PAYMENT_READY, CAUSE_CREATED, (struct str){ NULL, 0 }, NOW_MS), ERR_CONFLICT);
	assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	market_is(m, "SELECT state FROM payment", "unknown");
}

#define MARKET_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_of_moves_is_this),
		cmocka_unit_test(names_lead_back),
		cmocka_unit_test(questions_come_at_these_times),
		cmocka_unit_test(keys_are_one_for_each_decision),
		MARKET_TEST(opening_leaves_a_payment_and_a_call),
		MARKET_TEST(an_order_has_one_payment),
		MARKET_TEST(nothing_to_pay_is_paid_at_once),
		MARKET_TEST(the_buyer_sees_his_payment),
		MARKET_TEST(cancelling_twice_is_cancelling),
		MARKET_TEST(what_has_ended_is_not_cancelled),
		MARKET_TEST(coming_back_asks_but_not_all_the_time),
		MARKET_TEST(a_stale_copy_moves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
