/* Opening, settings, migrations, transactions, the authorizer. */
#include "store_state.h"
#include <errno.h>
#include "base/clock.h"
#include "store/care.h"
#include "store/inside.h"

static bool file_holds(const char *path, const char *word)
{
	struct buf bytes;
	char piece[4096];
	int file = open(path, O_RDONLY | O_CLOEXEC);

	assert_true(file >= 0);
	buf_init(&bytes, 16u << 20);
	for (ssize_t n; (n = read(file, piece, sizeof piece)) > 0;)
		buf_put(&bytes, (struct str){ piece, (size_t)n });
	close(file);
	bool found = bytes.n > 0 && memmem(bytes.p, bytes.n, word, strlen(word)) != NULL;
	buf_free(&bytes);
	return found;
}

static void migrating_twice_changes_nothing(void **state)
{
	struct state *s = *state;
	WRITE(s, thing_new(s, 1, "a", 1));
	state_migrate(s);
	struct q_thing_by_id_row row;
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_OK);
}

static void a_schema_that_is_not_ours_is_refused(void **state)
{
	struct state *s = *state;
	struct str why = { NULL, 0 };

	store_close(s->store);
	s->store = NULL;
	state_sql(s, "market", "PRAGMA user_version = 0");
	state_refuses(s, "run aina migrate");
	state_sql(s, "market", "PRAGMA user_version = 999");
	state_refuses(s, "install the newer program");
	assert_int_equal(store_migrate(&s->conf, &why), ERR_CONFIG);
	free((void *)(uintptr_t)why.p);
	state_sql(s, "market", "PRAGMA user_version = 1");
	state_open(s);
	store_close(s->store);
	s->store = NULL;
	state_sql(s, "market", "CREATE INDEX by_hand ON thing (stock)");
	state_refuses(s, "changed by hand");
	state_sql(s, "market", "DROP INDEX by_hand");
	state_sql(s, "keys", "PRAGMA application_id = 7");
	state_refuses(s, "other privacy rules");
	state_migrate(s);
	state_sql(s, "market", "PRAGMA journal_mode = DELETE");
	state_refuses(s, "journal_mode");
}

static void missing_files_and_secrets_are_refused(void **state)
{
	struct state s;
	(void)state;

	state_new(&s);
	state_refuses(&s, "aina migrate makes it");
	state_migrate(&s);
	state_write(&s, "secrets/link.key", "short", 5);
	state_refuses(&s, "secrets/link.key");
	state_end(&s);
}

static int64_t pragma(const struct state *s, enum store_database database, const char *sql)
{
	sqlite3 *handle = s->store->connections[database].handle;
	sqlite3_stmt *row = NULL;
	sqlite3_set_authorizer(handle, NULL, NULL);
	assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	return value;
}

static void settings_are_what_the_house_wants(void **state)
{
	struct state *s = *state;
	int on = 0;

	assert_int_equal(sqlite3_threadsafe() != 0, 1);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA synchronous"), 2);
	assert_int_equal(pragma(s, STORE_KEYS, "PRAGMA synchronous"), 2);
	assert_int_equal(pragma(s, STORE_CATALOGUE, "PRAGMA synchronous"), 1);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA foreign_keys"), 1);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA secure_delete"), 1);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA trusted_schema"), 0);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA cell_size_check"), 1);
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA wal_autocheckpoint"), 16000);
	sqlite3_db_config(s->store->connections[STORE_MARKET].handle, SQLITE_DBCONFIG_DEFENSIVE, -1, &on);
	assert_int_equal(on, 1);
	assert_int_equal(sqlite3_limit(s->store->connections[STORE_MARKET].handle, SQLITE_LIMIT_ATTACHED, -1), 0);
	assert_null(s->store->connections[STORE_SESSION].handle); /* no statement needs it */
}

static void writes_need_a_write_transaction(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row;

	assert_int_equal(thing_new(s, 1, "a", 1), ERR_INTERNAL);
	assert_int_equal(store_begin_read(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(thing_new(s, 1, "a", 1), ERR_INTERNAL);
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_INTERNAL); /* begun already */
	assert_true(store_is_open(s->store, STORE_MARKET));
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_INTERNAL);
	store_rollback(s->store, STORE_MARKET); /* nothing open: fine */
	assert_int_equal(store_begin_read(s->store, STORE_SESSION), ERR_INTERNAL); /* not this program's */
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_NONE);
}

static void rolled_back_is_gone(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row;

	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(thing_new(s, 1, "a", 1), ERR_OK);
	store_rollback(s->store, STORE_MARKET);
	assert_false(store_is_open(s->store, STORE_MARKET));
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_NONE);
}

static void a_commit_past_the_store_is_rolled_back(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row;
	sqlite3 *handle = s->store->connections[STORE_MARKET].handle;

	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(thing_new(s, 1, "a", 1), ERR_OK);
	assert_int_equal(sqlite3_exec(handle, "COMMIT", NULL, NULL, NULL), SQLITE_CONSTRAINT_COMMITHOOK);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_STORAGE);
	assert_false(store_is_open(s->store, STORE_MARKET));
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_NONE);
}

static void what_no_statement_does_is_denied(void **state)
{
	static const char *const denied[] = { "SELECT word FROM secret",
					      "SELECT count(*) FROM secret",
					      "SELECT 1 FROM thing WHERE EXISTS (SELECT word FROM secret)",
					      "UPDATE secret SET word = ''",
					      "DELETE FROM secret",
					      "INSERT INTO secret VALUES (2, '')",
					      "DROP TABLE thing",
					      "CREATE TABLE t (a)",
					      "PRAGMA user_version",
					      "PRAGMA writable_schema = ON",
					      "ATTACH ':memory:' AS m",
					      "SELECT sql FROM sqlite_schema",
					      "SELECT upper(name) FROM thing",
					      "UPDATE thing SET weight = 1",
					      "SELECT load_extension('x')",
					      "SELECT name FROM owner" };
	struct state *s = *state;
	sqlite3 *handle = s->store->connections[STORE_MARKET].handle;
	sqlite3_stmt *statement = NULL;

	for (size_t i = 0; i < sizeof denied / sizeof *denied; i++) {
		int result = sqlite3_prepare_v2(handle, denied[i], -1, &statement, NULL);
		if (result == SQLITE_OK)
			fail_msg("not denied: %s", denied[i]);
	}
	/* The permit for connecting the search index does not let anybody write the schema. */
	assert_int_equal(sqlite3_prepare_v2(s->store->connections[STORE_CATALOGUE].handle, "UPDATE sqlite_schema SET sql = ''", -1, &statement, NULL),
			 SQLITE_ERROR);
	/* What one of its statements reads may be read: the denials above are not for want of anything else. */
	assert_int_equal(sqlite3_prepare_v2(handle, "SELECT name, stock FROM thing", -1, &statement, NULL), SQLITE_OK);
	sqlite3_finalize(statement);
}

static void statements_outlive_a_change_of_schema(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row;

	WRITE(s, thing_new(s, 1, "a", 1));
	uint64_t before = store_counters(s->store).prepared;
	state_sql(s, "market", "ALTER TABLE thing ADD COLUMN colour TEXT"); /* a migration under a running program */
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_OK);
	assert_int_equal(store_counters(s->store).prepared, before + 1);
}

static void a_held_lock_is_busy(void **state)
{
	struct state *s = *state;
	struct store *other = NULL;
	struct str why;
	struct connection *connection = &s->store->connections[STORE_MARKET];

	assert_int_equal(store_open(&s->conf, &store_program, &other, &why), ERR_OK);
	assert_int_equal(store_begin_write(other, STORE_MARKET), ERR_OK);
	sqlite3_busy_timeout(connection->handle, 0); /* instead of five seconds */
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_BUSY);
	assert_string_equal(store_last_failure(s->store)->statement, "BEGIN");
	assert_false(store_is_open(s->store, STORE_MARKET));
	store_close(other);
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
}

static void waiting_ends(void **state)
{
	struct state *s = *state;
	struct turn *turn = &s->store->connections[STORE_MARKET].turn;

	turn_begin(turn);
	assert_int_equal(turn_wait(turn, 0), 1);
	turn->since_us -= STORE_BUSY_MS * INT64_C(1000);
	assert_int_equal(turn_wait(turn, 1), 0);
	assert_int_equal(store_counters(s->store).waits, 1);
	turn_end(turn);
	assert_int_equal(turn_wait(turn, 0), 1); /* a new wait has all its time again */
}

/* Somebody drew a number and died: the next one loses milliseconds, not its turn. */
static void the_dead_hold_nobody_up(void **state)
{
	struct state *s = *state;
	struct turn *turn = &s->store->connections[STORE_MARKET].turn;

	turn_begin(turn);
	for (int i = 0; i < 100; i++) {
		turn->number = 0;
		assert_int_equal(turn_wait(turn, 0), 1); /* draws */
	}
	turn->number = 0; /* and dies */
	int64_t began = clock_monotonic_us();
	WRITE(s, thing_new(s, 1, "a", 1));
	assert_true(clock_monotonic_us() - began < INT64_C(1000000));
	uint64_t waits = store_counters(s->store).waits;
	WRITE(s, thing_new(s, 2, "b", 1));
	assert_int_equal(store_counters(s->store).waits, waits); /* nobody waits any more */
}

static void a_full_disk_is_full_and_nothing_is_lost(void **state)
{
	struct state *s = *state;
	struct q_move_sum_row sum;
	enum err err = ERR_OK;

	WRITE(s, thing_new(s, 1, "a", 1));
	assert_int_equal(pragma(s, STORE_MARKET, "PRAGMA max_page_count = 1"), pragma(s, STORE_MARKET, "PRAGMA page_count"));
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	for (int64_t i = 1; i < 10000 && err == ERR_OK; i++)
		err = q_move_put(s->store, &(struct q_move_put){ .id = i, .thing_id = 1, .delta = 1 }, NULL);
	assert_int_equal(err, ERR_FULL);
	store_rollback(s->store, STORE_MARKET);
	assert_int_equal(q_move_sum(s->store, s->arena, &(struct q_move_sum){ .thing_id = 1 }, &sum), ERR_OK);
	assert_int_equal(sum.n, 0);
	WRITE(s, q_thing_take(s->store, &(struct q_thing_take){ .id = 1, .quantity = 1 }, NULL));
}

static void error_codes_become_ours(void **state)
{
	(void)state;
	assert_int_equal(store_error(SQLITE_BUSY, 0), ERR_BUSY);
	assert_int_equal(store_error(SQLITE_BUSY_SNAPSHOT, 0), ERR_BUSY);
	assert_int_equal(store_error(SQLITE_FULL, 0), ERR_FULL);
	assert_int_equal(store_error(SQLITE_IOERR_WRITE, ENOSPC), ERR_FULL);
	assert_int_equal(store_error(SQLITE_IOERR_WRITE, EIO), ERR_STORAGE);
	assert_int_equal(store_error(SQLITE_CORRUPT, 0), ERR_STORAGE);
	assert_int_equal(store_error(SQLITE_NOMEM, 0), ERR_MEMORY);
	assert_int_equal(store_error(SQLITE_READONLY, 0), ERR_STORAGE);
}

static void a_checkpoint_empties_the_log(void **state)
{
	struct state *s = *state;
	struct stat log;
	char path[128];
	int64_t left = -1;

	WRITE(s, thing_new(s, 1, "the words of somebody who is erased", 1));
	assert_int_equal(store_checkpoint(s->store, STORE_MARKET, STORE_CHECKPOINT_PASSIVE, &left), ERR_OK);
	assert_int_equal(left, 0);
	assert_int_equal(store_checkpoint(s->store, STORE_MARKET, STORE_CHECKPOINT_TRUNCATE, &left), ERR_OK);
	snprintf(path, sizeof path, "%s/db/market.db-wal", s->folder);
	assert_int_equal(stat(path, &log), 0);
	assert_int_equal(log.st_size, 0);
	assert_int_equal(store_begin_read(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(store_checkpoint(s->store, STORE_MARKET, STORE_CHECKPOINT_PASSIVE, &left), ERR_INTERNAL);
}

static void counters_count(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row;
	struct store_counters before = store_counters(s->store), after;

	assert_int_equal(before.prepared,
			 s->store->program->statement_count + 3 * 4); /* and begin, begin write, commit, roll back of three files */
	WRITE(s, thing_new(s, 1, "a", 1));
	assert_int_equal(store_begin_read(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &row), ERR_OK);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_OK);
	after = store_counters(s->store);
	assert_int_equal(after.prepared, before.prepared);
	assert_int_equal(after.read_transactions, 1);
	assert_int_equal(after.write_transactions, 1);
	assert_int_equal(after.runs, 2);
	assert_int_equal(after.rows, 1);
}

static void copies_are_whole_and_hold_nothing_deleted(void **state)
{
	static const char word[] = "a word that nobody else says";
	struct state *s = *state;
	struct str why = { NULL, 0 };
	struct buf report;
	char folder[128], path[160];

	snprintf(folder, sizeof folder, "%s/copy", s->folder);
	for (int64_t i = 1; i < 300; i++)
		WRITE(s, thing_new(s, i, (const char *)arena_format(s->arena, "%s %d", word, (int)i).p, 1));
	assert_int_equal(store_backup(&s->conf, str_from_z(folder), &why), ERR_OK);
	snprintf(path, sizeof path, "%s/market.db", folder);
	assert_true(file_holds(path, word)); /* the search below can find it */
	for (int64_t i = 1; i < 300; i++)
		WRITE(s, q_thing_drop(s->store, &(struct q_thing_drop){ .id = i }, NULL));
	assert_int_equal(store_backup(&s->conf, str_from_z(folder), &why), ERR_CONFIG); /* never over another */
	free((void *)(uintptr_t)why.p);
	snprintf(folder, sizeof folder, "%s/later", s->folder);
	assert_int_equal(store_backup(&s->conf, str_from_z(folder), &why), ERR_OK);
	snprintf(path, sizeof path, "%s/market.db", folder);
	assert_false(file_holds(path, word));

	buf_init(&report, 65536);
	assert_int_equal(store_check(&s->conf, &report), ERR_OK);
	assert_true(str_starts(buf_str(&report), STR("market.db: sound\n")));
	buf_free(&report);
}

static void a_check_finds_what_is_wrong(void **state)
{
	struct state *s = *state;
	struct buf report;

	WRITE(s, thing_new(s, 1, "a", 1));
	state_sql(s, "market", "PRAGMA foreign_keys = OFF; INSERT INTO move VALUES (1, 404, 1)");
	buf_init(&report, 65536);
	assert_int_equal(store_check(&s->conf, &report), ERR_STORAGE);
	assert_non_null(memmem(report.p, report.n, "market.db: move 1 thing 0", 25));
	buf_free(&report);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, state_setup, state_teardown)
	const struct CMUnitTest tests[] = {
		TEST(migrating_twice_changes_nothing),
		TEST(a_schema_that_is_not_ours_is_refused),
		cmocka_unit_test(missing_files_and_secrets_are_refused),
		TEST(settings_are_what_the_house_wants),
		TEST(writes_need_a_write_transaction),
		TEST(rolled_back_is_gone),
		TEST(a_commit_past_the_store_is_rolled_back),
		TEST(what_no_statement_does_is_denied),
		TEST(statements_outlive_a_change_of_schema),
		TEST(a_held_lock_is_busy),
		TEST(waiting_ends),
		TEST(the_dead_hold_nobody_up),
		TEST(a_full_disk_is_full_and_nothing_is_lost),
		cmocka_unit_test(error_codes_become_ours),
		TEST(a_checkpoint_empties_the_log),
		TEST(counters_count),
		TEST(copies_are_whole_and_hold_nothing_deleted),
		TEST(a_check_finds_what_is_wrong),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
