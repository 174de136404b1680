/* What is forgotten when, and what stays: on real databases, with the queries of keeperd. */
#include "order_case.h"

#include "model/keep.h"

#define CHECK(call) assert_int_equal((call), ERR_OK)

/* A guest with a key, a cart, an open checkout with its draft address, and a hold. `n` makes the ids. */
static void guest_new(const struct order_case *c, int n, int64_t at_ms)
{
	char sql[1200];
	snprintf(sql, sizeof sql,
		 "INSERT INTO person VALUES (%1$d, 'guest', 'ru', x'00', zeroblob(32), %2$lld);"
		 "INSERT INTO address (id, person_id, country, name_sealed, phone_sealed, created_ms) VALUES (%1$d, %1$d, 'KZ', x'00', x'00', %2$lld);"
		 "INSERT INTO cart VALUES (%1$d, %1$d, %2$lld, %2$lld); INSERT INTO cart_line VALUES (%1$d, 11, 1, 1, %2$lld);"
		 "INSERT INTO checkout VALUES (%1$d, randomblob(16), %1$d, %1$d, %1$d, 'open', 'ru', 0, %2$lld, %2$lld);"
		 "INSERT INTO checkout_delivery VALUES (%1$d, 1, 101); INSERT INTO hold VALUES (%1$d, 11, 1, %2$lld + 900000)",
		 n, (long long)at_ms);
	case_sql(c, sql);
	snprintf(sql, sizeof sql, "INSERT INTO person_key VALUES (%d, zeroblob(72), %lld)", n, (long long)at_ms);
	case_sql_in(c, "keys", sql);
	snprintf(sql, sizeof sql, "INSERT INTO session VALUES (%1$d, randomblob(32), 'guest', NULL, 1, %2$lld, %2$lld, %2$lld + %3$lld)", n,
		 (long long)at_ms, (long long)(14 * CLOCK_DAY_MS));
	case_sql_in(c, "session", sql);
}

/* The guest's checkout becomes an order whose part is in `state`. */
static void guest_orders(const struct order_case *c, int n, const char *order_state, int64_t at_ms)
{
	char sql[1200];
	snprintf(sql, sizeof sql,
		 "INSERT INTO order_group VALUES (%1$d, randomblob(16), %1$d, %1$d, %1$d, %1$d, 'N%1$d', 'ru', 'KZT', 1, 0, 1, 1, %3$lld);"
		 "INSERT INTO suborder VALUES (%1$d, %1$d, 1, 'N%1$d-1', '%2$s', 'post', 1, 2, NULL, 1, 0, 1, %3$lld, %3$lld, %3$lld);"
		 "INSERT INTO shipment VALUES (%1$d, %1$d, 'kazpost', 'AB123', %3$lld);"
		 "UPDATE checkout SET state = 'placed', address_id = NULL WHERE id = %1$d; DELETE FROM hold WHERE checkout_id = %1$d",
		 n, order_state, (long long)at_ms);
	case_sql(c, sql);
}

static int64_t step(struct order_case *c, enum err (*duty)(struct keeping *, int64_t, int64_t *), int64_t now_ms)
{
	struct keeping keeping = { .store = c->store, .arena = c->arena };
	int64_t count = -1;
	CHECK(duty(&keeping, now_ms, &count));
	return count;
}

static void holds_go_when_they_are_over(void **state)
{
	struct order_case *c = *state;
	guest_new(c, 31, NOW);
	assert_int_equal(step(c, keep_holds, NOW + 899999), 0);
	assert_int_equal(step(c, keep_holds, NOW + 900000), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM hold"), 0);
}

static void an_unfinished_checkout_takes_its_guest_along(void **state)
{
	struct order_case *c = *state;
	guest_new(c, 31, NOW);
	guest_new(c, 32, NOW + CLOCK_DAY_MS);
	assert_int_equal(step(c, keep_checkouts, NOW + KEEP_CHECKOUT_MS), 0);
	assert_int_equal(step(c, keep_checkouts, NOW + KEEP_CHECKOUT_MS + 1), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM checkout WHERE id = 31"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 31") + case_number(c, "SELECT count(*) FROM address WHERE id = 31"), 0);
	assert_int_equal(case_number_in(c, "keys", "SELECT count(*) FROM person_key WHERE person_id = 31"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM checkout_delivery WHERE checkout_id = 31"), 0);
	/* The cart is the session's; the other guest is untouched. */
	assert_int_equal(case_number(c, "SELECT count(*) FROM cart_line"), 2);
	assert_int_equal(case_number_in(c, "keys", "SELECT count(*) FROM person_key"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 32"), 1);
}

static void an_ended_session_leaves_orders_only(void **state)
{
	struct order_case *c = *state;
	guest_new(c, 31, NOW);
	guest_new(c, 32, NOW);
	guest_orders(c, 32, "paid", NOW);
	assert_int_equal(step(c, keep_sessions, NOW + 14 * CLOCK_DAY_MS - 1), 0);
	assert_int_equal(step(c, keep_sessions, NOW + 14 * CLOCK_DAY_MS), 2);
	assert_int_equal(case_number_in(c, "session", "SELECT count(*) FROM session"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM cart") + case_number(c, "SELECT count(*) FROM checkout"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group WHERE session_id IS NULL"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 31"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 32"), 1);
	assert_int_equal(case_number_in(c, "keys", "SELECT count(*) FROM person_key WHERE person_id = 32"), 1);
}

static void an_abandoned_cart_goes_whole(void **state)
{
	struct order_case *c = *state;
	guest_new(c, 31, NOW);
	assert_int_equal(step(c, keep_carts, NOW + KEEP_CART_MS), 0);
	assert_int_equal(step(c, keep_carts, NOW + KEEP_CART_MS + 1), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM cart") + case_number(c, "SELECT count(*) FROM checkout"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 31") + case_number(c, "SELECT count(*) FROM address"), 0);
	assert_int_equal(case_number_in(c, "keys", "SELECT count(*) FROM person_key"), 0);
}

static void keys_of_nobody_and_of_long_closed_orders_go(void **state)
{
	struct order_case *c = *state;
	const int64_t year = KEEP_CONTACT_MS;
	guest_new(c, 31, NOW); /* has only a checkout */
	guest_new(c, 32, NOW);
	guest_orders(c, 32, "expired", NOW);
	guest_new(c, 33, NOW);
	guest_orders(c, 33, "shipped", NOW); /* not closed */
	case_sql_in(c, "keys", "INSERT INTO person_key VALUES (34, zeroblob(72), 1795170000000), (1, zeroblob(72), 1)");
	assert_int_equal(step(c, keep_keys, NOW + KEEP_LOST_KEY_MS), 0);
	assert_int_equal(step(c, keep_keys, NOW + KEEP_LOST_KEY_MS + 1), 1); /* 34 is nobody's; 1 is a creator's */
	assert_int_equal(step(c, keep_keys, NOW + year), 0);
	assert_int_equal(step(c, keep_keys, NOW + year + 1), 1);
	assert_int_equal(case_number_in(c, "keys", "SELECT sum(person_id) FROM person_key"), 1 + 31 + 33);
	assert_int_equal(case_number(c, "SELECT count(*) FROM person WHERE id = 32 AND email_index IS NULL"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM shipment WHERE suborder_id = 32 AND tracking IS NULL"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM shipment WHERE suborder_id = 33 AND tracking = 'AB123'"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 2);
}

static void the_sweep_of_keys_reaches_all_of_them(void **state)
{
	struct order_case *c = *state;
	struct keeping keeping = { .store = c->store, .arena = c->arena };
	int64_t total = 0;

	case_sql_in(c, "keys", "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1174) INSERT INTO person_key SELECT i, zeroblob(72), 1 FROM n");
	for (int round = 0; round < 4; round++) {
		int64_t count;
		CHECK(keep_keys(&keeping, NOW, &count));
		total += count;
	}
	assert_int_equal(total, 175);
	assert_int_equal(keeping.key_cursor, 0);
	assert_true(keeping.erased);
}

static void inbox_outbox_and_tokens_go_by_age(void **state)
{
	struct order_case *c = *state;
	char sql[800];

	guest_new(c, 31, NOW);
	guest_orders(c, 31, "paid", NOW);
	snprintf(sql, sizeof sql,
		 "INSERT INTO hook_inbox VALUES (1, 'stripe', 'e1', 't', 'cs', NULL, x'00', %1$lld, 1, 1, 2);"
		 "INSERT INTO mail_outbox VALUES (1, 'order_paid', 31, NULL, NULL, 'd1', 'm1', 'done', 1, %1$lld, 1, %1$lld),"
		 " (2, 'order_paid', 31, NULL, NULL, 'd2', 'm2', 'ready', 1, %1$lld, 1, NULL)",
		 (long long)NOW);
	case_sql(c, sql);
	case_sql_in(c, "session", "INSERT INTO login_link VALUES (zeroblob(32), 1, 1, 1795170000000, NULL)");
	assert_int_equal(step(c, keep_hooks, NOW + KEEP_HOOK_MS), 0);
	assert_int_equal(step(c, keep_hooks, NOW + KEEP_HOOK_MS + 1), 1);
	assert_int_equal(step(c, keep_mails, NOW + KEEP_MAIL_MS + 1), 1); /* the one that waits stays */
	assert_int_equal(case_number(c, "SELECT id FROM mail_outbox"), 2);
	assert_int_equal(step(c, keep_links, NOW), 1);
	assert_int_equal(step(c, keep_placed, NOW + KEEP_CHECKOUT_MS), 0);
	assert_int_equal(step(c, keep_placed, NOW + KEEP_CHECKOUT_MS + 1), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 1);
}

int main(void)
{
#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, case_open, case_close)
	const struct CMUnitTest tests[] = {
		WITH_SHOP(holds_go_when_they_are_over),
		WITH_SHOP(an_unfinished_checkout_takes_its_guest_along),
		WITH_SHOP(an_ended_session_leaves_orders_only),
		WITH_SHOP(an_abandoned_cart_goes_whole),
		WITH_SHOP(keys_of_nobody_and_of_long_closed_orders_go),
		WITH_SHOP(the_sweep_of_keys_reaches_all_of_them),
		WITH_SHOP(inbox_outbox_and_tokens_go_by_age),
	};
	return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
