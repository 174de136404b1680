/* Growing byte buffer with a mandatory maximum.
 * Owns its memory (malloc). Failure is sticky: after the first refused byte nothing is added and buf_failed() stays true,
 * so writers need no checks between puts. Never exceeds `max`. */
#ifndef AINA_BASE_BUF_H
#define AINA_BASE_BUF_H

#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	bool failed;
};

void buf_init(struct buf *buf, size_t max_bytes);
void buf_free(struct buf *buf);
void buf_reset(struct buf *buf); /* empties, keeps the memory, clears failure */
bool buf_reserve(struct buf *buf, size_t extra); /* room for `extra` more; false marks failure */
void buf_put(struct buf *buf, struct str s);
void buf_put_z(struct buf *buf, const char *z);
void buf_put_c(struct buf *buf, char c);
void buf_put_int(struct buf *buf, int64_t value);
static inline struct str buf_str(const struct buf *buf) { return (struct str){ buf->p, buf->n }; }
static inline bool buf_failed(const struct buf *buf) { return buf->failed; }
#define BUF_AUTO __attribute__((cleanup(buf_free)))

#endif
