#include "store/turn.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/random.h"
#include "store/store.h"

struct turn_board {
	_Atomic uint64_t drawn;	 /* last number given out */
	_Atomic uint64_t served; /* highest number that got its turn */
};

#define NEAR_US 60 /* between two askings of who is next */
#define FAR_US 150 /* for each one before us */
#define FAR_MOST 8
#define PATIENCE_US 4000 /* for each one before us: then it is dead or slow, and we ask */

enum err turn_open(struct turn *turn, const char *path, uint64_t *sleeps)
{
	int file = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	void *board = MAP_FAILED;

	if (file < 0)
		return ERR_STORAGE;
	if (lseek(file, 0, SEEK_END) >= (off_t)sizeof(struct turn_board))
		board = mmap(NULL, sizeof(struct turn_board), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	close(file);
	if (board == MAP_FAILED)
		return ERR_STORAGE;
	*turn = (struct turn){ .board = board, .sleeps = sleeps };
	return ERR_OK;
}

void turn_close(struct turn *turn)
{
	if (turn->board != NULL)
		munmap(turn->board, sizeof *turn->board);
	turn->board = NULL;
}

/* How many are before us; 0: we are next. Nonsense in the bytes reads as next. */
static uint64_t before(const struct turn *turn)
{
	uint64_t served = atomic_load_explicit(&turn->board->served, memory_order_relaxed);
	return turn->number > served ? turn->number - served - 1 : 0;
}

static void nap(struct turn *turn, uint64_t others)
{
	uint32_t us = others == 0 ? NEAR_US : (uint32_t)(FAR_US * (others < FAR_MOST ? others : FAR_MOST));
	struct timespec pause = { .tv_nsec = (long)(us + random_below(us)) * 1000 };

	++*turn->sleeps;
	clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL); /* a signal only ends it sooner */
}

static void draw(struct turn *turn)
{
	turn->number = atomic_fetch_add_explicit(&turn->board->drawn, 1, memory_order_relaxed) + 1;
}

void turn_begin(struct turn *turn)
{
	turn->number = 0;
	turn->since_us = clock_monotonic_us();
	if (atomic_load_explicit(&turn->board->drawn, memory_order_relaxed) <=
	    atomic_load_explicit(&turn->board->served, memory_order_relaxed))
		return; /* nobody waits */
	draw(turn);
	for (uint64_t others; (others = before(turn)) > 0;) {
		int64_t patience_us = (int64_t)(others < 64 ? others : 64) * PATIENCE_US;
		if (clock_monotonic_us() - turn->since_us >= patience_us)
			return;
		nap(turn, others);
	}
}

int turn_wait(void *context, int tries)
{
	struct turn *turn = context;

	if (turn->number == 0) {
		if (tries == 0)
			turn->since_us = clock_monotonic_us();
		if (turn->board != NULL)
			draw(turn); /* a reader, who waits only while a log is recovered, has no numbers */
	}
	if (clock_monotonic_us() - turn->since_us >= STORE_BUSY_MS * INT64_C(1000))
		return 0;
	nap(turn, turn->number == 0 ? 0 : before(turn));
	return 1;
}

void turn_end(struct turn *turn)
{
	uint64_t served = atomic_load_explicit(&turn->board->served, memory_order_relaxed);

	while (turn->number > served && !atomic_compare_exchange_weak_explicit(&turn->board->served, &served, turn->number,
									       memory_order_relaxed, memory_order_relaxed))
		;
	turn->number = 0;
}
