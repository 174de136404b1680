/* SMTP through libcurl, and its stand-in for shops without a relay: one .eml file for each mail.
 * Promises: TLS or nothing when TLS is asked for; one envelope sender, one recipient, both checked by letter_address_fine(), because
 * libcurl passes CR and LF in an address through. Never: logs an address. */
#ifndef AINA_EDGE_SMTP_H
#define AINA_EDGE_SMTP_H

#include "base/arena.h"

struct smtp_setup {
	struct str url;     /* smtp://host:port or smtps://host:port */
	struct str hello;   /* the name given in EHLO: a domain of ours, not the machine's */
	bool tls;           /* refuse to speak without it */
	struct str ca_file; /* PEM, for TLS */
	struct str login;   /* "user:password"; absent: none */
	int64_t total_ms;   /* 0: 30 s */
};

struct smtp_client;

/* ERR_CONFIG: the URL or the CA file; ERR_MEMORY. */
MUST_USE enum err smtp_open(const struct smtp_setup *setup, struct smtp_client **ret_client);
void smtp_close(struct smtp_client *client); /* NULL is fine */

struct smtp_answer { int curl_code; int status; }; /* status: the relay's last three digits, 0 if none came */

/* Hands one letter over. ERR_INPUT: an address; ERR_NETWORK: not accepted, or not known to be (*ret_answer says what was seen). */
MUST_USE enum err smtp_send(struct smtp_client *client, struct str from, struct str to, struct str letter, struct smtp_answer *ret_answer);

/* Writes FOLDER/<name>.eml whole or not at all; doing it again replaces it. ERR_FULL, ERR_STORAGE. */
MUST_USE enum err smtp_file(struct arena *arena, struct str folder, struct str name, struct str letter);

/* The port of an URL of ours, for the sandbox; 0: not an URL that smtp_open() takes. */
uint16_t smtp_port(struct str url);

#endif
