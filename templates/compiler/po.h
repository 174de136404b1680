/* The messages of the house: templates/locale/{kk,ru,en}.po, read with all checks that translators need.
 * Promises after catalogue_check() without complaint: every key has a text (all plural forms) in every language, the
 * languages agree on the {placeholders}, and what C may make (struct message) needs only {n} and {text}. */
#ifndef AINA_TEMPLATES_PO_H
#define AINA_TEMPLATES_PO_H

#include "base/arena.h"
#include "base/lang.h"
#include "source.h"

#define PO_FORMS_MAX 3
#define PO_PLACEHOLDERS_MAX 8

struct po_text {
	bool is_there;
	size_t at; /* in the language's file */
	struct str forms[PO_FORMS_MAX]; /* plain UTF-8 with {placeholders}; the first alone unless the entry is plural */
};

struct po_entry {
	struct str key;
	bool is_plural;
	bool for_c;  /* marked "#. used by C" */
	bool is_used; /* by a template */
	struct po_text texts[LANG__COUNT];
	struct str placeholders[PO_PLACEHOLDERS_MAX]; /* of all languages and forms together */
	size_t placeholder_count;
};

struct catalogue {
	struct source sources[LANG__COUNT];
	struct po_entry *entries;
	size_t count, room;
};

/* Adds one language. `path` is the file's name for complaints. */
void catalogue_read(struct arena *arena, struct catalogue *catalogue, enum lang lang, const struct source *source, struct complaints *complaints);
void catalogue_check(struct catalogue *catalogue, struct complaints *complaints);
/* After all templates: complains about texts that nobody uses. */
void catalogue_check_used(const struct catalogue *catalogue, struct complaints *complaints);
/* NULL when there is none. */
struct po_entry *catalogue_find(const struct catalogue *catalogue, struct str key);
/* The key that looks most like `key`; absent when none does. */
struct str catalogue_nearest(const struct catalogue *catalogue, struct str key);
/* Forms of plural in a language. */
unsigned po_form_count(enum lang lang);
/* Cuts the text up to the next placeholder off *rest: its name, absent when the text ends first. */
struct str po_next_piece(struct str *rest, struct str *ret_placeholder);


#endif
