/* web/loop on a real socket: kept connections, slow and mute peers, malformed records, the way out. */
#include "web_case.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include "base/clock.h"
#include "fastcgi_client.h"
#include "web/loop.h"

#define PAGE_BYTES 60000
#define REQUEST_WAIT_MS 300
#define IDLE_WAIT_MS 600
#define SOON_MS 2000 /* longer than anything here may take on a busy machine */

static enum err page(struct exchange *x)
{
	for (int i = 0; i < PAGE_BYTES / 10; i++)
		buf_put(&x->reply.body, STR("0123456789"));
	return ERR_OK;
}

static enum err length(struct exchange *x)
{
	buf_put_int(&x->reply.body, (int64_t)x->request->body.n);
	return ERR_OK;
}

static const struct route rows[] = {
	{ .method = METHOD_GET, .path = "/page", .handler = page },
	{ .method = METHOD_POST, .path = "/length", .signed_callback = true, .handler = length },
};

struct server {
	char folder[40], path[80];
	int listen_fd;
	pid_t pids[2];
};

static pid_t server_fork(struct server *server, enum loop_kind kind)
{
	const struct dispatcher dispatcher = { .table = { "test", rows, COUNT(rows) }, .host = STR("h"), .origin = STR("http://h") };
	const struct loop_setup setup = { .listen_fd = server->listen_fd, .kind = kind, .request_wait_ms = REQUEST_WAIT_MS,
					  .idle_wait_ms = kind == LOOP_KEPT ? IDLE_WAIT_MS : 0 /* long: only closing at once passes */ };
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	int null = open("/dev/null", O_WRONLY);
	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(3);
	_exit(loop_run(&dispatcher, &setup) == ERR_OK ? 0 : 2);
}

static struct server *server_start(enum loop_kind kind, int processes)
{
	struct server *server = calloc(1, sizeof *server);
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	(void)snprintf(server->folder, sizeof server->folder, "/tmp/aina-loop-XXXXXX");
	assert_non_null(mkdtemp(server->folder));
	(void)snprintf(server->path, sizeof server->path, "%s/s", server->folder);
	memcpy(address.sun_path, server->path, sizeof server->path);
	server->listen_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(server->listen_fd, (const struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(server->listen_fd, 4096), 0);
	for (int i = 0; i < processes; i++)
		server->pids[i] = server_fork(server, kind);
	return server;
}

static bool is_alive(pid_t pid)
{
	return waitpid(pid, NULL, WNOHANG) == 0;
}

/* The exit status; fails unless the process ends by itself after one SIGTERM. */
static int server_end(pid_t pid)
{
	int status = -1;
	int64_t until_ms = clock_monotonic_ms() + SOON_MS;
	kill(pid, SIGTERM);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (clock_monotonic_ms() > until_ms) {
			kill(pid, SIGKILL);
			fail_msg("the loop does not end");
		}
		(void)poll(NULL, 0, 1);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void server_stop(struct server *server)
{
	for (int i = 0; i < 2 && server->pids[i] > 0; i++)
		assert_int_equal(server_end(server->pids[i]), 0);
	close(server->listen_fd);
	unlink(server->path);
	rmdir(server->folder);
	free(server);
}

static int kept_setup(void **state) { *state = server_start(LOOP_KEPT, 1); return 0; }
static int single_setup(void **state) { *state = server_start(LOOP_SINGLE, 2); return 0; }
static int server_teardown(void **state) { server_stop(*state); return 0; }

static const char *const get_page[] = { "REQUEST_METHOD", "GET", "REQUEST_URI", "/page", "HTTP_HOST", "h", NULL };

static bool page_comes(int fd, int keep)
{
	struct buf out BUF_AUTO, in BUF_AUTO;
	buf_init(&out, 4096);
	buf_init(&in, 1024 * 1024);
	request_put(&out, keep, get_page, STR(""));
	return client_send(fd, buf_str(&out)) && client_receive(fd, SOON_MS, &in) && str_starts(buf_str(&in), STR("Status: 200 OK\r\n")) &&
	       in.n > PAGE_BYTES && str_ends(buf_str(&in), STR("0123456789"));
}

static bool page_comes_alone(const struct server *server)
{
	int fd = client_connect(server->path);
	bool comes = fd >= 0 && page_comes(fd, 0);
	if (fd >= 0)
		close(fd);
	return comes;
}

static bool is_closed(int fd, int wait_ms)
{
	char byte;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	return poll(&wait, 1, wait_ms) > 0 && recv(fd, &byte, 1, MSG_DONTWAIT) <= 0;
}

static void a_connection_is_kept_when_asked(void **state)
{
	const struct server *server = *state;
	int fd = client_connect(server->path);
	for (int i = 0; i < 200; i++)
		assert_true(page_comes(fd, 1));
	assert_true(page_comes(fd, 0));
	assert_true(is_closed(fd, SOON_MS));
	close(fd);
}

static int post_status(const struct server *server, const char *length_text, size_t body_bytes)
{
	static char body[80000];
	struct buf out BUF_AUTO, in BUF_AUTO;
	int fd = client_connect(server->path), status = 0;
	buf_init(&out, 200000);
	buf_init(&in, 100000);
	request_put(&out, 1, (const char *const[]){ "REQUEST_METHOD", "POST", "REQUEST_URI", "/length", "HTTP_HOST", "h", "CONTENT_LENGTH", length_text, NULL },
		    (struct str){ body, body_bytes });
	if (client_send(fd, buf_str(&out)) && client_receive(fd, SOON_MS, &in))
		status = (in.p[8] - '0') * 100 + (in.p[9] - '0') * 10 + in.p[10] - '0';
	if (status == 200)
		assert_true(str_ends(buf_str(&in), str_from_z(length_text)) && page_comes(fd, 1));
	else /* what may be left in the queue must not be taken for another request */
		assert_true(is_closed(fd, IDLE_WAIT_MS / 2));
	close(fd);
	return status;
}

static void bodies_are_read_whole_or_refused(void **state)
{
	const struct server *server = *state;
	assert_int_equal(post_status(server, "0", 0), 200);
	assert_int_equal(post_status(server, "1", 1), 200);
	assert_int_equal(post_status(server, "8192", 8192), 200);
	assert_int_equal(post_status(server, "65536", 65536), 200);
	assert_int_equal(post_status(server, "65537", 65537), 413);
	assert_int_equal(post_status(server, "99999999999", 1), 413);
	assert_int_equal(post_status(server, "5", 4), 400);
	assert_int_equal(post_status(server, "4", 5), 400);
	assert_int_equal(post_status(server, "-1", 1), 400);
	assert_int_equal(post_status(server, "1e1", 1), 400);
	assert_true(page_comes_alone(server));
}

static void mute_and_slow_peers_hold_up_nobody(void **state)
{
	const struct server *server = *state;
	struct buf request BUF_AUTO;
	int fds[60];
	buf_init(&request, 4096);
	request_put(&request, 1, get_page, STR(""));
	for (size_t i = 0; i < COUNT(fds); i++) {
		fds[i] = client_connect(server->path);
		assert_true(client_send(fds[i], str_part(buf_str(&request), 0, i % request.n)));
	}
	int64_t start_ms = clock_monotonic_ms();
	for (int i = 0; i < 20; i++)
		assert_true(page_comes_alone(server));
	assert_true(clock_monotonic_ms() - start_ms < REQUEST_WAIT_MS * 20 / 2); /* waiting for one of them each time takes longer */
	for (size_t i = 0; i < COUNT(fds); i++) { /* and none of them keeps its place */
		assert_true(is_closed(fds[i], SOON_MS));
		close(fds[i]);
	}
	assert_true(page_comes_alone(server));
}

static void a_request_in_pieces_is_answered(void **state)
{
	const struct server *server = *state;
	struct buf request BUF_AUTO, in BUF_AUTO;
	int fd = client_connect(server->path);
	buf_init(&request, 4096);
	buf_init(&in, 1024 * 1024);
	request_put(&request, 1, get_page, STR(""));
	for (size_t i = 0; i < request.n; i += 5)
		assert_true(client_send(fd, str_part(buf_str(&request), i, 5)));
	assert_true(client_receive(fd, SOON_MS, &in));
	assert_true(page_comes(fd, 1));
	assert_true(is_closed(fd, SOON_MS)); /* idle for too long */
	close(fd);
}

static void more_connections_than_slots_wait_their_turn(void **state)
{
	const struct server *server = *state;
	int fds[LOOP_CONNECTIONS + 40];
	for (size_t i = 0; i < COUNT(fds); i++)
		assert_true((fds[i] = client_connect(server->path)) >= 0);
	assert_true(page_comes_alone(server)); /* after the mute ones are gone */
	for (size_t i = 0; i < COUNT(fds); i++)
		close(fds[i]);
}

static void malformed_records_kill_nothing(void **state)
{
	const struct server *server = *state;
	struct buf request BUF_AUTO;
	uint64_t seed = 23;
	buf_init(&request, 65536);
	request_put(&request, 1, (const char *const[]){ "REQUEST_METHOD", "POST", "REQUEST_URI", "/length", "HTTP_HOST", "h", "CONTENT_LENGTH", "20", NULL },
		    STR("01234567890123456789"));
	for (int round = 0; round < 4000; round++) {
		struct buf changed BUF_AUTO;
		buf_init(&changed, 65536);
		buf_put(&changed, buf_str(&request));
		for (uint64_t i = noise(&seed) % 5; i > 0; i--) {
			static const char edges[] = "\0\1\377\177\200\5\11";
			size_t at = noise(&seed) % (round % 2 == 0 ? 40 : changed.n);
			changed.p[at] = noise(&seed) % 2 == 0 ? edges[noise(&seed) % 7] : (char)noise(&seed);
		}
		int fd = client_connect(server->path);
		assert_true(fd >= 0);
		(void)client_send(fd, buf_str(&changed));
		close(fd);
	}
	assert_true(page_comes_alone(server));
	assert_true(is_alive(server->pids[0]));
}

static void the_way_out_is_clean(void **state)
{
	struct server *server = *state;
	struct buf request BUF_AUTO, in BUF_AUTO;
	int idle = client_connect(server->path), half = client_connect(server->path);
	buf_init(&request, 4096);
	buf_init(&in, 1024 * 1024);
	request_put(&request, 1, get_page, STR(""));
	assert_true(page_comes(idle, 1));
	assert_true(client_send(half, str_part(buf_str(&request), 0, 30)));
	assert_true(page_comes(idle, 1)); /* the half one was seen by now */
	kill(server->pids[0], SIGTERM);
	assert_true(is_closed(idle, SOON_MS));
	int late = client_connect(server->path); /* the socket outlives the process: the next one takes it */
	assert_true(late >= 0);
	assert_true(client_send(half, str_from(buf_str(&request), 30)));
	assert_true(client_receive(half, SOON_MS, &in));
	assert_true(is_closed(half, SOON_MS));
	assert_int_equal(server_end(server->pids[0]), 0);
	server->pids[0] = server_fork(server, LOOP_KEPT);
	assert_true(page_comes(late, 1));
	close(idle);
	close(half);
	close(late);
}

static void single_connections_are_never_kept(void **state)
{
	const struct server *server = *state;
	int fd = client_connect(server->path), mute = client_connect(server->path);
	assert_true(page_comes(fd, 1));
	assert_true(is_closed(fd, SOON_MS));
	close(fd);
	for (int i = 0; i < 20; i++)
		assert_true(page_comes_alone(server)); /* the other process is free */
	assert_true(is_closed(mute, SOON_MS));
	close(mute);
}

#define KEPT_TEST(function) cmocka_unit_test_setup_teardown(function, kept_setup, server_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEPT_TEST(a_connection_is_kept_when_asked), KEPT_TEST(bodies_are_read_whole_or_refused), KEPT_TEST(mute_and_slow_peers_hold_up_nobody),
		KEPT_TEST(a_request_in_pieces_is_answered), KEPT_TEST(more_connections_than_slots_wait_their_turn), KEPT_TEST(malformed_records_kill_nothing),
		KEPT_TEST(the_way_out_is_clean), cmocka_unit_test_setup_teardown(single_connections_are_never_kept, single_setup, server_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
