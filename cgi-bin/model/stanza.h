/* Reader of stanza files: data that people edit, such as the demo's studios.
 *
 *   # a comment
 *   listing blue-vase          a block: its kind and name at the start of a line
 *     price: 12000             a field: two spaces, key, colon, value
 *     text en:                 a longer value: lines with four spaces; empty lines between them stay
 *       First paragraph.
 *
 * Promises: a fault names its line. Never guesses: a line of another shape refuses the file. */
#ifndef AINA_MODEL_STANZA_H
#define AINA_MODEL_STANZA_H

#include "base/arena.h"

struct stanza_field {
	struct str key, value;
	size_t line;
};

struct stanza_block {
	struct str kind, name;
	size_t line;
	struct stanza_field *fields;
	size_t field_count;
};

/* `text` must outlive the blocks. ERR_INPUT: *ret_why ("line 12: …", memory of the arena); ERR_MEMORY. */
MUST_USE enum err stanza_read(struct arena *arena, struct str text, struct stanza_block **ret_blocks, size_t *ret_count,
			      struct str *ret_why);

/* The value of a field; absent (p == NULL) without one. */
struct str stanza_get(const struct stanza_block *block, const char *key);
/* The first field whose key is not in `keys` (NULL ended); NULL: all are known. */
const struct stanza_field *stanza_unknown(const struct stanza_block *block, const char *const *keys);

#endif
