/* The first page, and the way to it. */
#ifndef AINA_PAGES_HOME_H
#define AINA_PAGES_HOME_H

#include "web/route.h"

enum err home_root(struct exchange *x); /* GET /: to the language that the browser asks for */
enum err home_show(struct exchange *x); /* GET /{lang}/ */

#endif
