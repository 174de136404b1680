/* queryc DB GEN [RULES]: reads DB/migrate, DB/query and DB/privacy/ainastudio.rules (or RULES), writes C into GEN.
 * Nothing is written when anything is at fault. */
#include "emit.h"

#include <sodium.h>
#include <sys/stat.h>

static void read_queries(struct compiler *compiler, const char *folder)
{
	struct query_file **tail = &compiler->files;

	for (char **name = list_folder(compiler, folder, ".sql"); *name != NULL; name++) {
		const char *path = keep_format(compiler, "%s/%s", folder, *name), *text = read_file(compiler, path);
		if (text == NULL)
			continue;
		*tail = query_file_parse(compiler, path, text);
		tail = &(*tail)->next;
	}
}

static void compile(struct compiler *compiler, const char *db, const char *gen, const char *rules_path)
{
	const char *rules = read_file(compiler, rules_path);
	if (rules == NULL)
		return;
	rules_parse(compiler, rules_path, rules);
	schema_build(compiler, keep_format(compiler, "%s/migrate", db));
	read_queries(compiler, keep_format(compiler, "%s/query", db));
	if (compiler->fault_count == 0)
		check_rules(compiler);
	check_statements(compiler);
	if (compiler->fault_count == 0) {
		mkdir(keep_format(compiler, "%s/query", gen), 0777);
		emit_queries(compiler, gen);
		emit_migrations(compiler, gen);
		emit_rules(compiler, gen);
		emit_audit(compiler, gen);
	}
	schema_close(compiler);
}

int main(int argc, char **argv)
{
	struct compiler compiler = { .arena = arena_create(256u << 20), .faults = stderr };

	if (argc < 3 || argc > 4 || compiler.arena == NULL || sodium_init() < 0) {
		fputs("queryc DB GEN [RULES]\n", stderr);
		return 2;
	}
	compile(&compiler, argv[1], argv[2], argc == 4 ? argv[3] : keep_format(&compiler, "%s/privacy/ainastudio.rules", argv[1]));
	if (compiler.fault_count > 0)
		fprintf(stderr, "queryc: %d fault%s\n", compiler.fault_count, compiler.fault_count == 1 ? "" : "s");
	arena_destroy(compiler.arena);
	return compiler.fault_count > 0;
}
