/* templatec TEMPLATES OUT: compiles TEMPLATES/{layout,part,page,mail}/… and TEMPLATES/locale/{kk,ru,en}.po into C in OUT.
 * An output is rewritten only when its text changes, so that make compiles what changed. */
#include "compile.h"
#include "messages.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/text.h"

#define FILE_MAX ((size_t)4 << 20)
#define TEMPLATES_MAX 1000

static void die(const char *what, const char *path)
{
	(void)fprintf(stderr, "templatec: %s: %s\n", path, what);
	exit(1);
}

static void *need(void *p)
{
	if (p == NULL)
		die("out of memory", "arena");
	return p;
}

/* The text of a file; absent when there is none. */
static struct str file_read(struct arena *arena, const char *path)
{
	FILE *file = fopen(path, "rb");
	struct buf text BUF_AUTO;
	char part[8192];
	size_t n;

	buf_init(&text, FILE_MAX);
	if (file == NULL && errno == ENOENT)
		return (struct str){ NULL, 0 };
	if (file == NULL)
		die(strerror(errno), path);
	while ((n = fread(part, 1, sizeof part, file)) > 0)
		buf_put(&text, (struct str){ part, n });
	if (ferror(file) || fclose(file) != 0 || buf_failed(&text))
		die("cannot be read, or is larger than 4 MB", path);
	if (!text_is_utf8(buf_str(&text)) || memchr(text.p == NULL ? "" : text.p, '\0', text.n) != NULL)
		die("is not UTF-8 text: save it as that", path);
	struct str copy = arena_copy(arena, buf_str(&text));
	need((void *)(uintptr_t)copy.p);
	return copy;
}

static void file_write(struct arena *arena, const char *folder, const char *name, const struct buf *text)
{
	struct str path = arena_format(arena, "%s/%s", folder, name);
	const char *z = need(arena_z(arena, path));
	struct str old = file_read(arena, z);
	FILE *file;

	if (buf_failed(text))
		die("is too large", z);
	if (old.p != NULL && str_eq(old, buf_str(text)))
		return;
	file = fopen(z, "wb");
	if (file == NULL || fwrite(text->p, 1, text->n, file) != text->n || fclose(file) != 0)
		die("cannot be written", z);
}

static int compare_names(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* Names of the templates, as "page/listing.html", sorted so that the output is the same everywhere. */
static size_t list_templates(struct arena *arena, const char *root, struct str names[TEMPLATES_MAX])
{
	static const char *const folders[] = { "layout", "mail", "page", "part" };
	size_t count = 0;

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		const char *path = need(arena_z(arena, arena_format(arena, "%s/%s", root, folders[i])));
		DIR *folder = opendir(path);
		const struct dirent *entry;
		while (folder != NULL && (entry = readdir(folder)) != NULL) {
			struct str name = str_from_z(entry->d_name);
			if (name.p[0] == '.' || str_ends(name, STR("~")))
				continue;
			if (count == TEMPLATES_MAX)
				die("holds more than 1,000 templates", root);
			names[count++] = arena_format(arena, "%s/%s", folders[i], entry->d_name);
		}
		if (folder != NULL)
			(void)closedir(folder);
	}
	qsort(names, count, sizeof names[0], compare_names);
	return count;
}

static void read_all(struct house *house, const char *root)
{
	struct arena *arena = house->arena;
	struct str *names = need(ARENA_ARRAY(arena, struct str, TEMPLATES_MAX));

	for (unsigned lang = 0; lang < LANG__COUNT; lang++) {
		struct source source = { .path = arena_format(arena, "%s/locale/%.*s.po", root, S(lang_code((enum lang)lang))) };
		source.text = file_read(arena, need(arena_z(arena, source.path)));
		house->catalogue.sources[lang] = source;
		if (source.text.p != NULL)
			catalogue_read(arena, &house->catalogue, (enum lang)lang, &source, &house->complaints);
	}
	house->count = list_templates(arena, root, names);
	house->templates = need(ARENA_ARRAY(arena, struct template, house->count + 1));
	for (size_t i = 0; i < house->count; i++) {
		struct template *template = &house->templates[i];
		template->source.path = arena_format(arena, "%s/%.*s", root, S(names[i]));
		template->source.text = file_read(arena, need(arena_z(arena, template->source.path)));
		template_begin(house, template, names[i]);
	}
}

static void write_all(const struct house *house, const char *folder)
{
	struct buf header BUF_AUTO, code BUF_AUTO;

	buf_init(&header, (size_t)64 << 20);
	buf_init(&code, (size_t)64 << 20);
	messages_write(&house->catalogue, &header, &code);
	file_write(house->arena, folder, "message.h", &header);
	file_write(house->arena, folder, "message.c", &code);
	buf_reset(&header);
	house_write_header(house, &header);
	file_write(house->arena, folder, "template.h", &header);
	for (size_t i = 0; i < house->count; i++) {
		const struct template *template = &house->templates[i];
		file_write(house->arena, folder, need(arena_z(house->arena, arena_format(house->arena, "%.*s.c", S(template->symbol)))), &template->code);
	}
}

int main(int argc, char **argv)
{
	struct buf complaints BUF_AUTO;
	struct arena *arena ARENA_AUTO = arena_create((size_t)512 << 20);
	struct house house = { .arena = need(arena), .complaints = { .out = &complaints } };

	buf_init(&complaints, 1 << 20);
	if (argc != 3) {
		(void)fprintf(stderr, "usage: templatec TEMPLATES OUT\n");
		return 2;
	}
	read_all(&house, argv[1]);
	house_compile(&house);
	if (house.complaints.count == 0)
		write_all(&house, argv[2]);
	else
		(void)fwrite(complaints.p, 1, complaints.n, stderr);
	house_free(&house);
	return house.complaints.count == 0 ? 0 : 1;
}
