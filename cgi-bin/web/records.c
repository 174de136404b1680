#include "web/records.h"

#include <errno.h>
#include <fastcgi.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "web/limits.h"

#define RECORD_BYTES 65528u /* the most that a record holds without padding */
#define RECORDS_MAX ((LIMIT_PAGE_BYTES + 16384) / RECORD_BYTES + 1)

static FCGI_Header header(unsigned char type, uint16_t request_id, size_t length)
{
	return (FCGI_Header){
		.version = FCGI_VERSION_1,
		.type = type,
		.requestIdB1 = (unsigned char)(request_id >> 8),
		.requestIdB0 = (unsigned char)request_id,
		.contentLengthB1 = (unsigned char)(length >> 8),
		.contentLengthB0 = (unsigned char)length,
	};
}

/* One call is the rule; a full socket takes the rest in further ones. */
static enum err send_all(int fd, struct iovec *pieces, size_t count)
{
	while (count > 0) {
		const struct msghdr message = { .msg_iov = pieces, .msg_iovlen = count };
		ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent < 0)
			return ERR_NETWORK;
		size_t left = (size_t)sent;
		while (count > 0 && left >= pieces->iov_len) {
			left -= pieces->iov_len;
			pieces++;
			count--;
		}
		if (count > 0) {
			pieces->iov_base = (char *)pieces->iov_base + left;
			pieces->iov_len -= left;
		}
	}
	return ERR_OK;
}

enum err records_send(int fd, uint16_t request_id, struct str reply)
{
	FCGI_Header headers[RECORDS_MAX];
	struct iovec pieces[2 * RECORDS_MAX + 1];
	size_t records = 0, count = 0;
	struct {
		FCGI_Header end_of_output;
		FCGI_EndRequestRecord end;
	} tail = {
		.end_of_output = header(FCGI_STDOUT, request_id, 0),
		.end = { .header = header(FCGI_END_REQUEST, request_id, sizeof tail.end.body), .body = { .protocolStatus = FCGI_REQUEST_COMPLETE } },
	};

	for (size_t at = 0; at < reply.n; at += RECORD_BYTES) {
		struct str part = str_part(reply, at, RECORD_BYTES);
		if (records == RECORDS_MAX)
			return ERR_TOO_LARGE;
		headers[records] = header(FCGI_STDOUT, request_id, part.n);
		pieces[count++] = (struct iovec){ &headers[records++], sizeof(FCGI_Header) };
		/* sendmsg only reads what an iovec points to. */
		pieces[count++] = (struct iovec){ (void *)(uintptr_t)part.p, part.n };
	}
	pieces[count++] = (struct iovec){ &tail, sizeof tail };
	return send_all(fd, pieces, count);
}
