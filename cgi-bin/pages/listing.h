/* One listing: what it is, what it costs, when it comes, who made it. */
#ifndef AINA_PAGES_LISTING_H
#define AINA_PAGES_LISTING_H

#include "web/route.h"

enum err listing_show(struct exchange *x); /* GET /{lang}/l/{slug} */

#endif
