/* URLs of our own pages: built here and nowhere else, so that a slug or a query is always encoded. */
#ifndef AINA_WEB_URL_H
#define AINA_WEB_URL_H

#include "base/arena.h"
#include "base/lang.h"

struct url { struct str s; }; /* safe for an href as it is; templates escape & for HTML */

struct url url_home(struct arena *, enum lang);                       /* /en/ */
struct url url_category(struct arena *, enum lang, struct str slug);  /* /en/c/<slug> */
struct url url_listing(struct arena *, enum lang, struct str slug);   /* /en/l/<slug> */
struct url url_creator(struct arena *, enum lang, struct str handle); /* /en/@<handle> */
struct url url_path(struct arena *, enum lang, struct str path);      /* /en/<path>: path is a literal of ours */
struct url url_path_id(struct arena *, enum lang, struct str path, struct str id); /* /en/<path>/<id>, id encoded */
struct url url_media(struct arena *, struct str file, int width, bool jpeg); /* /media/<file>-800.webp */
struct url url_absolute(struct arena *, struct str origin, struct url);
/* Adds name=value to a query (value percent-encoded), '?' or '&' as needed. */
struct url url_with(struct arena *, struct url, struct str name, struct str value);

#endif
