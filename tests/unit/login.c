/* Sessions, sign-in links, a creator's own orders: on real databases, with the queries of the studio. */
#include "order_case.h"

#include "model/carrier.h"
#include "model/login.h"
#include "model/order_fulfil.h"
#include "store/seal.h"

#define CHECK(call) assert_int_equal((call), ERR_OK)

/* A link's token as `aina creator link` would make it. */
static struct str link_new(struct order_case *c, int64_t creator, int64_t expires_ms)
{
	unsigned char raw[SESSION_TOKEN_BYTES], hash[32];
	char *token = arena_alloc(c->arena, SESSION_TOKEN_CHARS), hex[STR_HEX_SIZE(32)], sql[256];
	random_bytes(raw, sizeof raw);
	CHECK(seal_token_index(c->store, session_token_str(raw), hash));
	snprintf(sql, sizeof sql, "INSERT INTO login_link VALUES (x'%.64s', %lld, 1, %lld, NULL)", str_hex(hash, 32, hex).p, (long long)creator,
		 (long long)expires_ms);
	case_sql_in(c, "session", sql);
	return str_base64url(raw, sizeof raw, token);
}

static struct session find(struct order_case *c, const struct session *session, int64_t now_ms, enum err expected)
{
	char token[SESSION_TOKEN_CHARS];
	struct session found = { .id = 0 };
	assert_int_equal(session_find(c->store, c->arena, session_token_text(session, token), now_ms, &found), expected);
	return found;
}

static void a_link_works_once_and_for_a_quarter_of_an_hour(void **state)
{
	struct order_case *c = *state;
	struct session session = { .id = 0 }, other = { .id = 0 };
	struct str token = link_new(c, 1, NOW + LOGIN_LINK_MS);

	CHECK(login_link_check(c->store, c->arena, token, NOW));
	CHECK(login_link_check(c->store, c->arena, token, NOW)); /* looking uses nothing up */
	CHECK(login_enter(c->store, c->arena, token, NOW, &session));
	assert_true(session.kind == SESSION_CREATOR && session.creator_id == 1 && session.id != 0);
	assert_int_equal(login_link_check(c->store, c->arena, token, NOW), ERR_NONE);
	assert_int_equal(login_enter(c->store, c->arena, token, NOW, &other), ERR_NONE);
	token = link_new(c, 1, NOW + LOGIN_LINK_MS);
	assert_int_equal(login_enter(c->store, c->arena, token, NOW + LOGIN_LINK_MS, &other), ERR_NONE);
	assert_int_equal(login_enter(c->store, c->arena, STR("short"), NOW, &other), ERR_NONE);
	/* Only the hash is stored. */
	char sql[160], text[SESSION_TOKEN_CHARS];
	session_token_text(&session, text);
	snprintf(sql, sizeof sql, "SELECT count(*) FROM session WHERE instr(token_hash, CAST('%.43s' AS BLOB))", text);
	assert_int_equal(case_number_in(c, "session", sql), 0);
}

static void signing_in_changes_the_secret_and_keeps_the_cart(void **state)
{
	struct order_case *c = *state;
	struct session guest = { .id = 77, .kind = SESSION_GUEST };
	char hex[STR_HEX_SIZE(32)], sql[256];
	unsigned char hash[32];

	random_bytes(guest.token, sizeof guest.token);
	CHECK(seal_token_index(c->store, session_token_str(guest.token), hash));
	snprintf(sql, sizeof sql, "INSERT INTO session VALUES (77, x'%.64s', 'guest', NULL, 3, %lld, %lld, %lld)", str_hex(hash, 32, hex).p,
		 (long long)NOW, (long long)NOW, (long long)(NOW + 14 * CLOCK_DAY_MS));
	case_sql_in(c, "session", sql);
	struct session session = find(c, &guest, NOW, ERR_OK);
	assert_int_equal(session.cart_count, 3);
	CHECK(login_enter(c->store, c->arena, link_new(c, 2, NOW + 1000), NOW, &session));
	assert_true(session.id == 77 && session.cart_count == 3);
	find(c, &guest, NOW, ERR_NONE); /* the old secret opens nothing */
	assert_int_equal(find(c, &session, NOW, ERR_OK).creator_id, 2);
}

static void a_creators_session_ends_when_idle_and_when_old(void **state)
{
	struct order_case *c = *state;
	struct session session = { .id = 0 };
	const int64_t idle = session_lives[SESSION_CREATOR].idle_ms, absolute = session_lives[SESSION_CREATOR].absolute_ms;
	int64_t now = NOW;

	CHECK(login_enter(c->store, c->arena, link_new(c, 1, NOW + 1000), NOW, &session));
	find(c, &session, NOW + idle - 1, ERR_OK);
	find(c, &session, NOW + idle, ERR_NONE);
	assert_false(session_is_due(&session, NOW + SESSION_SEEN_EVERY_MS - 1));
	while (now + idle / 2 < NOW + absolute) { /* used twice in each idle time, it lives to its absolute end */
		now += idle / 2;
		session = find(c, &session, now, ERR_OK);
		assert_true(session_is_due(&session, now));
		CHECK(session_seen(c->store, &session, now));
	}
	assert_true(session.expires_ms == NOW + absolute);
	find(c, &session, NOW + absolute - 1, ERR_OK);
	find(c, &session, NOW + absolute, ERR_NONE);
}

static void leaving_ends_it(void **state)
{
	struct order_case *c = *state;
	struct session session = { .id = 0 };

	CHECK(login_enter(c->store, c->arena, link_new(c, 1, NOW + 1000), NOW, &session));
	CHECK(store_begin_write(c->store, STORE_SESSION));
	CHECK(login_leave(c->store, session.id));
	CHECK(store_commit(c->store, STORE_SESSION));
	find(c, &session, NOW, ERR_NONE);
}

static const char order_rows[] =
	"INSERT INTO person VALUES (9, 'guest', 'ru', NULL, NULL, 1);"
	"INSERT INTO address (id, person_id, country, name_sealed, phone_sealed, city_sealed, created_ms) VALUES (90, 9, 'KZ', zeroblob(60), zeroblob(60), zeroblob(60), 1);"
	"INSERT INTO order_group VALUES (500, x'00112233445566778899aabbccddeeff', 1, 9, 90, NULL, 'K7QM-2RDX', 'ru', 'KZT', 4000100, 350000, 4350100, 1, 1);"
	"INSERT INTO suborder VALUES (501, 500, 1, 'K7QM-2RDX-1', 'paid', 'courier', 1, 2, NULL, 2000000, 150000, 2150000, 5, NULL, 5),"
	" (502, 500, 2, 'K7QM-2RDX-2', 'paid', 'post', 7, 21, NULL, 2000100, 200000, 2200100, 5, NULL, 5);"
	"INSERT INTO order_line VALUES (1, 501, 10, 11, 1, 'Кольцо', NULL, NULL, NULL, 0, NULL, NULL, 1, 1000000, 2, 0, 2000000, 1600, 1, 1000, 1, 1),"
	" (2, 502, 20, 21, 1, 'Пышақ', NULL, NULL, NULL, 1, 3, 5, 1, 2000100, 1, 0, 2000100, 1600, 1, 1000, 1, 1);"
	"INSERT INTO order_event VALUES (500, 1, NULL, 'placed', 'buyer', NULL, 'awaiting_payment', 1), (500, 2, NULL, 'paid', 'processor', 'awaiting_payment', 'paid', 5),"
	" (500, 3, 502, 'making', 'creator', 'paid', 'making', 6);"
	"INSERT INTO payment (id, public_id, group_id, seq, processor, mode, currency, amount_minor, state, expires_ms, created_ms, updated_ms) VALUES"
	" (1, x'00112233445566778899aabbccddee00', 500, 1, 'stripe', 'test', 'KZT', 4350100, 'captured', 9, 1, 5);";

static const struct creator *enter(struct order_case *c, int64_t id)
{
	struct session session = { .id = 0 };
	const struct creator *creator = NULL;
	CHECK(login_enter(c->store, c->arena, link_new(c, id, NOW + 1000), NOW, &session));
	CHECK(login_creator(c->store, c->arena, &session, &creator));
	assert_true(creator_id(creator) == id);
	return creator;
}

static void a_creator_sees_own_paid_parts_only(void **state)
{
	struct order_case *c = *state;
	struct studio_order order;
	struct studio_row *rows;
	size_t count;

	case_sql(c, order_rows);
	const struct creator *first = enter(c, 1), *second = enter(c, 2);
	CHECK(studio_order(c->store, c->arena, first, STR("K7QM-2RDX-1"), NOW, &order));
	assert_int_equal(order.part.line_count, 1);
	assert_int_equal(order.event_count, 2); /* not the other's */
	CHECK(studio_order(c->store, c->arena, second, STR("K7QM-2RDX-2"), NOW, &order));
	assert_int_equal(order.event_count, 3);
	assert_int_equal(studio_order(c->store, c->arena, first, STR("K7QM-2RDX-2"), NOW, &order), ERR_NONE);
	assert_int_equal(studio_order(c->store, c->arena, first, STR("K7QM-2RDX"), NOW, &order), ERR_NONE);
	CHECK(studio_orders(c->store, c->arena, first, STUDIO_TO_DO, 0, 10, &rows, &count));
	assert_true(count == 1 && rows[0].pieces == 2 && rows[0].titles == 1 && str_eq_z(rows[0].first_title, "Кольцо"));
	case_sql(c, "UPDATE suborder SET state = 'awaiting_payment', paid_ms = NULL WHERE id = 501");
	assert_int_equal(studio_order(c->store, c->arena, first, STR("K7QM-2RDX-1"), NOW, &order), ERR_NONE);
	for (int filter = 0; filter < STUDIO_FILTER__COUNT; filter++) {
		CHECK(studio_orders(c->store, c->arena, first, (enum studio_filter)filter, 0, 10, &rows, &count));
		assert_int_equal(count, 0);
	}
	/* A suspended creator has no key to the studio any more. */
	struct session session = { .id = 0 };
	case_sql(c, "UPDATE creator SET state = 'suspended' WHERE id = 1");
	CHECK(login_enter(c->store, c->arena, link_new(c, 1, NOW + 1000), NOW, &session));
	assert_int_equal(login_creator(c->store, c->arena, &session, &first), ERR_FORBIDDEN);
}

static enum err ship(struct order_case *c, const struct creator *creator, const char *number, bool *ret_sent)
{
	CHECK(store_begin_write(c->store, STORE_MARKET));
	enum err err = order_ship(c->store, c->arena, creator, str_from_z(number), STR("kazpost"), STR("BK952650454KZ"), NOW, ret_sent);
	if (err != ERR_OK) {
		store_rollback(c->store, STORE_MARKET);
		return err;
	}
	return store_commit(c->store, STORE_MARKET);
}

static void a_part_is_sent_once_and_by_its_creator(void **state)
{
	struct order_case *c = *state;
	bool sent;

	case_sql(c, order_rows);
	const struct creator *first = enter(c, 1), *second = enter(c, 2);
	assert_int_equal(ship(c, second, "K7QM-2RDX-1", &sent), ERR_NONE);
	CHECK(ship(c, first, "K7QM-2RDX-1", &sent));
	assert_true(sent);
	CHECK(ship(c, first, "K7QM-2RDX-1", &sent));
	assert_false(sent);
	assert_int_equal(case_number(c, "SELECT count(*) FROM shipment"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_event WHERE kind = 'shipped' AND suborder_id = 501"), 1);
	assert_int_equal(case_number(c, "SELECT count(*) FROM mail_outbox WHERE kind = 'order_shipped'"), 1);
	case_sql(c, "UPDATE suborder SET state = 'review' WHERE id = 502");
	assert_int_equal(ship(c, second, "K7QM-2RDX-2", &sent), ERR_CONFLICT);
}

static bool address_row(struct order_case *c, const struct creator *creator, int64_t now_ms)
{
	struct studio_order order;
	/* The sealed bytes of this test open for nobody: being tried at all means that the row was given. */
	enum err err = studio_order(c->store, c->arena, creator, STR("K7QM-2RDX-1"), now_ms, &order);
	assert_true(err == ERR_OK || err == ERR_STORAGE);
	return err == ERR_STORAGE;
}

static void the_address_is_there_while_it_is_needed(void **state)
{
	struct order_case *c = *state;
	const int64_t window = (2 + 14) * CLOCK_DAY_MS; /* on its way, then the return window */
	bool sent;

	case_sql(c, order_rows);
	case_sql_in(c, "keys", "INSERT INTO person_key VALUES (9, zeroblob(72), 1)");
	const struct creator *first = enter(c, 1);
	assert_true(address_row(c, first, NOW));
	CHECK(ship(c, first, "K7QM-2RDX-1", &sent));
	assert_true(address_row(c, first, NOW + window - 1));
	assert_false(address_row(c, first, NOW + window));
	case_sql(c, "UPDATE suborder SET state = 'cancelled' WHERE id = 501");
	assert_false(address_row(c, first, NOW));
}

static void lists_go_on_where_the_page_before_ended(void **state)
{
	struct order_case *c = *state;
	struct studio_row *rows;
	size_t count, seen = 0;
	int64_t before = 0;

	case_sql(c, "INSERT INTO person VALUES (9, 'guest', 'ru', NULL, NULL, 1);"
		    "INSERT INTO address (id, person_id, country, name_sealed, phone_sealed, created_ms) VALUES (90, 9, 'KZ', x'00', x'00', 1);"
		    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
		    "INSERT INTO order_group SELECT i, randomblob(16), i, 9, 90, NULL, 'G' || i, 'ru', 'KZT', 1, 0, 1, 1, i FROM n;"
		    "INSERT INTO suborder SELECT 1000 + id, id, 1, 'S' || id, CASE WHEN id % 2 THEN 'paid' ELSE 'shipped' END, 'post', 1, 2, NULL, 1, 0, 1, 5,"
		    " CASE WHEN id % 2 THEN NULL ELSE 6 END, 5 FROM order_group;"
		    "INSERT INTO order_line SELECT id, id, 10, 11, 1, 'x', NULL, NULL, NULL, 0, NULL, NULL, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0 FROM suborder");
	const struct creator *first = enter(c, 1);
	static const size_t wholes[] = { [STUDIO_TO_DO] = 25, [STUDIO_SENT] = 25, [STUDIO_ALL] = 50 };
	for (int filter = 0; filter < STUDIO_FILTER__COUNT; filter++) {
		seen = 0;
		before = 0;
		do {
			CHECK(studio_orders(c->store, c->arena, first, (enum studio_filter)filter, before, 7, &rows, &count));
			for (size_t i = 0; i < count; i++) {
				assert_true(before == 0 || rows[i].id < before);
				before = rows[i].id;
			}
			seen += count;
		} while (count == 7);
		assert_int_equal(seen, wholes[filter]);
	}
	int64_t to_do;
	CHECK(studio_to_do(c->store, c->arena, first, &to_do));
	assert_int_equal(to_do, 25);
}

static void tracking_numbers_are_tidied(void **state)
{
	struct arena *arena = arena_create(1024 * 1024);
	struct str tracking;
	(void)state;
	CHECK(tracking_tidy(arena, STR("bk 952 650 454 kz"), &tracking));
	assert_true(str_eq_z(tracking, "BK952650454KZ"));
	CHECK(tracking_tidy(arena, STR("1234567890"), &tracking));
	CHECK(tracking_tidy(arena, STR(""), &tracking));
	assert_null(tracking.p);
	assert_int_equal(tracking_tidy(arena, STR("abc"), &tracking), ERR_INPUT);
	assert_int_equal(tracking_tidy(arena, STR("<script>"), &tracking), ERR_INPUT);
	assert_int_equal(carrier_message(STR("kazpost")).id, MESSAGE_CARRIER_KAZPOST);
	for (size_t i = 0; i < carrier_count; i++)
		assert_true(str_eq(carrier_codes[i], carriers[i].code));
	assert_null(carrier_codes[carrier_count].p);
	arena_destroy(arena);
}

int main(void)
{
#define WITH_SHOP(test) cmocka_unit_test_setup_teardown(test, case_open, case_close)
	const struct CMUnitTest tests[] = {
		WITH_SHOP(a_link_works_once_and_for_a_quarter_of_an_hour),
		WITH_SHOP(signing_in_changes_the_secret_and_keeps_the_cart),
		WITH_SHOP(a_creators_session_ends_when_idle_and_when_old),
		WITH_SHOP(leaving_ends_it),
		WITH_SHOP(a_creator_sees_own_paid_parts_only),
		WITH_SHOP(a_part_is_sent_once_and_by_its_creator),
		WITH_SHOP(the_address_is_there_while_it_is_needed),
		WITH_SHOP(lists_go_on_where_the_page_before_ended),
		cmocka_unit_test(tracking_numbers_are_tidied),
	};
	return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
