/* The query compiler's common ground: everything that was read, how faults are told, memory and files.
 * Owns: the arena that all of it lives in until the tool ends; texts are NUL-terminated.
 * Promises: a fault is one line "file:line: sentence" and the tool goes on to find the next one. */
#ifndef AINA_DB_COMPILER_H
#define AINA_DB_COMPILER_H

#include <sqlite3.h>
#include "base/arena.h"
#include "store/program.h"

struct compiler {
	struct arena *arena;
	FILE *faults; /* NULL: count only */
	int fault_count;
	/* read once */
	const char *rules_path, *rules_text;
	struct stanza *stanzas;
	struct migration *migrations;
	struct column *columns; /* of all databases */
	sqlite3 *databases[STORE_DATABASE__COUNT];
	int versions[STORE_DATABASE__COUNT];
	struct query_file *files;
};

__attribute__((format(printf, 4, 5))) void fault(struct compiler *compiler, const char *file, int line, const char *format, ...);
#define fault_rule(compiler, line, ...) fault((compiler), (compiler)->rules_path, (line), __VA_ARGS__)
#define fault_sql(compiler, statement, line, ...) fault((compiler), (statement)->file->path, (line), __VA_ARGS__)
void *keep(struct compiler *compiler, size_t n);                           /* zeroed; ends the tool when memory does */
char *keep_text(struct compiler *compiler, const char *p, size_t n);
__attribute__((format(printf, 2, 3))) char *keep_format(struct compiler *compiler, const char *format, ...);
/* The whole file; NULL after a fault. Refuses NUL bytes. */
char *read_file(struct compiler *compiler, const char *path);
/* Names in `folder` that end in `suffix`, sorted; NULL-terminated. */
char **list_folder(struct compiler *compiler, const char *folder, const char *suffix);
bool is_name(const char *p, size_t n); /* [a-z][a-z0-9_]* */

extern const char *const database_names[STORE_DATABASE__COUNT];
extern const char *const type_names[3]; /* by enum store_type */

#endif
