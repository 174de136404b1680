#include "programs/payd.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>

#include "base/log.h"
#include "base/wake.h"
#include "programs/daemon.h"
#include "query/payment.h"

#define STEP_ARENA_BYTES (2 * 1024 * 1024)
#define STEPS_IN_A_TURN 50
#define SWEEP_MS (15 * CLOCK_SECOND_MS)
#define CALL_LEASE_MS (60 * CLOCK_SECOND_MS) /* longer than any call may take */
#define KEY_BYTES_MAX 256

/* Steps shared by all kinds of work ------------------------------------------------------------------------------------ */

enum err payd_case_read(struct payd *payd, int64_t payment_id, struct payd_case *ret_case)
{
	struct payd_case about = { .cancel_asked = false };
	struct q_payment_order_row row;
	char id_text[PUBLIC_ID_CHARS];
	int64_t call_id;
	bool never_left;
	const struct conf *conf = payd->conf;
	TRY(payment_by_id(payd->store, payd->arena, payment_id, &about.payment));
	TRY(q_payment_order(payd->store, payd->arena, &(struct q_payment_order){ .group_id = about.payment.group_id }, &row));
	enum err err = payment_call_newest(payd->store, payd->arena, payment_id, PAYMENT_CANCEL, &call_id, &never_left);
	if (err != ERR_OK && err != ERR_NONE)
		return err;
	about.cancel_asked = err == ERR_OK;
	struct processor_order *order = &about.order;
	if (!lang_parse(row.lang, &order->lang))
		return ERR_STORAGE;
	order->reference = arena_copy(payd->arena, public_id_text(&about.payment.public_id, id_text));
	order->amount = about.payment.amount;
	order->expires_ms = about.payment.expires_ms;
	order->title = arena_format(payd->arena, "%.*s %.*s", (int)conf->site_name.n, conf->site_name.p, (int)row.number.n, row.number.p);
	order->return_url = arena_format(payd->arena, "%.*s/%.*s/pay/%.*s?from=processor", (int)conf->site_origin.n, conf->site_origin.p,
					 (int)row.lang.n, row.lang.p, (int)order->reference.n, order->reference.p);
	if (arena_failed(payd->arena))
		return ERR_MEMORY;
	*ret_case = about;
	return ERR_OK;
}

enum processor_verdict payd_send(struct payd *payd, const struct payd_case *about, const char *operation, struct str ref,
				 const struct http_request *request, struct http_answer *ret_answer, struct processor_page *ret_page)
{
	*ret_answer = (struct http_answer){ .outcome = HTTP_UNKNOWN };
	gate_take(&payd->gate);
	enum err err = http_send(payd->http, payd->arena, request, ret_answer);
	enum processor_verdict verdict =
		err != ERR_OK ? PROCESSOR_UNKNOWN
			      : payd->processor->read(payd->arena, &payd->account, &about->order, ref, ret_answer, ret_page);
	/* Refusals of one order say nothing about the processor's health; silence, floods and refused keys do. */
	bool good = verdict == PROCESSOR_ANSWERED || verdict == PROCESSOR_REFUSED_INPUT || verdict == PROCESSOR_INTEGRITY ||
		    verdict == PROCESSOR_NOT_FOUND || verdict == PROCESSOR_KEY_BUSY;
	gate_report(&payd->gate, good, ret_answer->retry_after_s * 1000, clock_monotonic_ms());
	enum log_level level = verdict == PROCESSOR_ANSWERED ? LOG_INFO : verdict == PROCESSOR_INTEGRITY ? LOG_ERROR : LOG_WARNING;
	LOG(level, "processor_call", LOG_N(LOG_PAYMENT, about->payment.id), LOG_Z(LOG_OPERATION, operation),
	    LOG_T(LOG_KIND, processor_verdict_name(verdict)), LOG_N(LOG_HTTP, ret_answer->status), LOG_N(LOG_CURL, ret_answer->curl_code),
	    LOG_T(LOG_TRACE, ret_answer->trace), LOG_N(LOG_DURATION_US, ret_answer->duration_ms * 1000));
	return verdict;
}

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
