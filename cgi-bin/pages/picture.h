/* A photograph as templates print it: its file in every size. */
#ifndef AINA_PAGES_PICTURE_H
#define AINA_PAGES_PICTURE_H

#include "pages/view/shop.h"

/* `file`: base name below /media/. Lazy; who shows it on the first screen takes that back. */
struct picture picture_view(struct arena *arena, struct str file, int64_t width, int64_t height, struct str alt);

#endif
