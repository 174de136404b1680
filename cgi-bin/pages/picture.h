/* A photograph as templates print it. */
#ifndef AINA_PAGES_PICTURE_H
#define AINA_PAGES_PICTURE_H

#include "pages/app.h"
#include "pages/view/shop.h"

/* `file`: base name below /media/. Lazy; who shows it on the first screen takes that back. */
static inline struct picture picture_view(struct str file, int64_t width, int64_t height, struct str alt)
{
	return (struct picture){ .file = file, .width = width, .height = height, .alt = alt, .lazy = true };
}

/* Its absolute address as a JPEG, for those who show our pages elsewhere. */
static inline struct url picture_share(struct exchange *x, struct str file)
{
	return url_absolute(x->arena, serve_app(x)->conf.site_origin, url_media(x->arena, file, 800, true));
}

#endif
