#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t max_bytes)
{
	*buf = (struct buf){ .max = max_bytes };
}

void buf_free(struct buf *buf)
{
	free(buf->p);
	*buf = (struct buf){ .max = buf->max };
}

void buf_reset(struct buf *buf)
{
	buf->n = 0;
	buf->failed = false;
}

bool buf_reserve(struct buf *buf, size_t extra)
{
	if (buf->failed)
		return false;
	if (extra <= buf->cap - buf->n)
		return true;
	if (extra > buf->max - buf->n) {
		buf->failed = true;
		return false;
	}
	size_t need = buf->n + extra, cap = buf->cap < 4096 ? 4096 : buf->cap;
	while (cap < need)
		cap = cap > buf->max / 2 ? buf->max : cap * 2;
	if (cap > buf->max)
		cap = buf->max;
	char *p = realloc(buf->p, cap);
	if (p == NULL) {
		buf->failed = true;
		return false;
	}
	buf->p = p;
	buf->cap = cap;
	return true;
}

void buf_put(struct buf *buf, struct str s)
{
	if (s.n == 0 || !buf_reserve(buf, s.n))
		return;
	memcpy(buf->p + buf->n, s.p, s.n);
	buf->n += s.n;
}

void buf_put_z(struct buf *buf, const char *z)
{
	buf_put(buf, str_from_z(z));
}

void buf_put_c(struct buf *buf, char c)
{
	if (buf_reserve(buf, 1))
		buf->p[buf->n++] = c;
}

void buf_put_int(struct buf *buf, int64_t value)
{
	char digits[20];
	size_t at = sizeof digits;
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

	do
		digits[--at] = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		buf_put_c(buf, '-');
	buf_put(buf, (struct str){ digits + at, sizeof digits - at });
}
