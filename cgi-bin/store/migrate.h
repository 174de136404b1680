/* Migrations: numbered, forward only, compiled into the program that runs them.
 * Promises: each migration is one transaction with its number; running again does nothing; a file made here is in WAL for good.
 * Never changes a file whose schema is newer than this program. */
#ifndef AINA_STORE_MIGRATE_H
#define AINA_STORE_MIGRATE_H

#include "base/conf.h"

/* Makes STATE/db and the four files (mode 0660) if they are missing and applies what they lack. On refusal *ret_why says which file and why. */
MUST_USE enum err store_migrate(const struct conf *conf, struct str *ret_why);

#endif
