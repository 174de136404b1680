/* Whose turn it is to write. SQLite has no queue: who asks at the right moment gets the lock, and the unlucky one of many starves.
 * So those who wait draw numbers from a few bytes that all writers of a database share (STATE/db/<database>.turn), and ask the more
 * often the nearer their number is. Newcomers see that somebody waits and draw a number before they ask.
 * Owns those bytes. Promises: it only ever decides how long somebody sleeps, up to STORE_BUSY_MS in all; SQLite's own lock decides who
 * writes. Who dies while waiting, or scribbles over the bytes, costs the others milliseconds and no more. */
#ifndef AINA_STORE_TURN_H
#define AINA_STORE_TURN_H

#include <stdbool.h>
#include <stdint.h>
#include "base/err.h"

#define TURN_FILE_BYTES 64
struct turn_board; /* the shared bytes */

struct turn {
	struct turn_board *board; /* NULL: this connection never writes */
	uint64_t number;          /* drawn; 0: none */
	int64_t since_us;         /* of this attempt */
	uint64_t *sleeps;         /* counter of the owner */
};

/* Maps the file, which must exist. */
MUST_USE enum err turn_open(struct turn *turn, const char *path, uint64_t *sleeps);
void turn_close(struct turn *turn);

void turn_begin(struct turn *turn);         /* before asking for the lock: waits while others are before us */
int turn_wait(void *turn, int tries);       /* SQLite's busy handler: sleeps a little; 0 when STORE_BUSY_MS are over */
void turn_end(struct turn *turn);           /* the lock is ours, or we gave up */

#endif
