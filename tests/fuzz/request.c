/* The request reader: parameters divided by NUL bytes, as "NAME=value". A path that is accepted is fit for matching and for pages. */
#include <stdlib.h>
#include "base/text.h"
#include "web/limits.h"
#include "web/request.h"
#include "web/route.h"

#define PARAMETERS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static const struct route rows[] = {
	{ .method = METHOD_GET, .path = "/{lang}/l/{slug}" }, { .method = METHOD_GET, .path = "/{lang}/@{handle}/feed.atom" },
	{ .method = METHOD_POST, .path = "/{lang}/order/{token}/again" }, { .method = METHOD_GET, .path = "/sitemap-{n}.xml" },
};
static const struct route_table table = { "fuzz", rows, sizeof rows / sizeof rows[0] };

static void request_is_sound(const struct request *request)
{
	struct exchange x = { .lang = LANG_EN };
	const struct route *route;
	unsigned allow;

	check(request->path.n > 0 && request->path.p[0] == '/' && text_is_utf8(request->path) && request->path.n <= LIMIT_URI_BYTES);
	for (size_t i = 0; i < request->path.n; i++)
		check((unsigned char)request->path.p[i] >= ' ' && request->path.p[i] != 0x7f);
	check(request->body_bytes <= LIMIT_BODY_BYTES && request->cookie.n <= LIMIT_HEADER_BYTES);
	for (size_t i = 0; i < sizeof request->id; i++)
		check((request->id[i] >= '0' && request->id[i] <= '9') || (request->id[i] >= 'a' && request->id[i] <= 'f'));
	if (route_find(&table, request->method, request->path, &x, &route, &allow) == ERR_OK)
		for (size_t i = 0; i < ROUTE_PARAMETERS_MAX; i++)
			check(str_index(x.parameters[i], '/') == x.parameters[i].n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *envp[PARAMETERS_MAX + 1], *copy = malloc(size + 1);
	struct arena *arena = arena_create(LIMIT_REQUEST_ARENA_BYTES);
	struct request request;
	size_t count = 0;

	if (copy != NULL && arena != NULL) {
		memcpy(copy, data, size);
		copy[size] = '\0';
		for (size_t at = 0; at < size && count < PARAMETERS_MAX; at += strlen(copy + at) + 1)
			envp[count++] = copy + at;
		envp[count] = NULL;
		if (request_read(arena, envp, &request) == ERR_OK)
			request_is_sound(&request);
	}
	arena_destroy(arena);
	free(copy);
	return 0;
}
