/* Pages of text: what the house promises, who it is, whom it thanks. */
#ifndef AINA_PAGES_TEXT_H
#define AINA_PAGES_TEXT_H

#include "web/route.h"

enum err text_privacy(struct exchange *x);
enum err text_terms(struct exchange *x);
enum err text_about(struct exchange *x);
enum err text_credits(struct exchange *x);

#endif
