/* Reading the demo's files: stanza blocks into typed values, and photographs into STATE/media. */
#ifndef AINA_MODEL_DEMO_READ_H
#define AINA_MODEL_DEMO_READ_H

#include "model/stanza.h"
#include "store/store.h"

/* One file in hand. */
struct demo_file {
	struct arena *arena;
	struct str path;
	struct stanza_block *blocks;
	size_t block_count;
	struct str *ret_why; /* "path: line 12: …" */
};

MUST_USE enum err demo_file_read(struct arena *arena, struct str folder, const char *name, struct demo_file *ret_file, struct str *ret_why);
MUST_USE enum err demo_refuse(const struct demo_file *file, size_t line, const char *why);
/* Refuses a block with a field that its kind does not have. */
MUST_USE enum err demo_check(const struct demo_file *file, const struct stanza_block *block, const char *const *keys);

/* Fields. Missing ones give the standard value. */
MUST_USE enum err demo_int(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t standard, int64_t *ret_value);
MUST_USE enum err demo_range(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t *ret_min, int64_t *ret_max);
MUST_USE enum err demo_date(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t *ret_ms); /* 2026-11-20, noon in Almaty */
MUST_USE enum err demo_text(const struct demo_file *file, const struct stanza_block *block, const char *key, struct str *ret_text); /* required */

/* A photograph of photos/CREDITS. */
struct demo_photo { struct str file, credit; int64_t width, height; };
/* ERR_INPUT when the credits do not know it. */
MUST_USE enum err demo_photo_find(const struct demo_file *credits, const struct demo_file *file, size_t line, struct str name, struct demo_photo *ret_photo);
/* Copies its sizes into `media` unless they are there. ERR_NONE when one is missing in the folder. */
MUST_USE enum err demo_photo_copy(struct arena *arena, struct str folder, struct str media, struct str name, struct str *ret_why);

#endif
