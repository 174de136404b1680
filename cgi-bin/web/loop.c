#include "web/loop.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "base/clock.h"
#include "web/frame.h"
#include "web/limits.h"
#include "web/records.h"

#define EVENTS 32
#define ACCEPTS 16 /* in one go, so that those who are connected already get their turn */
#define HEADERS_BYTES 16384
#define STARVED_WAIT_MS 10

struct connection {
	FCGX_Request fcgi;
	int fd;              /* -1: free slot */
	int64_t deadline_ms; /* monotonic: then it is closed */
	bool served;         /* between requests: may be closed at any time */
};

struct loop {
	const struct dispatcher *dispatcher;
	enum loop_kind kind;
	int listen_fd, epoll_fd;
	int request_wait_ms, idle_wait_ms;
	bool listening;        /* epoll watches the listening socket */
	size_t room, count;    /* slots, slots in use */
	int64_t sweep_ms;      /* when the next deadline may pass */
	struct connection *connections;
	char *peeked;          /* FRAME_BYTES */
	struct arena *arena;
	struct reply reply;
	struct buf out;
};

static volatile sig_atomic_t stopping;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stopping = 1;
}

static void listen_watch(struct loop *loop, bool wanted)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.ptr = NULL };

	if (wanted == loop->listening)
		return;
	if (epoll_ctl(loop->epoll_fd, wanted ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, loop->listen_fd, &event) == 0)
		loop->listening = wanted;
}

/* `closed`: libfcgi did it already. */
static void connection_drop(struct loop *loop, struct connection *connection, bool closed)
{
	if (!closed)
		(void)close(connection->fd);
	*connection = (struct connection){ .fd = -1 };
	loop->count--;
	listen_watch(loop, !stopping);
}

static void connection_wait(struct loop *loop, struct connection *connection, int64_t wait_ms)
{
	connection->deadline_ms = clock_monotonic_ms() + wait_ms;
	if (connection->deadline_ms < loop->sweep_ms)
		loop->sweep_ms = connection->deadline_ms;
}

/* Reads the body whole. What is left behind the announced length makes the connection unfit for another request. */
static enum err body_read(FCGX_Request *fcgi, struct arena *arena, struct request *request)
{
	char *body = arena_alloc(arena, request->body_bytes);

	if (body == NULL)
		return ERR_MEMORY;
	int n = request->body_bytes == 0 ? 0 : FCGX_GetStr(body, (int)request->body_bytes, fcgi->in);
	if (n < 0 || (size_t)n != request->body_bytes || FCGX_GetChar(fcgi->in) != EOF)
		return ERR_INPUT;
	request->body = (struct str){ body, request->body_bytes };
	return ERR_OK;
}

static enum err request_answer(struct loop *loop, FCGX_Request *fcgi)
{
	struct request request;

	arena_reset(loop->arena);
	enum err err = request_read(loop->arena, fcgi->envp, &request);
	if (err == ERR_OK)
		err = body_read(fcgi, loop->arena, &request);
	else
		request_unreadable(&request);
	if (err != ERR_OK)
		fcgi->keepConnection = 0;
	dispatch(loop->dispatcher, &request, err, loop->arena, &loop->reply);
	reply_write(&loop->reply, request.method == METHOD_HEAD, &loop->out);
	struct str out = buf_failed(&loop->out) ? STR("Status: 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n") :
						  buf_str(&loop->out);
	return records_send(fcgi->ipcFd, (uint16_t)fcgi->requestId, out);
}

/* A whole request lies in the queue, so libfcgi does not wait. `detached` makes it close without waiting for the peer's end. */
static void connection_serve(struct loop *loop, struct connection *connection)
{
	FCGX_Request *fcgi = &connection->fcgi;

	fcgi->keepConnection = 1; /* or FCGX_Accept_r would close it first; it then sets what the server asked for */
	fcgi->detached = 1;
	if (FCGX_Accept_r(fcgi) != 0) {
		connection_drop(loop, connection, fcgi->ipcFd < 0);
		return;
	}
	if (loop->kind == LOOP_SINGLE || stopping)
		fcgi->keepConnection = 0;
	bool keep = request_answer(loop, fcgi) == ERR_OK && fcgi->keepConnection != 0;
	FCGX_Free(fcgi, !keep); /* not FCGX_Finish_r: the end of the request was sent with the reply */
	if (!keep) {
		connection_drop(loop, connection, true);
		return;
	}
	connection->served = true;
	connection_wait(loop, connection, loop->idle_wait_ms);
}

/* `ended`: the peer sends nothing more, so half a request stays half; nobody waits for the rest of it. */
static void connection_look(struct loop *loop, struct connection *connection, bool ended)
{
	ssize_t n = recv(connection->fd, loop->peeked, FRAME_BYTES, MSG_PEEK | MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		if (stopping && connection->served)
			connection_drop(loop, connection, false);
		return;
	}
	enum frame frame = n <= 0 ? FRAME_BAD : frame_check((struct str){ loop->peeked, (size_t)n });
	if (frame == FRAME_BAD || (ended && frame != FRAME_WHOLE)) {
		connection_drop(loop, connection, false);
	} else if (frame == FRAME_WHOLE) {
		connection_serve(loop, connection);
	} else if (connection->served) {
		connection->served = false;
		connection_wait(loop, connection, loop->request_wait_ms);
	}
}

static struct connection *slot_take(struct loop *loop, int fd)
{
	for (size_t i = 0; i < loop->room; i++) {
		struct connection *connection = &loop->connections[i];
		if (connection->fd >= 0)
			continue;
		*connection = (struct connection){ .fd = fd };
		/* No listening socket for libfcgi: after an error it must return instead of accepting by itself. */
		if (FCGX_InitRequest(&connection->fcgi, -1, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
			return NULL;
		connection->fcgi.ipcFd = fd;
		loop->count++;
		return connection;
	}
	return NULL;
}

/* Edge-triggered: each arrival is one event, so half a request does not spin. */
static void connection_watch(struct loop *loop, struct connection *connection)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET, .data.ptr = connection };

	if (epoll_ctl(loop->epoll_fd, EPOLL_CTL_ADD, connection->fd, &event) != 0)
		connection_drop(loop, connection, false);
}

static void connection_open(struct loop *loop, int fd)
{
	const struct timeval wait = { .tv_sec = LOOP_SEND_WAIT_S };
	struct connection *connection = NULL;

	/* Reading never waits; this is for a peer that takes back what it had sent. */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0)
		connection = slot_take(loop, fd);
	if (connection == NULL) {
		(void)close(fd);
		return;
	}
	connection_wait(loop, connection, loop->request_wait_ms);
	connection_look(loop, connection, false);
	if (connection->fd >= 0)
		connection_watch(loop, connection);
}

static void accept_some(struct loop *loop)
{
	for (int i = 0; i < ACCEPTS && loop->count < loop->room && !stopping; i++) {
		int fd = accept4(loop->listen_fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0) {
			/* Out of descriptors or memory: the socket stays readable, and asking at once again would burn the processor. */
			if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
				(void)poll(NULL, 0, STARVED_WAIT_MS);
			break;
		}
		connection_open(loop, fd);
		if (loop->kind == LOOP_SINGLE)
			break;
	}
	if (loop->count == loop->room)
		listen_watch(loop, false);
}

static void sweep(struct loop *loop)
{
	int64_t now_ms = clock_monotonic_ms();

	if (now_ms < loop->sweep_ms)
		return;
	loop->sweep_ms = INT64_MAX;
	for (size_t i = 0; i < loop->room; i++) {
		struct connection *connection = &loop->connections[i];
		if (connection->fd < 0)
			continue;
		if (connection->deadline_ms <= now_ms)
			connection_drop(loop, connection, false);
		else if (connection->deadline_ms < loop->sweep_ms)
			loop->sweep_ms = connection->deadline_ms;
	}
}

/* The last look at each connection: a request that is there is answered, an idle connection closed, one that is new or half sent
 * keeps its deadline. */
static void drain(struct loop *loop)
{
	listen_watch(loop, false);
	for (size_t i = 0; i < loop->room; i++)
		if (loop->connections[i].fd >= 0)
			connection_look(loop, &loop->connections[i], false);
}

static int wait_ms(const struct loop *loop)
{
	if (loop->sweep_ms == INT64_MAX)
		return -1;
	int64_t left = loop->sweep_ms - clock_monotonic_ms();
	return left < 0 ? 0 : left > 60000 ? 60000 : (int)left + 1;
}

static void turn(struct loop *loop, const sigset_t *waiting_mask)
{
	struct epoll_event events[EVENTS];
	int n = epoll_pwait(loop->epoll_fd, events, EVENTS, wait_ms(loop), waiting_mask);

	for (int i = 0; i < n; i++) {
		struct connection *connection = events[i].data.ptr;
		if (connection == NULL)
			accept_some(loop);
		else if (connection->fd >= 0)
			connection_look(loop, connection, (events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
	}
	sweep(loop);
}

/* The signals come through only while the loop waits: nothing else is ever interrupted. SIGPIPE is an error of write(2) here.
 * SIGUSR1 is what multiwatch asks its children to end with. */
static void signals_set(sigset_t *ret_waiting_mask)
{
	const struct sigaction stop = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;

	stopping = 0;
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)sigaction(SIGUSR1, &stop, NULL);
	(void)sigaction(SIGPIPE, &ignore, NULL);
	(void)sigemptyset(&blocked);
	(void)sigaddset(&blocked, SIGTERM);
	(void)sigaddset(&blocked, SIGINT);
	(void)sigaddset(&blocked, SIGUSR1);
	(void)sigprocmask(SIG_BLOCK, &blocked, ret_waiting_mask);
	(void)sigdelset(ret_waiting_mask, SIGTERM);
	(void)sigdelset(ret_waiting_mask, SIGINT);
	(void)sigdelset(ret_waiting_mask, SIGUSR1);
}

static void loop_close(struct loop *loop)
{
	if (loop->epoll_fd >= 0)
		(void)close(loop->epoll_fd);
	free(loop->connections);
	free(loop->peeked);
	arena_destroy(loop->arena);
	buf_free(&loop->reply.body);
	buf_free(&loop->out);
}

static enum err loop_open(struct loop *loop)
{
	int flags = fcntl(loop->listen_fd, F_GETFL);

	buf_init(&loop->reply.body, LIMIT_PAGE_BYTES);
	buf_init(&loop->out, LIMIT_PAGE_BYTES + HEADERS_BYTES);
	loop->arena = arena_create(LIMIT_REQUEST_ARENA_BYTES);
	loop->peeked = malloc(FRAME_BYTES);
	loop->connections = calloc(loop->room, sizeof *loop->connections);
	loop->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (loop->arena == NULL || loop->peeked == NULL || loop->connections == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < loop->room; i++)
		loop->connections[i].fd = -1;
	if (loop->epoll_fd < 0 || flags < 0 || fcntl(loop->listen_fd, F_SETFL, flags | O_NONBLOCK) != 0 || FCGX_Init() != 0)
		return ERR_INTERNAL;
	listen_watch(loop, true);
	return loop->listening ? ERR_OK : ERR_INTERNAL;
}

enum err loop_run(const struct dispatcher *dispatcher, const struct loop_setup *setup)
{
	struct loop loop = {
		.dispatcher = dispatcher, .kind = setup->kind, .listen_fd = setup->listen_fd, .epoll_fd = -1, .sweep_ms = INT64_MAX,
		.room = setup->kind == LOOP_KEPT ? LOOP_CONNECTIONS : 1,
		.request_wait_ms = setup->request_wait_ms > 0 ? setup->request_wait_ms : LOOP_REQUEST_WAIT_MS,
		.idle_wait_ms = setup->idle_wait_ms > 0 ? setup->idle_wait_ms : LOOP_IDLE_WAIT_MS,
	};
	sigset_t waiting_mask;
	enum err err = loop_open(&loop);

	if (err == ERR_OK) {
		signals_set(&waiting_mask);
		while (!stopping)
			turn(&loop, &waiting_mask);
		drain(&loop);
		while (loop.count > 0)
			turn(&loop, &waiting_mask);
	}
	loop_close(&loop);
	return err;
}

enum err loop_socket(int *ret_fd)
{
	int fd = getenv("LISTEN_FDS") != NULL ? 3 : 0, listening = 0;
	socklen_t n = sizeof listening;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) != 0 || !listening)
		return ERR_CONFIG;
	*ret_fd = fd;
	return ERR_OK;
}
