/* aina backup: copies of what cannot be made anew. */
#include "programs/aina.h"
#include "store/care.h"

int aina_backup(struct aina *aina)
{
	struct str why = { NULL, 0 };

	if (aina->argc != 2)
		return aina_refuse(AINA_USAGE, "backup FOLDER");
	enum err err = store_backup(&aina->conf, str_from_z(aina->argv[1]), &why);
	if (err != ERR_OK)
		return aina_failed(aina, "backup", err, why);
	(void)printf("market.db and keys.db are copied and sound; keep the copy of keys.db elsewhere, and STATE/secrets/field.key with neither\n");
	return AINA_DONE;
}
