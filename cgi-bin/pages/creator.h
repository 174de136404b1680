/* A studio: who they are, what they sell. */
#ifndef AINA_PAGES_CREATOR_H
#define AINA_PAGES_CREATOR_H

#include "web/form.h"
#include "web/route.h"

/* GET ?after=<number of the last card>. */
struct creator_query { struct input_id after; };
extern const struct form creator_form;

enum err creator_show(struct exchange *x); /* GET /{lang}/@{handle} */

#endif
