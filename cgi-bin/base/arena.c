#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define POISON(p, n) ASAN_POISON_MEMORY_REGION((p), (n))
#define UNPOISON(p, n) ASAN_UNPOISON_MEMORY_REGION((p), (n))
#define GAP 16 /* bytes between blocks that no one may touch */
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define GAP 0
#endif

#define ALIGN 16u
#define BLOCK_BYTES 65536u

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(16) char bytes[];
};

struct arena {
	struct block *first, *last;
	size_t max, taken; /* bytes of all blocks */
	bool failed;
};

static struct block *block_new(size_t size)
{
	struct block *block = malloc(sizeof *block + size);
	if (block == NULL)
		return NULL;
	*block = (struct block){ .size = size };
	POISON(block->bytes, size);
	return block;
}

struct arena *arena_create(size_t max_bytes)
{
	struct arena *arena = calloc(1, sizeof *arena);
	size_t size = max_bytes < BLOCK_BYTES ? max_bytes : BLOCK_BYTES;

	if (arena == NULL)
		return NULL;
	arena->first = arena->last = block_new(size);
	if (arena->first == NULL) {
		free(arena);
		return NULL;
	}
	arena->max = max_bytes;
	arena->taken = size;
	return arena;
}

static void blocks_free(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;
		UNPOISON(block->bytes, block->size);
		free(block);
		block = next;
	}
}

void arena_destroy(struct arena *arena)
{
	if (arena == NULL)
		return;
	blocks_free(arena->first);
	free(arena);
}

void arena_reset(struct arena *arena)
{
	blocks_free(arena->first->next);
	arena->first->next = NULL;
	arena->first->used = 0;
	arena->last = arena->first;
	arena->taken = arena->first->size;
	arena->failed = false;
	POISON(arena->first->bytes, arena->first->size);
}

bool arena_failed(const struct arena *arena)
{
	return arena->failed;
}

size_t arena_used(const struct arena *arena)
{
	size_t used = 0;
	for (const struct block *block = arena->first; block != NULL; block = block->next)
		used += block->used;
	return used;
}

/* Appends a block with room for `need` bytes, within the cap. */
static bool arena_grow(struct arena *arena, size_t need)
{
	size_t room = arena->max - arena->taken;
	size_t size = need > BLOCK_BYTES ? need : BLOCK_BYTES;

	if (size > room)
		size = room;
	if (size < need)
		return false;
	struct block *block = block_new(size);
	if (block == NULL)
		return false;
	arena->last->next = block;
	arena->last = block;
	arena->taken += size;
	return true;
}

void *arena_alloc(struct arena *arena, size_t n)
{
	size_t need;

	if (__builtin_add_overflow(n, (size_t)(ALIGN - 1 + GAP), &need)) {
		arena->failed = true;
		return NULL;
	}
	need &= ~(size_t)(ALIGN - 1);
	if (arena->last->size - arena->last->used < need && !arena_grow(arena, need)) {
		arena->failed = true;
		return NULL;
	}
	char *p = arena->last->bytes + arena->last->used;
	arena->last->used += need;
	UNPOISON(p, n);
	memset(p, 0, n);
	return p;
}

void *arena_array(struct arena *arena, size_t size, size_t count)
{
	size_t n;
	if (__builtin_mul_overflow(size, count, &n)) {
		arena->failed = true;
		return NULL;
	}
	return arena_alloc(arena, n);
}

struct str arena_copy(struct arena *arena, struct str s)
{
	char *p = arena_alloc(arena, s.n);
	if (p == NULL)
		return (struct str){ NULL, 0 };
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

char *arena_z(struct arena *arena, struct str s)
{
	if (s.n > 0 && memchr(s.p, 0, s.n) != NULL)
		return NULL;
	char *p = arena_alloc(arena, s.n + 1);
	if (p != NULL && s.n > 0)
		memcpy(p, s.p, s.n);
	return p;
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;
	struct str result = { NULL, 0 };

	va_start(arguments, format);
	va_copy(again, arguments);
	int n = vsnprintf(NULL, 0, format, arguments);
	char *p = n < 0 ? NULL : arena_alloc(arena, (size_t)n + 1);
	if (p != NULL && vsnprintf(p, (size_t)n + 1, format, again) == n)
		result = (struct str){ p, (size_t)n };
	va_end(again);
	va_end(arguments);
	return result;
}
