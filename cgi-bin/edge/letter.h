/* Letter: the bytes of one mail (RFC 5322, MIME). Pure.
 * Promises: CRLF line ends, no line over 78 bytes in the head, an encoded body that no relay can take apart (base64), and exactly
 * the headers named here: a value that could add one is refused. */
#ifndef AINA_EDGE_LETTER_H
#define AINA_EDGE_LETTER_H

#include "base/buf.h"

#define LETTER_ADDRESS_BYTES_MAX 254
#define LETTER_BYTES_MAX (256 * 1024)

struct letter {
	struct str from, from_name; /* address; what people see */
	struct str reply_to;
	struct str to;
	struct str subject;         /* one line of UTF-8 */
	struct str message_id;      /* without <> and domain: [A-Za-z0-9_-] */
	struct str lang;            /* "kk" */
	int64_t date_ms;
	struct str text;            /* UTF-8, LF or CRLF */
};

/* local@domain, ASCII, one @, only the characters of HTML's input type=email, labels of the domain not empty. */
bool letter_address_fine(struct str address);
/* Appends the whole letter. ERR_INPUT: a bad address or a control byte in a one-line value; ERR_TOO_LARGE: it does not fit. */
MUST_USE enum err letter_write(struct buf *out, const struct letter *letter);

#endif
