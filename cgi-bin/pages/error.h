/* The page for everything that went wrong, in all programs.
 * Promises: one plain sentence, the request's id, a way on, and for a form whose token was missing one button that sends it again with
 * a fresh token. Never says what inside us failed, never fails itself: without memory it is a line of text. */
#ifndef AINA_PAGES_ERROR_H
#define AINA_PAGES_ERROR_H

#include "web/route.h"

/* The dispatcher's hook .error_page. */
void error_page(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count);

#endif
