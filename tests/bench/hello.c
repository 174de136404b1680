/* The measure of all pages: a bare libfcgi program in an event loop like ours, that answers with bytes it read at start.
 * hello DIR: /hello/<name> answers with the file DIR/<name>. Socket on descriptor 0. Not part of the product. */
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define CONNECTIONS 256
#define BODIES 16

struct connection {
	FCGX_Request request;
	int fd;
};

struct body {
	char name[64];
	char *bytes; /* headers and body, as sent */
	int n;
};

static struct body bodies[BODIES];
static size_t body_count;

static void body_load(const char *folder, const char *name)
{
	char path[512], head[128];
	struct stat status;
	struct body *body = &bodies[body_count];

	(void)snprintf(path, sizeof path, "%s/%s", folder, name);
	int fd = open(path, O_RDONLY);
	if (fd < 0 || fstat(fd, &status) != 0 || body_count == BODIES)
		exit(2);
	int n = snprintf(head, sizeof head, "Content-Type: text/html; charset=utf-8\r\nContent-Length: %lld\r\n\r\n", (long long)status.st_size);
	body->bytes = malloc((size_t)n + (size_t)status.st_size);
	if (body->bytes == NULL || read(fd, body->bytes + n, (size_t)status.st_size) != status.st_size)
		exit(2);
	memcpy(body->bytes, head, (size_t)n);
	body->n = n + (int)status.st_size;
	(void)snprintf(body->name, sizeof body->name, "/hello/%s", name);
	body_count++;
	(void)close(fd);
}

static void answer(FCGX_Request *request)
{
	const char *uri = FCGX_GetParam("REQUEST_URI", request->envp);

	for (size_t i = 0; uri != NULL && i < body_count; i++)
		if (strcmp(uri, bodies[i].name) == 0) {
			(void)FCGX_PutStr(bodies[i].bytes, bodies[i].n, request->out);
			return;
		}
	(void)FCGX_PutStr("Status: 404\r\n\r\n", 15, request->out);
}

static void connection_end(int poll_fd, struct connection *connection)
{
	(void)epoll_ctl(poll_fd, EPOLL_CTL_DEL, connection->fd, NULL);
	connection->request.keepConnection = 0;
	FCGX_Free(&connection->request, 0);
	(void)close(connection->fd);
	connection->fd = -1;
}

static void connection_new(int poll_fd, int fd, struct connection *connections)
{
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *connection = &connections[i];
		if (connection->fd >= 0)
			continue;
		if (FCGX_InitRequest(&connection->request, 0, 0) != 0)
			exit(2);
		connection->fd = connection->request.ipcFd = fd;
		struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection };
		(void)epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &event);
		return;
	}
	(void)close(fd);
}

int main(int argc, char **argv)
{
	static struct connection connections[CONNECTIONS];
	int poll_fd = epoll_create1(0);
	struct epoll_event events[64], listening = { .events = EPOLLIN };

	if (argc < 3 || poll_fd < 0 || FCGX_Init() != 0 || fcntl(0, F_SETFL, O_NONBLOCK) != 0)
		return 2;
	for (int i = 2; i < argc; i++)
		body_load(argv[1], argv[i]);
	for (size_t i = 0; i < CONNECTIONS; i++)
		connections[i].fd = -1;
	(void)epoll_ctl(poll_fd, EPOLL_CTL_ADD, 0, &listening);
	while (1) {
		int n = epoll_wait(poll_fd, events, 64, -1);
		for (int i = 0; i < n; i++) {
			struct connection *connection = events[i].data.ptr;
			if (connection == NULL) {
				int fd = accept(0, NULL, NULL);
				if (fd >= 0)
					connection_new(poll_fd, fd, connections);
				continue;
			}
			if (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
				connection_end(poll_fd, connection);
				continue;
			}
			connection->request.keepConnection = 1;
			if (FCGX_Accept_r(&connection->request) != 0) {
				connection_end(poll_fd, connection);
				continue;
			}
			answer(&connection->request);
			FCGX_Finish_r(&connection->request);
		}
	}
}
