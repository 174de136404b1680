/* Markup that may reach a page as it is. Only a renderer that builds it from known tags may make one (none exists yet);
 * everything else that people typed is struct str and is escaped. */
#ifndef AINA_PAGES_HTML_H
#define AINA_PAGES_HTML_H

#include "base/str.h"

struct html {
	struct str s;
};

#endif
