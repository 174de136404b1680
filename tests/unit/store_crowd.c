/* Many processes at one database: nothing is sold twice, nobody is told busy, nobody starves. */
#include "store_state.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include "base/clock.h"

enum { CROWD_MAX = 16, BUYERS = 8, TRIES = 40, STOCK = 150 };
#define LONGEST_US 1200000 /* of the second test, each half */
#define SLOW_US 50000      /* what one writer alone may meet on a busy machine without being remarkable */

struct tally {
	int sold, refused, failed;
	int64_t worst_us;
};

/* One transaction: takes a piece and writes it down. */
static enum err buy_one(struct store *store, int64_t move_id, int64_t *ret_changes)
{
	TRY(store_begin_write(store, STORE_MARKET));
	enum err err = q_thing_take(store, &(struct q_thing_take){ .id = 1, .quantity = 1 }, ret_changes);
	if (err == ERR_OK && *ret_changes == 1)
		err = q_move_put(store, &(struct q_move_put){ .id = move_id, .thing_id = 1, .delta = -1 }, NULL);
	if (err == ERR_OK)
		return store_commit(store, STORE_MARKET);
	store_rollback(store, STORE_MARKET);
	return err;
}

/* Buys `tries` times, or for LONGEST_US when it is 0, without a pause. */
static struct tally buy(const struct state *s, int who, int tries)
{
	struct tally tally = { 0 };
	struct store *store = NULL;
	struct str why;

	if (store_open(&s->conf, &store_program, &store, &why) != ERR_OK)
		return (struct tally){ .failed = 1 };
	int64_t start_us = clock_monotonic_us();
	for (int i = 0; tries > 0 ? i < tries : clock_monotonic_us() - start_us < LONGEST_US; i++) {
		int64_t began_us = clock_monotonic_us(), changes = 0;
		enum err err = buy_one(store, who * INT64_C(1000000) + i + 1, &changes);
		int64_t took_us = clock_monotonic_us() - began_us;
		tally.sold += err == ERR_OK && changes == 1;
		tally.refused += err == ERR_OK && changes == 0;
		tally.failed += err != ERR_OK;
		tally.worst_us = took_us > tally.worst_us ? took_us : tally.worst_us;
	}
	store_close(store);
	return tally;
}

/* Lets `crowd` processes buy at once; a connection must not be carried through fork(), so the store is closed around it. */
static struct tally let_buy(struct state *s, int crowd, int tries)
{
	struct tally *tallies = mmap(NULL, CROWD_MAX * sizeof *tallies, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), all = { 0 };
	pid_t pids[CROWD_MAX];

	assert_true(tallies != MAP_FAILED);
	store_close(s->store);
	s->store = NULL;
	for (int i = 0; i < crowd; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			tallies[i] = buy(s, i, tries);
			_exit(0);
		}
	}
	for (int i = 0; i < crowd; i++) {
		int status = -1;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
		all.sold += tallies[i].sold;
		all.refused += tallies[i].refused;
		all.failed += tallies[i].failed;
		all.worst_us = tallies[i].worst_us > all.worst_us ? tallies[i].worst_us : all.worst_us;
	}
	munmap(tallies, CROWD_MAX * sizeof *tallies);
	state_open(s);
	return all;
}

static void many_processes_sell_exactly_what_there_is(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row thing;
	struct q_move_sum_row moved;

	WRITE(s, thing_new(s, 1, "a", STOCK));
	struct tally all = let_buy(s, BUYERS, TRIES);
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &thing), ERR_OK);
	assert_int_equal(q_move_sum(s->store, s->arena, &(struct q_move_sum){ .thing_id = 1 }, &moved), ERR_OK);
	assert_int_equal(all.failed, 0);
	assert_int_equal(all.sold, STOCK);
	assert_int_equal(all.refused, BUYERS * TRIES - STOCK);
	assert_int_equal(thing.stock, 0);
	assert_int_equal(moved.n, STOCK);
	assert_int_equal(moved.sum, -STOCK);
}

/* Sixteen who never pause: none waits more than five times as long as one alone. Other work on the machine only lengthens waits,
 * and differently each time; starving shows every time. So one round of three must hold. */
static void nobody_starves(void **state)
{
	struct state *s = *state;
	bool fair = false;

	WRITE(s, thing_new(s, 1, "a", INT64_C(1) << 40));
	for (int round = 0; round < 3 && !fair; round++) {
		struct tally alone = let_buy(s, 1, 0);
		WRITE(s, q_move_clear(s->store, NULL));
		struct tally crowd = let_buy(s, CROWD_MAX, 0);
		WRITE(s, q_move_clear(s->store, NULL));
		print_message("# alone: %d sold, longest %lld us; %d at once: %d sold, longest %lld us\n", alone.sold, (long long)alone.worst_us,
			      CROWD_MAX, crowd.sold, (long long)crowd.worst_us);
		assert_int_equal(alone.failed + crowd.failed, 0);
		fair = crowd.worst_us <= 5 * (alone.worst_us > SLOW_US ? alone.worst_us : SLOW_US);
	}
	assert_true(fair);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, state_setup, state_teardown)
	const struct CMUnitTest tests[] = { TEST(many_processes_sell_exactly_what_there_is), TEST(nobody_starves) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
