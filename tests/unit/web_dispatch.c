/* web/dispatch: who gets through, in which order, and what the others are told. */
#include "web_case.h"
#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>
#include "web/csrf.h"
#include "web/limits.h"
#include "web/route.h"

/* What the program behind the dispatcher saw. */
struct app {
	char trace[64];        /* one letter for each call, in order */
	enum err fails[128];   /* by that letter */
	bool has_session, is_creator;
	int error_status;
	const struct form_pair *retry;
	size_t retry_count;
	struct str typed;
	int body_bytes;
};

static const unsigned char secret[32] = "0123456789abcdef0123456789abcde";
static char token[CSRF_CHARS];

static enum err step(struct app *app, char letter)
{
	size_t n = strlen(app->trace);
	assert_true(n < sizeof app->trace - 1);
	app->trace[n] = letter;
	return app->fails[(unsigned char)letter];
}

struct creator { int unused; };
static const struct creator the_creator;

static enum err begin(void *app, const struct route *route) { (void)route; return step(app, 'B'); }
static enum err commit(void *app, const struct route *route) { (void)route; return step(app, 'C'); }
static void rollback(void *app, const struct route *route) { (void)route; (void)step(app, 'R'); }
static enum err rate(void *app, const struct route *route, const struct request *request) { (void)route; (void)request; return step(app, 'Q'); }

static enum err session(struct exchange *x)
{
	struct app *app = x->app;
	if (app->has_session)
		x->visitor = (struct visitor){ .has_session = true, .csrf = { token, CSRF_CHARS } };
	return step(app, 'S');
}

static enum err session_make(struct exchange *x)
{
	x->visitor = (struct visitor){ .has_session = true, .csrf = { token, CSRF_CHARS } };
	assert_int_equal(reply_set_cookie(&x->reply, COOKIE_SID, STR("abc")), ERR_OK);
	return step(x->app, 'M');
}

static enum err creator(struct exchange *x, const struct creator **ret_creator)
{
	struct app *app = x->app;
	enum err err = step(app, 'K');
	if (err == ERR_OK && !app->is_creator)
		return ERR_FORBIDDEN;
	*ret_creator = &the_creator;
	return err;
}

static void error_page(struct exchange *x, int status, const struct form_pair *retry, size_t retry_count)
{
	struct app *app = x->app;
	(void)step(app, 'E');
	app->error_status = status;
	app->retry = retry;
	app->retry_count = retry_count;
	buf_put_int(&x->reply.body, status);
	x->reply.status = 200; /* the dispatcher knows better */
}

struct note { struct input_text text; };
static const struct field note_fields[] = { { .name = "text", .kind = FIELD_TEXT, .offset = offsetof(struct note, text), .required = true } };
static const struct form note_form = { .name = "note", FORM_FIELDS(note_fields), .size = sizeof(struct note) };

/* The same of a GET: nothing need come, but one letter is too short. */
static const struct field search_fields[] = { { .name = "text", .kind = FIELD_TEXT, .offset = offsetof(struct note, text), .min = 2, .max = 60 } };
static const struct form search_form = { .name = "search", FORM_FIELDS(search_fields), .size = sizeof(struct note) };

static enum err handler(struct exchange *x)
{
	struct app *app = x->app;
	if (x->form.input != NULL)
		app->typed = ((struct note *)x->form.input)->text.raw;
	for (int i = 0; i < app->body_bytes; i++)
		buf_put_c(&x->reply.body, 'x');
	if (x->form.refused)
		x->reply.status = 422;
	return step(app, 'H');
}

static enum err creator_handler(struct exchange *x, const struct creator *who)
{
	assert_ptr_equal(who, &the_creator);
	return handler(x);
}

static const struct route rows[] = {
	{ .method = METHOD_GET, .path = "/{lang}/page", .handler = handler, .catalogue = TXN_READ, .cache = CACHE_ANONYMOUS, .form = &search_form },
	{ .method = METHOD_GET, .path = "/{lang}/cart", .session = SESSION_READ, .handler = handler },
	{ .method = METHOD_POST, .path = "/{lang}/add", .session = SESSION_MADE, .market = TXN_WRITE, .handler = handler, .form = &note_form },
	{ .method = METHOD_POST, .path = "/{lang}/leave", .session = SESSION_NEEDED, .handler = handler },
	{ .method = METHOD_POST, .path = "/hook", .signed_callback = true, .handler = handler },
	{ .method = METHOD_GET, .path = "/{lang}/studio", .role = ROLE_CREATOR, .session = SESSION_NEEDED, .creator_handler = creator_handler },
	{ .method = METHOD_GET, .path = "/{lang}/feed", .handler = handler, .cache = CACHE_FEED },
	{ .method = METHOD_GET, .path = "/robots.txt", .handler = handler },
};

struct stage {
	struct arena *arena;
	struct reply reply;
	struct app app;
	struct dispatcher dispatcher;
};

static int stage_setup(void **state)
{
	struct stage *stage = calloc(1, sizeof *stage);
	stage->arena = arena_create(LIMIT_REQUEST_ARENA_BYTES);
	buf_init(&stage->reply.body, LIMIT_PAGE_BYTES);
	stage->dispatcher = (struct dispatcher){
		.table = { "test", rows, COUNT(rows) }, .app = &stage->app, .host = STR("aina.test"), .origin = STR("https://aina.test"),
		.begin = begin, .commit = commit, .rollback = rollback, .session = session, .session_make = session_make,
		.creator = creator, .error_page = error_page, .rate = rate,
	};
	*state = stage;
	return 0;
}

static int stage_teardown(void **state)
{
	struct stage *stage = *state;
	arena_destroy(stage->arena);
	buf_free(&stage->reply.body);
	free(stage);
	return 0;
}

static struct request get(const char *path)
{
	return (struct request){ .method = METHOD_GET, .path = str_from_z(path), .host = STR("aina.test"), .id = "0123456789abcde" };
}

static struct request post(const char *path, const char *body)
{
	struct request request = get(path);
	request.method = METHOD_POST;
	request.fetch_site = FETCH_SITE_SAME_ORIGIN;
	request.body = str_from_z(body);
	request.body_bytes = request.body.n;
	request.content_type = STR("application/x-www-form-urlencoded");
	return request;
}

static int send_as(struct stage *stage, const struct request *request, enum err read)
{
	memset(stage->app.trace, 0, sizeof stage->app.trace);
	stage->app.error_status = 0;
	arena_reset(stage->arena);
	dispatch(&stage->dispatcher, request, read, stage->arena, &stage->reply);
	return stage->reply.status;
}

static int send(struct stage *stage, struct request request)
{
	return send_as(stage, &request, ERR_OK);
}

static void a_page_goes_its_way(void **state)
{
	struct stage *stage = *state;
	assert_int_equal(send(stage, get("/en/page")), 200);
	assert_string_equal(stage->app.trace, "QBHC");
	struct request request = get("/en/cart");
	assert_int_equal(send(stage, request), 200);
	assert_string_equal(stage->app.trace, "QBHC"); /* no cookie: nobody is looked up */
	request.cookie = STR("__Host-sid=x");
	assert_int_equal(send(stage, request), 200);
	assert_string_equal(stage->app.trace, "QSBHC");
	request.method = METHOD_HEAD;
	assert_int_equal(send(stage, request), 200);
}

static void a_session_is_made_last(void **state)
{
	struct stage *stage = *state;
	assert_int_equal(send(stage, post("/en/add", "text=cup")), 200);
	assert_string_equal(stage->app.trace, "QMBHC");
	assert_int_equal(stage->reply.cookie_count, 1);
	struct request request = post("/en/add", "text=cup");
	request.fetch_site = FETCH_SITE_CROSS_SITE;
	assert_int_equal(send(stage, request), 403);
	assert_string_equal(stage->app.trace, "E");
	assert_int_equal(stage->reply.cookie_count, 0);
	assert_int_equal(send(stage, post("/en/add", "text=%")), 400);
	assert_string_equal(stage->app.trace, "QE");
}

static void other_hosts_and_paths_are_refused_first(void **state)
{
	struct stage *stage = *state;
	static const char *const hosts[] = { "", "evil.test", "aina.test:80", "aina.test.", "xaina.test", "aina.tes" };
	for (size_t i = 0; i < COUNT(hosts); i++) {
		struct request request = get("/en/page");
		request.host = str_from_z(hosts[i]);
		assert_int_equal(send(stage, request), 421);
		assert_string_equal(stage->app.trace, "E");
	}
	struct request request = get("/en/page");
	request.host = STR("AINA.test");
	assert_int_equal(send(stage, request), 200);
	assert_int_equal(send(stage, get("/en/nothing")), 404);
	assert_string_equal(stage->app.trace, "E");
	assert_int_equal(send(stage, get("/en/add")), 405);
	assert_int_equal(stage->reply.allow, 1u << METHOD_POST);
	request = get("/en/page");
	request.method = METHOD_OTHER;
	assert_int_equal(send(stage, request), 405);
	assert_int_equal(stage->reply.allow, 1u << METHOD_GET);
	assert_string_equal(stage->app.trace, "E");
}

static void unreadable_requests_are_answered(void **state)
{
	struct stage *stage = *state;
	struct request request;
	request_unreadable(&request);
	assert_int_equal(send_as(stage, &request, ERR_INPUT), 400);
	assert_int_equal(send_as(stage, &request, ERR_TOO_LARGE), 413);
	assert_int_equal(send_as(stage, &request, ERR_MEMORY), 503);
	assert_string_equal(stage->app.trace, "E");
}

/* The rule in other words than the code's: may a request from there have this effect? */
static int expected_status(bool callback, bool has_session, enum fetch_site site, int origin, int given, bool *ret_retry)
{
	bool from_us = (site == FETCH_SITE_SAME_ORIGIN && origin != 2) || (site == FETCH_SITE_ABSENT && origin == 1);
	*ret_retry = false;
	if (callback)
		return 200;
	if (!from_us)
		return 403;
	if (!has_session || given == 0)
		return 200;
	if (given == 3)
		return 400; /* sent twice */
	*ret_retry = given == 1 && site == FETCH_SITE_SAME_ORIGIN;
	return 403;
}

static void forged_requests_fail_in_every_combination(void **state)
{
	static const enum fetch_site sites[] = { FETCH_SITE_ABSENT, FETCH_SITE_SAME_ORIGIN, FETCH_SITE_SAME_SITE, FETCH_SITE_CROSS_SITE, FETCH_SITE_NONE, FETCH_SITE_OTHER };
	static const char *const origins[] = { NULL, "https://aina.test", "https://evil.test", "null" };
	static const char *const paths[] = { "/en/add", "/en/leave", "/hook" };
	struct stage *stage = *state;
	char right[80], wrong[80], twice[120];
	const char *const bodies[] = { right, "text=a", wrong, twice };
	int cells = 0;

	(void)snprintf(right, sizeof right, "text=a&csrf=%.32s", token);
	(void)snprintf(wrong, sizeof wrong, "text=a&csrf=%.31s%c", token, token[31] == 'A' ? 'B' : 'A');
	(void)snprintf(twice, sizeof twice, "csrf=%.32s&text=a&csrf=%.32s", token, token);
	for (size_t p = 0; p < COUNT(paths); p++)
		for (size_t s = 0; s < COUNT(sites); s++)
			for (int o = 0; o < (int)COUNT(origins); o++)
				for (int b = 0; b < (int)COUNT(bodies); b++)
					for (int has = 0; has < 2; has++) {
						struct request request = post(paths[p], bodies[b]);
						bool retry;
						request.fetch_site = sites[s];
						request.origin = str_from_z(origins[o]);
						request.has_origin = origins[o] != NULL;
						request.cookie = has ? STR("__Host-sid=x") : STR("");
						stage->app.has_session = has;
						int expected = expected_status(p == 2, has, sites[s], o, b, &retry);
						int status = send(stage, request);
						if (status != expected)
							fail_msg("%s site %d origin %d body %d session %d: %d, not %d", paths[p], (int)sites[s], o, b, has, status, expected);
						assert_int_equal(strchr(stage->app.trace, 'H') != NULL, expected == 200);
						assert_int_equal(expected != 200 && stage->app.retry != NULL, retry);
						cells++;
					}
	assert_int_equal(cells, 3 * 6 * 4 * 4 * 2);
}

static void tokens_of_other_lengths_fail(void **state)
{
	struct stage *stage = *state;
	char body[200];
	stage->app.has_session = true;
	for (int n = 0; n <= 64; n++) {
		(void)snprintf(body, sizeof body, "text=a&csrf=%.*s%.*s", n > 32 ? 32 : n, token, n > 32 ? n - 32 : 0, token);
		struct request request = post("/en/add", body);
		request.cookie = STR("__Host-sid=x");
		assert_int_equal(send(stage, request), n == 32 ? 200 : 403);
	}
	/* A token in the address counts for nothing. */
	(void)snprintf(body, sizeof body, "csrf=%.32s", token);
	struct request request = post("/en/add", "text=a");
	request.query = str_from_z(body);
	request.cookie = STR("__Host-sid=x");
	assert_int_equal(send(stage, request), 403);
}

static void what_was_typed_can_be_sent_again(void **state)
{
	struct stage *stage = *state;
	struct request request = post("/en/add", "text=%3Cb%3E&other=1");
	request.cookie = STR("__Host-sid=x");
	stage->app.has_session = true;
	assert_int_equal(send(stage, request), 403);
	assert_int_equal(stage->app.retry_count, 1);
	assert_str(stage->app.retry[0].name, "text");
	assert_str(stage->app.retry[0].value, "<b>");
	request.path = STR("/en/leave"); /* no form: still a page with one button */
	assert_int_equal(send(stage, request), 403);
	assert_non_null(stage->app.retry);
	assert_int_equal(stage->app.retry_count, 0);
}

static void creators_pages_are_theirs(void **state)
{
	struct stage *stage = *state;
	struct request request = get("/en/studio");
	assert_int_equal(send(stage, request), 403);
	request.cookie = STR("__Host-sid=x");
	assert_int_equal(send(stage, request), 403);
	assert_string_equal(stage->app.trace, "QSE");
	stage->app.has_session = true;
	assert_int_equal(send(stage, request), 403);
	assert_string_equal(stage->app.trace, "QSKE");
	stage->app.is_creator = true;
	assert_int_equal(send(stage, request), 200);
	assert_string_equal(stage->app.trace, "QSKBHC");
}

static void bodies_are_forms(void **state)
{
	static const struct { const char *type; int status; } cases[] = {
		{ "application/x-www-form-urlencoded", 200 }, { "Application/X-WWW-Form-Urlencoded; charset=UTF-8", 200 }, { "application/json", 415 },
		{ "multipart/form-data; boundary=x", 415 }, { "", 415 }, { "text/plain", 415 }, { "application/x-www-form-urlencodedx", 415 },
	};
	struct stage *stage = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct request request = post("/en/add", "text=a");
		request.content_type = str_from_z(cases[i].type);
		assert_int_equal(send(stage, request), cases[i].status);
		request.path = STR("/hook"); /* its handler reads JSON */
		assert_int_equal(send(stage, request), 200);
	}
	assert_int_equal(send(stage, post("/en/add", "text=")), 422);
	assert_string_equal(stage->app.trace, "QBHC"); /* refused: no session is made for it */
	assert_int_equal(send(stage, post("/en/add", "text=a&text=b")), 400);
	struct request request = get("/en/page");
	request.query = STR("text=from+the+address");
	request.body = STR("text=from+the+body");
	assert_int_equal(send(stage, request), 200);
	assert_str(stage->app.typed, "from the address");
	request = post("/en/add", "");
	request.query = STR("text=from+the+address");
	assert_int_equal(send(stage, request), 422); /* query and body are never mixed */
}

static void errors_have_one_status_each(void **state)
{
	static const struct { enum err err; int status; } cases[] = {
		{ ERR_NONE, 404 }, { ERR_INPUT, 400 }, { ERR_TOO_LARGE, 413 }, { ERR_METHOD, 405 }, { ERR_FORBIDDEN, 403 }, { ERR_CONFLICT, 409 },
		{ ERR_GONE, 410 }, { ERR_RATE, 429 }, { ERR_BUSY, 503 }, { ERR_FULL, 503 }, { ERR_STORAGE, 503 }, { ERR_MEMORY, 503 },
		{ ERR_NETWORK, 500 }, { ERR_PROTOCOL, 500 }, { ERR_CONFIG, 500 }, { ERR_INTERNAL, 500 },
	};
	struct stage *stage = *state;
	assert_int_equal(COUNT(cases), ERR__COUNT - 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (const char *letter = "QBHC"; *letter != '\0'; letter++) {
			memset(stage->app.fails, 0, sizeof stage->app.fails);
			stage->app.fails[(unsigned char)*letter] = cases[i].err;
			assert_int_equal(send(stage, get("/en/page")), cases[i].status);
			assert_int_equal(stage->app.error_status, cases[i].status);
			assert_int_equal(stage->reply.retry_after_s > 0, cases[i].status == 503 || cases[i].status == 429);
			assert_int_equal(stage->reply.cache, CACHE_NEVER);
			assert_string_equal(stage->app.trace, *letter == 'Q' ? "QE" : *letter == 'B' ? "QBE" : *letter == 'H' ? "QBHRE" : "QBHCRE");
			assert_int_equal(stage->reply.body.n, 3);
		}
	}
}

static void what_does_not_fit_is_no_answer(void **state)
{
	struct stage *stage = *state;
	stage->app.body_bytes = LIMIT_PAGE_BYTES;
	assert_int_equal(send(stage, get("/en/page")), 200);
	assert_int_equal(stage->reply.body.n, LIMIT_PAGE_BYTES);
	stage->app.body_bytes++;
	assert_int_equal(send(stage, get("/en/page")), 500);
	assert_string_equal(stage->app.trace, "QBHRE");
	stage->app.body_bytes = 0;
	struct arena *big = stage->arena;
	stage->arena = arena_create(64);
	assert_null(arena_alloc(stage->arena, 4096));
	struct request request = get("/en/page");
	memset(stage->app.trace, 0, sizeof stage->app.trace);
	dispatch(&stage->dispatcher, &request, ERR_OK, stage->arena, &stage->reply);
	assert_int_equal(stage->reply.status, 503);
	arena_destroy(stage->arena);
	stage->arena = big;
}

static void only_anonymous_answers_are_kept(void **state)
{
	struct stage *stage = *state;
	struct request request = get("/en/page");
	assert_int_equal(send(stage, request), 200);
	assert_int_equal(stage->reply.cache, CACHE_ANONYMOUS);
	assert_true(stage->reply.shared);
	request.cookie = STR("x=1");
	assert_int_equal(send(stage, request), 200);
	assert_false(stage->reply.shared);
	request = get("/en/page");
	request.query = STR("text=a");
	assert_int_equal(send(stage, request), 422);
	assert_int_equal(stage->reply.cache, CACHE_NEVER);
	assert_int_equal(send(stage, get("/en/feed")), 200);
	assert_int_equal(stage->reply.cache, CACHE_FEED);
}

static void the_language_is_the_paths_or_the_browsers(void **state)
{
	struct stage *stage = *state;
	struct request request = get("/robots.txt");
	request.accept_language = STR("kk");
	assert_int_equal(send(stage, request), 200);
	request.path = STR("/nothing");
	assert_int_equal(send(stage, request), 404);
	assert_true(stage->reply.vary_language);
	request.path = STR("/en/nothing");
	assert_int_equal(send(stage, request), 404);
	assert_false(stage->reply.vary_language);
}

/* Runs one request with descriptor 2 in a file of memory; the text lives in the arena of the stage. */
static struct str logged(struct stage *stage, struct request request)
{
	static char text[4096];
	int file = memfd_create("log", 0), before = dup(STDERR_FILENO);
	assert_true(file >= 0 && before >= 0 && dup2(file, STDERR_FILENO) >= 0);
	(void)send(stage, request);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	ssize_t n = pread(file, text, sizeof text, 0);
	close(file);
	close(before);
	return (struct str){ text, n < 0 ? 0 : (size_t)n };
}

static void a_request_leaves_one_line_without_what_was_sent(void **state)
{
	static const char *const paths[] = { "/en/page", "/en/nothing-marker7", "/en/add", "/robots.txt" };
	struct stage *stage = *state;
	for (size_t i = 0; i < COUNT(paths); i++) {
		struct request request = i == 2 ? post(paths[i], "text=marker7") : get(paths[i]);
		request.query = STR("text=marker7");
		request.cookie = STR("__Host-sid=marker7");
		struct str line = logged(stage, request);
		assert_int_equal(str_index(line, '\n'), line.n - 1);
		assert_true(str_has(line, "0123456789abcde") && str_has(line, " status="));
		assert_false(str_has(line, "marker7"));
	}
	stage->app.fails['H'] = ERR_STORAGE;
	assert_true(str_has(logged(stage, get("/en/page")), "err=\"storage\""));
	assert_true(str_has(logged(stage, get("/en/page")), "<3>"));
}

static int token_setup(void **state)
{
	(void)state;
	if (sodium_init() < 0)
		return 1;
	(void)csrf_token(secret, token);
	return 0;
}

#define STAGE_TEST(function) cmocka_unit_test_setup_teardown(function, stage_setup, stage_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STAGE_TEST(a_page_goes_its_way), STAGE_TEST(a_session_is_made_last), STAGE_TEST(other_hosts_and_paths_are_refused_first),
		STAGE_TEST(unreadable_requests_are_answered), STAGE_TEST(forged_requests_fail_in_every_combination),
		STAGE_TEST(tokens_of_other_lengths_fail), STAGE_TEST(what_was_typed_can_be_sent_again), STAGE_TEST(creators_pages_are_theirs),
		STAGE_TEST(bodies_are_forms), STAGE_TEST(errors_have_one_status_each), STAGE_TEST(what_does_not_fit_is_no_answer),
		STAGE_TEST(only_anonymous_answers_are_kept), STAGE_TEST(the_language_is_the_paths_or_the_browsers),
		STAGE_TEST(a_request_leaves_one_line_without_what_was_sent),
	};
	return cmocka_run_group_tests(tests, token_setup, NULL);
}
