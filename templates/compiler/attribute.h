/* What each attribute may hold: which ones are URLs, which are read by people, which take no value at all.
 * Part of markup.c: works on the value that struct markup stands in. */
#ifndef AINA_TEMPLATES_ATTRIBUTE_H
#define AINA_TEMPLATES_ATTRIBUTE_H

#include "markup.h"

bool attribute_is_url(const struct markup *markup);
/* One literal byte of a URL attribute's value. */
void attribute_url_byte(struct markup *markup, char byte, size_t at);
/* Judges the literal begin of a URL. `goes_on`: a value or a tag of ours follows, so the begin must fix scheme and host. */
void attribute_url_begin(struct markup *markup, bool goes_on, size_t at);
/* Whether `name` is among names, which end with NULL. */
bool attribute_name_in(const struct markup *markup, struct str name, const char *const *names);
enum context attribute_context(struct markup *markup, size_t at);

#endif
