#include "pages/picture.h"

struct picture picture_view(struct arena *arena, struct str file, int64_t width, int64_t height, struct str alt)
{
	return (struct picture){
		.small = url_media(arena, file, 400, false),
		.medium = url_media(arena, file, 800, false),
		.large = url_media(arena, file, 1600, false),
		.jpeg = url_media(arena, file, 800, true),
		.width = width, .height = height, .alt = alt, .lazy = true,
	};
}
