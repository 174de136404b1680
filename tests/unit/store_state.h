/* A fresh state folder for the tests of store/: secrets, migrated databases of tests/unit/store_db, one open store. */
#ifndef TESTS_STORE_STATE_H
#define TESTS_STORE_STATE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>
#include "query/find.h"
#include "query/key.h"
#include "query/thing.h"
#include "store/migrate.h"
#include "store/seal.h"

struct state {
	char folder[64];
	struct conf conf;
	struct arena *arena;
	struct store *store;
};

static inline void state_write(const struct state *state, const char *name, const void *bytes, size_t n)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", state->folder, name);
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, n), n);
	close(file);
}

/* Runs SQL as a stranger with the sqlite3 shell would. */
static inline void state_sql(const struct state *state, const char *database, const char *sql)
{
	char path[128];
	sqlite3 *handle;
	snprintf(path, sizeof path, "%s/db/%s.db", state->folder, database);
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	assert_int_equal(sqlite3_exec(handle, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(handle);
}

static inline void state_new(struct state *state)
{
	static const char *const secrets[] = { "secrets/field.key", "secrets/link.key", "secrets/session.key" };
	unsigned char bytes[32];
	char path[128];

	*state = (struct state){ .folder = "/tmp/aina-store-XXXXXX", .arena = arena_create(4u << 20) };
	assert_non_null(mkdtemp(state->folder));
	state->conf.state = str_from_z(state->folder);
	snprintf(path, sizeof path, "%s/secrets", state->folder);
	assert_int_equal(mkdir(path, 0700), 0);
	for (size_t i = 0; i < 3; i++) {
		random_bytes(bytes, sizeof bytes);
		state_write(state, secrets[i], bytes, sizeof bytes);
	}
}

static inline void state_migrate(struct state *state)
{
	struct str why = { NULL, 0 };
	enum err err = store_migrate(&state->conf, &why);
	if (err != ERR_OK)
		print_error("%.*s\n", (int)why.n, why.p);
	assert_int_equal(err, ERR_OK);
}

static inline void state_open(struct state *state)
{
	struct str why = { NULL, 0 };
	enum err err = store_open(&state->conf, &store_program, &state->store, &why);
	if (err != ERR_OK)
		print_error("%.*s\n", (int)why.n, why.p);
	assert_int_equal(err, ERR_OK);
}

/* Opening must be refused, and the reason must hold `part`. */
static inline void state_refuses(struct state *state, const char *part)
{
	struct str why = { NULL, 0 };
	struct store *store = NULL;
	assert_int_equal(store_open(&state->conf, &store_program, &store, &why), ERR_CONFIG);
	assert_null(store);
	if (memmem(why.p, why.n, part, strlen(part)) == NULL)
		fail_msg("\"%.*s\" does not say \"%s\"", (int)why.n, why.p, part);
	free((void *)(uintptr_t)why.p);
}

static inline int state_remove(const char *path, const struct stat *about, int kind, struct FTW *where)
{
	(void)about;
	(void)kind;
	(void)where;
	return remove(path);
}

static inline void state_end(struct state *state)
{
	store_close(state->store);
	arena_destroy(state->arena);
	nftw(state->folder, state_remove, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int state_setup(void **ret_state)
{
	static struct state state;
	state_new(&state);
	state_migrate(&state);
	state_open(&state);
	*ret_state = &state;
	return 0;
}

static inline int state_teardown(void **state)
{
	state_end(*state);
	return 0;
}

#define WRITE(state, statement)                                                             \
	do {                                                                                \
		assert_int_equal(store_begin_write((state)->store, STORE_MARKET), ERR_OK);  \
		assert_int_equal((statement), ERR_OK);                                      \
		assert_int_equal(store_commit((state)->store, STORE_MARKET), ERR_OK);       \
	} while (0)

static inline enum err thing_new(struct state *state, int64_t id, const char *name, int64_t stock)
{
	return q_thing_put(state->store,
			   &(struct q_thing_put){
				   .id = id, .owner_id_is_null = true, .name = str_from_z(name), .stock = stock, .weight_is_null = true },
			   NULL);
}

#endif
