/* edge/http against a server that does on purpose what networks do by accident: which phase a call died in, how often it was sent. */
#include "web_case.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "edge/http.h"

/* The server: answers connection after connection as it was told ------------------------------------------------------- */

enum manner {
	ANSWER,        /* the text, then close */
	ANSWER_KEEP,   /* the text, then wait for a further request on the same connection and count it */
	RESET_EARLY,   /* before anything is read */
	RESET_AFTER,   /* the whole request read, then RST */
	CLOSE_AFTER,   /* the whole request read, then FIN */
	HANG,          /* the whole request read, nothing more until the client goes */
	DRIP           /* one byte of the text each 50 ms */
};

struct server {
	int listener, port;
	enum manner manner;
	const char *text;
	size_t text_n;
	int requests;       /* whole requests that arrived */
	int connections;
	char seen[4096];    /* the last request */
	pthread_t thread;
	pthread_mutex_t lock;
};

/* Reads one request with its body; false when the connection ended. */
static bool request_read(int fd, char *out, size_t size)
{
	size_t n = 0, want = 0;
	while (n + 1 < size) {
		ssize_t got = recv(fd, out + n, size - 1 - n, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		out[n] = '\0';
		const char *end = strstr(out, "\r\n\r\n"), *length = strcasestr(out, "\r\nContent-Length:");
		if (end == NULL)
			continue;
		want = (size_t)(end - out) + 4 + (length != NULL ? strtoul(length + 17, NULL, 10) : 0);
		if (n >= want)
			return true;
	}
	return false;
}

static void reset(int fd)
{
	const struct linger hard = { .l_onoff = 1, .l_linger = 0 };
	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
}

static void count(struct server *server, const char *request)
{
	(void)pthread_mutex_lock(&server->lock);
	server->requests++;
	(void)snprintf(server->seen, sizeof(server->seen), "%s", request);
	(void)pthread_mutex_unlock(&server->lock);
}

static void serve_one(struct server *server, int fd)
{
	char request[4096], byte;
	if (server->manner == RESET_EARLY) {
		reset(fd);
		return;
	}
	if (!request_read(fd, request, sizeof(request)))
		return;
	count(server, request);
	if (server->manner == RESET_AFTER)
		reset(fd);
	if (server->manner == HANG)
		while (recv(fd, &byte, 1, 0) > 0)
			continue;
	if (server->manner == ANSWER || server->manner == ANSWER_KEEP)
		(void)!send(fd, server->text, server->text_n, MSG_NOSIGNAL);
	for (size_t i = 0; server->manner == DRIP && i < server->text_n && send(fd, server->text + i, 1, MSG_NOSIGNAL) == 1; i++)
		usleep(50000);
	while (server->manner == ANSWER_KEEP && request_read(fd, request, sizeof(request))) {
		count(server, request);
		reset(fd); /* the trap: a kept connection dies after the second request was read */
		return;
	}
}

static void *serve(void *argument)
{
	struct server *server = argument;
	for (;;) {
		int fd = accept(server->listener, NULL, NULL);
		if (fd < 0)
			return NULL;
		server->connections++;
		serve_one(server, fd);
		(void)close(fd);
	}
}

static int listen_somewhere(int *ret_port)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
	*ret_port = ntohs(address.sin_port);
	return fd;
}

static void server_start(struct server *server, enum manner manner, const char *text)
{
	*server = (struct server){ .manner = manner, .text = text, .text_n = text != NULL ? strlen(text) : 0 };
	server->listener = listen_somewhere(&server->port);
	(void)pthread_mutex_init(&server->lock, NULL);
	assert_int_equal(pthread_create(&server->thread, NULL, serve, server), 0);
}

static void server_stop(struct server *server)
{
	(void)shutdown(server->listener, SHUT_RDWR);
	(void)pthread_join(server->thread, NULL);
	(void)close(server->listener);
}

/* The client ----------------------------------------------------------------------------------------------------------- */

static struct http_client *client_open(void)
{
	const struct http_setup setup = { .loopback_http = true, .connect_ms = 500, .total_ms = 700, .slow_s = 1 };
	struct http_client *client = NULL;
	assert_int_equal(http_open(&setup, &client), ERR_OK);
	return client;
}

static struct http_answer post_to(struct arena *arena, struct http_client *client, const char *scheme, int port)
{
	struct http_answer answer;
	const struct http_request request = {
		.post = true,
		.url = arena_format(arena, "%s://127.0.0.1:%d/v1/x", scheme, port),
		.headers = { { "Idempotency-Key", STR("k") } },
		.header_count = 1,
		.body = STR("a=1"),
	};
	assert_int_equal(http_send(client, arena, &request, &answer), ERR_OK);
	return answer;
}

static struct http_answer post_once(struct arena *arena, struct server *server)
{
	struct http_client *client = client_open();
	struct http_answer answer = post_to(arena, client, "http", server->port);
	http_close(client);
	server_stop(server);
	return answer;
}

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

static void an_answer_is_kept_with_the_headers_that_count(void **state)
{
	struct server server;
	server_start(&server, ANSWER, "HTTP/1.1 503 No\r\nContent-Length: 2\r\nContent-Type: text/plain\r\nRequest-Id: req_A-1\r\nRetry-After: 7\r\n"
				      "Stripe-Should-Retry: true\r\nSet-Cookie: a=b\r\n\r\nhi");
	struct http_answer answer = post_once(*state, &server);
	assert_int_equal(answer.outcome, HTTP_ANSWERED);
	assert_int_equal(answer.status, 503);
	assert_int_equal(answer.retry_after_s, 7);
	assert_int_equal(answer.retry_hint, HTTP_RETRY_YES);
	assert_str(answer.body, "hi");
	assert_str(answer.trace, "req_A-1");
	assert_str(answer.content_type, "text/plain");
	assert_int_equal(server.requests, 1);
	assert_non_null(strstr(server.seen, "POST /v1/x HTTP/1.1\r\n"));
	assert_non_null(strstr(server.seen, "\r\nIdempotency-Key: k\r\n"));
	assert_non_null(strstr(server.seen, "\r\n\r\na=1"));
	assert_null(strstr(server.seen, "Expect:"));
	assert_null(strstr(server.seen, "Accept-Encoding"));
}

static void a_trace_of_strange_bytes_is_dropped(void **state)
{
	struct server server;
	server_start(&server, ANSWER, OK_HEAD "Content-Length: 0\r\nRequest-Id: a\"b=c\r\n\r\n");
	assert_int_equal(post_once(*state, &server).trace.n, 0);
}

static void a_pause_is_believed_up_to_an_hour(void **state)
{
	struct server server;
	server_start(&server, ANSWER, "HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: 999999999999\r\n\r\n");
	assert_true(post_once(*state, &server).retry_after_s <= HTTP_RETRY_AFTER_S_MAX);
	server_start(&server, ANSWER, "HTTP/1.1 503 No\r\nContent-Length: 0\r\nRetry-After: -5\r\n\r\n");
	assert_int_equal(post_once(*state, &server).retry_after_s, 0);
}

/* Phases --------------------------------------------------------------------------------------------------------------- */

static void nobody_listening_is_not_sent(void **state)
{
	int port, fd = listen_somewhere(&port);
	(void)close(fd);
	struct http_client *client = client_open();
	assert_int_equal(post_to(*state, client, "http", port).outcome, HTTP_NOT_SENT);
	http_close(client);
}

static void an_unknown_name_is_not_sent(void **state)
{
	/* https and no CA: refused before a name is looked up; a name that cannot exist: refused by the resolver. */
	struct http_answer answer;
	struct http_client *client = NULL;
	const struct http_setup setup = { .ca_file = STR("/etc/ssl/certs/ca-certificates.crt"), .connect_ms = 500, .total_ms = 3000 };
	const struct http_request request = { .url = STR("https://no.such.host.invalid/") };
	assert_int_equal(http_open(&setup, &client), ERR_OK);
	assert_int_equal(http_send(client, *state, &request, &answer), ERR_OK);
	assert_int_equal(answer.outcome, HTTP_NOT_SENT);
	http_close(client);
}

static void no_tls_on_the_other_side_is_not_sent(void **state)
{
	struct server server;
	struct http_client *client = NULL;
	const struct http_setup setup = { .ca_file = STR("/etc/ssl/certs/ca-certificates.crt"), .connect_ms = 500, .total_ms = 700 };
	server_start(&server, RESET_EARLY, NULL);
	assert_int_equal(http_open(&setup, &client), ERR_OK);
	assert_int_equal(post_to(*state, client, "https", server.port).outcome, HTTP_NOT_SENT);
	http_close(client);
	server_stop(&server);
	assert_int_equal(server.requests, 0);
}

static void a_reset_after_the_request_is_unknown(void **state)
{
	struct server server;
	server_start(&server, RESET_AFTER, NULL);
	assert_int_equal(post_once(*state, &server).outcome, HTTP_UNKNOWN);
	assert_int_equal(server.requests, 1);
}

static void a_close_after_the_request_is_unknown(void **state)
{
	struct server server;
	server_start(&server, CLOSE_AFTER, NULL);
	assert_int_equal(post_once(*state, &server).outcome, HTTP_UNKNOWN);
	assert_int_equal(server.requests, 1);
}

static void silence_is_unknown(void **state)
{
	struct server server;
	server_start(&server, HANG, NULL);
	struct http_answer answer = post_once(*state, &server);
	assert_int_equal(answer.outcome, HTTP_UNKNOWN);
	assert_int_equal(answer.status, 0);
	assert_in_range(answer.duration_ms, 500, 3000);
}

static void a_dripping_answer_is_given_up(void **state)
{
	struct server server;
	server_start(&server, DRIP, OK_HEAD "Content-Length: 200\r\n\r\n");
	assert_int_equal(post_once(*state, &server).outcome, HTTP_UNKNOWN);
}

static void half_an_answer_is_unknown(void **state)
{
	static const char *const halves[] = { OK_HEAD "Content-Length: 1000\r\n\r\n{\"a\":1}", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\nhel",
		"HTTP/1.1 200", "HTTP/0.9 rubbish", "hello", "HTTP/1.1 100 Continue\r\n\r\n" };
	for (size_t i = 0; i < sizeof(halves) / sizeof(halves[0]); i++) {
		struct server server;
		server_start(&server, ANSWER, halves[i]);
		assert_int_equal(post_once(*state, &server).outcome, HTTP_UNKNOWN);
	}
}

static void too_much_is_unknown(void **state)
{
	struct server server;
	size_t n = 2 * HTTP_ANSWER_BYTES_MAX;
	char *text = arena_alloc(*state, n + 256);
	int head = snprintf(text, 256, OK_HEAD "Connection: close\r\n\r\n"); /* no length: only the cap ends it */
	memset(text + head, 'x', n);
	server_start(&server, ANSWER, text);
	assert_int_equal(post_once(*state, &server).outcome, HTTP_UNKNOWN);
}

static void compression_is_not_undone(void **state)
{
	struct server server;
	server_start(&server, ANSWER, OK_HEAD "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x7a");
	assert_int_equal(post_once(*state, &server).body.n, 4);
}

static void a_redirect_is_an_answer_and_not_followed(void **state)
{
	struct server server, other;
	char text[256];
	server_start(&other, ANSWER, OK_HEAD "Content-Length: 0\r\n\r\n");
	(void)snprintf(text, sizeof(text), "HTTP/1.1 302 Go\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n\r\n", other.port);
	server_start(&server, ANSWER, text);
	struct http_answer answer = post_once(*state, &server);
	assert_int_equal(answer.outcome, HTTP_ANSWERED);
	assert_int_equal(answer.status, 302);
	server_stop(&other);
	assert_int_equal(other.connections, 0);
}

/* The reason for FRESH_CONNECT: libcurl resends a POST by itself when a kept connection dies, and reports success. */
static void a_dying_kept_connection_sends_nothing_twice(void **state)
{
	struct server server;
	struct http_client *client = client_open();
	server_start(&server, ANSWER_KEEP, OK_HEAD "Content-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
	for (int i = 1; i <= 3; i++) {
		assert_int_equal(post_to(*state, client, "http", server.port).outcome, HTTP_ANSWERED);
		assert_int_equal(server.requests, i);
		assert_int_equal(server.connections, i);
	}
	http_close(client);
	server_stop(&server);
	assert_int_equal(server.requests, 3);
}

/* What may be asked ---------------------------------------------------------------------------------------------------- */

static void urls_are_https_or_our_own_machine(void **state)
{
	(void)state;
	assert_true(http_url_allowed(STR("https://api.stripe.com/v1"), false));
	assert_false(http_url_allowed(STR("http://api.stripe.com/v1"), true));
	assert_false(http_url_allowed(STR("http://127.0.0.1:1/"), false));
	assert_true(http_url_allowed(STR("http://127.0.0.1:1/"), true));
	assert_true(http_url_allowed(STR("http://localhost:1/"), true));
	assert_false(http_url_allowed(STR("http://127.0.0.1.evil.example/"), true));
	assert_false(http_url_allowed(STR("http://127.0.0.2/"), true));
	assert_false(http_url_allowed(STR("ftp://127.0.0.1/"), true));
	assert_false(http_url_allowed(STR("file:///etc/passwd"), true));
	assert_false(http_url_allowed(STR("https://user@api.stripe.com/"), false));
	assert_false(http_url_allowed(STR("https://api.stripe.com/\r\nX: y"), false));
	assert_false(http_url_allowed(STR("https://api.stripe.com/ x"), false));
	assert_false(http_url_allowed(STR(""), true));
	assert_true(http_url_has_authority(STR("https://checkout.stripe.com/x"), STR("checkout.stripe.com"), false));
	assert_true(http_url_has_authority(STR("https://checkout.stripe.com"), STR("checkout.stripe.com"), false));
	assert_false(http_url_has_authority(STR("https://checkout.stripe.com:443/x"), STR("checkout.stripe.com"), false));
	assert_false(http_url_has_authority(STR("https://CHECKOUT.stripe.com/x"), STR("checkout.stripe.com"), false));
	assert_false(http_url_has_authority(STR("https://checkout.stripe.com.evil.example/x"), STR("checkout.stripe.com"), false));
	assert_true(http_url_has_authority(STR("http://127.0.0.1:8081/x"), STR("127.0.0.1:8081"), true));
	assert_false(http_url_has_authority(STR("http://127.0.0.1:8082/x"), STR("127.0.0.1:8081"), true));
	assert_false(http_url_has_authority(STR("http://127.0.0.1:8081/x"), STR("127.0.0.1"), true));
}

static void a_refused_url_reaches_nobody(void **state)
{
	struct server server;
	struct http_answer answer;
	struct http_client *client = NULL;
	const struct http_setup setup = { .total_ms = 700 };
	server_start(&server, ANSWER, OK_HEAD "\r\n");
	assert_int_equal(http_open(&setup, &client), ERR_OK);
	answer = post_to(*state, client, "http", server.port);
	assert_int_equal(answer.outcome, HTTP_NOT_SENT);
	http_close(client);
	server_stop(&server);
	assert_int_equal(server.connections, 0);
}

static void a_header_cannot_carry_another(void **state)
{
	struct http_client *client = client_open();
	struct http_answer answer;
	const struct http_request request = { .url = STR("http://127.0.0.1:1/"), .headers = { { "X", STR("a\r\nHost: b") } }, .header_count = 1 };
	assert_int_equal(http_send(client, *state, &request, &answer), ERR_INPUT);
	http_close(client);
}

static void proxies_of_the_environment_are_not_asked(void **state)
{
	struct server server, proxy;
	char url[64];
	server_start(&server, ANSWER, OK_HEAD "Content-Length: 0\r\n\r\n");
	server_start(&proxy, ANSWER, OK_HEAD "Content-Length: 0\r\n\r\n");
	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%d", proxy.port);
	assert_int_equal(setenv("http_proxy", url, 1) | setenv("ALL_PROXY", url, 1) | unsetenv("no_proxy"), 0);
	assert_int_equal(post_once(*state, &server).outcome, HTTP_ANSWERED);
	assert_int_equal(unsetenv("http_proxy") | unsetenv("ALL_PROXY"), 0);
	server_stop(&proxy);
	assert_int_equal(server.requests, 1);
	assert_int_equal(proxy.connections, 0);
}

int main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		ARENA_TEST(an_answer_is_kept_with_the_headers_that_count),
		ARENA_TEST(a_trace_of_strange_bytes_is_dropped),
		ARENA_TEST(a_pause_is_believed_up_to_an_hour),
		ARENA_TEST(nobody_listening_is_not_sent),
		ARENA_TEST(an_unknown_name_is_not_sent),
		ARENA_TEST(no_tls_on_the_other_side_is_not_sent),
		ARENA_TEST(a_reset_after_the_request_is_unknown),
		ARENA_TEST(a_close_after_the_request_is_unknown),
		ARENA_TEST(silence_is_unknown),
		ARENA_TEST(a_dripping_answer_is_given_up),
		ARENA_TEST(half_an_answer_is_unknown),
		ARENA_TEST(too_much_is_unknown),
		ARENA_TEST(compression_is_not_undone),
		ARENA_TEST(a_redirect_is_an_answer_and_not_followed),
		ARENA_TEST(a_dying_kept_connection_sends_nothing_twice),
		ARENA_TEST(urls_are_https_or_our_own_machine),
		ARENA_TEST(a_refused_url_reaches_nobody),
		ARENA_TEST(a_header_cannot_carry_another),
		ARENA_TEST(proxies_of_the_environment_are_not_asked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
