/* Arena: memory of one request (or one run of a duty), freed as a whole.
 * Owns its blocks. Promises zeroed memory, 16-byte alignment, a hard cap, poison between blocks under ASan.
 * Never hands out memory that outlives arena_reset(); allocation failure is NULL and sticky (arena_failed). */
#ifndef AINA_BASE_ARENA_H
#define AINA_BASE_ARENA_H

#include "base/str.h"

struct arena;

/* `max_bytes`: the cap over all blocks. NULL when out of memory. */
struct arena *arena_create(size_t max_bytes);
void arena_destroy(struct arena *arena); /* NULL is fine */
void arena_reset(struct arena *arena);   /* keeps the first block */
bool arena_failed(const struct arena *arena); /* some allocation failed since the last reset */
size_t arena_used(const struct arena *arena);

/* NULL when the cap is reached: callers return ERR_MEMORY. n may be 0. */
void *arena_alloc(struct arena *arena, size_t n);
#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), sizeof(type), (count)))
void *arena_array(struct arena *arena, size_t size, size_t count); /* checked multiplication */

/* Copies; on failure the result is absent (p == NULL) and arena_failed() is true. */
struct str arena_copy(struct arena *arena, struct str s);
/* NUL-terminated copy for C interfaces; NULL on failure or when s holds a NUL. */
char *arena_z(struct arena *arena, struct str s);
/* For paths, keys and logs, never for pages. */
struct str arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

static inline void arena_destroy_cleanup(struct arena **arena) { arena_destroy(*arena); }
#define ARENA_AUTO __attribute__((cleanup(arena_destroy_cleanup)))

#endif
