/* A small HTTP/1.1 server: one request for each connection, one thread, never blocks. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim.h"

#define IDLE_MS 120000

struct connection {
	int fd; /* -1: free */
	struct buf in, out;
	size_t sent;
	bool answered;
	enum wire wire;
	char held_key[256];
	bool forget_key;
	int64_t born_ms;
};

struct server {
	struct sim *sim;
	struct connection connections[SIM_CONNECTIONS_MAX];
};

static int listener_open(int port)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), one = 1;
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (fd < 0)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 128) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

struct server *server_open(struct sim *sim)
{
	struct server *server = calloc(1, sizeof(*server));
	if (server == NULL || (sim->listener = listener_open(sim->port)) < 0)
		return NULL;
	server->sim = sim;
	for (size_t i = 0; i < SIM_CONNECTIONS_MAX; i++)
		server->connections[i].fd = -1;
	return server;
}

static void connection_close(struct server *server, struct connection *c, bool reset)
{
	const struct linger hard = { .l_onoff = 1, .l_linger = 0 };
	if (reset)
		(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	(void)close(c->fd);
	c->fd = -1;
	if (c->held_key[0] != '\0') {
		json_t *record = json_object_get(server->sim->keys, c->held_key);
		if (c->forget_key)
			json_object_del(server->sim->keys, c->held_key);
		else if (record != NULL)
			json_object_set_new(record, "busy", json_false());
	}
	buf_free(&c->in);
	buf_free(&c->out);
}

static void connections_accept(struct server *server)
{
	for (size_t i = 0; i < SIM_CONNECTIONS_MAX; i++) {
		struct connection *c = &server->connections[i];
		if (c->fd >= 0)
			continue;
		int fd = accept4(server->sim->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			return;
		*c = (struct connection){ .fd = fd, .born_ms = clock_monotonic_ms() };
		buf_init(&c->in, SIM_REQUEST_BYTES_MAX);
		buf_init(&c->out, 8 * 1024 * 1024);
	}
}

/* Reading -------------------------------------------------------------------------------------------------------------- */

static struct str header_of(struct str head, const char *name)
{
	struct str line;
	while (str_next(&head, '\n', &line)) {
		size_t colon = str_index(line, ':');
		if (str_eq_nocase(str_part(line, 0, colon), str_from_z(name)))
			return str_trim(str_from(line, colon + 1));
	}
	return (struct str){ NULL, 0 };
}

/* True once the whole request is there. */
static bool request_parse(struct str in, struct sim_request *request)
{
	const char *end = in.n >= 4 ? memmem(in.p, in.n, "\r\n\r\n", 4) : NULL;
	if (end == NULL)
		return false;
	struct str head = { in.p, (size_t)(end - in.p) }, first, word;
	int64_t length = 0;
	struct str length_text = header_of(head, "content-length");
	if (length_text.n > 0 && (str_to_int64(length_text, &length) != ERR_OK || length < 0))
		length = 0;
	request->body = str_from(in, head.n + 4);
	if (request->body.n < (size_t)length)
		return false;
	request->body = str_part(request->body, 0, (size_t)length);
	struct str rest = head;
	(void)str_next(&rest, '\r', &first);
	(void)str_next(&first, ' ', &word);
	(void)snprintf(request->method, sizeof(request->method), "%.*s", (int)word.n, word.p);
	(void)str_next(&first, ' ', &word);
	size_t mark = str_index(word, '?');
	request->path = str_part(word, 0, mark);
	request->query = str_from(word, mark + 1);
	request->host = header_of(head, "host");
	request->authorization = header_of(head, "authorization");
	request->idempotency_key = header_of(head, "idempotency-key");
	request->accept_language = header_of(head, "accept-language");
	request->content_type = header_of(head, "content-type");
	return true;
}

static void reply_write(struct connection *c, const struct sim_reply *reply)
{
	struct buf *out = &c->out;
	char line[1200];
	const char *length = reply->wire == WIRE_ENDLESS ? "Transfer-Encoding: chunked" : "Content-Length: ";
	(void)snprintf(line, sizeof(line), "HTTP/1.1 %d Sim\r\nContent-Type: %s\r\nConnection: close\r\nRequest-Id: req_sim%lld\r\n%s", reply->status,
		       reply->content_type != NULL ? reply->content_type : "text/plain", (long long)clock_now_ms(), length);
	buf_put_z(out, line);
	if (reply->wire != WIRE_ENDLESS)
		buf_put_int(out, (int64_t)reply->body.n + (reply->wire == WIRE_SHORT ? 100 : 0));
	if (reply->location[0] != '\0') {
		(void)snprintf(line, sizeof(line), "\r\nLocation: %s", reply->location);
		buf_put_z(out, line);
	}
	if (reply->retry_after != 0) {
		buf_put_z(out, "\r\nRetry-After: ");
		buf_put_int(out, reply->retry_after);
	}
	buf_put_z(out, "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\r\n");
	if (reply->wire == WIRE_ENDLESS)
		for (size_t i = 0; i < 4096; i++)
			buf_put_z(out, "20\r\n                                \r\n");
	else
		buf_put(out, buf_str(&reply->body));
}

static void connection_answer(struct server *server, struct connection *c)
{
	struct sim_request request = { .path = { NULL, 0 } };
	if (!request_parse(buf_str(&c->in), &request))
		return;
	struct sim_reply reply = { .status = 404 };
	buf_init(&reply.body, 4 * 1024 * 1024);
	sim_answer(server->sim, &request, &reply);
	c->answered = true;
	c->wire = reply.wire;
	if (reply.wire == WIRE_HANG) {
		memcpy(c->held_key, reply.held_key, sizeof(c->held_key));
		c->forget_key = reply.forget_key;
	}
	if (reply.wire != WIRE_HANG && reply.wire != WIRE_RESET)
		reply_write(c, &reply);
	buf_free(&reply.body);
	if (c->wire == WIRE_RESET)
		connection_close(server, c, true);
}

static void connection_read(struct server *server, struct connection *c)
{
	char block[16384];
	ssize_t n = recv(c->fd, block, sizeof(block), 0);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		connection_close(server, c, false);
		return;
	}
	if (n > 0 && !c->answered) {
		buf_put(&c->in, (struct str){ block, (size_t)n });
		connection_answer(server, c);
	}
}

static void connection_write(struct server *server, struct connection *c)
{
	size_t left = c->out.n - c->sent;
	ssize_t n = send(c->fd, c->out.p + c->sent, c->wire == WIRE_DRIP ? (left > 0) : left, MSG_NOSIGNAL);
	if (n > 0)
		c->sent += (size_t)n;
	if ((n < 0 && errno != EAGAIN && errno != EINTR) || c->sent == c->out.n)
		connection_close(server, c, false);
}

size_t server_poll_fill(struct server *server, struct pollfd *fds, size_t max)
{
	struct sim *sim = server->sim;
	size_t count = 0;
	bool refusing = clock_monotonic_ms() < sim->refuse_until_ms;
	if (refusing && sim->listener >= 0) {
		(void)close(sim->listener);
		sim->listener = -1;
	} else if (!refusing && sim->listener < 0) {
		sim->listener = listener_open(sim->port);
	}
	fds[count++] = (struct pollfd){ .fd = sim->listener, .events = POLLIN };
	for (size_t i = 0; i < SIM_CONNECTIONS_MAX && count < max; i++) {
		const struct connection *c = &server->connections[i];
		if (c->fd >= 0) /* a dripping connection is written to once a turn, without being asked for */
			fds[count++] = (struct pollfd){ .fd = c->fd,
				.events = (short)(POLLIN | (c->out.n > c->sent && c->wire != WIRE_DRIP ? POLLOUT : 0)) };
	}
	return count;
}

void server_poll_done(struct server *server, const struct pollfd *fds, size_t count)
{
	for (size_t i = 1; i < count; i++)
		for (size_t k = 0; k < SIM_CONNECTIONS_MAX; k++) {
			struct connection *c = &server->connections[k];
			if (c->fd != fds[i].fd)
				continue;
			if ((fds[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
				connection_read(server, c);
			if (c->fd >= 0 && c->out.n > c->sent)
				connection_write(server, c);
			if (c->fd >= 0 && clock_monotonic_ms() - c->born_ms > IDLE_MS)
				connection_close(server, c, false);
			break;
		}
	if (count > 0 && fds[0].revents != 0)
		connections_accept(server);
}

/* Forms ---------------------------------------------------------------------------------------------------------------- */

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef", *at = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

static bool decode(struct str text, char *out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];
		if (c == '%') {
			int high = i + 2 < text.n ? hex_digit(text.p[i + 1]) : -1, low = high >= 0 ? hex_digit(text.p[i + 2]) : -1;
			if (high < 0 || low < 0 || (high | low) == 0)
				return false;
			c = (unsigned char)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		if (n + 1 >= size)
			return false;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return true;
}

bool form_next(struct str *form, char *name, size_t name_size, char *value, size_t value_size, bool *ret_broken)
{
	struct str pair;
	if (!str_next(form, '&', &pair))
		return false;
	size_t equals = str_index(pair, '=');
	*ret_broken = !decode(str_part(pair, 0, equals), name, name_size) || !decode(str_from(pair, equals + 1), value, value_size);
	return true;
}

bool form_get(struct str form, const char *name, char *out, size_t size)
{
	char key[128], value[4096];
	bool found = false, broken = false;
	while (form_next(&form, key, sizeof(key), value, sizeof(value), &broken)) {
		if (broken || strcmp(key, name) != 0)
			continue;
		if (found || strlen(value) >= size)
			return false;
		memcpy(out, value, strlen(value) + 1);
		found = true;
	}
	return found;
}
