/* The projection: what market.db publishes, carried over into catalogue.db, the shop window.
 * Owns every write to catalogue.db. Promises: a change in market is in the window after the turns of catalogue_follow() that it takes;
 * stopping anywhere loses nothing, because a change is crossed off only after the window has it, and carrying it over again changes
 * nothing; rebuilding gives the same pages. Never shows what is not published, never reads anything about buyers. */
#ifndef AINA_MODEL_CATALOGUE_H
#define AINA_MODEL_CATALOGUE_H

#include "store/store.h"

/* Changes carried over in one turn: bounds how long market is read and the window is locked. */
#define CATALOGUE_TURN 200

/* One turn: at most CATALOGUE_TURN changes. `store` has both databases open and no transaction. `arena` is emptied again and again.
 * *ret_changes: how many were waiting (0: nothing was done; CATALOGUE_TURN: there may be more). ERR_BUSY: try again later. */
MUST_USE enum err catalogue_follow(struct store *store, struct arena *arena, size_t *ret_changes);

/* Makes the search index one piece again, after much was added at once. Opens its own transaction. Only in aina. */
MUST_USE enum err catalogue_join(struct store *store);

/* Empties the window and makes all of it anew, in one transaction: visitors see the old one until the end.
 * Only in programs that carry the queries for it (aina). */
MUST_USE enum err catalogue_rebuild(struct store *store, struct arena *arena, size_t *ret_listings);

#endif
