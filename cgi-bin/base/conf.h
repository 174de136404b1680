/* Configuration: STATE/aina.conf, "key = value" lines, read once at start by inih.
 * One table of keys (conf.c) with a default and a comment for each; `aina config` prints the commented sample from it.
 * An unknown key, a bad value or a repeated key refuses to start with file and line. Secrets are files in STATE/secrets/. */
#ifndef AINA_BASE_CONF_H
#define AINA_BASE_CONF_H

#include "base/arena.h"
#include "base/buf.h"

struct conf {
	struct str state;          /* state folder, from --state */
	struct str site_origin;    /* "http://localhost:8080": scheme://host[:port], no slash at the end */
	struct str site_host;      /* derived: "localhost:8080" */
	bool https;                /* derived from site_origin */
	struct str site_name;      /* "Aina" */
	struct str contact_email;  /* support@ainastudio.kz */
	struct str operator_name;  /* legal name of the controller */
	struct str operator_bin;   /* 12 digits */
	struct str processor;      /* "stripe" */
	struct str stripe_base;    /* https://api.stripe.com or the test processor */
	struct str stripe_pay_host;/* host that the hosted page may have: checkout.stripe.com */
	struct str processor_ca;   /* CA file for the processor's TLS */
	struct str payment_mode;   /* "live" or "test" */
	struct str smtp_url;       /* smtp://host:port; empty: write mails to STATE/mail/ */
	struct str mail_from;
	bool smtp_tls;             /* CURLUSESSL_ALL */
	int64_t hold_minutes;      /* stock hold of a checkout */
	int64_t payment_minutes;   /* life of the processor's payment page, 30..1440 */
	int64_t payment_most;      /* whole tenge: the largest sum of one payment */
	int64_t commission_bp;     /* platform commission, parts per 10 000 */
	int64_t vat_bp;            /* VAT included in prices */
};

/* Reads STATE/aina.conf into memory of `arena`. On refusal ERR_CONFIG and *ret_why says file, line and what to do (arena memory). */
MUST_USE enum err conf_load(struct arena *arena, struct str state, struct conf *ret_conf, struct str *ret_why);
/* The commented sample file with every key and its default. */
void conf_sample(struct buf *out);
/* Reads a secret file STATE/secrets/<name> of exactly `n` bytes into locked memory given by the caller. */
MUST_USE enum err conf_secret(const struct conf *conf, const char *name, unsigned char *out, size_t n);
/* Reads a text secret (API key, webhook secret): one line, trimmed, at most `max` bytes, into arena memory. */
MUST_USE enum err conf_secret_text(struct arena *arena, const struct conf *conf, const char *name, size_t max, struct str *ret_text);

#endif
