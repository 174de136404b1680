/* Placing an order against the bare SQLite transaction that writes the same rows, both with synchronous=FULL, in turn.
 * Three copies of one database with N reviewed checkouts: on the first each order is placed while SQLite tells its statements; then
 * the writes among those are run, prepared beforehand, on the second, and the orders are placed anew, timed, on the third.
 * Prints: median of the paired ratios, median µs of both. Not part of the product. */
#include "../unit/order_steps.h"

#include <time.h>

#define ORDERS 120

static char *writes[ORDERS][64];
static size_t write_counts[ORDERS];
static int recording = -1;

/* Statements of triggers are told with two dashes in front: they run again by themselves. */
static int told(unsigned kind, void *context, void *statement, void *text)
{
	(void)context;
	if (kind != SQLITE_TRACE_STMT || recording < 0 || strncmp(text, "--", 2) == 0 || sqlite3_stmt_readonly(statement))
		return 0;
	char *sql = sqlite3_expanded_sql(statement);
	if (sql != NULL && strncmp(sql, "BEGIN", 5) != 0 && strncmp(sql, "COMMIT", 6) != 0)
		writes[recording][write_counts[recording]++] = sql;
	return 0;
}

static int listen_in(sqlite3 *db, const char **error, const void *routines)
{
	(void)error;
	(void)routines;
	return sqlite3_trace_v2(db, SQLITE_TRACE_STMT, told, NULL);
}

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void copy_state(const char *from, const char *to)
{
	pid_t pid = fork();
	if (pid == 0) {
		execl("/bin/cp", "cp", "-a", from, to, (char *)NULL);
		_exit(1);
	}
	int status = 0;
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

/* One order by the statements alone, as a program would run them that knew nothing but what to write. */
static int64_t bare(sqlite3 *db, int i)
{
	sqlite3_stmt *prepared[66];
	size_t n = 0;
	assert_int_equal(sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &prepared[n++], NULL), SQLITE_OK);
	for (size_t k = 0; k < write_counts[i]; k++)
		if (sqlite3_prepare_v2(db, writes[i][k], -1, &prepared[n++], NULL) != SQLITE_OK)
			fail_msg("%s: %s", writes[i][k], sqlite3_errmsg(db));
	assert_int_equal(sqlite3_prepare_v2(db, "COMMIT", -1, &prepared[n++], NULL), SQLITE_OK);
	int64_t began = now_us();
	for (size_t k = 0; k < n; k++) {
		int result;
		while ((result = sqlite3_step(prepared[k])) == SQLITE_ROW)
			continue;
		if (result != SQLITE_DONE)
			fail_msg("%s: %s", k == 0 || k == n - 1 ? "transaction" : writes[i][k - 1], sqlite3_errmsg(db));
		sqlite3_reset(prepared[k]);
	}
	int64_t took = now_us() - began;
	for (size_t k = 0; k < n; k++)
		sqlite3_finalize(prepared[k]);
	return took;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double median(double *values)
{
	qsort(values, ORDERS, sizeof *values, compare);
	return values[ORDERS / 2];
}

static int64_t placed(const struct shopper *s, const struct order_draft *draft)
{
	const struct public_id seen = order_draft_digest(draft);
	int64_t began = now_us();
	struct place_result result = place(s, &draft->checkout.public_id, &seen);
	int64_t took = now_us() - began;
	assert_int_equal(result.outcome, PLACE_DONE);
	return took;
}

int main(void)
{
	static struct shopper shoppers[ORDERS];
	static struct order_draft drafts[ORDERS];
	static double ratios[ORDERS], bares[ORDERS], ours[ORDERS];
	struct order_case *c;
	char first[64], second[80], third[80], path[128];
	sqlite3 *db;

	sqlite3_auto_extension((void (*)(void))listen_in);
	if (case_open((void **)&c) != 0)
		return 1;
	case_sql(c, "INSERT INTO stock_move VALUES (9, 11, 100000, 'correction', NULL, 1); UPDATE variant SET stock = stock + 100000 WHERE id = 11");
	arena_destroy(c->arena);
	struct conf conf = c->conf;
	c->arena = arena_create((size_t)1 << 30);
	struct str why;
	assert_int_equal(conf_load(c->arena, str_from_z(c->state), &conf, &why), ERR_OK);
	c->conf = conf;
	for (int i = 0; i < ORDERS; i++, now += 1000) {
		shoppers[i] = shopper_new(c, c->store);
		put(&shoppers[i], 11, 2);
		put(&shoppers[i], 21, 1);
		drafts[i] = reviewed(&shoppers[i]);
	}
	store_close(c->store);
	memcpy(first, c->state, sizeof first);
	snprintf(second, sizeof second, "%s-bare", first);
	snprintf(third, sizeof third, "%s-ours", first);
	copy_state(first, second);
	copy_state(first, third);

	c->store = case_store(c);
	for (int i = 0; i < ORDERS; i++) {
		shoppers[i].store = c->store;
		recording = i;
		(void)placed(&shoppers[i], &drafts[i]);
	}
	recording = -1;
	store_close(c->store);

	snprintf(c->state, sizeof c->state, "%.60s", third);
	c->conf.state = str_from_z(c->state);
	c->store = case_store(c);
	snprintf(path, sizeof path, "%s/db/market.db", second);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_exec(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; PRAGMA secure_delete = ON", NULL, NULL, NULL);
	for (int i = 0; i < ORDERS; i++) {
		shoppers[i].store = c->store;
		bares[i] = (double)bare(db, i);
		ours[i] = (double)placed(&shoppers[i], &drafts[i]);
		ratios[i] = ours[i] / bares[i];
	}
	sqlite3_close(db);
	size_t statements = write_counts[0];
	printf("%.3f %.0f %.0f %zu\n", median(ratios), median(ours), median(bares), statements);
	memcpy(c->state, first, sizeof first);
	(void)case_close((void **)&c);
	return 0;
}
