/* The schema: migrations applied to databases in memory, and the tables and columns that gives.
 * Owns: those databases. */
#ifndef AINA_DB_SCHEMA_H
#define AINA_DB_SCHEMA_H

#include "compiler.h"

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

/* Applies folder/NNNN_<database>_<what>.sql to databases in memory and collects their columns. */
void schema_build(struct compiler *compiler, const char *folder);
void schema_close(struct compiler *compiler);
/* name NULL: any column of the table. NULL: there is none. */
struct column *schema_column(const struct compiler *compiler, enum store_database database, const char *table, const char *name);
bool schema_has_table(const struct compiler *compiler, enum store_database database, const char *table);

#endif
