/* The shop for machines: what is new with a maker (Atom), what there is to find (site map), what merchants' engines read. */
#ifndef AINA_PAGES_FEED_H
#define AINA_PAGES_FEED_H

#include "web/form.h"
#include "web/route.h"

struct merchant_query { struct input_id before; };
extern const struct form merchant_form;

enum err feed_creator(struct exchange *x);  /* GET /{lang}/@{handle}/feed.atom */
enum err feed_map_index(struct exchange *x); /* GET /sitemap.xml */
enum err feed_map_part(struct exchange *x); /* GET /sitemap-{first}.xml: 0 is the pages that are no listings */
enum err feed_robots(struct exchange *x);   /* GET /robots.txt */
enum err feed_merchant(struct exchange *x); /* GET /{lang}/feed/merchant.xml?before=… */

#endif
