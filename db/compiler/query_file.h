/* Query files, db/query/<noun>.sql: lines of comment that declare, then one SQL statement up to its semicolon.
 *
 *   -- database market                       once, first; market, catalogue, session or keys
 *
 *   -- What it is for.                       goes into the generated header
 *   -- name order_by_number :one             :one (none is ERR_NONE, two are an error), :many, :exec (no columns)
 *   -- programs checkout, maild              the only ones that contain it
 *   -- param number text                     int, text, blob; with ? it may be NULL; $number in the SQL
 *   -- column total int                      type of a result column that is an expression
 *   -- scan why | -- unbounded why           allows a walk over a whole table, a :many without LIMIT
 *   SELECT … WHERE number = $number;
 *
 * Owns: the shapes of what was read. Promises: what is at fault is told and left out; any bytes are read to their end. */
#ifndef AINA_DB_QUERY_FILE_H
#define AINA_DB_QUERY_FILE_H

#include "compiler.h"

enum cardinality { CARDINALITY_ONE, CARDINALITY_MANY, CARDINALITY_EXEC };

struct name {
	struct name *next;
	const char *text;
	int line;
};

struct field {
	struct field *next;
	const char *name;
	enum store_type type;
	bool nullable, used;
	int line;
};

/* A parenthesis depth with each token makes the checks on the text simple. */
enum token_kind { TOKEN_WORD, TOKEN_QUOTED, TOKEN_TEXT, TOKEN_NUMBER, TOKEN_PARAMETER, TOKEN_SIGN };
struct token {
	enum token_kind kind;
	const char *text; /* words as written */
	int line, depth;
};

struct access {
	struct access *next;
	enum store_action action;
	const char *table, *column;
};

struct statement {
	struct statement *next;
	const struct query_file *file;
	const char *name, *comment, *sql; /* sql: comments taken out, one space between tokens */
	int line;
	enum cardinality cardinality;
	struct name *programs;
	struct field *parameters, *declared_columns;
	const char *scan, *unbounded; /* why; NULL: not allowed */
	struct token *tokens;
	size_t token_count;
	/* by check.c */
	struct field *columns;
	bool writes;
	struct access *accesses;
	size_t index; /* while one program is written */
};

struct query_file {
	struct query_file *next;
	const char *path, *noun;
	int database; /* enum store_database, -1 unknown */
	struct statement *statements;
};

/* Runs the body for every statement of every file. */
#define EACH_STATEMENT(compiler, each)                                                                   \
	for (struct query_file *file_ = (compiler)->files; file_ != NULL; file_ = file_->next)                \
		for (struct statement *each = file_->statements; (each) != NULL; (each) = (each)->next)

/* Reads one query file; `text` is NUL-terminated. */
struct query_file *query_file_parse(struct compiler *compiler, const char *path, const char *text);
bool word_is(const struct token *token, const char *lower_case); /* a bare word, any case */

#endif
