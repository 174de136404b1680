#include "store/schema.h"

#include <sodium.h>

/* sql is NULL for automatic indexes; the inner tables of FTS5 have their names in single quotes, which ours never have. */
static const char SCHEMA_ROWS[] =
	"SELECT type || ' ' || name || ' ' || sql || x'00' FROM sqlite_schema"
	" WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND sql NOT LIKE 'CREATE TABLE ''%'"
	" ORDER BY type, name";

enum err schema_hash(sqlite3 *database, unsigned char ret_hash[STORE_HASH_BYTES])
{
	crypto_generichash_state state;
	sqlite3_stmt *rows = NULL;
	int result;

	if (sqlite3_prepare_v2(database, SCHEMA_ROWS, sizeof SCHEMA_ROWS, &rows, NULL) != SQLITE_OK)
		return ERR_STORAGE;
	crypto_generichash_init(&state, NULL, 0, STORE_HASH_BYTES);
	while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
		const unsigned char *row = sqlite3_column_blob(rows, 0);
		crypto_generichash_update(&state, row, (unsigned long long)sqlite3_column_bytes(rows, 0));
	}
	sqlite3_finalize(rows);
	if (result != SQLITE_DONE)
		return ERR_STORAGE;
	crypto_generichash_final(&state, ret_hash, STORE_HASH_BYTES);
	return ERR_OK;
}
