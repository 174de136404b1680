/* What can be judged from a statement's tokens alone: the subset that PostgreSQL shares, bounds, parameters. */
#include "check.h"

static const struct {
	const char *word, *instead;
} refused[] = {
	{ "current_timestamp", "the one clock passes the time in" }, { "current_date", "the one clock passes the time in" },
	{ "current_time", "the one clock passes the time in" },
	{ "glob", "PostgreSQL has none" }, { "regexp", "PostgreSQL spells it otherwise" }, { "like", "it differs in case between engines" },
	{ "indexed", "PostgreSQL has none" }, { "pragma", "store/ makes the settings" }, { "attach", "nothing spans two files" },
	{ "begin", "store/ makes the transactions" }, { "commit", "store/ makes the transactions" }, { "vacuum", "store/ keeps house" },
	{ "isnull", "write IS NULL" }, { "notnull", "write IS NOT NULL" }, { "autoincrement", "the program makes ids" },
};

static bool sign_is(const struct token *token, const char *sign)
{
	return token->kind == TOKEN_SIGN && strcmp(token->text, sign) == 0;
}

/* min(a, b) and max(a, b) are LEAST and GREATEST elsewhere. `at` is the parenthesis. */
static bool has_second_argument(const struct statement *statement, size_t at)
{
	int depth = statement->tokens[at].depth + 1;
	for (size_t i = at + 1; i < statement->token_count && statement->tokens[i].depth >= depth; i++)
		if (statement->tokens[i].depth == depth && sign_is(&statement->tokens[i], ","))
			return true;
	return false;
}

static void check_word(struct compiler *compiler, const struct statement *statement, size_t i)
{
	const struct token *token = &statement->tokens[i], *next = i + 1 < statement->token_count ? token + 1 : NULL;

	for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
		if (word_is(token, refused[k].word))
			fault_sql(compiler, statement, token->line, "%s is refused: %s", refused[k].word, refused[k].instead);
	if (next == NULL)
		return;
	if (word_is(token, "or") && i > 0 && (word_is(token - 1, "insert") || word_is(token - 1, "update")))
		fault_sql(compiler, statement, token->line, "INSERT OR and UPDATE OR are SQLite's own: write ON CONFLICT");
	if (word_is(token, "replace") && word_is(next, "into"))
		fault_sql(compiler, statement, token->line, "REPLACE INTO is SQLite's own: write ON CONFLICT DO UPDATE");
	if (word_is(token, "match") && statement->file->database != STORE_CATALOGUE)
		fault_sql(compiler, statement, token->line, "MATCH belongs to the search index in catalogue");
	if ((word_is(token, "min") || word_is(token, "max")) && sign_is(next, "(") && has_second_argument(statement, i + 1))
		fault_sql(compiler, statement, token->line, "%s with two arguments is SQLite's own: write CASE WHEN", token->text);
	if (word_is(token, "limit"))
		for (size_t k = i + 1; k < statement->token_count && statement->tokens[k].depth >= token->depth; k++)
			if (statement->tokens[k].depth == token->depth && sign_is(&statement->tokens[k], ","))
				fault_sql(compiler, statement, token->line, "LIMIT with a comma is not shared: write LIMIT … OFFSET");
	if ((token->text[0] == 'x' || token->text[0] == 'X') && token->text[1] == '\0' && next->kind == TOKEN_TEXT)
		fault_sql(compiler, statement, token->line, "x'…' is a bit string elsewhere: pass blobs as parameters");
}

static bool has_top_word(const struct statement *statement, const char *word)
{
	for (size_t i = 0; i < statement->token_count; i++)
		if (statement->tokens[i].depth == 0 && word_is(&statement->tokens[i], word))
			return true;
	return false;
}

static void check_bounds(struct compiler *compiler, const struct statement *statement)
{
	bool reads = has_top_word(statement, "select") && !has_top_word(statement, "insert");

	if (statement->cardinality == CARDINALITY_MANY && statement->unbounded == NULL && !(reads && has_top_word(statement, "limit")))
		fault_sql(compiler, statement, statement->line,
			  "%s may return any number of rows: give it a LIMIT, or say \"-- unbounded why\"", statement->name);
	if (!reads && has_top_word(statement, "limit") && !has_top_word(statement, "select"))
		fault_sql(compiler, statement, statement->line, "UPDATE and DELETE take no LIMIT elsewhere: choose the rows in a subquery");
}

static void check_parameters(struct compiler *compiler, struct statement *statement)
{

	for (size_t i = 0; i < statement->token_count; i++) {
		const struct token *token = &statement->tokens[i];
		struct field *field = statement->parameters;
		if (token->kind != TOKEN_PARAMETER)
			continue;
		while (field != NULL && strcmp(field->name, token->text + 1) != 0)
			field = field->next;
		if (field == NULL)
			fault_sql(compiler, statement, token->line, "%s uses %s, which no \"-- param\" line declares", statement->name,
				  token->text);
		else
			field->used = true;
	}
	for (const struct field *field = statement->parameters; field != NULL; field = field->next)
		if (!field->used)
			fault_sql(compiler, statement, field->line, "%s declares the parameter %s and does not use it", statement->name,
				  field->name);
}

void check_text(struct compiler *compiler, struct statement *statement)
{
	for (size_t i = 0; i < statement->token_count; i++) {
		const struct token *token = &statement->tokens[i];
		if (token->kind == TOKEN_WORD)
			check_word(compiler, statement, i);
		else if (sign_is(token, "==") || sign_is(token, "!="))
			fault_sql(compiler, statement, token->line, "write = and <>");
		else if (token->kind == TOKEN_TEXT && strcmp(token->text, "'now'") == 0)
			fault_sql(compiler, statement, token->line, "'now' is refused: the one clock passes the time in");
	}
	check_bounds(compiler, statement);
	check_parameters(compiler, statement);
}
