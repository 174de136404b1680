/* maild: works off the mail queue, through a relay or, in a shop without one, into files.
 * Promises: no transaction is open while it speaks to the relay; a mail that may have gone out goes again only under the same Message-ID. */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/log.h"
#include "edge/letter.h"
#include "edge/smtp.h"
#include "pages/mail.h"
#include "programs/daemon.h"

#define STEP_ARENA_BYTES (2 * 1024 * 1024)
#define STEPS_IN_A_TURN 50
#define SWEEP_MS (15 * CLOCK_SECOND_MS)
#define SEND_LEASE_MS (120 * CLOCK_SECOND_MS) /* longer than one delivery may take */
#define LOGIN_BYTES_MAX 500

struct maild {
	const struct conf *conf;
	struct store *store;
	struct arena *arena; /* of one mail */
	struct buf text, letter;
	struct smtp_client *smtp; /* NULL: files */
	struct str folder;
	int lock;
	int64_t swept_ms;
};

static enum err ended(struct maild *maild, enum err err)
{
	if (err == ERR_OK)
		err = store_commit(maild->store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(maild->store, STORE_MARKET);
	return err;
}

/* One mail ------------------------------------------------------------------------------------------------------------- */

/* The content is read in one view of both databases, closed before anything is sent. */
static enum err content_read(struct maild *maild, const struct mail *mail, struct mail_content *ret_content)
{
	TRY(store_begin_read(maild->store, STORE_MARKET));
	enum err err = store_begin_read(maild->store, STORE_KEYS);
	if (err == ERR_OK)
		err = mail_content(maild->store, maild->arena, mail, ret_content);
	store_rollback(maild->store, STORE_KEYS);
	store_rollback(maild->store, STORE_MARKET);
	return err;
}

static enum err letter_make(struct maild *maild, const struct mail *mail, const struct mail_content *content)
{
	const struct conf *conf = maild->conf;
	struct str subject;
	buf_reset(&maild->text);
	buf_reset(&maild->letter);
	TRY(mail_render(maild->store, maild->arena, conf, mail, content, &maild->text, &subject));
	const struct letter letter = {
		.from = conf->mail_from,
		.from_name = conf->site_name,
		.reply_to = conf->contact_email,
		.to = content->email,
		.subject = subject,
		.message_id = mail->message_id,
		.lang = lang_code(content->lang),
		.date_ms = mail->created_ms,
		.text = buf_str(&maild->text),
	};
	return letter_write(&maild->letter, &letter);
}

static enum err letter_deliver(struct maild *maild, const struct mail *mail, const struct mail_content *content)
{
	struct smtp_answer answer = { 0, 0 };
	struct str name = arena_format(maild->arena, "%lld", (long long)mail->id);
	if (maild->smtp == NULL)
		return smtp_file(maild->arena, maild->folder, name, buf_str(&maild->letter));
	enum err err = smtp_send(maild->smtp, maild->conf->mail_from, content->email, buf_str(&maild->letter), &answer);
	if (err == ERR_NETWORK)
		LOG(LOG_WARNING, "mail_not_taken", LOG_N(LOG_CALL, mail->id), LOG_N(LOG_CURL, answer.curl_code), LOG_N(LOG_STATUS, answer.status));
	return err;
}

static enum err deliver(struct maild *maild, const struct mail *mail)
{
	struct mail_content content;
	TRY(content_read(maild, mail, &content));
	if (mail->kind == MAIL_ORDER_PLACED && !content.open)
		return ERR_OK; /* overtaken: the next mail says how it ended */
	TRY(letter_make(maild, mail, &content));
	return letter_deliver(maild, mail, &content);
}

/* What no later try can mend: nobody to write to, an address that is none. */
static bool is_hopeless(enum err err)
{
	return err == ERR_GONE || err == ERR_NONE || err == ERR_INPUT || err == ERR_TOO_LARGE;
}

static enum err write_down(struct maild *maild, const struct mail *mail, enum err result)
{
	bool dead = false;
	int64_t now_ms = clock_now_ms();
	TRY(store_begin_write(maild->store, STORE_MARKET));
	enum err err = result == ERR_OK ? mail_sent(maild->store, mail, now_ms)
					: mail_failed(maild->store, mail, is_hopeless(result), now_ms, &dead);
	TRY(ended(maild, err));
	if (result == ERR_OK)
		LOG(LOG_INFO, "mail_sent", LOG_N(LOG_CALL, mail->id), LOG_N(LOG_ORDER, mail->group_id), LOG_T(LOG_KIND, mail_kind_name(mail->kind)));
	else
		LOG(dead ? LOG_ERROR : LOG_WARNING, "mail_failed", LOG_N(LOG_CALL, mail->id), LOG_T(LOG_KIND, mail_kind_name(mail->kind)),
		    LOG_Z(LOG_ERR, err_name(result)), LOG_N(LOG_COUNT, mail->tries));
	return ERR_OK;
}

static enum err step(struct maild *maild)
{
	struct mail mail;
	arena_reset(maild->arena);
	TRY(store_begin_write(maild->store, STORE_MARKET));
	TRY(ended(maild, mail_claim(maild->store, maild->arena, clock_now_ms(), &mail)));
	return write_down(maild, &mail, deliver(maild, &mail));
}

/* Start and turns ------------------------------------------------------------------------------------------------------ */

static enum err orphans_take(struct maild *maild, bool alone, int64_t now_ms)
{
	int64_t count = 0;
	TRY(store_begin_write(maild->store, STORE_MARKET));
	TRY(ended(maild, mail_orphans(maild->store, alone ? now_ms : now_ms - SEND_LEASE_MS, now_ms, &count)));
	if (count > 0)
		LOG(LOG_WARNING, "mails_left_behind", LOG_N(LOG_COUNT, count));
	return ERR_OK;
}

static enum err way_out_open(struct daemon_app *app, struct maild *maild, struct str *ret_why)
{
	struct str from = maild->conf->mail_from;
	struct smtp_setup setup = { .url = maild->conf->smtp_url, .hello = str_from(from, str_index(from, '@') + 1),
		.tls = maild->conf->smtp_tls, .ca_file = maild->conf->processor_ca };
	maild->folder = arena_format(app->arena, "%.*s/mail", (int)maild->conf->state.n, maild->conf->state.p);
	const char *folder = arena_z(app->arena, maild->folder);
	*ret_why = STR("STATE/mail cannot be made");
	if (setup.url.n == 0)
		return folder != NULL && (mkdir(folder, 0750) == 0 || errno == EEXIST) ? ERR_OK : ERR_STORAGE;
	enum err err = conf_secret_text(app->arena, maild->conf, "smtp.login", LOGIN_BYTES_MAX, &setup.login);
	if (err != ERR_OK)
		setup.login = (struct str){ NULL, 0 }; /* no such file: a relay that knows us by our address */
	*ret_why = STR("aina.conf: smtp_url must be smtp://host:port or smtps://host:port, and processor_ca readable");
	return smtp_open(&setup, &maild->smtp);
}

static enum err start(struct daemon_app *app, struct str *ret_why)
{
	struct maild *maild = ARENA_NEW(app->arena, struct maild);
	*ret_why = STR("out of memory");
	if (maild == NULL || (maild->arena = arena_create(STEP_ARENA_BYTES)) == NULL)
		return ERR_MEMORY;
	maild->conf = &app->conf;
	maild->store = app->store;
	buf_init(&maild->text, LETTER_BYTES_MAX);
	buf_init(&maild->letter, 2 * LETTER_BYTES_MAX);
	app->own = maild;
	TRY(way_out_open(app, maild, ret_why));
	*ret_why = STR("mail_from and contact_email in aina.conf must be plain addresses");
	if (!letter_address_fine(maild->conf->mail_from) || !letter_address_fine(maild->conf->contact_email))
		return ERR_CONFIG;
	char *path = arena_z(app->arena, arena_format(app->arena, "%.*s/run/maild.lock", (int)maild->conf->state.n, maild->conf->state.p));
	maild->lock = path == NULL ? -1 : open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	*ret_why = STR("run/maild.lock cannot be made");
	if (maild->lock < 0)
		return ERR_STORAGE;
	bool alone = flock(maild->lock, LOCK_EX | LOCK_NB) == 0;
	TRY(orphans_take(maild, alone, clock_now_ms()));
	return flock(maild->lock, LOCK_SH) == 0 ? ERR_OK : ERR_STORAGE;
}

static void stop(struct daemon_app *app)
{
	struct maild *maild = app->own;
	smtp_close(maild->smtp);
	buf_free(&maild->text);
	buf_free(&maild->letter);
	arena_destroy(maild->arena);
}

static enum err turn(struct daemon_app *app, int64_t now_ms, int64_t *ret_next_ms)
{
	struct maild *maild = app->own;
	if (clock_monotonic_ms() - maild->swept_ms > SWEEP_MS) {
		maild->swept_ms = clock_monotonic_ms();
		TRY(orphans_take(maild, false, now_ms));
	}
	for (int i = 0; i < STEPS_IN_A_TURN && !daemon_stopping(); i++) {
		enum err err = step(maild);
		if (err != ERR_OK)
			return err == ERR_NONE ? ERR_OK : err;
	}
	*ret_next_ms = now_ms; /* more is waiting */
	return ERR_OK;
}

int main(int argc, char **argv)
{
	static const char *const folders[] = { "/mail", NULL };
	static const struct daemon daemon = { .name = "maild", .network = true, .folders = folders, .start = start, .turn = turn, .stop = stop };
	return daemon_main(argc, argv, &daemon);
}
