/* Every limit of the web layer, in one place: code, nginx test and `aina routes --json` read these. */
#ifndef AINA_WEB_LIMITS_H
#define AINA_WEB_LIMITS_H

#define LIMIT_URI_BYTES 2048
#define LIMIT_HEADER_BYTES 4096      /* any one header value */
#define LIMIT_BODY_BYTES 65536       /* forms; nginx refuses more with 413 */
#define LIMIT_FORM_FIELDS 128        /* pairs in one query or body */
#define LIMIT_FIELD_BYTES 8192       /* one raw value */
#define LIMIT_PAGE_BYTES 524288 /* a rendered page */
#define LIMIT_REQUEST_ARENA_BYTES 4194304
#define LIMIT_CART_LINES 50
#define LIMIT_CART_CREATORS 12
#define LIMIT_LINE_QUANTITY 99

#endif
