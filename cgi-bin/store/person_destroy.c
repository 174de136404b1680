/* Apart from person_key.c, because only the programs that erase have its statement. */
#include "query/key.h"
#include "store/person_key.h"

enum err seal_person_destroy(struct store *store, int64_t person_id)
{
	int64_t changes = 0;

	TRY(store_begin_write(store, STORE_KEYS));
	enum err err = q_person_key_destroy(store, &(struct q_person_key_destroy){ .person_id = person_id }, &changes);
	if (err != ERR_OK) {
		store_rollback(store, STORE_KEYS);
		return err;
	}
	TRY(store_commit(store, STORE_KEYS));
	return changes == 0 ? ERR_NONE : ERR_OK;
}
