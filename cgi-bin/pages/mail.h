/* Mails as pages: content in, subject and text out, in the buyer's language. */
#ifndef AINA_PAGES_MAIL_H
#define AINA_PAGES_MAIL_H

#include "base/conf.h"
#include "model/mail_send.h"

struct store;

/* `out` gets the text after the subject line; the subject lives in `arena`. ERR_MEMORY, ERR_INTERNAL. */
MUST_USE enum err mail_render(struct store *store, struct arena *arena, const struct conf *conf, const struct mail *mail,
			      const struct mail_content *content, struct buf *out, struct str *ret_subject);

#endif
