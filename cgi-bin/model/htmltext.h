/* HTML of other shops made into our plain text: paragraphs parted by an empty line, list items on lines that begin with "- ".
 * Promises: an answer for any bytes, linear in time; scripts, styles, comments and attributes leave nothing behind; links keep their words.
 * Never fetches anything, never keeps markup. */
#ifndef AINA_MODEL_HTMLTEXT_H
#define AINA_MODEL_HTMLTEXT_H

#include "base/arena.h"

/* ERR_INPUT: not UTF-8; ERR_MEMORY. Control, zero-width and steering characters are left out. */
MUST_USE enum err htmltext(struct arena *arena, struct str html, struct str *ret_text);

#endif
