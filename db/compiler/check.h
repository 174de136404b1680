/* The checks: statements against the engine, the shared subset, types, plans and purposes; rules against the schema and themselves.
 * Owns nothing; completes the statements with what the engine says about them. */
#ifndef AINA_DB_CHECK_H
#define AINA_DB_CHECK_H

#include "query_file.h"
#include "rules_file.h"
#include "schema.h"

/* Completes every statement (columns, accesses) or finds fault with it (check.c). */
void check_statements(struct compiler *compiler);
/* Faults of one statement's text alone: words outside the subset, bounds, parameters (check_text.c). */
void check_text(struct compiler *compiler, struct statement *statement);
/* Every column has a rule, every rule a column; categories, purposes, periods, cookies, programs (check_rules.c). */
void check_rules(struct compiler *compiler);
/* Parameters against the columns they are compared with or stored in (check_types.c). */
void check_types(struct compiler *compiler, const struct statement *statement);
bool type_of(const char *declared, enum store_type *ret_type); /* "INTEGER" -> STORE_INT; false: no type of ours */
/* May this program's statement touch these columns? (check_purposes.c) */
void check_purposes(struct compiler *compiler, const struct statement *statement);


/* Adds a statement's accesses to a list, with those of the inner tables behind virtual ones (check.c). */
struct access *accesses_merge(struct compiler *compiler, const struct statement *statement, struct access *into);

#endif
