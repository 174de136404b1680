/* keeperd: every timed duty. Carries changes over to the shop window, moves the write-ahead logs, forgets what is to be forgotten. */
#include "base/log.h"
#include "model/catalogue.h"
#include "model/keep.h"
#include "programs/daemon.h"

#define STEP_ARENA_BYTES (4 * 1024 * 1024)
#define STEPS_IN_A_TURN 20 /* of one duty; a backlog is worked off over several turns */
#define QUIET_HOUR 4       /* of Kazakhstan's day: logs are truncated then even if nothing was erased */
#define DUTIES_MAX 16

struct keeper {
	struct keeping keeping;
	int64_t due_ms[DUTIES_MAX];
	int quiet_day; /* of the month, on which the quiet hour was used */
};

static enum err start(struct daemon_app *app, struct str *ret_why)
{
	struct keeper *keeper = ARENA_NEW(app->arena, struct keeper);

	*ret_why = STR("no memory");
	if (keeper == NULL || keep_duty_count > DUTIES_MAX)
		return ERR_MEMORY;
	keeper->keeping = (struct keeping){ .store = app->store, .arena = arena_create(STEP_ARENA_BYTES), .erased = true };
	if (keeper->keeping.arena == NULL)
		return ERR_MEMORY;
	app->own = keeper;
	return ERR_OK;
}

static void stop(struct daemon_app *app)
{
	struct keeper *keeper = app->own;
	if (keeper != NULL)
		arena_destroy(keeper->keeping.arena);
}

/* Works a duty off, in bounded steps. */
static enum err fulfil(struct keeper *keeper, const struct keep_duty *duty, int64_t now_ms, int64_t *ret_total)
{
	int64_t total = 0;

	for (int i = 0; i < STEPS_IN_A_TURN && !daemon_stopping(); i++) {
		int64_t count = 0;
		arena_reset(keeper->keeping.arena);
		TRY(duty->step(&keeper->keeping, now_ms, &count));
		total += count;
		if (count < KEEP_BATCH)
			break;
	}
	*ret_total = total;
	return ERR_OK;
}

/* One duty that fails must not keep the others from their time; the last failure is the turn's. */
static enum err fulfil_due(struct keeper *keeper, int64_t now_ms)
{
	enum err failure = ERR_OK;

	for (size_t i = 0; i < keep_duty_count && !daemon_stopping(); i++) {
		const struct keep_duty *duty = &keep_duties[i];
		int64_t total = 0;
		if (keeper->due_ms[i] > now_ms && keeper->due_ms[i] <= now_ms + duty->every_ms) /* a clock set back must not stop it */
			continue;
		enum err err = fulfil(keeper, duty, now_ms, &total);
		if (err != ERR_OK) {
			LOG(LOG_ERROR, "duty_failed", LOG_Z(LOG_KIND, duty->name), LOG_Z(LOG_ERR, err_name(err)));
			failure = err;
			continue;
		}
		keeper->due_ms[i] = now_ms + duty->every_ms;
		if (total > 0)
			LOG(LOG_INFO, "duty", LOG_Z(LOG_KIND, duty->name), LOG_N(LOG_COUNT, total));
	}
	return failure;
}

/* What changed for the shop window, until nothing waits or others must have their turn. */
static enum err follow(struct keeper *keeper)
{
	size_t total = 0;

	for (int i = 0; i < STEPS_IN_A_TURN && !daemon_stopping(); i++) {
		size_t changes = 0;
		enum err err = catalogue_follow(keeper->keeping.store, keeper->keeping.arena, &changes);
		if (err == ERR_BUSY)
			break; /* somebody writes a lot; the changes wait */
		TRY(err);
		total += changes;
		if (changes < CATALOGUE_TURN)
			break;
	}
	if (total > 0)
		LOG(LOG_INFO, "duty", LOG_Z(LOG_KIND, "catalogue"), LOG_N(LOG_COUNT, total));
	return ERR_OK;
}

static const enum store_database logs[] = { STORE_MARKET, STORE_SESSION, STORE_KEYS, STORE_CATALOGUE };

/* Passive each turn; truncating when something was erased, or once in the quiet hour. A reader in the way is met again next time. */
static enum err checkpoint(struct keeper *keeper, int64_t now_ms)
{
	struct civil civil = clock_civil(now_ms, CLOCK_ALMATY_OFFSET_MS);
	bool quiet = civil.hour == QUIET_HOUR && keeper->quiet_day != civil.day;
	bool truncate = keeper->keeping.erased || quiet, all = true;

	for (size_t i = 0; i < sizeof logs / sizeof logs[0]; i++) {
		int64_t left;
		enum err err = store_checkpoint(keeper->keeping.store, logs[i], truncate ? STORE_CHECKPOINT_TRUNCATE : STORE_CHECKPOINT_PASSIVE, &left);
		if (err != ERR_OK && err != ERR_BUSY)
			return err;
		all &= err == ERR_OK;
	}
	if (truncate && all) {
		keeper->keeping.erased = false;
		keeper->quiet_day = quiet ? civil.day : keeper->quiet_day;
	}
	return ERR_OK;
}

static enum err turn(struct daemon_app *app, int64_t now_ms, int64_t *ret_next_ms)
{
	struct keeper *keeper = app->own;

	(void)ret_next_ms;
	enum err followed = follow(keeper), duties = fulfil_due(keeper, now_ms);
	TRY(checkpoint(keeper, now_ms));
	return followed != ERR_OK ? followed : duties;
}

int main(int argc, char **argv)
{
	const struct daemon daemon = { .name = "keeperd", .start = start, .turn = turn, .stop = stop };
	return daemon_main(argc, argv, &daemon);
}
