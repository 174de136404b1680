/* Writes the C of one template. Knows no markup: it is told in which context a value stands.
 * Promises: literal text and messages that follow one another become a single copy; #line puts what gcc says of a field at
 * the field's own line and column. */
#ifndef AINA_TEMPLATES_WRITE_H
#define AINA_TEMPLATES_WRITE_H

#include "markup.h"
#include "po.h"
#include "token.h"

#define WRITE_BLOCKS_MAX 32 /* blocks within blocks */

struct writer {
	const struct source *source;
	struct buf code;
	struct buf literal;          /* the last literal text, waiting for write_literal() */
	struct buf run[LANG__COUNT]; /* text not yet written, as each language has it */
	struct str items[WRITE_BLOCKS_MAX]; /* names of open {{#each}} items */
	size_t item_count;
	unsigned counts[WRITE_BLOCKS_MAX]; /* serials of open {{#each}} blocks */
	size_t count_count;
	unsigned serial;             /* makes names of C unique */
};

void writer_begin(struct writer *writer, const struct source *source, const struct token *view, struct str symbol);
/* Whether the field begins with the name of an open {{#each}}'s item. */
bool write_is_item(const struct writer *writer, struct str field);
void write_literal(struct writer *writer);
void write_value(struct writer *writer, const struct path *path, enum context context);
void write_message(struct writer *writer, const struct token *token, const struct po_entry *entry, enum context context);
void write_part(struct writer *writer, const struct token *token, struct str symbol, bool has_view);
void write_if(struct writer *writer, const struct token *token); /* {{#if}} and {{#unless}} */
void write_else(struct writer *writer);
void write_each(struct writer *writer, const struct token *token);
void write_each_else(struct writer *writer);
void write_end(struct writer *writer, bool is_each);
/* Hands the code over and frees the rest. */
void writer_end(struct writer *writer, struct buf *ret_code);

#endif
