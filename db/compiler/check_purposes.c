/* What the rules say about a program against what its statements touch. */
#include "check.h"

static void check_touch(struct compiler *compiler, const struct statement *statement, const struct stanza *program,
			const struct column *column, const char *verb)
{
	const char *wanted = column->rule == NULL ? NULL : stanza_value(column->rule, "purposes"), *has = stanza_value(program, "purposes");
	bool personal = column->rule != NULL && stanza_says(column->rule, "kind", "personal");

	if (!personal && (column->rule == NULL || !stanza_says(column->rule, "kind", "pseudonym")))
		return;
	if (personal && stanza_value(program, "personal") != NULL)
		fault_sql(compiler, statement, statement->line, "%s: %s may touch no personal column and would %s %s.%s", statement->name,
			  program->id, verb, column->table, column->name);
	else if (wanted != NULL && has != NULL && !lists_meet(has, wanted))
		fault_sql(compiler, statement, statement->line,
			  "%s: %s works for the purposes (%s) and would %s %s.%s, which is there for (%s)", statement->name, program->id,
			  has, verb, column->table, column->name, wanted);
}

void check_purposes(struct compiler *compiler, const struct statement *statement)
{
	for (const struct name *name = statement->programs; name != NULL; name = name->next) {
		const struct stanza *program = rules_find(compiler, "program", name->text);
		if (program == NULL) {
			fault_sql(compiler, statement, name->line, "%s: no program is called %s in the rules", statement->name, name->text);
			continue;
		}
		for (const struct access *access = statement->accesses; access != NULL; access = access->next) {
			bool row = access->action == STORE_INSERT, part = access->action == STORE_READ || access->action == STORE_UPDATE;
			for (const struct column *column = compiler->columns; column != NULL; column = column->next)
				if ((int)column->database == statement->file->database && strcmp(column->table, access->table) == 0 &&
				    (row || (part && strcmp(column->name, access->column) == 0)))
					check_touch(compiler, statement, program, column, access->action == STORE_READ ? "read" : "write");
		}
	}
}
