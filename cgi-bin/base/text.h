/* Unicode text through libunistring: validity, normal form, what people may type, how we search. */
#ifndef AINA_BASE_TEXT_H
#define AINA_BASE_TEXT_H

#include "base/arena.h"

bool text_is_utf8(struct str s);
size_t text_length(struct str s); /* code points; s is valid UTF-8 */
/* Valid UTF-8, no NUL, no C0/C1 controls but (when multiline) LF, no bidi overrides, no zero-width characters but ZWJ/ZWNJ. */
bool text_is_clean(struct str s, bool multiline);
/* NFC, CRLF and CR to LF, outer white space trimmed; inner runs of spaces folded to one when !multiline.
 * ERR_INPUT if not clean, ERR_MEMORY. Result in `arena`. */
MUST_USE enum err text_tidy(struct arena *arena, struct str s, bool multiline, struct str *ret_text);
/* Case folded; ё to е; Kazakh letters to the plain Cyrillic letter typed in their place (ә а, ғ г, қ к, ң н, ө о, ұ ү у, һ х, і и). */
MUST_USE enum err text_fold(struct arena *arena, struct str s, struct str *ret_text);
/* Lower case, NFC. */
MUST_USE enum err text_lower(struct arena *arena, struct str s, struct str *ret_text);
/* The plain Cyrillic letter that people type where a lower-case Kazakh letter (or ё) stands; other characters as they are. */
uint32_t text_plain_letter(uint32_t c);
/* Cuts at a word boundary to at most `max` code points, adding "…" if cut. */
struct str text_cut(struct arena *arena, struct str s, size_t max);

#endif
