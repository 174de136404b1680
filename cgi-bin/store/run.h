/* Running prepared statements, for the generated query functions only.
 * Promises: parameters are bound by their declared types, every column of a row is checked against its declared type,
 * a write outside store_begin_write() is refused (ERR_INTERNAL), the statement is reset on every way out. */
#ifndef AINA_STORE_RUN_H
#define AINA_STORE_RUN_H

#include "base/arena.h"
#include "store/store.h"

/* `statement`: index in the program's table. `parameters`: the statement's parameter struct, NULL when it has none.
 * Text and blobs of a row are copied into the arena. One row: ERR_NONE without one, ERR_STORAGE when there are two. */
MUST_USE enum err store_run_one(struct store *store, size_t statement, struct arena *arena, const void *parameters, void *ret_row);
/* *ret_rows: an array of *ret_count row structs in the arena, NULL when there is none. */
MUST_USE enum err store_run_many(struct store *store, size_t statement, struct arena *arena, const void *parameters,
				 void **ret_rows, size_t *ret_count);
/* ret_changes (may be NULL): rows inserted, updated or deleted, without those of triggers and cascades. */
MUST_USE enum err store_run_exec(struct store *store, size_t statement, const void *parameters, int64_t *ret_changes);

#endif
