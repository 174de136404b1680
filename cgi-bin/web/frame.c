#include "web/frame.h"

enum { RECORD_BEGIN = 1, RECORD_PARAMETERS = 4, RECORD_BODY = 5 };
#define RECORD_HEAD_BYTES 8
#define VERSION 1
#define ROLE_RESPONDER 1

struct record {
	unsigned type, request_id;
	struct str content;
};

/* Cuts one record off *rest. */
static enum frame record_next(struct str *rest, struct record *ret_record)
{
	const unsigned char *head = (const unsigned char *)rest->p;

	if (rest->n > 0 && head[0] != VERSION)
		return FRAME_BAD;
	if (rest->n < RECORD_HEAD_BYTES)
		return FRAME_PARTIAL;
	size_t n = (size_t)head[4] << 8 | head[5];
	size_t padding = head[6];
	ret_record->type = head[1];
	ret_record->request_id = (unsigned)head[2] << 8 | head[3];
	if (rest->n < RECORD_HEAD_BYTES + n + padding)
		return FRAME_PARTIAL;
	ret_record->content = str_part(*rest, RECORD_HEAD_BYTES, n);
	*rest = str_from(*rest, RECORD_HEAD_BYTES + n + padding);
	return FRAME_WHOLE;
}

/* One length of §3.4: a byte, or four with the highest bit set. */
static bool length_next(struct str *rest, size_t *ret_length)
{
	const unsigned char *p = (const unsigned char *)rest->p;

	if (rest->n == 0)
		return false;
	if (p[0] < 0x80) {
		*ret_length = p[0];
		*rest = str_from(*rest, 1);
		return true;
	}
	if (rest->n < 4)
		return false;
	*ret_length = (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
	*rest = str_from(*rest, 4);
	return true;
}

static bool parameters_are_sound(struct str content, size_t *count)
{
	while (content.n > 0) {
		size_t name, value;
		if (!length_next(&content, &name) || !length_next(&content, &value))
			return false;
		if (name == 0 || name > content.n || value > content.n - name || ++*count > FRAME_PARAMETERS_MAX)
			return false;
		content = str_from(content, name + value);
	}
	return true;
}

static bool begin_is_sound(const struct record *record)
{
	return record->type == RECORD_BEGIN && record->request_id != 0 && record->content.n == 8 && record->content.p[0] == 0 &&
	       record->content.p[1] == ROLE_RESPONDER;
}

/* Records of one type up to the empty one that ends their stream. */
static enum frame stream_check(struct str *rest, unsigned type, unsigned request_id, size_t max_bytes)
{
	struct record record;
	size_t bytes = 0, count = 0;

	for (;;) {
		enum frame frame = record_next(rest, &record);
		if (frame != FRAME_WHOLE)
			return frame;
		if (record.type != type || record.request_id != request_id)
			return FRAME_BAD;
		if (record.content.n == 0)
			return FRAME_WHOLE;
		bytes += record.content.n;
		if (bytes > max_bytes || (type == RECORD_PARAMETERS && !parameters_are_sound(record.content, &count)))
			return FRAME_BAD;
	}
}

enum frame frame_check(struct str bytes)
{
	struct record begin;
	struct str rest = bytes;
	enum frame frame = record_next(&rest, &begin);

	if (frame == FRAME_WHOLE && !begin_is_sound(&begin))
		return FRAME_BAD;
	if (frame == FRAME_WHOLE)
		frame = stream_check(&rest, RECORD_PARAMETERS, begin.request_id, FRAME_PARAMETERS_BYTES);
	if (frame == FRAME_WHOLE)
		frame = stream_check(&rest, RECORD_BODY, begin.request_id, FRAME_BYTES);
	if (frame == FRAME_WHOLE && rest.n > 0)
		return FRAME_BAD;
	return frame == FRAME_PARTIAL && bytes.n >= FRAME_BYTES ? FRAME_BAD : frame;
}
