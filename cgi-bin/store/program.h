/* What the query compiler says about one program: its statements, the columns it may touch, the databases it opens.
 * Owns: the shapes of the generated tables and nothing else. Only gen/query_<program>.c and store/ use it.
 * Promises: one `store_program` in each binary, made from db/query, db/migrate and the rules file. */
#ifndef AINA_STORE_PROGRAM_H
#define AINA_STORE_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STORE_DATABASES(X) X(MARKET, market) X(CATALOGUE, catalogue) X(SESSION, session) X(KEYS, keys)
#define STORE_SECRETS(X) X(FIELD, field) X(LINK, link) X(SESSION, session) /* 32 bytes each, STATE/secrets/<name>.key */

enum store_database {
#define X(upper, lower) STORE_##upper,
	STORE_DATABASES(X)
#undef X
	STORE_DATABASE__COUNT
};

enum store_secret {
#define X(upper, lower) STORE_SECRET_##upper,
	STORE_SECRETS(X)
#undef X
	STORE_SECRET__COUNT
};

enum store_type { STORE_INT, STORE_TEXT, STORE_BLOB };

/* One parameter or result column: where it stands in the caller's struct. */
struct store_field {
	enum store_type type;
	bool nullable;
	uint16_t offset;      /* of an int64_t or a struct str */
	uint16_t null_offset; /* of the bool <name>_is_null beside a nullable int */
};

struct store_statement {
	const char *name;
	const char *sql;
	enum store_database database;
	bool writes;
	const struct store_field *parameters;
	size_t parameter_count;
	const struct store_field *columns;
	size_t column_count;
	size_t row_size;
};

/* One thing the program's statements do; everything else is denied when a statement is prepared. */
enum store_action { STORE_READ, STORE_INSERT, STORE_UPDATE, STORE_DELETE, STORE_CALL, STORE_PRAGMA };
struct store_permit {
	enum store_database database;
	enum store_action action;
	const char *table;  /* or the function or pragma */
	const char *column; /* "": the row as such, as in count(*); "*": any, for the inner tables of the search index */
};

enum store_mode { STORE_CLOSED, STORE_READ_ONLY, STORE_READ_WRITE };
enum store_duty { STORE_DUTY_REQUESTS, STORE_DUTY_DAEMON, STORE_DUTY_TOOL };

#define STORE_HASH_BYTES 32

/* What a database must look like before a program touches it. */
struct store_schema {
	int version;                          /* number of its newest migration: PRAGMA user_version */
	unsigned char hash[STORE_HASH_BYTES]; /* of the statements in sqlite_schema */
};

struct store_program {
	const char *name;
	enum store_duty duty;
	bool secrets[STORE_SECRET__COUNT];
	enum store_mode modes[STORE_DATABASE__COUNT];
	const struct store_schema *schemas; /* one for each database */
	const int32_t *rules;               /* fingerprint of the rules file: PRAGMA application_id */
	const struct store_statement *statements;
	size_t statement_count;
	const struct store_permit *permits;
	size_t permit_count;
};

extern const struct store_program store_program;

#endif
