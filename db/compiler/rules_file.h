/* The rules file: "[kind id]" opens a stanza, "key = value" fills it, "#" begins a comment. No order, no defaults, no inheritance.
 * Owns: the shapes of what was read, lists and periods in values. */
#ifndef AINA_DB_RULES_FILE_H
#define AINA_DB_RULES_FILE_H

#include "compiler.h"

struct pair {
	struct pair *next;
	const char *key, *value;
	int line;
};

struct stanza {
	struct stanza *next;
	const char *kind, *id;
	struct pair *pairs;
	int line;
};

/* Runs the body for every stanza of a kind. */
#define EACH_STANZA(compiler, each, wanted)                                                                 \
	for (const struct stanza *each = (compiler)->stanzas; (each) != NULL; (each) = (each)->next)         \
		if (strcmp((each)->kind, (wanted)) == 0)

/* Reads the file into compiler->stanzas; `text` is NUL-terminated. */
void rules_parse(struct compiler *compiler, const char *path, const char *text);
const struct stanza *rules_find(const struct compiler *compiler, const char *kind, const char *id); /* NULL: none */
const char *stanza_value(const struct stanza *stanza, const char *key);                              /* NULL: none */
bool stanza_says(const struct stanza *stanza, const char *key, const char *value);
bool list_has(const char *list, const char *word); /* comma-separated; list may be NULL */
bool lists_meet(const char *a, const char *b);
/* Cuts the next word off a comma-separated list; NULL at the end. */
const char *list_next(struct compiler *compiler, const char **rest);
/* "P14D", "P5Y", "PT15M": in seconds; a year is 365 days, a month 30. */
bool period_parse(const char *text, int64_t *ret_s);

#endif
