#include "programs/start.h"

#include <getopt.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>
#include "base/log.h"
#include "web/guard.h"

#define ARENA_BYTES (1024 * 1024)
#define PATHS_MAX 16

int start_refused(enum err err, struct str why)
{
	LOG(LOG_ERROR, "refused_to_start", LOG_Z(LOG_ERR, err_name(err)));
	/* The reason may be longer than a log value: it is for whoever started the program, and names files, never people. */
	(void)fprintf(stderr, "%.*s\n", (int)why.n, why.p == NULL ? "" : why.p);
	return 1;
}

static enum err arguments_read(int argc, char **argv, bool takes_once, struct start *start, struct str *ret_state)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' },
		{ "once", no_argument, NULL, 'o' },
		{ "unguarded", no_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	*ret_state = STR("var");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			*ret_state = str_from_z(optarg);
		else if (option == 'o' && takes_once)
			start->once = true;
		else if (option == 'u')
			start->unguarded = true;
		else
			return ERR_INPUT;
	}
	return optind == argc ? ERR_OK : ERR_INPUT;
}

static enum err start_open_steps(int argc, char **argv, bool takes_once, struct start *start, struct str *ret_why)
{
	struct str state;

	*ret_why = STR("arguments: --state DIR, --unguarded; daemons also --once");
	TRY(arguments_read(argc, argv, takes_once, start, &state));
	*ret_why = STR("out of memory");
	start->arena = arena_create(ARENA_BYTES);
	if (start->arena == NULL)
		return ERR_MEMORY;
	TRY(conf_load(start->arena, state, &start->conf, ret_why));
	*ret_why = STR("--unguarded is for profilers, never for a site with https");
	if (start->unguarded && start->conf.https)
		return ERR_CONFIG;
	*ret_why = STR("libsodium does not start");
	if (sodium_init() < 0)
		return ERR_INTERNAL;
	start->wake = wake_open();
	*ret_why = STR("the databases do not open");
	return store_open(&start->conf, &store_program, &start->store, ret_why);
}

enum err start_open(int argc, char **argv, const char *name, bool takes_once, struct start *ret_start)
{
	struct start start = { .wake = -1 };
	struct str why = { NULL, 0 };

	log_open(name);
	enum err err = start_open_steps(argc, argv, takes_once, &start, &why);
	if (err != ERR_OK) {
		(void)start_refused(err, why);
		return err;
	}
	*ret_start = start;
	return ERR_OK;
}

static bool store_writes(void)
{
	for (size_t i = 0; i < STORE_DATABASE__COUNT; i++)
		if (store_program.modes[i] == STORE_READ_WRITE)
			return true;
	return false;
}

struct path_list {
	struct guard_path paths[PATHS_MAX];
	size_t count;
	struct arena *arena;
	bool failed;
};

static void path_add(struct path_list *list, struct str folder, const char *name, bool write)
{
	struct str path = arena_format(list->arena, "%.*s%s", (int)folder.n, folder.n == 0 ? "" : folder.p, name);
	char *z = path.p == NULL ? NULL : arena_z(list->arena, path);

	if (z == NULL || list->count == PATHS_MAX)
		list->failed = true;
	else
		list->paths[list->count++] = (struct guard_path){ z, write };
}

/* Names, certificates and the resolver's own modules: read by libc and libcurl when they look up a host. */
static void paths_of_network(struct path_list *list, const struct conf *conf)
{
	static const char *const places[] = { "/etc", "/usr/lib", "/lib", "/usr/share", "/run/systemd/resolve" };

	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
		path_add(list, STR(""), places[i], false);
	if (conf->processor_ca.n > 0)
		path_add(list, conf->processor_ca, "", false);
}

enum err start_guard(const struct start *start, const struct start_rights *rights)
{
	struct path_list list = { .arena = start->arena };
	struct guard_state state;
	struct str why = { NULL, 0 };

	if (start->unguarded) {
		LOG(LOG_WARNING, "unguarded", LOG_N(LOG_PID, getpid()));
		return ERR_OK;
	}
	path_add(&list, start->conf.state, "/db", store_writes());
	path_add(&list, STR(""), "/dev/urandom", false); /* where SQLite and jansson take their seeds from */
	for (const char *const *folder = rights->folders; folder != NULL && *folder != NULL; folder++)
		path_add(&list, start->conf.state, *folder, true);
	if (rights->network)
		paths_of_network(&list, &start->conf);
	const struct guard guard = { .paths = list.paths, .path_count = list.count, .network = rights->network, .ports = rights->ports };
	enum err err = list.failed ? ERR_MEMORY : guard_close(&guard, &state, &why);
	if (err != ERR_OK) {
		(void)start_refused(err, why);
		return err;
	}
	LOG(LOG_INFO, "started", LOG_N(LOG_PID, getpid()), LOG_N(LOG_LANDLOCK, state.landlock_abi), LOG_N(LOG_SECCOMP, state.seccomp));
	return ERR_OK;
}
