/* Carts, holds, checkouts and placing, on real databases and with real processes. */
#include "order_steps.h"

static void a_cart_is_judged_anew_at_every_look(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	assert_int_equal(look(&s, now).part_count, 0);
	assert_int_equal(put(&s, 11, 2).refusal, CART_FINE);
	assert_int_equal(put(&s, 11, 2).added, 2);
	assert_int_equal(put(&s, 11, 2).refusal, CART_LESS); /* five there are */
	assert_int_equal(put(&s, 12, 1).refusal, CART_FINE);
	assert_int_equal(put(&s, 21, 99).refusal, CART_FINE);
	assert_int_equal(put(&s, 21, 1).refusal, CART_LESS);
	assert_int_equal(put(&s, 999, 1).refusal, CART_NOT_FOR_SALE);
	struct cart cart = look(&s, now);
	assert_int_equal(cart.part_count, 2);
	assert_int_equal(cart.pieces, 105);
	assert_int_equal(cart.items_minor, 5 * 1000000 + 50000 + 99 * 2000100);
	assert_true(str_eq_z(cart.parts[0].lines[0].title, "Кольцо"));
	assert_true(str_eq_z(cart.parts[0].lines[0].label, "серебро"));
	assert_true(str_eq_z(cart.parts[1].lines[0].title, "Пышақ")); /* no Russian text: the one it was written in */
	assert_false(cart.any_changed || cart.any_gone);
	struct public_id before = cart_digest(&cart);

	case_sql(c, "UPDATE variant SET price_minor = 1100000 WHERE id = 11; UPDATE variant SET stock = 0 WHERE id = 12;"
		    "INSERT INTO stock_move VALUES (3, 12, -1, 'correction', NULL, 2), (4, 11, -2, 'correction', NULL, 2);"
		    "UPDATE variant SET stock = 3 WHERE id = 11");
	cart = look(&s, now);
	const struct cart_line *ring = &cart.parts[0].lines[0];
	assert_true(ring->price_changed && ring->seen_price_minor == 1000000 && ring->price_minor == 1100000);
	assert_true(ring->quantity_lowered && ring->quantity == 3 && ring->wanted == 5);
	assert_true(cart.parts[0].lines[1].gone && cart.any_gone && cart.any_changed);
	struct public_id after = cart_digest(&cart);
	assert_false(cart_digest_equal(&before, &after));

	/* Looking changed nothing; accepting does. */
	assert_true(look(&s, now).any_changed);
	CHECK(store_begin_write(c->store, STORE_MARKET));
	CHECK(cart_accept(c->store, &cart, now));
	CHECK(store_commit(c->store, STORE_MARKET));
	assert_false(look(&s, now).any_changed);
	case_sql(c, "UPDATE listing SET state = 'hidden' WHERE id = 20");
	assert_true(look(&s, now).parts[1].lines[0].gone);
	case_sql(c, "UPDATE listing SET state = 'published' WHERE id = 20; UPDATE creator SET state = 'suspended' WHERE id = 2");
	assert_true(look(&s, now).parts[1].lines[0].gone);
	case_holds(c);
}

static void a_hold_keeps_others_away_and_never_its_owner(void **state)
{
	struct order_case *c = *state;
	struct shopper first = shopper_new(c, c->store), second = shopper_new(c, c->store);
	struct checkout checkout, again;
	int64_t pieces;

	put(&first, 12, 1);
	put(&second, 12, 1);
	CHECK(begin(&first, now, &checkout));
	assert_false(look(&first, now).any_gone);
	CHECK(begin(&first, now, &again)); /* once more: the same checkout, the same hold */
	assert_true(checkout.id == again.id);
	assert_true(look(&second, now).any_gone);
	assert_int_equal(begin(&second, now, &again), ERR_CONFLICT);
	/* Expiry is judged when it is read: nobody cleaned up. */
	assert_true(look(&second, now + 15 * CLOCK_MINUTE_MS - 1).any_gone);
	assert_false(look(&second, now + 15 * CLOCK_MINUTE_MS).any_gone);
	CHECK(begin(&second, now + 15 * CLOCK_MINUTE_MS, &again));
	assert_true(look(&first, now + 15 * CLOCK_MINUTE_MS).any_gone);
	assert_int_equal(case_number(c, "SELECT count(*) FROM hold"), 2);
	/* Taken out of the cart, it is free at once. */
	CHECK(store_begin_write(c->store, STORE_MARKET));
	CHECK(cart_set(c->store, c->arena, second.session_id, 12, 0, now, &pieces));
	CHECK(store_commit(c->store, STORE_MARKET));
	assert_false(look(&first, now + 15 * CLOCK_MINUTE_MS).any_gone);
	/* Goods made to order are never held. */
	put(&second, 21, 1);
	CHECK(begin(&second, now + 15 * CLOCK_MINUTE_MS, &again));
	assert_int_equal(case_number(c, "SELECT count(*) FROM hold WHERE variant_id = 21"), 0);
}

/* The conditions stand in the statements too, not only in the judgement before them. */
static void the_statements_themselves_refuse(void **state)
{
	struct order_case *c = *state;
	struct shopper first = shopper_new(c, c->store), second = shopper_new(c, c->store);
	struct checkout mine, yours;
	int64_t changes;

	put(&first, 11, 3);
	put(&second, 11, 2);
	CHECK(begin(&first, now, &mine));
	CHECK(begin(&second, now, &yours));
	struct cart stale = look(&second, now);
	stale.parts[0].lines[0].quantity = 3; /* as if it had been judged before the other came */
	const int64_t until = now + 60000;
	CHECK(store_begin_write(c->store, STORE_MARKET));
	assert_int_equal(hold_take(c->store, yours.id, &stale, now, until), ERR_CONFLICT);
	store_rollback(c->store, STORE_MARKET);
	CHECK(store_begin_write(c->store, STORE_MARKET));
	const struct { int64_t checkout_id, quantity, holds, takes; } cases[] = {
		{ yours.id, 2, 1, 1 }, { yours.id, 3, 0, 0 }, { mine.id, 3, 1, 1 }, { mine.id, 4, 0, 0 }, { 4711, 1, 0, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (cases[i].checkout_id != 4711) { /* which is no checkout */
			CHECK(q_hold_take(c->store, &(struct q_hold_take){ .checkout_id = cases[i].checkout_id, .variant_id = 11, .quantity = cases[i].quantity,
									   .now_ms = now, .expires_ms = until }, &changes));
			assert_int_equal(changes, cases[i].holds);
		}
		CHECK(q_stock_take(c->store, &(struct q_stock_take){ .variant_id = 11, .quantity = cases[i].quantity, .checkout_id = cases[i].checkout_id,
								     .now_ms = now }, &changes));
		assert_int_equal(changes, cases[i].takes);
		if (changes == 1) { /* put it back for the next case */
			store_rollback(c->store, STORE_MARKET);
			CHECK(store_begin_write(c->store, STORE_MARKET));
		}
	}
	store_rollback(c->store, STORE_MARKET);
}

static size_t methods_to(const struct shopper *s, const char *city, const char *country, size_t part)
{
	struct order_draft draft = draft_of(s, now);
	give_address(s, &draft.checkout, city, country);
	return draft_of(s, now).offers[part].method_count;
}

static void deliveries_reach_where_their_area_says(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);
	struct checkout checkout;

	put(&s, 11, 1);
	put(&s, 21, 1);
	CHECK(begin(&s, now, &checkout));
	assert_int_equal(draft_of(&s, now).lack, DRAFT_NO_ADDRESS);
	assert_int_equal(methods_to(&s, "Алматы", "KZ", 0), 3);
	assert_int_equal(methods_to(&s, "г. алматы", "KZ", 0), 3);
	assert_int_equal(methods_to(&s, "Almaty", "KZ", 0), 3);
	assert_int_equal(methods_to(&s, "Тараз", "KZ", 0), 1);
	assert_int_equal(methods_to(&s, "Тараз", "KZ", 1), 2);
	assert_int_equal(methods_to(&s, "Berlin", "DE", 0), 0);
	assert_int_equal(methods_to(&s, "Berlin", "DE", 1), 1);
	assert_int_equal(methods_to(&s, "Almaty", "DE", 0), 0); /* a street of that name abroad */
	assert_int_equal(draft_of(&s, now).lack, DRAFT_NO_DELIVERY);
	methods_to(&s, "Алматы", "KZ", 0);
	assert_int_equal(draft_of(&s, now).offers[0].methods[0].price_minor, 150000);
	put(&s, 11, 2); /* 30 000 tenge: from 25 000 on the courier is free */
	assert_int_equal(draft_of(&s, now).offers[0].methods[0].price_minor, 0);
	/* One draft address at a time, and each was sealed. */
	assert_int_equal(case_number(c, "SELECT count(*) FROM address"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM address WHERE instr(name_sealed, CAST('Айгерім' AS BLOB))"), 0);
}

static void placing_writes_all_of_it(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	put(&s, 11, 2);
	put(&s, 12, 1);
	put(&s, 21, 3);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	int64_t draft_address = draft.checkout.address_id;
	struct place_result result = place(&s, &draft.checkout.public_id, &seen);
	assert_int_equal(result.outcome, PLACE_DONE);
	assert_false(result.repeat);
	assert_int_equal(case_number(c, "SELECT total_minor FROM order_group"), 2050000 + 6000300 + 150000 + 300000);
	assert_int_equal(case_number(c, "SELECT count(*) FROM suborder WHERE state = 'awaiting_payment'"), 2);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_line"), 3);
	assert_int_equal(case_number(c, "SELECT stock FROM variant WHERE id = 11"), 3);
	assert_int_equal(case_number(c, "SELECT stock FROM variant WHERE id = 12"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM stock_move WHERE reason = 'order'"), 2);
	assert_int_equal(case_number(c, "SELECT count(*) FROM consent_receipt"), 2);
	assert_int_equal(case_number(c, "SELECT count(*) FROM mail_outbox WHERE kind = 'order_placed'"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM payment_call WHERE state = 'ready'"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM hold") + case_number(c, "SELECT count(*) FROM cart_line"), 0);
	/* Tax adds up by part; commission is floored by line. */
	assert_int_equal(case_number(c, "SELECT sum(tax_minor) FROM order_line WHERE variant_id IN (11, 12)"), INT64_C(2050000) * 1600 / 11600);
	assert_int_equal(case_number(c, "SELECT commission_minor FROM order_line WHERE variant_id = 21"), 600030);
	/* The address is the order's own row, sealed for that row; the draft is gone. */
	assert_int_equal(case_number(c, "SELECT count(*) FROM address"), 1);
	assert_true(case_number(c, "SELECT id FROM address") != draft_address);

	struct payment_view payment;
	struct order order;
	CHECK(store_begin_read(c->store, STORE_MARKET));
	CHECK(payment_view(c->store, c->arena, &result.payment_id, &payment));
	CHECK(order_load(c->store, c->arena, &payment.order_id, LANG_RU, now, &order));
	store_rollback(c->store, STORE_MARKET);
	assert_true(order.has_contact && str_eq_z(order.contact.email, "buyer@example.kz"));
	assert_true(str_eq_z(order.contact.address.street, "Абая") && order.wants_address);
	assert_int_equal(order.state, ORDER_AWAITING_PAYMENT);
	assert_int_equal(order.event_count, 1);
	assert_int_equal(order.number.n, ORDER_NUMBER_CHARS);
	assert_true(order_number_is_part(order.parts[0].number) && order_number_is_part(order.parts[1].number));
	assert_true(str_eq_z(order.parts[0].lines[0].title, "Кольцо"));

	/* Again, from the back button: the same payment and nothing new. */
	struct place_result repeat = place(&s, &draft.checkout.public_id, &seen);
	assert_true(repeat.repeat && cart_digest_equal(&repeat.payment_id, &result.payment_id));
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 1);
	/* From another browser it is not there. */
	struct shopper stranger = shopper_new(c, c->store);
	assert_int_equal(place(&stranger, &draft.checkout.public_id, &seen).outcome, PLACE_UNKNOWN);
	case_holds(c);
}

static void what_changed_after_the_review_is_not_placed(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	put(&s, 11, 2);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	case_sql(c, "UPDATE variant SET price_minor = 999900 WHERE id = 11"); /* cheaper is a change too */
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).outcome, PLACE_CHANGED);
	case_sql(c, "UPDATE variant SET price_minor = 1000000 WHERE id = 11; UPDATE delivery_method SET price_minor = 1 WHERE id = 101");
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).outcome, PLACE_CHANGED);
	case_sql(c, "UPDATE delivery_method SET active = 0 WHERE id = 101");
	struct place_result result = place(&s, &draft.checkout.public_id, &seen);
	assert_int_equal(result.outcome, PLACE_LACKING);
	assert_int_equal(result.lack, DRAFT_NO_DELIVERY);
	case_sql(c, "UPDATE delivery_method SET active = 1, price_minor = 150000 WHERE id = 101; UPDATE listing SET state = 'archived' WHERE id = 10");
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).lack, DRAFT_NO_GOODS);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 0);
	case_sql(c, "UPDATE listing SET state = 'published' WHERE id = 10");
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).outcome, PLACE_DONE);
	case_holds(c);
}

static void more_than_one_payment_carries_is_not_placed(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	put(&s, 11, 2);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	c->conf.payment_most = draft.total_minor / 100 - 1;
	struct place_result result = place(&s, &draft.checkout.public_id, &seen);
	assert_true(result.outcome == PLACE_LACKING && result.lack == DRAFT_TOO_MUCH);
	c->conf.payment_most = draft.total_minor / 100;
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).outcome, PLACE_DONE);
}

static void nothing_to_pay_is_paid_at_once(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);
	struct checkout checkout;

	put(&s, 22, 1);
	CHECK(begin(&s, now, &checkout));
	give_address(&s, &checkout, "Тараз", "KZ");
	struct order_draft draft = draft_of(&s, now);
	CHECK(store_begin_write(c->store, STORE_MARKET));
	CHECK(delivery_choose(c->store, checkout.id, &draft.offers[0], 202));
	assert_int_equal(delivery_choose(c->store, checkout.id, &draft.offers[0], 101), ERR_INPUT); /* another creator's */
	CHECK(store_commit(c->store, STORE_MARKET));
	draft = draft_of(&s, now);
	assert_int_equal(draft.total_minor, 0);
	struct public_id seen = order_draft_digest(&draft);
	assert_int_equal(place(&s, &checkout.public_id, &seen).outcome, PLACE_DONE);
	assert_int_equal(case_number(c, "SELECT count(*) FROM suborder WHERE state = 'paid' AND paid_ms IS NOT NULL"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM payment WHERE state = 'captured' AND processor = 'none'"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM payment_call"), 0);
	case_holds(c);
}

/* Ends a child without running what the parent registered. */
static void children_wait(struct order_case *c, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int status;
		assert_true(wait(&status) > 0);
		assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
	c->store = case_store(c);
}

#define PROCESSES 8

static void buy_until_gone(struct order_case *c, int attempts)
{
	c->arena = arena_create(32 * 1024 * 1024);
	struct store *store = case_store(c);
	for (int i = 0; i < attempts; i++) {
		struct shopper s = shopper_new(c, store);
		if (put(&s, 11, 1).refusal == CART_FINE) {
			struct checkout checkout;
			if (begin(&s, now, &checkout) == ERR_OK) {
				give_address(&s, &checkout, "Алматы", "KZ");
				choose_first(&s);
				struct order_draft draft = draft_of(&s, now);
				struct public_id seen = order_draft_digest(&draft);
				MUST(place(&s, &checkout.public_id, &seen).outcome == PLACE_DONE);
			}
		}
		arena_reset(c->arena);
	}
	store_close(store);
}

static void the_last_pieces_are_sold_once(void **state)
{
	struct order_case *c = *state;

	case_sql(c, "UPDATE variant SET stock = 20 WHERE id = 11; INSERT INTO stock_move VALUES (5, 11, 15, 'correction', NULL, 1)");
	for (int i = 0; i < PROCESSES; i++) {
		if (child(c) == 0) {
			buy_until_gone(c, 5);
			_exit(0);
		}
	}
	children_wait(c, PROCESSES);
	assert_int_equal(case_number(c, "SELECT stock FROM variant WHERE id = 11"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 20);
	assert_int_equal(case_number(c, "SELECT count(DISTINCT number) FROM order_group"), 20);
	case_holds(c);
}

static void twenty_posts_make_one_order(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	put(&s, 11, 1);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	for (int i = 0; i < 20; i++) {
		if (child(c) == 0) {
			c->arena = arena_create(4 * 1024 * 1024);
			s.store = case_store(c);
			MUST(place(&s, &draft.checkout.public_id, &seen).outcome == PLACE_DONE);
			store_close(s.store);
			_exit(0);
		}
	}
	children_wait(c, 20);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM payment"), 1);
	assert_int_equal(case_number(c, "SELECT stock FROM variant WHERE id = 11"), 4);
	case_holds(c);
}

static void a_death_before_the_commit_leaves_nothing(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store);

	put(&s, 11, 1);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	pid_t pid = child(c);
	if (pid == 0) {
		struct place_result result;
		c->arena = arena_create(4 * 1024 * 1024);
		s.store = case_store(c);
		CHECK(store_begin_write(s.store, STORE_MARKET));
		CHECK(place_inside(&s, &draft.checkout.public_id, &seen, &result));
		raise(SIGKILL);
	}
	int status;
	assert_true(waitpid(pid, &status, 0) == pid && WIFSIGNALED(status));
	c->store = s.store = case_store(c);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM hold"), 1);
	case_holds(c);
	assert_int_equal(place(&s, &draft.checkout.public_id, &seen).outcome, PLACE_DONE);
	case_holds(c);
}

static void an_order_can_be_ordered_again(void **state)
{
	struct order_case *c = *state;
	struct shopper s = shopper_new(c, c->store), later = shopper_new(c, c->store);
	bool missing;
	int64_t pieces;

	put(&s, 11, 2);
	put(&s, 12, 1);
	struct order_draft draft = reviewed(&s);
	struct public_id seen = order_draft_digest(&draft);
	place(&s, &draft.checkout.public_id, &seen);
	CHECK(store_begin_write(c->store, STORE_MARKET));
	CHECK(cart_again(c->store, c->arena, later.session_id, case_number(c, "SELECT id FROM order_group"), LANG_RU, now, &missing, &pieces));
	CHECK(store_commit(c->store, STORE_MARKET));
	assert_true(missing); /* the one of copper was the last */
	assert_int_equal(pieces, 2);
}

static void frozen_amounts_add_up(void **state)
{
	static const struct order_rates rates = { .tax_bp = 1600, .commission_bp = 1000 };
	(void)state;
	for (int round = 0; round < 2000; round++) {
		int64_t totals[6], sum = 0, tax = 0, tax_of_sum;
		struct frozen_line lines[6];
		size_t count = 1 + random_below(6);
		for (size_t i = 0; i < count; i++)
			sum += totals[i] = random_below(3) == 0 ? 0 : random_below(10000000);
		CHECK(order_freeze(totals, count, &rates, lines));
		CHECK(order_included_tax(sum, 1600, &tax_of_sum));
		for (size_t i = 0; i < count; i++) {
			tax += lines[i].tax_minor;
			assert_true(lines[i].commission_minor == totals[i] / 10);
			assert_true(lines[i].commission_tax_minor <= lines[i].commission_minor);
		}
		assert_true(tax == tax_of_sum);
	}
	assert_int_equal(order_freeze((const int64_t[]){ -1 }, 1, &rates, (struct frozen_line[1]){ { 0, 0, 0 } }), ERR_INPUT);
}

static void the_whole_has_the_state_of_its_parts(void **state)
{
	static const struct { enum order_state parts[3]; size_t count; enum order_state whole; } cases[] = {
		{ { ORDER_AWAITING_PAYMENT, ORDER_AWAITING_PAYMENT }, 2, ORDER_AWAITING_PAYMENT }, { { ORDER_PAID, ORDER_MAKING }, 2, ORDER_PAID },
		{ { ORDER_SHIPPED, ORDER_PAID }, 2, ORDER_PART_SHIPPED }, { { ORDER_SHIPPED, ORDER_SHIPPED }, 2, ORDER_SHIPPED },
		{ { ORDER_DELIVERED, ORDER_SHIPPED }, 2, ORDER_SHIPPED }, { { ORDER_CANCELLED, ORDER_PAID }, 2, ORDER_PAID },
		{ { ORDER_CANCELLED, ORDER_SHIPPED }, 2, ORDER_SHIPPED }, { { ORDER_EXPIRED, ORDER_EXPIRED }, 2, ORDER_EXPIRED },
		{ { ORDER_REVIEW, ORDER_SHIPPED, ORDER_PAID }, 3, ORDER_REVIEW }, { { ORDER_COMPLETED }, 1, ORDER_COMPLETED },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(order_state_of_parts(cases[i].parts, cases[i].count), cases[i].whole);
}

int main(void)
{
#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, case_open, case_close)
	const struct CMUnitTest tests[] = {
		WITH_SHOP(a_cart_is_judged_anew_at_every_look),
		WITH_SHOP(a_hold_keeps_others_away_and_never_its_owner),
		WITH_SHOP(the_statements_themselves_refuse),
		WITH_SHOP(deliveries_reach_where_their_area_says),
		WITH_SHOP(placing_writes_all_of_it),
		WITH_SHOP(what_changed_after_the_review_is_not_placed),
		WITH_SHOP(more_than_one_payment_carries_is_not_placed),
		WITH_SHOP(nothing_to_pay_is_paid_at_once),
		WITH_SHOP(the_last_pieces_are_sold_once),
		WITH_SHOP(twenty_posts_make_one_order),
		WITH_SHOP(a_death_before_the_commit_leaves_nothing),
		WITH_SHOP(an_order_can_be_ordered_again),
		cmocka_unit_test(frozen_amounts_add_up),
		cmocka_unit_test(the_whole_has_the_state_of_its_parts),
	};
	return cmocka_run_group_tests_name("order", tests, NULL, NULL);
}
