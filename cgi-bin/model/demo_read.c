#include "model/demo_read.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/clock.h"

#define FILE_BYTES_MAX ((size_t)4 * 1024 * 1024)

static enum err read_whole(int fd, struct arena *arena, struct str *ret_text)
{
	struct stat stat;
	size_t have = 0;

	if (fstat(fd, &stat) != 0 || stat.st_size < 0)
		return ERR_STORAGE;
	size_t size = (size_t)stat.st_size;
	if (size > FILE_BYTES_MAX)
		return ERR_TOO_LARGE;
	char *bytes = arena_alloc(arena, size);
	if (bytes == NULL)
		return ERR_MEMORY;
	while (have < size) {
		ssize_t n = read(fd, bytes + have, size - have);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_STORAGE;
		have += (size_t)n;
	}
	*ret_text = (struct str){ bytes, size };
	return ERR_OK;
}

static enum err open_read(struct arena *arena, struct str path, struct str *ret_text)
{
	char *name = arena_z(arena, path);
	int fd = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return name == NULL ? ERR_MEMORY : errno == ENOENT ? ERR_NONE : ERR_STORAGE;
	enum err err = read_whole(fd, arena, ret_text);
	(void)close(fd);
	return err;
}

enum err demo_file_read(struct arena *arena, struct str folder, const char *name, struct demo_file *ret_file, struct str *ret_why)
{
	struct demo_file file = { .arena = arena, .ret_why = ret_why };
	struct str text, why = { NULL, 0 };

	file.path = arena_format(arena, "%.*s/%s", (int)folder.n, folder.p, name);
	enum err err = open_read(arena, file.path, &text);
	if (err != ERR_OK) {
		*ret_why = arena_format(arena, "%.*s cannot be read", (int)file.path.n, file.path.p);
		return err;
	}
	err = stanza_read(arena, text, &file.blocks, &file.block_count, &why);
	if (err == ERR_INPUT)
		*ret_why = arena_format(arena, "%.*s: %.*s", (int)file.path.n, file.path.p, (int)why.n, why.p);
	if (err == ERR_OK)
		*ret_file = file;
	return err;
}

enum err demo_refuse(const struct demo_file *file, size_t line, const char *why)
{
	*file->ret_why = arena_format(file->arena, "%.*s: line %zu: %s", (int)file->path.n, file->path.p, line, why);
	return ERR_INPUT;
}

enum err demo_check(const struct demo_file *file, const struct stanza_block *block, const char *const *keys)
{
	const struct stanza_field *unknown = stanza_unknown(block, keys);
	return unknown == NULL ? ERR_OK : demo_refuse(file, unknown->line, "this kind of block has no such field");
}

enum err demo_int(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t standard, int64_t *ret_value)
{
	struct str text = stanza_get(block, key);
	int64_t value = standard;

	if (text.p != NULL && (str_to_int64(text, &value) != ERR_OK || value < 0))
		return demo_refuse(file, block->line, "a number is wrong in this block");
	*ret_value = value;
	return ERR_OK;
}

enum err demo_range(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t *ret_min, int64_t *ret_max)
{
	struct str text = stanza_get(block, key), first;
	int64_t min, max;

	if (text.p == NULL || !str_next(&text, '-', &first) || str_to_int64(first, &min) != ERR_OK ||
	    str_to_int64(text, &max) != ERR_OK || min < 0 || max < min)
		return demo_refuse(file, block->line, "a range such as 3-6 is missing or wrong in this block");
	*ret_min = min;
	*ret_max = max;
	return ERR_OK;
}

enum err demo_date(const struct demo_file *file, const struct stanza_block *block, const char *key, int64_t *ret_ms)
{
	struct str text = stanza_get(block, key), part;
	int64_t numbers[3];

	for (size_t i = 0; i < 3; i++)
		if (!str_next(&text, '-', &part) || str_to_int64(part, &numbers[i]) != ERR_OK || numbers[i] < 1 || numbers[i] > 9999)
			return demo_refuse(file, block->line, "a date such as 2026-11-20 is missing or wrong in this block");
	struct civil civil = { .year = (int)numbers[0], .month = (int)numbers[1], .day = (int)numbers[2], .hour = 12 };
	*ret_ms = clock_from_civil(&civil, CLOCK_ALMATY_OFFSET_MS);
	return ERR_OK;
}

enum err demo_text(const struct demo_file *file, const struct stanza_block *block, const char *key, struct str *ret_text)
{
	struct str text = stanza_get(block, key);

	if (text.n == 0) {
		*file->ret_why = arena_format(file->arena, "%.*s: line %zu: the field \"%s\" is missing", (int)file->path.n, file->path.p,
					      block->line, key);
		return ERR_INPUT;
	}
	*ret_text = text;
	return ERR_OK;
}

enum err demo_photo_find(const struct demo_file *credits, const struct demo_file *file, size_t line, struct str name, struct demo_photo *ret_photo)
{
	for (size_t i = 0; i < credits->block_count; i++) {
		const struct stanza_block *block = &credits->blocks[i];
		struct demo_photo photo = { .file = name };
		struct str size = stanza_get(block, "size"), width;
		if (!str_eq(block->name, name))
			continue;
		if (!str_next(&size, 'x', &width) || str_to_int64(width, &photo.width) != ERR_OK ||
		    str_to_int64(size, &photo.height) != ERR_OK)
			return demo_refuse(credits, block->line, "a size such as 1600x1067 is missing");
		TRY(demo_text(credits, block, "by", &photo.credit));
		*ret_photo = photo;
		return ERR_OK;
	}
	return demo_refuse(file, line, "photos/CREDITS does not know this photograph");
}

/* Written beside its place and moved there, so that a half copied picture is never shown. */
static enum err write_whole(struct arena *arena, const char *path, struct str bytes)
{
	char *part = arena_z(arena, arena_format(arena, "%s.part", path));
	int fd = part == NULL ? -1 : open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);
	size_t done = 0;

	if (fd < 0)
		return part == NULL ? ERR_MEMORY : ERR_STORAGE;
	while (done < bytes.n) {
		ssize_t n = write(fd, bytes.p + done, bytes.n - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	bool full = done < bytes.n && errno == ENOSPC;
	if (close(fd) != 0 || done < bytes.n || rename(part, path) != 0) {
		(void)unlink(part);
		return full ? ERR_FULL : ERR_STORAGE;
	}
	return ERR_OK;
}

enum err demo_photo_copy(struct arena *arena, struct str folder, struct str media, struct str name, struct str *ret_why)
{
	static const char *const endings[] = { "-400.webp", "-800.webp", "-1600.webp", "-800.jpg" };

	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		struct str from = arena_format(arena, "%.*s/photos/%.*s%s", (int)folder.n, folder.p, (int)name.n, name.p, endings[i]), bytes;
		char *to = arena_z(arena, arena_format(arena, "%.*s/%.*s%s", (int)media.n, media.p, (int)name.n, name.p, endings[i]));
		struct stat stat_to;
		if (to == NULL)
			return ERR_MEMORY;
		if (stat(to, &stat_to) == 0)
			continue;
		enum err err = open_read(arena, from, &bytes);
		if (err == ERR_OK)
			err = write_whole(arena, to, bytes);
		if (err != ERR_OK) {
			*ret_why = arena_format(arena, "%.*s cannot be copied to %s", (int)from.n, from.p, to);
			return err;
		}
	}
	return ERR_OK;
}
