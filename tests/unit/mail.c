/* The mail queue and the mails: what is claimed, when it goes again, what each says in each language. */
#include "market_case.h"

#include "edge/letter.h"
#include "model/mail_send.h"
#include "pages/mail.h"

static int setup(void **state)
{
	static struct market market;
	market_new(&market);
	market.conf.contact_email = STR("support@aina.kz");
	market.conf.operator_name = STR("Aina LLP");
	*state = &market;
	return 0;
}

static int teardown(void **state)
{
	market_end(*state);
	return 0;
}

/* The queue ------------------------------------------------------------------------------------------------------------ */

static void queue_put(struct market *m, int id, int64_t due_ms)
{
	char sql[512];
	(void)snprintf(sql, sizeof(sql), "INSERT INTO mail_outbox (id, kind, group_id, dedupe, message_id, state, next_at_ms, created_ms) VALUES"
					 " (%d, 'order_paid', 1, 'd%d', 'm%d', 'ready', %lld, %lld)", id, id, id, (long long)due_ms, (long long)NOW_MS);
	market_sql(m, sql);
}

static enum err claim(struct market *m, int64_t now_ms, struct mail *mail)
{
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	enum err err = mail_claim(m->store, m->arena, now_ms, mail);
	if (err == ERR_OK)
		assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	else
		store_rollback(m->store, STORE_MARKET);
	return err;
}

static bool give_back(struct market *m, const struct mail *mail, bool for_good, int64_t now_ms)
{
	bool dead = false;
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(mail_failed(m->store, mail, for_good, now_ms, &dead), ERR_OK);
	assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	return dead;
}

static void a_mail_is_claimed_once_and_in_its_time(void **state)
{
	struct market *m = *state;
	struct mail mail;
	queue_put(m, 1, NOW_MS + 10);
	queue_put(m, 2, NOW_MS);
	assert_int_equal(claim(m, NOW_MS - 1, &mail), ERR_NONE);
	assert_int_equal(claim(m, NOW_MS, &mail), ERR_OK);
	assert_int_equal(mail.id, 2);
	assert_int_equal(mail.tries, 1);
	assert_int_equal(claim(m, NOW_MS, &mail), ERR_NONE);
	assert_int_equal(claim(m, NOW_MS + 10, &mail), ERR_OK);
	assert_int_equal(mail.id, 1);
}

static void trying_goes_on_for_three_days(void **state)
{
	struct market *m = *state;
	struct mail mail;
	int64_t now_ms = NOW_MS;
	int tries = 0;
	queue_put(m, 1, NOW_MS);
	for (bool dead = false; !dead; tries++) {
		assert_int_equal(claim(m, now_ms, &mail), ERR_OK);
		assert_str(mail.message_id, "m1"); /* always the same mail */
		dead = give_back(m, &mail, false, now_ms);
		if (!dead)
			assert_true(market_number(m, "SELECT next_at_ms FROM mail_outbox") > now_ms);
		now_ms = dead ? now_ms : market_number(m, "SELECT next_at_ms FROM mail_outbox");
		assert_true(tries < 100);
	}
	assert_in_range(tries, 10, 40);
	assert_in_range(now_ms - NOW_MS, 3 * CLOCK_DAY_MS, 3 * CLOCK_DAY_MS + 6 * CLOCK_HOUR_MS);
	market_is(m, "SELECT state FROM mail_outbox", "dead");
}

static void the_hopeless_is_given_up_at_once(void **state)
{
	struct market *m = *state;
	struct mail mail;
	queue_put(m, 1, NOW_MS);
	assert_int_equal(claim(m, NOW_MS, &mail), ERR_OK);
	assert_true(give_back(m, &mail, true, NOW_MS));
	market_is(m, "SELECT state FROM mail_outbox", "dead");
}

static void what_a_dead_sender_held_goes_again(void **state)
{
	struct market *m = *state;
	struct mail mail;
	int64_t count = 0;
	queue_put(m, 1, NOW_MS);
	assert_int_equal(claim(m, NOW_MS, &mail), ERR_OK);
	assert_int_equal(store_begin_write(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(mail_orphans(m->store, NOW_MS - 1, NOW_MS, &count), ERR_OK);
	assert_int_equal(count, 0); /* it may still live */
	assert_int_equal(mail_orphans(m->store, NOW_MS, NOW_MS + 5, &count), ERR_OK);
	assert_int_equal(store_commit(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(count, 1);
	assert_int_equal(claim(m, NOW_MS + 5, &mail), ERR_OK);
	assert_str(mail.message_id, "m1");
	assert_int_equal(mail.tries, 2);
}

static void an_order_without_a_key_has_nobody_to_write_to(void **state)
{
	struct market *m = *state;
	struct mail mail = { .group_id = 1 };
	struct mail_content content;
	assert_int_equal(store_begin_read(m->store, STORE_MARKET), ERR_OK);
	assert_int_equal(store_begin_read(m->store, STORE_KEYS), ERR_OK);
	assert_int_equal(mail_content(m->store, m->arena, &mail, &content), ERR_GONE);
	mail.group_id = 404;
	assert_int_equal(mail_content(m->store, m->arena, &mail, &content), ERR_NONE);
	store_rollback(m->store, STORE_KEYS);
	store_rollback(m->store, STORE_MARKET);
}

/* The words ------------------------------------------------------------------------------------------------------------ */

static struct mail_goods goods[] = {
	{ .title = STR_INIT("Чаша «Көл»"), .label = STR_INIT("Көк"), .quantity = 3, .total_minor = 2235000 },
	{ .title = STR_INIT("Алаша"), .quantity = 1, .total_minor = 50, .made_to_order = true, .making_min = 3, .making_max = 5 },
};
static struct mail_parcel parcels[] = {
	{ .id = 1, .number = STR_INIT("K7QM-2RDX-1"), .delivery_kind = STR_INIT("post"), .creator = STR_INIT("Жанар"), .days_min = 2, .days_max = 4,
	  .delivery_minor = 150000, .goods = goods, .goods_count = 2 },
	{ .id = 2, .number = STR_INIT("K7QM-2RDX-2"), .delivery_kind = STR_INIT("pickup"), .creator = STR_INIT("Two"), .pickup_place = STR_INIT("Абая 10"),
	  .goods = goods, .goods_count = 1 },
};

static const char *render(struct market *m, enum mail_kind kind, enum lang lang, struct mail_content content, struct str *ret_subject)
{
	struct mail mail = { .kind = kind, .group_id = 1, .suborder_id = content.parcel_count == 1 ? 1 : 0 };
	struct buf out BUF_AUTO;
	buf_init(&out, LETTER_BYTES_MAX);
	content.lang = lang;
	assert_int_equal(mail_render(m->store, m->arena, &m->conf, &mail, &content, &out, ret_subject), ERR_OK);
	return arena_z(m->arena, buf_str(&out));
}

static struct mail_content content_whole(void)
{
	return (struct mail_content){ .number = STR("K7QM-2RDX"), .currency = CURRENCY_KZT, .items_minor = 2235050, .delivery_minor = 150000,
		.total_minor = 2385050, .open = true, .pay_until_ms = NOW_MS, .parcels = parcels, .parcel_count = 2 };
}

/* The secret link differs in every state folder: its token is cut out. */
static const char *without_token(struct market *m, const char *text)
{
	const char *at = strstr(text, "/order/");
	assert_non_null(at);
	assert_true(strcspn(at + 7, "\n") == 43);
	return arena_z(m->arena, arena_format(m->arena, "%.*s…%s", (int)(at + 7 - text), text, at + 7 + 43));
}

static void a_paid_order_reads_so(void **state)
{
	struct market *m = *state;
	struct str subject;
	const char *text = without_token(m, render(m, MAIL_ORDER_PAID, LANG_EN, content_whole(), &subject));
	assert_str(subject, "Order K7QM-2RDX is paid");
	assert_string_equal(text,
			    "Thank you! Your payment has arrived and your order is with its maker. We will write to you when it is on its way.\n\n"
			    "Жанар\n- Чаша «Көл» (Көк) × 3: 22,350\u00a0₸\n- Алаша × 1: 0.50\u00a0₸\n"
			    "  Made to order: ready 3–5 working days after payment\n- Post, 2–4 days: 1,500\u00a0₸\n\n"
			    "Two\n- Чаша «Көл» (Көк) × 3: 22,350\u00a0₸\n- Collect it yourself: free\n  Абая 10\n\n"
			    "Total: 23,850.50\u00a0₸\n\n"
			    "Your order’s page (the link is for you alone, please do not pass it on):\nhttps://aina.kz/en/order/…\n\n"
			    "A question? Reply to this mail or write to support@aina.kz.\n\nAina\nAina LLP\n");
}

static void every_mail_speaks_every_language(void **state)
{
	struct market *m = *state;
	const char *seen[MAIL_KIND__COUNT * LANG__COUNT];
	size_t n = 0;
	for (int kind = 0; kind < MAIL_KIND__COUNT; kind++)
		for (int lang = 0; lang < LANG__COUNT; lang++) {
			struct str subject;
			const char *text = render(m, (enum mail_kind)kind, (enum lang)lang, content_whole(), &subject);
			assert_true(str_has(subject, "K7QM-2RDX"));
			assert_non_null(strstr(text, "/order/"));
			assert_non_null(strstr(text, "support@aina.kz"));
			assert_null(strstr(text, "{"));
			for (size_t i = 0; i < n; i++)
				assert_string_not_equal(seen[i], text);
			seen[n++] = text;
		}
}

static void an_unpaid_order_says_how_to_pay(void **state)
{
	struct market *m = *state;
	struct str subject;
	struct mail_content content = content_whole();
	const char *text = render(m, MAIL_ORDER_PLACED, LANG_RU, content, &subject);
	assert_str(subject, "Заказ K7QM-2RDX ждёт оплаты");
	assert_non_null(strstr(text, "Оплатить нужно до 20"));
	assert_non_null(strstr(text, "https://aina.kz/ru/pay/AAAAAAAAAAAAAAAAAAAAAA\n"));
}

static void nothing_to_pay_is_not_called_a_payment(void **state)
{
	struct market *m = *state;
	struct str subject;
	struct mail_content content = content_whole();
	content.total_minor = 0;
	const char *text = render(m, MAIL_ORDER_PAID, LANG_EN, content, &subject);
	assert_str(subject, "We have your order K7QM-2RDX");
	assert_null(strstr(text, "payment has arrived"));
}

static void a_parcel_speaks_of_itself_alone(void **state)
{
	struct market *m = *state;
	struct str subject;
	struct mail_content content = content_whole();
	content.parcel_count = 1;
	content.carrier = STR("kazpost");
	content.tracking = STR("RR123456789KZ");
	const char *text = render(m, MAIL_ORDER_SHIPPED, LANG_KK, content, &subject);
	assert_str(subject, "Тапсырыс K7QM-2RDX-1 жолға шықты");
	assert_non_null(strstr(text, "Жөнелтілді: Қазпошта."));
	assert_non_null(strstr(text, "RR123456789KZ\n\n"));
	assert_non_null(strstr(text, "RR123456789KZ"));
	assert_null(strstr(text, "Two"));
	assert_null(strstr(text, "23\u00a0850")); /* the sum of the whole order is not its matter */
	content.tracking = (struct str){ NULL, 0 };
	assert_null(strstr(render(m, MAIL_ORDER_SHIPPED, LANG_KK, content, &subject), "Трек"));
	content.parcels = parcels + 1;
	text = render(m, MAIL_ORDER_SHIPPED, LANG_RU, content, &subject);
	assert_str(subject, "Заказ K7QM-2RDX-2 готов, его можно забрать");
	assert_non_null(strstr(text, "Абая 10"));
}

static void a_title_cannot_become_a_header(void **state)
{
	struct market *m = *state;
	struct str subject;
	struct mail_content content = content_whole();
	content.number = STR("X\r\nBcc: a@b.kz");
	(void)render(m, MAIL_ORDER_PAID, LANG_EN, content, &subject);
	assert_int_equal(str_index(subject, '\n'), subject.n);
	assert_int_equal(str_index(subject, '\r'), subject.n);
}

#define MAIL_TEST(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MAIL_TEST(a_mail_is_claimed_once_and_in_its_time),
		MAIL_TEST(trying_goes_on_for_three_days),
		MAIL_TEST(the_hopeless_is_given_up_at_once),
		MAIL_TEST(what_a_dead_sender_held_goes_again),
		MAIL_TEST(an_order_without_a_key_has_nobody_to_write_to),
		MAIL_TEST(a_paid_order_reads_so),
		MAIL_TEST(every_mail_speaks_every_language),
		MAIL_TEST(an_unpaid_order_says_how_to_pay),
		MAIL_TEST(nothing_to_pay_is_not_called_a_payment),
		MAIL_TEST(a_parcel_speaks_of_itself_alone),
		MAIL_TEST(a_title_cannot_become_a_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
