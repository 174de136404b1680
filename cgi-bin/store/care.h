/* Care for the database files as files: copies, and proof that they are sound. For the command line, beside running programs.
 * Owns connections of its own, opened and closed within a call. Promises: a copy is one consistent moment of its file and holds
 * nothing that was deleted before; what exists is never overwritten. Never changes the databases. */
#ifndef AINA_STORE_CARE_H
#define AINA_STORE_CARE_H

#include "base/buf.h"
#include "base/conf.h"

/* Copies what cannot be made anew, market and keys, into `folder` (made with mode 0700; must not exist yet), and checks the copies.
 * Keys come last: every person in the copy of market has its key in the copy of keys. Sessions are left out on purpose, the shop
 * window is rebuilt. On refusal *ret_why says what and why. */
MUST_USE enum err store_backup(const struct conf *conf, struct str folder, struct str *ret_why);

/* Integrity and foreign keys of every file, and whether its schema is the one this program knows: one line for each file into
 * `report`, and one for each finding. ERR_STORAGE when there was any. */
MUST_USE enum err store_check(const struct conf *conf, struct buf *report);

#endif
