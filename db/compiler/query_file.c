#include "query_file.h"

#include <strings.h>

struct reader {
	struct compiler *compiler;
	struct query_file *file;
	const char *at;       /* next line */
	int line;             /* number of the line before it */
	const char *comment;  /* lines right above "-- name" */
	struct statement *statement; /* being read */
	struct statement **tail;
};

static const char *skip_blanks(const char *p)
{
	while (*p == ' ' || *p == '\t' || *p == '\r')
		p++;
	return p;
}

/* Cuts a word off the line; its length, 0 at the end. */
static size_t next_word(const char **rest, const char **ret_word)
{
	*ret_word = skip_blanks(*rest);
	size_t n = strcspn(*ret_word, " \t\r");
	*rest = *ret_word + n;
	return n;
}

static bool at_end(const char *rest)
{
	return *skip_blanks(rest) == '\0';
}

static struct field *field_find(struct field *fields, const char *name)
{
	while (fields != NULL && strcmp(fields->name, name) != 0)
		fields = fields->next;
	return fields;
}

/* "-- param name type[?]" and "-- column name type[?]" */
static void read_field(struct reader *r, const char *what, const char *rest, struct field **fields)
{
	const char *name, *type;
	size_t name_n = next_word(&rest, &name), type_n = next_word(&rest, &type);
	struct field *field = keep(r->compiler, sizeof *field);

	field->line = r->line;
	if (type_n > 0 && type[type_n - 1] == '?') {
		field->nullable = true;
		type_n--;
	}
	int kind = 0;
	while (kind < 3 && (strlen(type_names[kind]) != type_n || memcmp(type, type_names[kind], type_n) != 0))
		kind++;
	if (!is_name(name, name_n) || kind == 3 || !at_end(rest)) {
		fault(r->compiler, r->file->path, r->line, "a %s is written \"-- %s name int|text|blob\", with ? when it may be NULL", what,
		      what);
		return;
	}
	field->type = (enum store_type)kind;
	field->name = keep_text(r->compiler, name, name_n);
	if (field_find(*fields, field->name) != NULL) {
		fault(r->compiler, r->file->path, r->line, "%s %s is declared twice", what, field->name);
		return;
	}
	while (*fields != NULL)
		fields = &(*fields)->next;
	*fields = field;
}

static void read_programs(struct reader *r, const char *rest)
{
	struct name **tail = &r->statement->programs;

	for (;;) {
		rest += strspn(rest, " \t\r,");
		size_t n = strcspn(rest, " \t\r,");
		if (n == 0)
			break;
		struct name *name = keep(r->compiler, sizeof *name);
		*name = (struct name){ .text = keep_text(r->compiler, rest, n), .line = r->line };
		if (!is_name(rest, n))
			fault(r->compiler, r->file->path, r->line, "%s is not the name of a program", name->text);
		*tail = name;
		tail = &name->next;
		rest += n;
	}
	if (r->statement->programs == NULL)
		fault(r->compiler, r->file->path, r->line, "no program is named");
}

static void read_name(struct reader *r, const char *rest)
{
	static const char *const cardinalities[] = { ":one", ":many", ":exec" };
	const char *name, *word;
	size_t n = next_word(&rest, &name), word_n = next_word(&rest, &word);
	struct statement *statement = keep(r->compiler, sizeof *statement);
	int kind = 0;

	while (kind < 3 && (strlen(cardinalities[kind]) != word_n || memcmp(word, cardinalities[kind], word_n) != 0))
		kind++;
	bool good = is_name(name, n) && kind < 3 && at_end(rest);
	if (!good)
		fault(r->compiler, r->file->path, r->line, "a statement begins with \"-- name some_name :one|:many|:exec\"");
	*statement = (struct statement){ .file = r->file,
					 .name = good ? keep_text(r->compiler, name, n) : NULL,
					 .comment = r->comment,
					 .line = r->line,
					 .cardinality = (enum cardinality)(kind % 3) };
	r->comment = NULL;
	r->statement = statement;
}

static void read_why(struct reader *r, const char *rest, const char **ret_why)
{
	rest = skip_blanks(rest);
	if (*rest == '\0')
		fault(r->compiler, r->file->path, r->line, "say why");
	*ret_why = keep_text(r->compiler, rest, strlen(rest));
}

static void fault_no_sql(struct reader *r)
{
	fault(r->compiler, r->file->path, r->statement->line, "no SQL text follows this name");
}

/* A comment line; `rest` stands after the two hyphens. */
static void read_comment(struct reader *r, const char *rest)
{
	const char *whole = skip_blanks(rest), *word;
	size_t n = next_word(&rest, &word);
#define IS(text) (n == sizeof(text) - 1 && memcmp(word, text, n) == 0)

	if (IS("name")) {
		if (r->statement != NULL)
			fault_no_sql(r);
		read_name(r, rest);
	} else if (r->statement != NULL) {
		if (IS("programs"))
			read_programs(r, rest);
		else if (IS("param"))
			read_field(r, "param", rest, &r->statement->parameters);
		else if (IS("column"))
			read_field(r, "column", rest, &r->statement->declared_columns);
		else if (IS("scan"))
			read_why(r, rest, &r->statement->scan);
		else if (IS("unbounded"))
			read_why(r, rest, &r->statement->unbounded);
		else
			fault(r->compiler, r->file->path, r->line,
			      "between \"-- name\" and the SQL stand only programs, param, column, scan and unbounded");
	} else if (IS("database")) {
		int database = 0;
		n = next_word(&rest, &word);
		while (database < STORE_DATABASE__COUNT &&
		       (strlen(database_names[database]) != n || memcmp(word, database_names[database], n) != 0))
			database++;
		if (database == STORE_DATABASE__COUNT || !at_end(rest) || r->file->database >= 0)
			fault(r->compiler, r->file->path, r->line,
			      "one database for a file: \"-- database market|catalogue|session|keys\"");
		else
			r->file->database = database;
	} else if (IS("programs") || IS("param") || IS("column") || IS("scan") || IS("unbounded")) {
		fault(r->compiler, r->file->path, r->line, "%.*s stands before any \"-- name\"", (int)n, word);
	} else {
		r->comment = r->comment == NULL ? whole : keep_format(r->compiler, "%s\n%s", r->comment, whole);
	}
#undef IS
}

/* Length of the token at p, its kind, or 0 for a fault: an unterminated quote or a byte that SQL here does not use. */
static size_t token_length(const char *p, enum token_kind *ret_kind)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789";
	size_t n;

	if (*p == '\'' || *p == '"') {
		*ret_kind = *p == '"' ? TOKEN_QUOTED : TOKEN_TEXT;
		for (n = 1; p[n] != '\0'; n++)
			if (p[n] == *p && p[++n] != *p)
				return n;
		return 0;
	}
	if (*p >= '0' && *p <= '9') {
		*ret_kind = TOKEN_NUMBER;
		return strspn(p, "0123456789.");
	}
	if (*p == '$') {
		*ret_kind = TOKEN_PARAMETER;
		n = strspn(p + 1, letters);
		return n == 0 ? 0 : n + 1;
	}
	if ((n = strspn(p, letters)) > 0) {
		*ret_kind = TOKEN_WORD;
		return n;
	}
	*ret_kind = TOKEN_SIGN;
	static const char *const pairs[] = { "<=", ">=", "<>", "||", "->>", "->", "!=", "==" };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (strncmp(p, pairs[i], strlen(pairs[i])) == 0)
			return strlen(pairs[i]);
	return strchr("()+-*/%,.<>=", *p) != NULL ? 1 : 0;
}

static struct token *token_new(struct compiler *compiler, struct statement *statement, size_t *capacity)
{
	if (statement->token_count == *capacity) {
		*capacity = *capacity == 0 ? 64 : *capacity * 2;
		struct token *larger = keep(compiler, *capacity * sizeof *larger);
		if (statement->token_count > 0)
			memcpy(larger, statement->tokens, statement->token_count * sizeof *larger);
		statement->tokens = larger;
	}
	return &statement->tokens[statement->token_count++];
}

/* Takes the statement's SQL apart, from r->at up to and with its semicolon. */
static void read_sql(struct reader *r)
{
	struct statement *statement = r->statement;
	const char *p = r->at;
	size_t capacity = 0;
	int depth = 0;
	bool good = true;

	r->line++;
	while (*p != '\0' && *p != ';') {
		if (*p == '\n') {
			r->line++;
			p++;
			continue;
		}
		if (*p == ' ' || *p == '\t' || *p == '\r') {
			p++;
			continue;
		}
		if (p[0] == '-' && p[1] == '-') {
			if (strncmp(p, "-- name ", 8) == 0)
				break;
			p += strcspn(p, "\n");
			continue;
		}
		enum token_kind kind;
		size_t n = token_length(p, &kind);
		if (n == 0) {
			fault(r->compiler, r->file->path, r->line, "the SQL cannot be read at: %.*s",
			      (int)strcspn(p, "\n") > 20 ? 20 : (int)strcspn(p, "\n"), p);
			good = false;
			p += strcspn(p, ";");
			continue;
		}
		depth -= *p == ')';
		*token_new(r->compiler, statement, &capacity) =
			(struct token){ .kind = kind, .text = keep_text(r->compiler, p, n), .line = r->line, .depth = depth };
		depth += *p == '(';
		for (size_t i = 0; i < n; i++)
			r->line += p[i] == '\n';
		p += n;
	}
	r->statement = NULL;
	if (*p != ';') {
		fault(r->compiler, r->file->path, statement->line, "the SQL of this name does not end with a semicolon");
		r->at = p;
		r->line--; /* of the line that is read again */
		return;
	}
	p = skip_blanks(p + 1);
	if (p[0] == '-' && p[1] == '-')
		p += strcspn(p, "\n");
	if (*p != '\n' && *p != '\0') {
		fault(r->compiler, r->file->path, r->line, "only one statement for each name, and nothing after its semicolon on the line");
		p += strcspn(p, "\n");
	}
	r->at = *p == '\n' ? p + 1 : p;
	if (good && statement->name != NULL && r->file->database >= 0) {
		*r->tail = statement;
		r->tail = &statement->next;
	}
}

/* The SQL text again, without comments; a line break where the source has one, so that engine errors keep their line. */
static const char *join_tokens(struct compiler *compiler, const struct statement *statement)
{
	size_t n = 1, at = 0;
	for (size_t i = 0; i < statement->token_count; i++)
		n += strlen(statement->tokens[i].text) + 1;
	char *sql = keep(compiler, n);
	for (size_t i = 0; i < statement->token_count; i++) {
		const struct token *token = &statement->tokens[i], *before = i > 0 ? token - 1 : NULL;
		bool tight = before == NULL || strcmp(token->text, ".") == 0 || strcmp(before->text, ".") == 0 ||
			     strcmp(token->text, ",") == 0 || strcmp(token->text, ")") == 0 || strcmp(before->text, "(") == 0;
		if (!tight)
			sql[at++] = ' ';
		memcpy(sql + at, token->text, strlen(token->text));
		at += strlen(token->text);
	}
	return sql;
}

struct query_file *query_file_parse(struct compiler *compiler, const char *path, const char *text)
{
	struct query_file *file = keep(compiler, sizeof *file);
	const char *base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
	struct reader r = { .compiler = compiler, .file = file, .at = text, .tail = &file->statements };

	*file = (struct query_file){ .path = path, .noun = keep_text(compiler, base, strcspn(base, ".")), .database = -1 };
	if (!is_name(file->noun, strlen(file->noun)))
		fault(compiler, path, 1, "a query file is named after its noun: lower case letters, digits and _");
	while (*r.at != '\0') {
		size_t n = strcspn(r.at, "\n");
		const char *line = skip_blanks(r.at);
		if (line[0] == '-' && line[1] == '-') {
			r.line++;
			read_comment(&r, keep_text(compiler, line + 2, n - (size_t)(line + 2 - r.at)));
		} else if (line < r.at + n && r.statement != NULL) {
			read_sql(&r);
			continue;
		} else {
			r.line++;
			if (line < r.at + n)
				fault(compiler, path, r.line, "SQL without a \"-- name\" line above it");
			if (r.statement == NULL)
				r.comment = NULL;
		}
		r.at += n;
		r.at += *r.at == '\n';
	}
	if (r.statement != NULL)
		fault_no_sql(&r);
	if (file->database < 0)
		fault(compiler, path, 1, "the file does not say its database: \"-- database market|catalogue|session|keys\"");
	for (struct statement *statement = file->statements; statement != NULL; statement = statement->next) {
		statement->sql = join_tokens(compiler, statement);
		if (statement->programs == NULL)
			fault(compiler, path, statement->line, "%s names no program that may run it", statement->name);
	}
	return file;
}

bool word_is(const struct token *token, const char *lower_case)
{
	return token->kind == TOKEN_WORD && strcasecmp(token->text, lower_case) == 0;
}
