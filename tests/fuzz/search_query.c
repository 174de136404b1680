/* What people type into the search: words that are words, an expression that FTS5 takes whatever was typed, places read or refused. */
#include <sqlite3.h>
#include <stdlib.h>
#include "base/text.h"
#include "model/search.h"
#include "store/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static sqlite3_stmt *find(void)
{
	static sqlite3_stmt *statement; /* made once: a process fuzzes one target */
	sqlite3 *db;

	if (statement != NULL)
		return statement;
	if (sqlite3_open(":memory:", &db) != SQLITE_OK || tokenizer_register(db) != ERR_OK ||
	    sqlite3_exec(db, "CREATE VIRTUAL TABLE search USING fts5 (title, body, tags, content='', columnsize=0, detail=column, prefix='2 3', tokenize='aina');"
			     "INSERT INTO search (rowid, title, body, tags) VALUES (1, 'Деревянная игрушка', 'қазан', 'toy'), (2, 'a b', 'ring', '')",
			 NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db, "SELECT rowid, aina_rank(search) FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 500", -1,
			       &statement, NULL) != SQLITE_OK)
		abort();
	return statement;
}

static void check_words(struct words *words, struct str text)
{
	struct word word;
	size_t at = 0, end = 0;

	while (words_next(words, text, &at, &word)) {
		if (word.folded.n == 0 || word.folded.n > WORD_BYTES || word.stem.n > WORD_BYTES || word.letters == 0)
			abort();
		if (word.start < end || word.end <= word.start || word.end > text.n || at < word.end)
			abort();
		if (!text_is_utf8(word.folded) || !text_is_utf8(word.stem))
			abort();
		end = word.end;
	}
}

static void check_expressions(struct words *words, struct str text)
{
	struct arena *arena = arena_create((size_t)1 << 20);

	for (enum search_reach reach = SEARCH_EXACT; reach <= SEARCH_ANY_WORD; reach++) {
		struct str expression = search_expression(arena, words, text, reach);
		if (expression.p == NULL)
			continue;
		sqlite3_stmt *statement = find();
		(void)sqlite3_bind_text(statement, 1, expression.p, (int)expression.n, SQLITE_STATIC);
		int rc;
		while ((rc = sqlite3_step(statement)) == SQLITE_ROW)
			if (sqlite3_column_int64(statement, 1) <= 0)
				abort();
		if (rc != SQLITE_DONE)
			abort();
		(void)sqlite3_reset(statement);
	}
	arena_destroy(arena);
}

static void check_place(struct str text)
{
	char again[SEARCH_PLACE_CHARS];
	struct search_place place;

	for (enum search_sort sort = 0; sort < SEARCH_SORT__COUNT; sort++)
		if (search_place_parse(text, sort, &place) == ERR_OK && !str_eq(search_place_text(sort, place, again), text))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct words *words = words_create();

	if (words == NULL)
		abort();
	check_words(words, text);
	check_expressions(words, text);
	check_place(text);
	words_destroy(words);
	return 0;
}
