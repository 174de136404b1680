/* The engine asks no parameter for its type, and a text compared with a number is silently never equal. So: "column = $parameter",
 * the other way round, and INSERT INTO t (columns) VALUES (parameters) are looked at here. */
#include "check.h"

#include <strings.h>

/* The column of that name among those the statement touches; NULL: none, or several of different types. */
static const struct column *touched(const struct compiler *compiler, const struct statement *statement, const char *name)
{
	const struct column *found = NULL;
	for (const struct access *access = statement->accesses; access != NULL; access = access->next) {
		if (strcasecmp(access->column, name) != 0)
			continue;
		const struct column *column = schema_column(compiler, (enum store_database)statement->file->database, access->table,
							    access->column);
		if (column == NULL || (found != NULL && strcmp(found->type, column->type) != 0))
			return NULL;
		found = column;
	}
	return found;
}

static void compare(struct compiler *compiler, const struct statement *statement, const struct column *column,
		    const struct token *parameter, bool stored)
{
	const struct field *field = statement->parameters;
	enum store_type type = STORE_INT;

	while (field != NULL && strcmp(field->name, parameter->text + 1) != 0)
		field = field->next;
	if (field == NULL || column == NULL || !type_of(column->type, &type))
		return;
	if (field->type != type)
		fault_sql(compiler, statement, parameter->line, "%s: %s is %s and the column %s.%s is %s", statement->name, parameter->text,
		      type_names[field->type], column->table, column->name, type_names[type]);
	else if (stored && field->nullable && column->not_null)
		fault_sql(compiler, statement, parameter->line, "%s: %s may be NULL and the column %s.%s may not", statement->name,
			  parameter->text, column->table, column->name);
}

static bool is_comparison(const struct token *token)
{
	return token->kind == TOKEN_SIGN && (strpbrk(token->text, "=<>") != NULL) && token->text[0] != '-';
}

static bool is_sign(const struct token *token, char sign)
{
	return token->kind == TOKEN_SIGN && token->text[0] == sign && token->text[1] == '\0';
}

/* INSERT INTO t (a, b, …) VALUES (x, y, …): the parameters that stand alone in their place. */
static void check_insert(struct compiler *compiler, const struct statement *statement)
{
	const struct token *tokens = statement->tokens, *end = tokens + statement->token_count;
	const struct token *name = tokens + 4, *value;

	if (statement->token_count < 5 || !word_is(tokens, "insert") || !is_sign(tokens + 3, '('))
		return;
	for (value = name; value < end && !word_is(value, "values"); value++)
		;
	for (value += 2; value < end && name < end && name->depth > 0 && value->depth > 0;) {
		const struct column *column = schema_column(compiler, (enum store_database)statement->file->database, tokens[2].text,
							    name->text);
		bool alone = value->kind == TOKEN_PARAMETER && value + 1 < end && (is_sign(value + 1, ',') || is_sign(value + 1, ')'));
		if (alone)
			compare(compiler, statement, column, value, true);
		while (value < end && value->depth > 0 && !(value->depth == 1 && is_sign(value, ',')))
			value++;
		value++;
		name += 2;
	}
}

void check_types(struct compiler *compiler, const struct statement *statement)
{
	for (size_t i = 1; i + 1 < statement->token_count; i++) {
		const struct token *sign = &statement->tokens[i], *left = sign - 1, *right = sign + 1;
		if (!is_comparison(sign))
			continue;
		/* "a.b = $p": the word before the sign is the column's; "$p = a.b": the one after the point. */
		bool qualified = i + 3 < statement->token_count && is_sign(right + 1, '.');
		if (left->kind == TOKEN_WORD && right->kind == TOKEN_PARAMETER)
			compare(compiler, statement, touched(compiler, statement, left->text), right, false);
		else if (left->kind == TOKEN_PARAMETER && right->kind == TOKEN_WORD)
			compare(compiler, statement, touched(compiler, statement, qualified ? right[2].text : right->text), left, false);
	}
	check_insert(compiler, statement);
}
