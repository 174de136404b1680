/* The three languages of the house. */
#ifndef AINA_BASE_LANG_H
#define AINA_BASE_LANG_H

#include "base/str.h"

enum lang { LANG_KK, LANG_RU, LANG_EN, LANG__COUNT };

/* "kk", "ru", "en": path segment, HTML lang, database value. */
struct str lang_code(enum lang lang);
/* "kk_KZ", "ru_RU", "en_US" for Open Graph. */
struct str lang_locale(enum lang lang);
bool lang_parse(struct str code, enum lang *ret_lang); /* exact two letters */
/* RFC 9110 §12.5.4 Accept-Language: the highest weighted of ours; Russian when none matches (the widest understood here). */
enum lang lang_negotiate(struct str accept_language);

#endif
