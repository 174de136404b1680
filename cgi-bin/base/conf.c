#include "base/conf.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum kind { KIND_TEXT, KIND_INT, KIND_FLAG, KIND_ORIGIN };

struct key {
	const char *name;
	enum kind kind;
	size_t offset;
	const char *standard; /* the default, as text */
	int64_t min, max;     /* KIND_INT */
	const char *comment;
};

#define KEY(k, member, standard_, min_, max_, comment_)                                                       \
	{ .name = #member, .kind = (k), .offset = offsetof(struct conf, member), .standard = (standard_),     \
	  .min = (min_), .max = (max_), .comment = (comment_) }

static const struct key keys[] = {
	KEY(KIND_ORIGIN, site_origin, "http://localhost:8080", 0, 0,
	    "Where the site is reached: scheme://host[:port] without a slash at the end.\n"
	    "Links in mails, canonical addresses and the check of the Host header come from here. Production: https."),
	KEY(KIND_TEXT, site_name, "Aina", 0, 0, "The name in the page head, in titles and in mails."),
	KEY(KIND_TEXT, contact_email, "support@ainastudio.kz", 0, 0, "The one contact address: footer, policy, mails."),
	KEY(KIND_TEXT, operator_name, "Aina Studio (demo)", 0, 0, "Legal name of the operator, who is the controller of personal data."),
	KEY(KIND_TEXT, operator_bin, "000000000000", 0, 0, "The operator's BIN, 12 digits."),
	KEY(KIND_TEXT, processor, "stripe", 0, 0, "Card processor. Known: stripe."),
	KEY(KIND_TEXT, payment_mode, "test", 0, 0,
	    "test or live. A key, event or host of the other mode is refused. Only in test mode may the processor be\n"
	    "a plain http address on this machine."),
	KEY(KIND_TEXT, stripe_base, "https://api.stripe.com", 0, 0, "Where Stripe's API is reached. Keys: secrets/stripe.key, secrets/stripe.webhook."),
	KEY(KIND_TEXT, stripe_pay_host, "checkout.stripe.com", 0, 0, "The only host[:port] to which a shopper is sent to pay."),
	KEY(KIND_TEXT, processor_ca, "/etc/ssl/certs/ca-certificates.crt", 0, 0, "File of the certificate authorities that the processor is checked against."),
	KEY(KIND_TEXT, smtp_url, "", 0, 0, "Mail relay, smtp://host:port or smtps://host:port; its login, if it wants one: secrets/smtp.login, user:password.\n"
	    "Empty: mails are written to mail/ in the state folder."),
	KEY(KIND_FLAG, smtp_tls, "1", 0, 1, "1: mail goes out only over TLS. 0: a relay on this machine without TLS."),
	KEY(KIND_TEXT, mail_from, "orders@ainastudio.kz", 0, 0, "Sender address of mails."),
	KEY(KIND_INT, hold_minutes, "15", 1, 240, "How long a checkout holds its pieces after its last step, minutes."),
	KEY(KIND_INT, payment_minutes, "60", 30, 1440, "How long the processor's payment page stays open, minutes."),
	KEY(KIND_INT, payment_most, "999999", 1, 1000000000,
	    "The largest sum that the processor takes in one payment, in whole tenge. Stripe: eight digits of tiyn.\n"
	    "A cart above it is told so before anything is ordered."),
	KEY(KIND_INT, commission_bp, "1000", 0, 10000, "Commission of the platform in parts per 10 000; frozen on each order line."),
	KEY(KIND_INT, vat_bp, "1600", 0, 10000, "VAT contained in prices, parts per 10 000 (Kazakhstan, from 2026-01-01: 16 %)."),
};
#define KEY_COUNT (sizeof keys / sizeof keys[0])

struct load {
	struct arena *arena;
	struct conf *conf;
	struct str path;
	bool seen[KEY_COUNT];
	struct str why;
};

/* http(s)://host[:port], nothing after it; fills the derived members. */
static bool origin_set(struct conf *conf, struct str value)
{
	bool https = str_starts(value, STR("https://"));
	struct str host = str_from(value, https ? 8 : 7);

	if (!https && !str_starts(value, STR("http://")))
		return false;
	if (host.n == 0 || host.n > 200)
		return false;
	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':'))
			return false;
	}
	conf->site_origin = value;
	conf->site_host = host;
	conf->https = https;
	return true;
}

static bool key_set(struct conf *conf, const struct key *key, struct str value)
{
	void *member = (char *)conf + key->offset;
	int64_t number;

	switch (key->kind) {
	case KIND_TEXT:
		*(struct str *)member = value;
		return true;
	case KIND_ORIGIN:
		return origin_set(conf, value);
	case KIND_INT:
		if (str_to_int64(value, &number) != ERR_OK || number < key->min || number > key->max)
			return false;
		*(int64_t *)member = number;
		return true;
	case KIND_FLAG:
		if (!str_eq(value, STR("0")) && !str_eq(value, STR("1")))
			return false;
		*(bool *)member = value.p[0] == '1';
		return true;
	}
	return false;
}

static int on_key(void *user, const char *section, const char *name, const char *value)
{
	struct load *load = user;

	for (size_t i = 0; i < KEY_COUNT && *section == '\0'; i++) {
		if (!str_eq_z(str_from_z(name), keys[i].name))
			continue;
		struct str copy = arena_copy(load->arena, str_from_z(value));
		if (load->seen[i])
			load->why = arena_format(load->arena, "the key \"%s\" stands there twice: keep one", name);
		else if (copy.p == NULL || !key_set(load->conf, &keys[i], copy))
			load->why = arena_format(load->arena, "\"%s\" does not accept \"%s\": %s", name, value, keys[i].comment);
		load->seen[i] = true;
		return load->why.p == NULL;
	}
	load->why = arena_format(load->arena, "there is no key \"%s\": `aina config` prints all keys", name);
	return 0;
}

/* Rules between keys. */
static const char *conf_objection(const struct conf *conf)
{
	bool live = str_eq(conf->payment_mode, STR("live"));
	if (!live && !str_eq(conf->payment_mode, STR("test")))
		return "payment_mode must be test or live";
	if (live && !str_starts(conf->stripe_base, STR("https://")))
		return "in live mode stripe_base must begin with https://";
	if (!str_eq(conf->processor, STR("stripe")))
		return "processor must be stripe";
	if (conf->operator_bin.n != 12)
		return "operator_bin must have 12 digits";
	return NULL;
}

enum err conf_load(struct arena *arena, struct str state, struct conf *ret_conf, struct str *ret_why)
{
	struct conf conf = { .state = state };
	struct load load = { .arena = arena, .conf = &conf, .path = arena_format(arena, "%.*s/aina.conf", (int)state.n, state.p) };

	if (load.path.p == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (!key_set(&conf, &keys[i], str_from_z(keys[i].standard)))
			return ERR_INTERNAL;
	int line = ini_parse(load.path.p, on_key, &load);
	if (line < 0) {
		*ret_why = arena_format(arena, "cannot read %s: make it with `aina config > %s`", load.path.p, load.path.p);
		return ERR_CONFIG;
	}
	const char *objection = line == 0 ? conf_objection(&conf) : NULL;
	if (line > 0)
		*ret_why = arena_format(arena, "%s:%d: %s", load.path.p, line, load.why.p == NULL ? "this is not `key = value`" : load.why.p);
	else if (objection != NULL)
		*ret_why = arena_format(arena, "%s: %s", load.path.p, objection);
	if (line > 0 || objection != NULL)
		return ERR_CONFIG;
	*ret_conf = conf;
	return ERR_OK;
}

void conf_sample(struct buf *out)
{
	buf_put(out, STR("; Aina: configuration. Read once at start; change it, then `make restart` (or restart the units).\n"
			 "; Secrets are not here but in files of the folder secrets/ beside this one.\n"));
	for (size_t i = 0; i < KEY_COUNT; i++) {
		struct str comment = str_from_z(keys[i].comment), line;
		buf_put_c(out, '\n');
		while (str_next(&comment, '\n', &line)) {
			buf_put(out, STR("; "));
			buf_put(out, line);
			buf_put_c(out, '\n');
		}
		buf_put_z(out, keys[i].name);
		buf_put(out, STR(" = "));
		buf_put_z(out, keys[i].standard);
		buf_put_c(out, '\n');
	}
}

/* Opens STATE/secrets/<name>; refuses a file that others may read. */
static enum err secret_open(const struct conf *conf, const char *name, int *ret_fd)
{
	char path[512];
	struct stat status;
	int n = snprintf(path, sizeof path, "%.*s/secrets/%s", (int)conf->state.n, conf->state.p, name);

	if (n <= 0 || (size_t)n >= sizeof path)
		return ERR_CONFIG;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? ERR_NONE : ERR_CONFIG;
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || (status.st_mode & 07) != 0) {
		(void)close(fd);
		return ERR_CONFIG;
	}
	*ret_fd = fd;
	return ERR_OK;
}

enum err conf_secret(const struct conf *conf, const char *name, unsigned char *out, size_t n)
{
	int fd;
	char extra;

	TRY(secret_open(conf, name, &fd));
	bool whole = read(fd, out, n) == (ssize_t)n && read(fd, &extra, 1) == 0;
	(void)close(fd);
	return whole ? ERR_OK : ERR_CONFIG;
}

enum err conf_secret_text(struct arena *arena, const struct conf *conf, const char *name, size_t max, struct str *ret_text)
{
	int fd;
	TRY(secret_open(conf, name, &fd));
	char *p = arena_alloc(arena, max + 1);
	ssize_t n = p == NULL ? -1 : read(fd, p, max + 1);
	(void)close(fd);
	if (p == NULL)
		return ERR_MEMORY;
	if (n < 0 || (size_t)n > max)
		return ERR_CONFIG;
	struct str text = str_trim((struct str){ p, (size_t)n });
	if (text.n == 0 || str_index(text, '\n') != text.n)
		return ERR_CONFIG;
	*ret_text = text;
	return ERR_OK;
}
