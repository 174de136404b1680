/* Many processes at one database: nothing is sold twice, nobody is told busy, nobody starves. */
#include "store_state.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include "base/clock.h"

enum { CROWD = 8, TRIES = 40, STOCK = 150 };

struct tally {
	int sold, refused, failed;
	int64_t worst_us;
};

/* One buyer after the other; each takes one piece and writes it down, in one transaction. */
static struct tally buy(const struct state *s, int who)
{
	struct tally tally = { 0 };
	struct store *store = NULL;
	struct str why;

	if (store_open(&s->conf, &store_program, &store, &why) != ERR_OK)
		return (struct tally){ .failed = TRIES };
	for (int i = 0; i < TRIES; i++) {
		int64_t began = clock_monotonic_us(), changes = 0;
		enum err err = store_begin_write(store, STORE_MARKET);
		if (err == ERR_OK)
			err = q_thing_take(store, &(struct q_thing_take){ .id = 1, .quantity = 1 }, &changes);
		if (err == ERR_OK && changes == 1)
			err = q_move_put(store, &(struct q_move_put){ .id = who * 1000 + i + 1, .thing_id = 1, .delta = -1 }, NULL);
		if (err == ERR_OK)
			err = store_commit(store, STORE_MARKET);
		store_rollback(store, STORE_MARKET);
		tally.sold += err == ERR_OK && changes == 1;
		tally.refused += err == ERR_OK && changes == 0;
		tally.failed += err != ERR_OK;
		if (clock_monotonic_us() - began > tally.worst_us)
			tally.worst_us = clock_monotonic_us() - began;
	}
	store_close(store);
	return tally;
}

static void eight_processes_sell_exactly_what_there_is(void **state)
{
	struct state *s = *state;
	struct tally *tallies = mmap(NULL, CROWD * sizeof *tallies, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0), all = { 0 };
	pid_t pids[CROWD];
	struct q_thing_by_id_row thing;
	struct q_move_sum_row moved;

	assert_true(tallies != MAP_FAILED);
	WRITE(s, thing_new(s, 1, "a", STOCK));
	store_close(s->store); /* a connection must not be carried through fork() */
	s->store = NULL;
	for (int i = 0; i < CROWD; i++) {
		pids[i] = fork();
		assert_true(pids[i] >= 0);
		if (pids[i] == 0) {
			tallies[i] = buy(s, i);
			_exit(0);
		}
	}
	for (int i = 0; i < CROWD; i++) {
		int status = -1;
		assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
		assert_int_equal(status, 0);
		all.sold += tallies[i].sold;
		all.refused += tallies[i].refused;
		all.failed += tallies[i].failed;
		if (tallies[i].worst_us > all.worst_us)
			all.worst_us = tallies[i].worst_us;
	}
	munmap(tallies, CROWD * sizeof *tallies);
	state_open(s);
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 1 }, &thing), ERR_OK);
	assert_int_equal(q_move_sum(s->store, s->arena, &(struct q_move_sum){ .thing_id = 1 }, &moved), ERR_OK);
	print_message("# sold %d, refused %d, failed %d, worst wait %lld us\n", all.sold, all.refused, all.failed, (long long)all.worst_us);
	assert_int_equal(all.failed, 0);
	assert_int_equal(all.sold, STOCK);
	assert_int_equal(all.refused, CROWD * TRIES - STOCK);
	assert_int_equal(thing.stock, 0);
	assert_int_equal(moved.n, STOCK);
	assert_int_equal(moved.sum, -STOCK);
	assert_true(all.worst_us < STORE_BUSY_MS * INT64_C(1000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(eight_processes_sell_exactly_what_there_is, state_setup, state_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
