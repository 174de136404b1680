/* The query compiler's common ground: what a query file, a rules file and a schema are once read, and how faults are told.
 * Owns: the shapes. Everything lives in one arena until the tool ends; texts are NUL-terminated.
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
};

__attribute__((format(printf, 4, 5))) void fault(struct compiler *compiler, const char *file, int line, const char *format, ...);
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

/* ---- query files (query_file.c) ---- */

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

/* Reads one query file; `text` is NUL-terminated. What is at fault is left out of the result. */
struct query_file *query_file_parse(struct compiler *compiler, const char *path, const char *text);
bool word_is(const struct token *token, const char *lower_case); /* a bare word, any case */

/* ---- rules file (rules_file.c) ---- */

struct pair {
	struct pair *next;
	const char *key, *value;
	int line;
	bool used;
};

struct stanza {
	struct stanza *next;
	const char *kind, *id;
	struct pair *pairs;
	int line;
};

struct rules {
	const char *path, *text;
	struct stanza *stanzas;
};

struct rules *rules_parse(struct compiler *compiler, const char *path, const char *text);
const struct stanza *rules_find(const struct rules *rules, const char *kind, const char *id); /* NULL: none */
const char *stanza_value(const struct stanza *stanza, const char *key);                     /* NULL: none */
bool list_has(const char *list, const char *word); /* comma-separated; list may be NULL */
bool lists_meet(const char *a, const char *b);
/* Cuts the next word off a comma-separated list; NULL at the end. */
const char *list_next(struct compiler *compiler, const char **rest);
/* "P14D", "P5Y", "PT15M": in seconds; a year is 365 days, a month 30. */
bool period_parse(const char *text, int64_t *ret_s);

/* ---- schema (schema.c) ---- */

struct migration {
	struct migration *next;
	int number;
	enum store_database database;
	const char *file, *name, *sql;
};

enum table_nature { TABLE_PLAIN, TABLE_VIRTUAL, TABLE_INNER }; /* inner: where a virtual table keeps its rows */
struct column {
	struct column *next;
	enum store_database database;
	const char *table, *name, *parent; /* parent: the table its foreign key points to, or NULL */
	const char *type;                  /* as declared, "" for columns of virtual tables */
	bool not_null;
	enum table_nature nature;
	/* from the rules */
	const struct stanza *rule;
};

struct schema {
	sqlite3 *open[STORE_DATABASE__COUNT];
	int version[STORE_DATABASE__COUNT];
	struct migration *migrations;
	struct column *columns;
};

/* Applies folder/NNNN_<database>_<what>.sql to databases in memory. */
struct schema *schema_build(struct compiler *compiler, const char *folder);
void schema_close(struct schema *schema);
struct column *schema_column(const struct schema *schema, enum store_database database, const char *table, const char *name);
bool schema_has_table(const struct schema *schema, enum store_database database, const char *table);

/* ---- checks ---- */

/* Completes every statement (columns, accesses) or finds fault with it (check.c). */
void check_statements(struct compiler *compiler, const struct schema *schema, const struct rules *rules, struct query_file *files);
/* Faults of one statement's text alone: words outside the subset, bounds, parameters (check_text.c). */
void check_text(struct compiler *compiler, struct statement *statement);
/* Every column has a rule, every rule a column; categories, purposes, periods, cookies, programs (check_rules.c). */
void check_rules(struct compiler *compiler, const struct schema *schema, const struct rules *rules);
/* Parameters against the columns they are compared with or stored in (check_types.c). */
void check_types(struct compiler *compiler, const struct schema *schema, const struct statement *statement);
bool type_of(const char *declared, enum store_type *ret_type); /* "INTEGER" -> STORE_INT; false: no type of ours */
/* May this program's statement touch these columns? (check_rules.c) */
void check_purposes(struct compiler *compiler, const struct schema *schema, const struct rules *rules, const struct statement *statement);

/* ---- output ---- */

/* Adds a statement's accesses to a list, with those of the inner tables behind virtual ones. */
struct access *accesses_merge(struct compiler *compiler, const struct schema *schema, const struct statement *statement, struct access *into);
void emit_queries(struct compiler *compiler, const char *folder, const struct schema *schema, const struct rules *rules, struct query_file *files);
void emit_migrations(struct compiler *compiler, const char *folder, const struct schema *schema, const struct rules *rules);
void emit_rules(struct compiler *compiler, const char *folder, const struct rules *rules);
void emit_audit(struct compiler *compiler, const char *folder, const struct schema *schema, const struct rules *rules, struct query_file *files);

#endif
