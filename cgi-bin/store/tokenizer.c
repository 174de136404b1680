#include "store/tokenizer.h"

#include <sqlite3.h>
#include "store/words.h"

/* The columns of the table `search` in their order: title, body, tags. */
static const int column_weights[] = { 8, 1, 4 };

static int tokenizer_create(void *context, const char **arguments, int count, Fts5Tokenizer **ret_tokenizer)
{
	(void)context;
	(void)arguments;
	if (count != 0)
		return SQLITE_ERROR;
	struct words *words = words_create();
	if (words == NULL)
		return SQLITE_NOMEM;
	*ret_tokenizer = (Fts5Tokenizer *)words;
	return SQLITE_OK;
}

static void tokenizer_delete(Fts5Tokenizer *tokenizer)
{
	words_destroy((struct words *)tokenizer);
}

static int tokenizer_tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int length,
			      int (*token)(void *, int, const char *, int, int, int))
{
	struct words *words = (struct words *)tokenizer;
	struct str whole = { text, length > 0 ? (size_t)length : 0 };
	struct word word;
	size_t at = 0;

	while (words_next(words, whole, &at, &word)) {
		int start = (int)word.start, end = (int)word.end;
		int rc = token(context, 0, word.folded.p, (int)word.folded.n, start, end);
		if (rc == SQLITE_OK && word.stem.p != NULL && (flags & FTS5_TOKENIZE_QUERY) == 0)
			rc = token(context, FTS5_TOKEN_COLOCATED, word.stem.p, (int)word.stem.n, start, end);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

static void rank(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count, sqlite3_value **values)
{
	const int columns = (int)(sizeof column_weights / sizeof column_weights[0]);
	sqlite3_int64 score = 0;

	(void)count;
	(void)values;
	for (int phrase = 0; phrase < api->xPhraseCount(fts); phrase++) {
		Fts5PhraseIter walk;
		int column;
		int rc = api->xPhraseFirstColumn(fts, phrase, &walk, &column);
		if (rc != SQLITE_OK) {
			sqlite3_result_error_code(context, rc);
			return;
		}
		for (; column >= 0; api->xPhraseNextColumn(fts, &walk, &column))
			if (column < columns)
				score += column_weights[column];
	}
	sqlite3_result_int64(context, score);
}

/* The one way to FTS5's own interface (SQLite documentation, "Extending FTS5"). */
static fts5_api *find_fts5(sqlite3 *db)
{
	sqlite3_stmt *statement = NULL;
	fts5_api *api = NULL;

	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_bind_pointer(statement, 1, &api, "fts5_api_ptr", NULL) == SQLITE_OK)
		(void)sqlite3_step(statement);
	(void)sqlite3_finalize(statement);
	return api;
}

enum err tokenizer_register(struct sqlite3 *db)
{
	fts5_tokenizer tokenizer = { tokenizer_create, tokenizer_delete, tokenizer_tokenize };
	fts5_api *api = find_fts5(db);

	if (api == NULL || api->iVersion < 2)
		return ERR_STORAGE;
	if (api->xCreateTokenizer(api, "aina", NULL, &tokenizer, NULL) != SQLITE_OK ||
	    api->xCreateFunction(api, "aina_rank", NULL, rank, NULL) != SQLITE_OK)
		return ERR_STORAGE;
	return ERR_OK;
}
