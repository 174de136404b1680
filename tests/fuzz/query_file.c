/* Query files and rules files from anywhere: read to the end or found fault with, never more.
 * The first byte chooses: 'R' a rules file, anything else a query file. */
#include "../../db/compiler/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)               \
	do {                          \
		if (!(condition))     \
			abort();      \
	} while (0)

static void query_file(struct compiler *compiler, const char *text)
{
	struct query_file *file = query_file_parse(compiler, "query/fuzz.sql", text);

	for (struct statement *statement = file->statements; statement != NULL; statement = statement->next) {
		int depth = 0;
		MUST(is_name(statement->name, strlen(statement->name)) && file->database >= 0 && statement->sql != NULL);
		for (size_t i = 0; i < statement->token_count; i++) {
			const struct token *token = &statement->tokens[i];
			MUST(token->text[0] != '\0' && token->line > 0);
			depth -= token->text[0] == ')';
			MUST(token->depth == depth);
			depth += token->text[0] == '(';
		}
		check_text(compiler, statement);
	}
	MUST(file->statements != NULL || compiler->fault_count > 0 || file->database >= 0);
}

static void rules_file(struct compiler *compiler, const char *text)
{
	rules_parse(compiler, "fuzz.rules", text);
	for (const struct stanza *stanza = compiler->stanzas; stanza != NULL; stanza = stanza->next) {
		MUST(rules_find(compiler, stanza->kind, stanza->id) != NULL);
		for (const struct pair *pair = stanza->pairs; pair != NULL; pair = pair->next) {
			int64_t s = -1;
			const char *rest = pair->value;
			if (period_parse(pair->value, &s))
				MUST(s >= 0);
			while (list_next(compiler, &rest) != NULL)
				;
			MUST(*rest == '\0');
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct compiler compiler = { .arena = arena_create(64u << 20) };

	if (compiler.arena == NULL || memchr(data, 0, size) != NULL || size > 65536) {
		arena_destroy(compiler.arena);
		return 0;
	}
	char *text = keep_text(&compiler, (const char *)data, size);
	if (size > 0 && text[0] == 'R')
		rules_file(&compiler, text + 1);
	else
		query_file(&compiler, text);
	arena_destroy(compiler.arena);
	return 0;
}
