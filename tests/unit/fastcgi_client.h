/* The web server's side of FastCGI 1.0, for tests: records into a buffer, answers out of a socket. */
#ifndef AINA_TESTS_FASTCGI_CLIENT_H
#define AINA_TESTS_FASTCGI_CLIENT_H

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include "base/buf.h"

enum { RECORD_BEGIN_REQUEST = 1, RECORD_END_REQUEST = 3, RECORD_PARAMS = 4, RECORD_STDIN = 5, RECORD_STDOUT = 6 };

static inline void record_put(struct buf *out, int type, unsigned id, struct str content, size_t padding)
{
	const char head[8] = { 1, (char)type, (char)(id >> 8), (char)id, (char)(content.n >> 8), (char)content.n, (char)padding, 0 };
	buf_put(out, (struct str){ head, sizeof head });
	buf_put(out, content);
	for (size_t i = 0; i < padding; i++)
		buf_put_c(out, '\0');
}

static inline void record_begin(struct buf *out, unsigned id, int keep)
{
	const char content[8] = { 0, 1, (char)keep };
	record_put(out, RECORD_BEGIN_REQUEST, id, (struct str){ content, sizeof content }, 0);
}

static inline void length_put(struct buf *out, size_t n)
{
	const char wide[4] = { (char)(n >> 24 | 0x80), (char)(n >> 16), (char)(n >> 8), (char)n };
	if (n < 128)
		buf_put_c(out, (char)n);
	else
		buf_put(out, (struct str){ wide, sizeof wide });
}

/* One record of name, value, name, value, …, NULL. */
static inline void record_parameters(struct buf *out, unsigned id, const char *const *pairs)
{
	struct buf content BUF_AUTO;
	buf_init(&content, 65535);
	for (; *pairs != NULL; pairs += 2) {
		length_put(&content, strlen(pairs[0]));
		length_put(&content, strlen(pairs[1]));
		buf_put_z(&content, pairs[0]);
		buf_put_z(&content, pairs[1]);
	}
	record_put(out, RECORD_PARAMS, id, buf_str(&content), 0);
}

/* A whole request of parameters and body. */
static inline void request_put(struct buf *out, int keep, const char *const *pairs, struct str body)
{
	record_begin(out, 1, keep);
	record_parameters(out, 1, pairs);
	record_put(out, RECORD_PARAMS, 1, STR(""), 0);
	for (size_t at = 0; at < body.n; at += 32768)
		record_put(out, RECORD_STDIN, 1, str_part(body, at, 32768), 0);
	record_put(out, RECORD_STDIN, 1, STR(""), 0);
}

static inline int client_connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static inline bool client_send(int fd, struct str bytes)
{
	while (bytes.n > 0) {
		ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
		if (n <= 0)
			return false;
		bytes = str_from(bytes, (size_t)n);
	}
	return true;
}

/* Waits at most `wait_ms` for each read. The reply's text is added to `out`; false when the peer closes or is silent before its end. */
static inline bool client_receive(int fd, int wait_ms, struct buf *out)
{
	struct buf raw BUF_AUTO;
	size_t at = 0;
	buf_init(&raw, 4 * 1024 * 1024);
	for (;;) {
		while (raw.n - at >= 8) {
			const unsigned char *head = (const unsigned char *)raw.p + at;
			size_t content = (size_t)head[4] << 8 | head[5], all = 8 + content + head[6];
			if (raw.n - at < all)
				break;
			if (head[1] == RECORD_STDOUT)
				buf_put(out, (struct str){ raw.p + at + 8, content });
			if (head[1] == RECORD_END_REQUEST)
				return true;
			at += all;
		}
		char bytes[16384];
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		ssize_t n = poll(&wait, 1, wait_ms) > 0 ? recv(fd, bytes, sizeof bytes, 0) : 0;
		if (n <= 0)
			return false;
		buf_put(&raw, (struct str){ bytes, (size_t)n });
	}
}

#endif
