/* Lists of things: a category, or what was searched for. Their choices are plain GET addresses. */
#ifndef AINA_PAGES_RESULTS_H
#define AINA_PAGES_RESULTS_H

#include "web/form.h"
#include "web/route.h"

struct results_query {
	struct input_text q, category, city, after;
	struct input_choice kind, sort;
	struct input_int min, max; /* whole tenge */
};
extern const struct str results_kinds[]; /* "ready", "made": kind - 1 */
extern const struct str results_sorts[]; /* by enum search_sort */
extern const struct form results_form;

enum err results_category(struct exchange *x); /* GET /{lang}/c/{slug} */
enum err results_search(struct exchange *x);   /* GET /{lang}/search */

#endif
