#include "programs/payd.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>

#include "base/log.h"
#include "base/wake.h"
#include "programs/daemon.h"

#define STEP_ARENA_BYTES (2 * 1024 * 1024)
#define STEPS_IN_A_TURN 50
#define SWEEP_MS (15 * CLOCK_SECOND_MS)
#define CALL_LEASE_MS (60 * CLOCK_SECOND_MS) /* longer than any call may take */
#define KEY_BYTES_MAX 256

/* Start ---------------------------------------------------------------------------------------------------------------- */

static enum err account_read(struct daemon_app *app, struct payd *payd, struct str *ret_why)
{
	const struct conf *conf = payd->conf;
	struct processor_account *account = &payd->account;
	payd->processor = processor_find(conf->processor);
	*ret_why = STR("aina.conf: processor is not known");
	if (payd->processor == NULL)
		return ERR_CONFIG;
	account->base_url = conf->stripe_base;
	account->page_authority = conf->stripe_pay_host;
	account->live = str_eq_z(conf->payment_mode, "live");
	account->loopback_http = !account->live;
	*ret_why = STR("secrets/stripe.key cannot be read: one line, the API key");
	TRY(conf_secret_text(app->arena, conf, "stripe.key", KEY_BYTES_MAX, &account->key));
	*ret_why = STR("secrets/stripe.key is not a key of the payment_mode in aina.conf");
	if (!payd->processor->key_fits(account->key, account->live))
		return ERR_CONFIG;
	*ret_why = STR("aina.conf: stripe_base must be https, or http on this machine in test mode");
	return http_url_allowed(account->base_url, account->loopback_http) ? ERR_OK : ERR_CONFIG;
}

/* Alone: every call still marked `sending` has lost its sender. Beside another payd: only those too old to be its own. */
static enum err orphans_take(struct payd *payd, bool alone, int64_t now_ms)
{
	int64_t count = 0;
	TRY(store_begin_write(payd->store, STORE_MARKET));
	enum err err = payment_call_orphans(payd->store, alone ? now_ms : now_ms - CALL_LEASE_MS, now_ms, &count);
	if (err == ERR_OK)
		err = store_commit(payd->store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(payd->store, STORE_MARKET);
	if (count > 0)
		LOG(LOG_WARNING, "calls_left_behind", LOG_N(LOG_COUNT, count));
	return err;
}

static enum err lock_take(struct payd *payd, bool *ret_alone)
{
	char *path = arena_z(payd->arena, arena_format(payd->arena, "%.*s/run/payd.lock", (int)payd->conf->state.n, payd->conf->state.p));
	payd->lock = path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (payd->lock < 0)
		return ERR_STORAGE;
	*ret_alone = flock(payd->lock, LOCK_EX | LOCK_NB) == 0;
	return ERR_OK;
}

static enum err start(struct daemon_app *app, struct str *ret_why)
{
	struct payd *payd = ARENA_NEW(app->arena, struct payd);
	bool alone = false;
	*ret_why = STR("out of memory");
	if (payd == NULL || (payd->arena = arena_create(STEP_ARENA_BYTES)) == NULL)
		return ERR_MEMORY;
	payd->conf = &app->conf;
	payd->store = app->store;
	payd->gate = gate_new(clock_monotonic_ms());
	app->own = payd;
	TRY(account_read(app, payd, ret_why));
	(void)mlock(payd->account.key.p, payd->account.key.n); /* out of swap where the limits allow it */
	const struct http_setup setup = { .ca_file = payd->conf->processor_ca, .loopback_http = payd->account.loopback_http };
	*ret_why = STR("aina.conf: processor_ca cannot be read");
	TRY(http_open(&setup, &payd->http));
	*ret_why = STR("run/payd.lock cannot be made");
	TRY(lock_take(payd, &alone));
	*ret_why = STR("the calls left behind cannot be looked at");
	TRY(orphans_take(payd, alone, clock_now_ms()));
	*ret_why = STR("run/payd.lock cannot be shared");
	return flock(payd->lock, LOCK_SH) == 0 ? ERR_OK : ERR_STORAGE;
}

static void stop(struct daemon_app *app)
{
	struct payd *payd = app->own;
	http_close(payd->http);
	arena_destroy(payd->arena);
}

/* Turns ---------------------------------------------------------------------------------------------------------------- */

static void wake_others(struct daemon_app *app, struct payd *payd)
{
	if (!payd->order_moved)
		return;
	wake_send(app->wake, payd->conf, "maild");
	wake_send(app->wake, payd->conf, "keeperd"); /* stock may be back on the shelf */
	payd->order_moved = false;
}

/* Takes the three kinds of work in turn, so that none waits for another to run dry. */
static enum err turn(struct daemon_app *app, int64_t now_ms, int64_t *ret_next_ms)
{
	static enum err (*const steps[])(struct payd *) = { payd_call_step, payd_hook_step, payd_ask_step };
	struct payd *payd = app->own;
	size_t idle = 0, count = sizeof(steps) / sizeof(steps[0]);
	int64_t wait_ms = 0;
	enum err err = ERR_OK;
	if (clock_monotonic_ms() - payd->swept_ms > SWEEP_MS) {
		payd->swept_ms = clock_monotonic_ms();
		TRY(orphans_take(payd, false, now_ms));
	}
	for (size_t i = 0; i < STEPS_IN_A_TURN && idle < count && err == ERR_OK && !daemon_stopping(); i++) {
		wait_ms = gate_wait_ms(&payd->gate, clock_monotonic_ms());
		if (wait_ms > 0)
			break;
		arena_reset(payd->arena);
		err = steps[i % count](payd);
		idle = err == ERR_NONE ? idle + 1 : 0;
		if (err == ERR_NONE)
			err = ERR_OK;
	}
	wake_others(app, payd);
	if (wait_ms > 0)
		*ret_next_ms = clock_now_ms() + wait_ms;
	else if (idle < count)
		*ret_next_ms = now_ms; /* more is waiting */
	return err;
}

int main(int argc, char **argv)
{
	static const struct daemon daemon = { .name = "payd", .network = true, .start = start, .turn = turn, .stop = stop };
	return daemon_main(argc, argv, &daemon);
}
