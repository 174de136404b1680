/* aina: the command line. Reads its arguments, opens what the command needs, runs it. */
#include "programs/aina.h"

#include <getopt.h>
#include <sodium.h>
#include <stdarg.h>
#include "base/log.h"

#define ARENA_BYTES ((size_t)256 * 1024 * 1024) /* a cap, not what is used */

static const struct command {
	const char *name;
	enum aina_need need;
	int (*run)(struct aina *aina);
	const char *arguments, *help;
} commands[] = {
	{ "migrate", AINA_CONF, aina_migrate, "", "make the databases or bring them to this program's schema" },
	{ "config", AINA_NOTHING, aina_config, "", "print the commented configuration with every default" },
	{ "demo", AINA_STORE, aina_demo, "[--from DIR] [--scale N]", "fill an empty house with the demo studios, or with N made-up listings for measuring" },
	{ "import", AINA_STORE, aina_import, "shopify FILE --creator HANDLE [--category SLUG] [--dry-run] [--price-in CUR --tenge-per-unit N]",
	  "take over the products of a Shopify export" },
	{ "catalogue", AINA_STORE, aina_catalogue, "rebuild", "make the shop window anew from the market database" },
	{ "creator", AINA_STORE, aina_creator, "link HANDLE", "print a sign-in link that works once, for 15 minutes" },
	{ "check", AINA_STORE, aina_check, "[--list]", "prove the invariants; name the first row that breaks each" },
	{ "backup", AINA_CONF, aina_backup, "FOLDER", "copy market.db and keys.db, while everything runs, into a new folder" },
	{ "routes", AINA_NOTHING, aina_routes, "--json", "print routes, forms, limits and cookies as the programs enforce them" },
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static void help(FILE *out)
{
	(void)fprintf(out, "Usage: aina [--state DIR] COMMAND [ARGUMENTS]\n\n"
			   "  --state DIR   the state folder with aina.conf and db/ (default: var)\n"
			   "  --help        this text; aina COMMAND --help for one command\n\nCommands:\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		(void)fprintf(out, "  %s %s\n      %s\n", commands[i].name, commands[i].arguments, commands[i].help);
	(void)fprintf(out, "\nExit status: 0 done, 1 failed, 2 wrong arguments, 3 done, but something was refused or found broken.\n");
}

int aina_refuse(int status, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)fputs("aina: ", stderr);
	(void)vfprintf(stderr, format, arguments);
	va_end(arguments);
	(void)fputc('\n', stderr);
	return status;
}

/* What to do about errors that need no further word. */
static const char *const advices[ERR__COUNT] = {
	[ERR_BUSY] = "another program holds the lock: try again",
	[ERR_FULL] = "the disk is full",
	[ERR_NONE] = "it is not there",
	[ERR_MEMORY] = "out of memory",
};

int aina_failed(const struct aina *aina, const char *tried, enum err err, struct str why)
{
	const struct store_failure *failure = aina->store == NULL ? NULL : store_last_failure(aina->store);

	if (why.n > 0)
		return aina_refuse(AINA_FAILED, "%s: %.*s", tried, (int)why.n, why.p);
	if (advices[err] != NULL)
		return aina_refuse(AINA_FAILED, "%s: %s", tried, advices[err]);
	if (failure != NULL && failure->sqlite != 0)
		return aina_refuse(AINA_FAILED, "%s: %s (statement %s, SQLite code %d)", tried, err_name(err), failure->statement, failure->sqlite);
	return aina_refuse(AINA_FAILED, "%s: %s", tried, err_name(err));
}

/* Opens what the command needs and runs it. */
static int run(const struct command *command, struct aina *aina, struct str state)
{
	struct str why = { NULL, 0 };

	if (command->need >= AINA_CONF && conf_load(aina->arena, state, &aina->conf, &why) != ERR_OK)
		return aina_refuse(AINA_FAILED, "%.*s", (int)why.n, why.p);
	if (command->need == AINA_STORE && store_open(&aina->conf, &store_program, &aina->store, &why) != ERR_OK)
		return aina_refuse(AINA_FAILED, "the databases in %.*s/db do not open: %.*s\nIf they are new or older than this program: aina --state %.*s migrate",
				   (int)state.n, state.p, (int)why.n, why.p, (int)state.n, state.p);
	int status = command->run(aina);
	store_close(aina->store);
	return status;
}

/* --state and --help, before the command. */
static int read_globals(int argc, char **argv, struct str *ret_state)
{
	static const struct option options[] = {
		{ "state", required_argument, NULL, 's' }, { "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	*ret_state = STR("var");
	while ((option = getopt_long(argc, argv, "+h", options, NULL)) != -1) {
		if (option == 'h') {
			help(stdout);
			return AINA_DONE;
		}
		if (option != 's')
			return aina_refuse(AINA_USAGE, "see aina --help");
		*ret_state = str_from_z(optarg);
	}
	return -1;
}

static int run_named(const char *name, int argc, char **argv, struct str state)
{
	const struct command *command = NULL;

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (strcmp(commands[i].name, name) == 0)
			command = &commands[i];
	if (command == NULL)
		return aina_refuse(AINA_USAGE, "there is no command \"%s\": see aina --help", name);
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
		(void)printf("Usage: aina [--state DIR] %s %s\n\n%s\n", command->name, command->arguments, command->help);
		return AINA_DONE;
	}
	struct arena ARENA_AUTO *arena = arena_create(ARENA_BYTES);
	if (arena == NULL || sodium_init() < 0)
		return aina_refuse(AINA_FAILED, "out of memory");
	struct aina aina = { .arena = arena, .argc = argc, .argv = argv };
	optind = 0; /* getopt starts anew with the command's own arguments */
	return run(command, &aina, state);
}

int main(int argc, char **argv)
{
	struct str state;

	log_open("aina");
	int status = read_globals(argc, argv, &state);
	if (status >= 0)
		return status;
	if (optind == argc) {
		help(stderr);
		return AINA_USAGE;
	}
	return run_named(argv[optind], argc - optind, argv + optind, state);
}
