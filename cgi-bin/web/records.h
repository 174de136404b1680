/* A finished reply as FastCGI records (FastCGI specification 1.0, §3.3, §5.3, §5.5), in one system call.
 * Why not FCGX_PutStr: libfcgi sends what is longer than its 8 KB buffer in several writes, and a process that is killed between two of
 * them leaves half a page, which nginx can no longer ask another process for. What leaves at once is there whole or not at all.
 * Owns nothing. */
#ifndef AINA_WEB_RECORDS_H
#define AINA_WEB_RECORDS_H

#include "base/str.h"

/* Sends `reply` (headers and body, at most LIMIT_PAGE_BYTES and its headers) and the end of request `request_id` to the socket `fd`,
 * which has a send timeout. ERR_NETWORK: the peer is gone or does not read; the connection is then of no more use. ERR_TOO_LARGE. */
MUST_USE enum err records_send(int fd, uint16_t request_id, struct str reply);

#endif
