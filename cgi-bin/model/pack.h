/* Packs: a list of fields in one column of catalogue.db, so that a page reads one row where a table would need twenty.
 * A text is its length and its bytes, a number stands alone; lengths and numbers are seven bits a byte, lowest first, the top bit saying
 * that more follows (numbers: sign in the lowest bit). A text may itself be a pack. Readers take fields in the order in which the
 * writer put them; a pack that ends early or is no pack makes the reader bad, and it gives nothing from then on.
 * Never interprets a text, never copies: what is read views the pack. */
#ifndef AINA_MODEL_PACK_H
#define AINA_MODEL_PACK_H

#include "base/buf.h"

void pack_put(struct buf *pack, struct str text); /* an absent text and an empty one are the same */
void pack_put_int(struct buf *pack, int64_t number);

struct pack {
	struct str rest;
	bool bad;
};

static inline struct pack pack_open(struct str pack) { return (struct pack){ .rest = pack }; }
struct str pack_get(struct pack *pack);      /* "" once it is bad */
int64_t pack_get_int(struct pack *pack);     /* 0 once it is bad */
size_t pack_get_count(struct pack *pack, size_t max); /* a number of things that follow; more than `max` is bad */
static inline bool pack_is_empty(const struct pack *pack) { return pack->rest.n == 0; }
static inline enum err pack_check(const struct pack *pack) { return pack->bad ? ERR_STORAGE : ERR_OK; }

#endif
