#include "compiler.h"

#include <dirent.h>
#include <errno.h>
#include <stdarg.h>

#define FILE_MAX_BYTES 1000000

const char *const database_names[STORE_DATABASE__COUNT] = {
#define X(upper, lower) [STORE_##upper] = #lower,
	STORE_DATABASES(X)
#undef X
};
const char *const type_names[3] = { [STORE_INT] = "int", [STORE_TEXT] = "text", [STORE_BLOB] = "blob" };

void fault(struct compiler *compiler, const char *file, int line, const char *format, ...)
{
	va_list arguments;

	compiler->fault_count++;
	if (compiler->faults == NULL)
		return;
	fprintf(compiler->faults, "%s:%d: ", file, line);
	va_start(arguments, format);
	vfprintf(compiler->faults, format, arguments);
	va_end(arguments);
	fputc('\n', compiler->faults);
}

void *keep(struct compiler *compiler, size_t n)
{
	void *p = arena_alloc(compiler->arena, n);
	if (p == NULL) {
		fputs("queryc: out of memory\n", stderr);
		exit(2);
	}
	return p;
}

char *keep_text(struct compiler *compiler, const char *p, size_t n)
{
	char *copy = keep(compiler, n + 1);
	memcpy(copy, p, n);
	return copy;
}

char *keep_format(struct compiler *compiler, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int n = vsnprintf(NULL, 0, format, arguments);
	char *text = keep(compiler, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, again);
	va_end(again);
	va_end(arguments);
	return text;
}

char *read_file(struct compiler *compiler, const char *path)
{
	FILE *file = fopen(path, "rb");
	if (file == NULL) {
		fault(compiler, path, 0, "cannot be read: %s", strerror(errno));
		return NULL;
	}
	char *text = keep(compiler, FILE_MAX_BYTES + 1);
	size_t n = fread(text, 1, FILE_MAX_BYTES + 1, file);
	bool good = !ferror(file) && n <= FILE_MAX_BYTES && memchr(text, 0, n) == NULL;
	fclose(file);
	if (!good) {
		fault(compiler, path, 0, "is longer than %d bytes, holds a NUL byte or cannot be read", FILE_MAX_BYTES);
		return NULL;
	}
	text[n] = '\0';
	return text;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **list_folder(struct compiler *compiler, const char *folder, const char *suffix)
{
	enum { NAMES_MAX = 1000 };
	char **names = keep(compiler, (NAMES_MAX + 1) * sizeof *names);
	size_t count = 0;
	DIR *dir = opendir(folder);

	if (dir == NULL)
		return names;
	for (struct dirent *entry; (entry = readdir(dir)) != NULL && count < NAMES_MAX;) {
		size_t n = strlen(entry->d_name), m = strlen(suffix);
		if (n > m && entry->d_name[0] != '.' && strcmp(entry->d_name + n - m, suffix) == 0)
			names[count++] = keep_text(compiler, entry->d_name, n);
	}
	closedir(dir);
	qsort(names, count, sizeof *names, compare_names);
	return names;
}

bool is_name(const char *p, size_t n)
{
	if (n == 0 || n > 60 || p[0] < 'a' || p[0] > 'z')
		return false;
	for (size_t i = 1; i < n; i++)
		if (!(p[i] >= 'a' && p[i] <= 'z') && !(p[i] >= '0' && p[i] <= '9') && p[i] != '_')
			return false;
	return true;
}
