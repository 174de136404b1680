/* Fingerprint of a database's schema, the same at build time and at start.
 * Promises: equal statements in sqlite_schema give equal bytes; what SQLite or its search module writes by itself does not count. */
#ifndef AINA_STORE_SCHEMA_H
#define AINA_STORE_SCHEMA_H

#include <sqlite3.h>
#include "base/err.h"
#include "store/program.h"

MUST_USE enum err schema_hash(sqlite3 *database, unsigned char ret_hash[STORE_HASH_BYTES]);

#endif
