/* Which elements are open, so that each is closed where it was opened.
 * Promises: a template that opens an element in one branch only is believed (two {{#if}} may open and close a list): from
 * there to the end of the enclosing block nothing is followed. Never knows which elements HTML has. */
#ifndef AINA_TEMPLATES_ELEMENT_H
#define AINA_TEMPLATES_ELEMENT_H

#include "base/str.h"

#define ELEMENTS_MAX 64

struct element {
	struct str name;
	size_t at; /* of its tag in the source */
};

struct elements {
	struct element open[ELEMENTS_MAX];
	size_t open_count;
	struct element closed[ELEMENTS_MAX]; /* of templates around this one */
	size_t closed_count;
	bool is_layout;    /* only a layout may leave elements open, or close those of others */
	bool ignores_case; /* HTML */
	bool is_loose;     /* not followed at present */
};

enum closing { CLOSING_FINE, CLOSING_CROSSED /* another one is open */, CLOSING_NOTHING };

bool element_same_name(const struct elements *elements, struct str a, struct str b);
/* Whether one of this name is open. */
bool element_is_open(const struct elements *elements, struct str name);
/* False when too many are open. */
bool element_open(struct elements *elements, struct element element);
enum closing element_close(struct elements *elements, struct element element);
bool elements_equal(const struct elements *a, const struct elements *b);
/* A branch that began with `begin` ends: what was loose inside it is taken to be in order. */
void elements_settle(struct elements *elements, const struct elements *begin);
/* Two ways lead here. */
void elements_join(struct elements *elements, const struct elements *other);

#endif
