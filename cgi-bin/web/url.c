#include "web/url.h"

#include <string.h>
#include "base/buf.h"
#include "web/percent.h"

/* A URL is put together from pieces in one allocation; `coded` ones are percent-encoded on the way. */
struct piece {
	struct str s;
	bool coded;
};

#define PIECES_MAX 8

/* A failed arena gives an absent URL; the request then fails as a whole, by arena_failed(). */
static struct url url_join(struct arena *arena, const struct piece *pieces, size_t count)
{
	size_t sizes[PIECES_MAX], n = 0;

	for (size_t i = 0; i < count; i++) {
		sizes[i] = pieces[i].coded ? percent_size(pieces[i].s) : pieces[i].s.n;
		n += sizes[i];
	}
	char *p = arena_alloc(arena, n), *to = p;
	if (p == NULL)
		return (struct url){ { NULL, 0 } };
	for (size_t i = 0; i < count; i++) {
		struct str s = pieces[i].s;
		if (sizes[i] > s.n)
			(void)percent_put(to, s);
		else if (s.n > 0)
			memcpy(to, s.p, s.n);
		to += sizes[i];
	}
	return (struct url){ { p, n } };
}
#define URL_JOIN(arena, ...)                                                                   \
	url_join((arena), (const struct piece[]){ __VA_ARGS__ },                               \
		 sizeof((const struct piece[]){ __VA_ARGS__ }) / sizeof(struct piece))

static struct url url_in(struct arena *arena, enum lang lang, struct str prefix, struct str coded)
{
	return URL_JOIN(arena, { STR("/"), false }, { lang_code(lang), false }, { prefix, false }, { coded, true });
}

struct url url_home(struct arena *arena, enum lang lang)
{
	return url_in(arena, lang, STR("/"), STR(""));
}

struct url url_category(struct arena *arena, enum lang lang, struct str slug)
{
	return url_in(arena, lang, STR("/c/"), slug);
}

struct url url_listing(struct arena *arena, enum lang lang, struct str slug)
{
	return url_in(arena, lang, STR("/l/"), slug);
}

struct url url_creator(struct arena *arena, enum lang lang, struct str handle)
{
	return url_in(arena, lang, STR("/@"), handle);
}

struct url url_path(struct arena *arena, enum lang lang, struct str path)
{
	return URL_JOIN(arena, { STR("/"), false }, { lang_code(lang), false }, { STR("/"), false }, { path, false });
}

struct url url_path_id(struct arena *arena, enum lang lang, struct str path, struct str id)
{
	return URL_JOIN(arena, { STR("/"), false }, { lang_code(lang), false }, { STR("/"), false }, { path, false },
			{ STR("/"), false }, { id, true });
}

struct url url_media(struct arena *arena, struct str file, int width, bool jpeg)
{
	char digits[12];
	size_t n = 0;

	for (unsigned left = width > 0 ? (unsigned)width : 0; left > 0 || n == 0; left /= 10)
		digits[sizeof digits - ++n] = (char)('0' + left % 10);
	return URL_JOIN(arena, { STR("/media/"), false }, { file, true }, { STR("-"), false },
			{ { digits + sizeof digits - n, n }, false }, { jpeg ? STR(".jpg") : STR(".webp"), false });
}

struct url url_absolute(struct arena *arena, struct str origin, struct url url)
{
	return URL_JOIN(arena, { origin, false }, { url.s, false });
}

struct url url_with(struct arena *arena, struct url url, struct str name, struct str value)
{
	bool first = str_index(url.s, '?') == url.s.n;
	return URL_JOIN(arena, { url.s, false }, { first ? STR("?") : STR("&"), false }, { name, true }, { STR("="), false },
			{ value, true });
}
