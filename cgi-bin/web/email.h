/* The rule for e-mail addresses: RFC 5321 lengths, the character set of HTML's input type=email, a domain that IDNA accepts.
 * Whether a mailbox exists is for a confirming mail to find out. */
#ifndef AINA_WEB_EMAIL_H
#define AINA_WEB_EMAIL_H

#include "base/arena.h"

/* ERR_INPUT: not an address. The result keeps the local part as typed and has the domain in lower-case ASCII (xn--…). */
MUST_USE enum err email_parse(struct arena *arena, struct str text, struct str *ret_address);

#endif
