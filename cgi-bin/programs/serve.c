#include "programs/serve.h"

#include "base/log.h"
#include "programs/start.h"
#include "web/loop.h"

/* Databases in the order in which their transactions begin and end. market is last: what is lost when it fails to commit after the
 * others did is a counter, never an order. */
static const enum store_database order[] = { STORE_SESSION, STORE_CATALOGUE, STORE_MARKET };
#define ORDER_COUNT (sizeof order / sizeof order[0])

static enum txn txn_of(const struct route *route, enum store_database database)
{
	if (database == STORE_SESSION)
		return route->session_db;
	return database == STORE_CATALOGUE ? route->catalogue : route->market;
}

static void rollback(void *app, const struct route *route)
{
	struct store *store = ((struct serve_app *)app)->store;

	for (size_t i = 0; i < ORDER_COUNT; i++)
		if (txn_of(route, order[i]) != TXN_NONE)
			store_rollback(store, order[i]);
}

static enum err begin_one(struct store *store, enum store_database database, enum txn txn)
{
	switch (txn) {
	case TXN_READ:
		return store_begin_read(store, database);
	case TXN_WRITE:
		return store_begin_write(store, database);
	case TXN_NONE:
		break;
	}
	return ERR_OK;
}

static enum err begin(void *app, const struct route *route)
{
	struct store *store = ((struct serve_app *)app)->store;

	for (size_t i = 0; i < ORDER_COUNT; i++) {
		enum err err = begin_one(store, order[i], txn_of(route, order[i]));
		if (err != ERR_OK) {
			rollback(app, route);
			return err;
		}
	}
	return ERR_OK;
}

static enum err commit(void *app, const struct route *route)
{
	struct store *store = ((struct serve_app *)app)->store;

	for (size_t i = 0; i < ORDER_COUNT; i++)
		if (txn_of(route, order[i]) != TXN_NONE)
			TRY(store_commit(store, order[i]));
	return ERR_OK;
}

static size_t detail(void *app, struct log_field *fields, size_t room)
{
	const struct store_failure *failure = store_last_failure(((struct serve_app *)app)->store);

	if (room < 4)
		return 0;
	fields[0] = LOG_Z(LOG_CALL, failure->statement);
	fields[1] = LOG_N(LOG_SQLITE, failure->sqlite);
	fields[2] = LOG_Z(LOG_FILE, failure->file);
	fields[3] = LOG_N(LOG_LINE, failure->line);
	return 4;
}

static enum err app_start(const struct serve_program *program, struct serve_app *app, struct dispatcher *dispatcher, struct str *ret_why)
{
	const char *flaw = route_table_flaw(&program->routes);

	*dispatcher = (struct dispatcher){
		.table = program->routes, .app = app, .host = app->conf.site_host, .origin = app->conf.site_origin,
		.begin = begin, .commit = commit, .rollback = rollback, .detail = detail,
	};
	*ret_why = str_from_z(flaw);
	if (flaw != NULL)
		return ERR_INTERNAL;
	return program->start == NULL ? ERR_OK : program->start(app, dispatcher, ret_why);
}

static int serve_run(const struct serve_program *program, const struct start *start, struct serve_app *app)
{
	static const struct start_rights rights = { .network = false };
	struct dispatcher dispatcher;
	struct str why = { NULL, 0 };
	int fd;

	enum err err = app_start(program, app, &dispatcher, &why);
	if (err == ERR_OK) {
		why = STR("descriptor 0 is no listening socket: start me through spawn-fcgi, multiwatch or systemd");
		err = loop_socket(&fd);
	}
	if (err != ERR_OK)
		return start_refused(err, why);
	if (start_guard(start, &rights) != ERR_OK)
		return 1;
	const struct loop_setup setup = { .listen_fd = fd, .kind = program->loop == SERVE_EVENT_LOOP ? LOOP_KEPT : LOOP_SINGLE };
	err = loop_run(&dispatcher, &setup);
	if (err != ERR_OK)
		return start_refused(err, STR("the loop does not start"));
	LOG(LOG_INFO, "stopped", LOG_Z(LOG_KIND, "signal"));
	return 0;
}

int serve_main(int argc, char **argv, const struct serve_program *program)
{
	struct start start;

	if (start_open(argc, argv, program->routes.program, false, &start) != ERR_OK)
		return 1;
	struct serve_app app = { .conf = start.conf, .arena = start.arena, .store = start.store, .wake = start.wake };
	int status = serve_run(program, &start, &app);
	store_close(app.store);
	arena_destroy(app.arena);
	return status;
}
