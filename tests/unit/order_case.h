/* A small shop in a temporary folder for tests that need real databases: two creators, four things, deliveries of each kind.
 * Rows are written past the store, by SQLite itself, so that a test can also make what the programs would refuse to. */
#ifndef AINA_TESTS_ORDER_CASE_H
#define AINA_TESTS_ORDER_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "base/random.h"
#include "store/migrate.h"
#include "store/store.h"

#define NOW INT64_C(1795170000000) /* 2026-11-20 */

/* Variants: 11 five pieces for 10 000 tenge, 12 the last piece for 500, 21 of the other creator, made to order, 22 for nothing. */
static const char case_rows[] =
	"INSERT INTO person VALUES (1, 'creator', 'kk', NULL, NULL, 1), (2, 'creator', 'ru', NULL, NULL, 1);"
	"INSERT INTO city VALUES ('almaty', 'KZ', 'Алматы', 'Алматы', 'Almaty', 1), ('astana', 'KZ', 'Астана', 'Астана', 'Astana', 2);"
	"INSERT INTO category VALUES (1, 'jewellery', 1, 'Зергерлік', 'Украшения', 'Jewellery');"
	"INSERT INTO creator (id, person_id, handle, display_name, city_slug, state, created_ms, updated_ms) VALUES"
	" (1, 1, 'aisulu', 'Айсұлу', 'almaty', 'accepted', 1, 1), (2, 2, 'temir', 'Темір', 'astana', 'accepted', 1, 1);"
	"INSERT INTO delivery_method (id, creator_id, kind, area, price_minor, free_from_minor, days_min, days_max, pickup_ru, position, active) VALUES"
	" (101, 1, 'courier', 'city', 150000, 2500000, 1, 2, NULL, 1, 1), (102, 1, 'post', 'country', 200000, NULL, 4, 7, NULL, 2, 1),"
	" (103, 1, 'pickup', 'city', 0, NULL, 0, 1, 'ул. Панфилова 1', 3, 1),"
	" (201, 2, 'post', 'world', 300000, NULL, 7, 21, NULL, 1, 1), (202, 2, 'pickup', 'country', 0, NULL, 0, 1, 'Астана', 2, 1);"
	"INSERT INTO listing (id, creator_id, slug, category_id, state, lang, made_to_order, making_days_min, making_days_max, published_ms, created_ms, updated_ms) VALUES"
	" (10, 1, 'ring', 1, 'published', 'ru', 0, NULL, NULL, 1, 1, 1), (20, 2, 'knife', 1, 'published', 'kk', 1, 3, 5, 1, 1, 1),"
	" (30, 2, 'gift', 1, 'published', 'kk', 1, 1, 1, 1, 1, 1);"
	"INSERT INTO listing_text VALUES (10, 'ru', 'Кольцо', ''), (10, 'kk', 'Сақина', ''), (20, 'kk', 'Пышақ', ''), (30, 'en', 'Gift', '');"
	"INSERT INTO variant (id, listing_id, position, sku, label_ru, price_minor, stock, active) VALUES (11, 10, 1, 'R-1', 'серебро', 1000000, 5, 1),"
	" (12, 10, 2, 'R-2', 'медь', 50000, 1, 1), (21, 20, 1, NULL, NULL, 2000100, 0, 1), (22, 30, 1, NULL, NULL, 0, 0, 1);"
	"INSERT INTO stock_move VALUES (1, 11, 5, 'initial', NULL, 1), (2, 12, 1, 'initial', NULL, 1);";

struct order_case {
	char state[64];
	struct arena *arena;
	struct conf conf;
	struct store *store;
};

static inline void case_sql_in(const struct order_case *c, const char *file, const char *sql)
{
	char path[128];
	sqlite3 *db;
	char *message = NULL;
	snprintf(path, sizeof path, "%s/db/%s.db", c->state, file);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	sqlite3_exec(db, "PRAGMA foreign_keys = ON", NULL, NULL, NULL);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	sqlite3_close(db);
}

static inline int64_t case_number_in(const struct order_case *c, const char *file, const char *sql)
{
	char path[128];
	sqlite3 *db;
	sqlite3_stmt *statement;
	snprintf(path, sizeof path, "%s/db/%s.db", c->state, file);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	int64_t number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return number;
}
#define case_sql(c, sql) case_sql_in((c), "market", (sql))
#define case_number(c, sql) case_number_in((c), "market", (sql))

static inline void case_file(const struct order_case *c, const char *name, const void *bytes, size_t n)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", c->state, name);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
	chmod(path, 0600);
}

/* A second store on the same files, for another process. */
static inline struct store *case_store(struct order_case *c)
{
	struct store *store;
	struct str why = { NULL, 0 };
	if (store_open(&c->conf, &store_program, &store, &why) != ERR_OK)
		fail_msg("%.*s", (int)why.n, why.p);
	return store;
}

static inline int case_open(void **state)
{
	struct order_case *c = calloc(1, sizeof *c);
	unsigned char key[32];
	struct str why = { NULL, 0 };
	char folder[96];

	if (c == NULL || sodium_init() < 0)
		return 1;
	snprintf(c->state, sizeof c->state, "/tmp/order-XXXXXX");
	if (mkdtemp(c->state) == NULL)
		return 1;
	snprintf(folder, sizeof folder, "%s/secrets", c->state);
	mkdir(folder, 0700);
	case_file(c, "aina.conf", "hold_minutes = 15\n", 18);
	for (size_t i = 0; i < 3; i++) {
		random_bytes(key, sizeof key);
		case_file(c, (const char *const[]){ "secrets/field.key", "secrets/link.key", "secrets/session.key" }[i], key, sizeof key);
	}
	c->arena = arena_create(16 * 1024 * 1024);
	if (conf_load(c->arena, str_from_z(c->state), &c->conf, &why) != ERR_OK || store_migrate(&c->conf, &why) != ERR_OK)
		fail_msg("%.*s", (int)why.n, why.p);
	case_sql(c, case_rows);
	c->store = case_store(c);
	*state = c;
	return 0;
}

static inline int case_close(void **state)
{
	struct order_case *c = *state;
	char *const arguments[] = { (char[]){ "rm" }, (char[]){ "-rf" }, c->state, NULL };
	store_close(c->store);
	arena_destroy(c->arena);
	pid_t pid = fork();
	if (pid == 0) {
		execv("/bin/rm", arguments);
		_exit(1);
	}
	waitpid(pid, NULL, 0);
	free(c);
	return 0;
}

/* Numbers in the databases that must hold after whatever a test did. */
static inline void case_holds(const struct order_case *c)
{
	assert_int_equal(case_number(c, "SELECT count(*) FROM variant v WHERE stock <> (SELECT coalesce(sum(delta), 0) FROM stock_move m WHERE m.variant_id = v.id)"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group g WHERE total_minor <> (SELECT sum(total_minor) FROM suborder s WHERE s.group_id = g.id)"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM suborder s WHERE items_minor <> (SELECT sum(total_minor) FROM order_line l WHERE l.suborder_id = s.id)"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM order_group g WHERE (SELECT count(*) FROM payment p WHERE p.group_id = g.id AND p.amount_minor = g.total_minor) <> 1"), 0);
	assert_int_equal(case_number(c, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#endif
