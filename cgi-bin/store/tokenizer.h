/* The search's own parts inside SQLite: the FTS5 tokenizer `aina` and the ranking function `aina_rank`.
 * Owns what it registers on a connection; SQLite frees it with the connection.
 * Promises: a document gives each word folded and, in the same place, its stem; a query gives its words folded only, because the
 * one who builds the query (model/search.c) has chosen between word, stem and beginning. Never touches the database. */
#ifndef AINA_STORE_TOKENIZER_H
#define AINA_STORE_TOKENIZER_H

#include "base/err.h"

struct sqlite3;

/* Must run on every connection that reads or makes the table `search`, before its statements are prepared.
 *
 * aina_rank(search): how well a row matches, larger is better: for each phrase of the query the weight of every column that holds it
 * (title 8, body 1, tags 4). It knows no rarity of words on purpose: that would cost a walk over all rows holding them. */
MUST_USE enum err tokenizer_register(struct sqlite3 *db);

#endif
