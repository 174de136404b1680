/* A market.db with one order in it, for the tests of payments: a fresh state folder, migrated, seen from beside through SQLite. */
#ifndef AINA_TESTS_UNIT_MARKET_CASE_H
#define AINA_TESTS_UNIT_MARKET_CASE_H

#include "web_case.h"

#include <fcntl.h>
#include <ftw.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/migrate.h"
#include "store/store.h"

#define NOW_MS INT64_C(1795164960000) /* 20 November 2026 */

struct market {
	char folder[64];
	struct conf conf;
	struct arena *arena;
	struct store *store;
	sqlite3 *beside;
};

static inline void market_sql(struct market *m, const char *sql)
{
	char *why = NULL;
	if (sqlite3_exec(m->beside, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", sql, why);
}

/* The first column of the first row; 0 when there is none. */
static inline int64_t market_number(struct market *m, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	assert_int_equal(sqlite3_prepare_v2(m->beside, sql, -1, &statement, NULL), SQLITE_OK);
	int64_t number = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	return number;
}

static inline void market_is(struct market *m, const char *sql, const char *want)
{
	sqlite3_stmt *statement = NULL;
	assert_int_equal(sqlite3_prepare_v2(m->beside, sql, -1, &statement, NULL), SQLITE_OK);
	const char *got = sqlite3_step(statement) == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
	char kept[512];
	(void)snprintf(kept, sizeof(kept), "%s", got != NULL ? got : "(nothing)");
	assert_int_equal(sqlite3_finalize(statement), SQLITE_OK);
	if (strcmp(kept, want) != 0)
		fail_msg("%s: \"%s\", not \"%s\"", sql, kept, want);
}

/* Two creators' parts, three things of them from the shelf (12 left of 15) and one made to order. */
static inline void market_seed(struct market *m)
{
	market_sql(m,
		   "INSERT INTO person (id, kind, lang, created_ms) VALUES (1, 'guest', 'ru', 1), (2, 'creator', 'ru', 1), (3, 'creator', 'ru', 1);"
		   "INSERT INTO city (slug, country, name_kk, name_ru, name_en, position) VALUES ('test', 'KZ', 'т', 'т', 't', 99);"
		   "INSERT INTO category (id, slug, position, name_kk, name_ru, name_en) VALUES (99, 'test', 99, 'т', 'т', 't');"
		   "INSERT INTO creator (id, person_id, handle, display_name, city_slug, state, created_ms, updated_ms) VALUES"
		   " (1, 2, 'one', 'One', 'test', 'accepted', 1, 1), (2, 3, 'two', 'Two', 'test', 'accepted', 1, 1);"
		   "INSERT INTO listing (id, creator_id, slug, category_id, state, lang, made_to_order, making_days_min, making_days_max, published_ms,"
		   " created_ms, updated_ms) VALUES (1, 1, 'a', 99, 'published', 'ru', 0, NULL, NULL, 1, 1, 1),"
		   " (2, 2, 'b', 99, 'published', 'ru', 1, 3, 5, 1, 1, 1);"
		   "INSERT INTO variant (id, listing_id, position, price_minor, stock, active) VALUES (1, 1, 1, 100000, 12, 1), (2, 2, 1, 50000, 0, 1);"
		   "INSERT INTO address (id, person_id, country, name_sealed, phone_sealed, created_ms) VALUES (1, 1, 'KZ', x'00', x'00', 1);"
		   "INSERT INTO order_group (id, public_id, checkout_id, person_id, address_id, number, lang, currency, items_minor, delivery_minor,"
		   " total_minor, policy_version, created_ms) VALUES (1, x'00112233445566778899aabbccddeeff', 1, 1, 1, 'K7QM-2RDX', 'kk', 'KZT', 350000,"
		   " 20000, 370000, 1, 1795164960000);"
		   "INSERT INTO suborder (id, group_id, creator_id, number, state, delivery_kind, delivery_days_min, delivery_days_max, items_minor,"
		   " delivery_minor, total_minor, updated_ms) VALUES"
		   " (1, 1, 1, 'K7QM-2RDX-1', 'awaiting_payment', 'post', 2, 4, 300000, 10000, 310000, 1),"
		   " (2, 1, 2, 'K7QM-2RDX-2', 'awaiting_payment', 'post', 2, 4, 50000, 10000, 60000, 1);"
		   "INSERT INTO order_event (group_id, seq, kind, actor, to_state, at_ms) VALUES (1, 1, 'placed', 'buyer', 'awaiting_payment', 1);"
		   "INSERT INTO stock_move (id, variant_id, delta, reason, suborder_id, at_ms) VALUES (1, 1, 15, 'initial', NULL, 1),"
		   " (2, 1, -3, 'order', 1, 1);");
}

static inline void market_new(struct market *m)
{
	static const char *const secrets[] = { "field", "link", "session" };
	char path[128];
	struct str why = { NULL, 0 };
	*m = (struct market){ .folder = "/tmp/market-XXXXXX", .arena = arena_create((size_t)8 << 20) };
	assert_true(sodium_init() >= 0);
	assert_non_null(mkdtemp(m->folder));
	m->conf = (struct conf){ .state = str_from_z(m->folder), .site_origin = STR("https://aina.kz"), .site_name = STR("Aina"),
		.processor = STR("stripe"), .payment_mode = STR("test"), .payment_minutes = 60 };
	(void)snprintf(path, sizeof(path), "%s/secrets", m->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < COUNT(secrets); i++) {
		unsigned char bytes[32];
		randombytes_buf(bytes, sizeof(bytes));
		(void)snprintf(path, sizeof(path), "%s/secrets/%s.key", m->folder, secrets[i]);
		int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
		assert_int_equal(write(file, bytes, sizeof(bytes)), sizeof(bytes));
		(void)close(file);
	}
	if (store_migrate(&m->conf, &why) != ERR_OK || store_open(&m->conf, &store_program, &m->store, &why) != ERR_OK)
		fail_msg("%.*s", (int)why.n, why.p);
	(void)snprintf(path, sizeof(path), "%s/db/market.db", m->folder);
	assert_int_equal(sqlite3_open(path, &m->beside), SQLITE_OK);
	market_sql(m, "PRAGMA foreign_keys = ON");
	market_seed(m);
}

static inline int market_file_end(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	(void)about;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline void market_end(struct market *m)
{
	store_close(m->store);
	sqlite3_close(m->beside);
	arena_destroy(m->arena);
	(void)nftw(m->folder, market_file_end, 8, FTW_DEPTH | FTW_PHYS);
}

/* What must be true after everything: no state without its events, no stock without its moves, no mail twice. */
static inline void market_is_whole(struct market *m)
{
	market_is(m, "SELECT count(*) FROM payment p WHERE state <> (SELECT to_state FROM payment_event e WHERE e.payment_id = p.id ORDER BY seq DESC LIMIT 1)",
		  "0");
	market_is(m, "SELECT count(*) FROM payment_event e WHERE seq > 1 AND from_state IS NOT (SELECT to_state FROM payment_event b"
		     " WHERE b.payment_id = e.payment_id AND b.seq = e.seq - 1)", "0");
	market_is(m, "SELECT count(*) FROM suborder s WHERE state <> (SELECT to_state FROM order_event e WHERE e.group_id = s.group_id ORDER BY seq DESC LIMIT 1)",
		  "0");
	market_is(m, "SELECT count(*) FROM variant v WHERE stock <> (SELECT coalesce(sum(delta), 0) FROM stock_move x WHERE x.variant_id = v.id)", "0");
	market_is(m, "SELECT count(*) FROM (SELECT 1 FROM mail_outbox GROUP BY kind, group_id, suborder_id HAVING count(*) > 1)", "0");
	market_is(m, "SELECT count(*) FROM suborder WHERE (state = 'paid') <> (paid_ms IS NOT NULL)", "0");
	market_is(m, "SELECT count(*) FROM payment WHERE state IN ('captured', 'failed', 'expired', 'cancelled', 'review') AND query_at_ms IS NOT NULL", "0");
	market_is(m, "PRAGMA foreign_key_check", "(nothing)");
}

#endif
