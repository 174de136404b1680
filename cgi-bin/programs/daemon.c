#include "programs/daemon.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>
#include "base/clock.h"
#include "base/log.h"
#include "programs/start.h"

#define PACE_MS 1000
#define PAUSE_MAX_MS 60000

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

bool daemon_stopping(void)
{
	return stopping != 0;
}

/* Without SA_RESTART, so that a call in hand returns early and the turn can ask daemon_stopping(). */
static void signals_set(void)
{
	const struct sigaction stop = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };

	stopping = 0;
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
}

/* 1 s after the first failure, twice as long after each further one. */
static int64_t pause_ms(unsigned failures)
{
	int64_t pause = PACE_MS;

	while (--failures > 0 && pause < PAUSE_MAX_MS)
		pause *= 2;
	return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}

static void log_failure(const struct daemon_app *app, enum err err, unsigned failures)
{
	const struct store_failure *failure = store_last_failure(app->store);

	LOG(LOG_ERROR, "turn_failed", LOG_Z(LOG_ERR, err_name(err)), LOG_N(LOG_COUNT, failures), LOG_Z(LOG_CALL, failure->statement),
	    LOG_N(LOG_SQLITE, failure->sqlite), LOG_Z(LOG_FILE, failure->file), LOG_N(LOG_LINE, failure->line));
}

/* One turn; returns how long to wait for the next one. */
static int64_t turn(const struct daemon *daemon, struct daemon_app *app, unsigned *failures)
{
	int64_t now_ms = clock_now_ms(), next_ms = now_ms + PACE_MS;
	enum err err = daemon->turn(app, now_ms, &next_ms);

	if (err != ERR_OK) {
		log_failure(app, err, ++*failures);
		return pause_ms(*failures);
	}
	*failures = 0;
	int64_t left_ms = next_ms - clock_now_ms();
	return left_ms < 0 ? 0 : left_ms > PAUSE_MAX_MS ? PAUSE_MAX_MS : left_ms;
}

/* The signals are held back between asking and waiting: none can slip through. `wake_fd` -1: only the time or a signal ends it. */
static void wait_for(int wake_fd, int64_t left_ms)
{
	const struct timespec left = { .tv_sec = left_ms / 1000, .tv_nsec = left_ms % 1000 * 1000000 };
	struct pollfd wake = { .fd = wake_fd, .events = POLLIN };
	sigset_t held, before;

	(void)sigemptyset(&held);
	(void)sigaddset(&held, SIGTERM);
	(void)sigaddset(&held, SIGINT);
	(void)sigprocmask(SIG_BLOCK, &held, &before);
	if (!stopping && ppoll(&wake, 1, &left, &before) > 0)
		wake_wait(wake_fd, 0); /* swallows what is there */
	(void)sigprocmask(SIG_SETMASK, &before, NULL);
}

static int daemon_loop(const struct daemon *daemon, struct daemon_app *app, int wake_fd, bool once)
{
	unsigned failures = 0;

	for (;;) {
		int64_t left_ms = turn(daemon, app, &failures);
		if (once || stopping)
			return failures == 0 ? 0 : 1;
		/* While failing, a wake-up must not shorten the pause: whoever sends them would keep us busy failing. */
		wait_for(failures > 0 ? -1 : wake_fd, left_ms);
		if (stopping)
			return 0;
	}
}

static int daemon_run(const struct daemon *daemon, const struct start *start, struct daemon_app *app)
{
	const struct start_rights rights = { .network = daemon->network, .ports = daemon->ports, .folders = daemon->folders };
	struct str why = STR("STATE/run is not writable");
	int wake_fd = start->once ? -1 : wake_listen(&app->conf, daemon->name);

	if (!start->once && wake_fd < 0)
		return start_refused(ERR_CONFIG, why);
	signals_set();
	enum err err = daemon->start == NULL ? ERR_OK : daemon->start(app, &why);
	if (err != ERR_OK)
		return start_refused(err, why);
	if (start_guard(start, &rights) != ERR_OK)
		return 1;
	int status = daemon_loop(daemon, app, wake_fd, start->once);
	if (daemon->stop != NULL)
		daemon->stop(app);
	LOG(LOG_INFO, "stopped", LOG_N(LOG_STATUS, status));
	return status;
}

int daemon_main(int argc, char **argv, const struct daemon *daemon)
{
	struct start start;

	if (start_open(argc, argv, daemon->name, true, &start) != ERR_OK)
		return 1;
	struct daemon_app app = { .conf = start.conf, .arena = start.arena, .store = start.store, .wake = start.wake };
	int status = daemon_run(daemon, &start, &app);
	store_close(app.store);
	arena_destroy(app.arena);
	return status;
}
