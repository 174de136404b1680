/* edge/letter and edge/smtp: exactly the headers and the one recipient that were meant, whatever the words are. */
#include "web_case.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sodium.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "edge/letter.h"
#include "edge/smtp.h"

static const struct letter letter = {
	.from = STR_INIT("orders@aina.kz"),
	.from_name = STR_INIT("Aina"),
	.reply_to = STR_INIT("support@aina.kz"),
	.to = STR_INIT("aigerim@example.kz"),
	.subject = STR_INIT("Order K7QM-2RDX is paid"),
	.message_id = STR_INIT("0123456789abcdefghij-_"),
	.lang = STR_INIT("en"),
	.date_ms = INT64_C(1795164960000),
	.text = STR_INIT("Thank you!\n\n.\nGood bye\n"),
};

static struct str written(struct arena *arena, const struct letter *what)
{
	struct buf out BUF_AUTO;
	buf_init(&out, LETTER_BYTES_MAX);
	assert_int_equal(letter_write(&out, what), ERR_OK);
	return arena_copy(arena, buf_str(&out));
}

static void a_letter_is_these_bytes(void **state)
{
	assert_str(written(*state, &letter),
		   "Date: Fri, 20 Nov 2026 13:56:00 +0500\r\nFrom: Aina\r\n <orders@aina.kz>\r\nReply-To: <support@aina.kz>\r\n"
		   "To: <aigerim@example.kz>\r\nMessage-ID: <0123456789abcdefghij-_@aina.kz>\r\nSubject: Order K7QM-2RDX is paid\r\n"
		   "Content-Language: en\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
		   "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		   "VGhhbmsgeW91IQ0KDQouDQpHb29kIGJ5ZQ0K\r\n");
}

/* Whole words, cut only between letters, no line over 78 bytes: RFC 2047 and 5322. */
static void a_long_subject_is_folded_between_letters(void **state)
{
	struct letter mine = letter;
	mine.subject = STR("Тапсырыс K7QM-2RDX дайын, алып кетуге болады: төлем өтті, рақмет! 🧶🧶🧶");
	struct str bytes = written(*state, &mine), line;
	char subject[512] = "", *plain = arena_alloc(*state, 256);
	bool inside = false;
	while (str_next(&bytes, '\n', &line) && line.n > 1) {
		assert_true(line.n <= 79);
		for (size_t i = 0; i < line.n; i++)
			assert_true((unsigned char)line.p[i] < 0x80);
		inside = str_starts(line, STR("Subject: ")) || (inside && line.p[0] == ' ');
		if (!inside)
			continue;
		struct str word = str_trim(str_starts(line, STR("Subject: ")) ? str_from(line, 9) : line);
		assert_true(str_starts(word, STR("=?UTF-8?B?")) && str_ends(word, STR("?=")) && word.n <= 75);
		size_t n = 0;
		assert_int_equal(sodium_base642bin((unsigned char *)plain, 255, word.p + 10, word.n - 12, NULL, &n, NULL,
						   sodium_base64_VARIANT_ORIGINAL), 0);
		plain[n] = '\0';
		assert_true(((unsigned char)plain[0] & 0xc0) != 0x80); /* begins with a whole letter */
		(void)snprintf(subject + strlen(subject), sizeof(subject) - strlen(subject), "%s", plain);
	}
	assert_str(mine.subject, subject);
}

static void no_value_adds_a_header(void **state)
{
	static const char *const bad[] = { "x\r\nBcc: a@b.kz", "x\nBcc: a@b.kz", "x\r", "x\tb", "", "x\x7f" };
	struct buf out BUF_AUTO;
	(void)state;
	buf_init(&out, LETTER_BYTES_MAX);
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct letter mine = letter;
		mine.subject = str_from_z(bad[i]);
		assert_int_equal(letter_write(&out, &mine), ERR_INPUT);
		mine = letter;
		mine.from_name = str_from_z(bad[i]);
		assert_int_equal(letter_write(&out, &mine), ERR_INPUT);
		mine = letter;
		mine.to = str_from_z(bad[i]);
		assert_int_equal(letter_write(&out, &mine), ERR_INPUT);
		mine = letter;
		mine.message_id = str_from_z(bad[i]);
		assert_int_equal(letter_write(&out, &mine), ERR_INPUT);
	}
	assert_int_equal(out.n, 0);
}

static void line_ends_are_one_kind(void **state)
{
	static const char *const texts[] = { "a\nb", "a\r\nb", "a\nb\n", "a\r\nb\r\n" };
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct letter mine = letter;
		mine.text = str_from_z(texts[i]);
		assert_true(str_ends(written(*state, &mine), STR("\r\n\r\nYQ0KYg0K\r\n"))); /* a CR LF b CR LF */
	}
}

static void addresses_are_plain(void **state)
{
	static const char *const good[] = { "a@b.kz", "first.last+tag@mail.example.kz", "o'neil@example.kz", "x@xn--80ak6aa92e.com", "a@localhost" };
	static const char *const bad[] = { "", "a", "@b.kz", "a@", "a@b@c", "a b@c.kz", "a@b..kz", ".a@b.kz", "a.@b.kz", "a..b@c.kz", "a@-b.kz",
		"a@b-.kz", "a@b.kz\r\nRCPT TO:<x@y.kz>", "a@b.kz>", "<a@b.kz>", "\"a\"@b.kz", "a@[1.2.3.4]", "а@b.kz", "a@почта.kz", "a@b.kz,c@d.kz" };
	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		assert_true(letter_address_fine(str_from_z(good[i])));
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(letter_address_fine(str_from_z(bad[i])));
}

/* A relay -------------------------------------------------------------------------------------------------------------- */

struct relay {
	int listener, port;
	bool starttls;          /* what it offers; it cannot do it */
	const char *rcpt_reply; /* NULL: 250 */
	char talk[8192];        /* everything that the client said */
	pthread_t thread;
};

static bool line_read(int fd, char *out, size_t size)
{
	size_t n = 0;
	while (n + 1 < size && recv(fd, out + n, 1, 0) == 1)
		if (out[n++] == '\n') {
			out[n] = '\0';
			return true;
		}
	return false;
}

static void say(int fd, const char *text)
{
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL);
}

static void *relay_serve(void *argument)
{
	struct relay *relay = argument;
	int fd = accept(relay->listener, NULL, NULL);
	char line[2048];
	bool data = false;
	if (fd < 0)
		return NULL;
	say(fd, "220 relay\r\n");
	while (line_read(fd, line, sizeof(line))) {
		size_t n = strlen(relay->talk);
		(void)snprintf(relay->talk + n, sizeof(relay->talk) - n, "%s", line);
		if (data && strcmp(line, ".\r\n") != 0)
			continue;
		if (data)
			say(fd, "250 taken\r\n");
		else if (strncmp(line, "EHLO", 4) == 0)
			say(fd, relay->starttls ? "250-relay\r\n250 STARTTLS\r\n" : "250 relay\r\n");
		else if (strncmp(line, "RCPT", 4) == 0 && relay->rcpt_reply != NULL)
			say(fd, relay->rcpt_reply);
		else if (strncmp(line, "QUIT", 4) == 0)
			break;
		else
			say(fd, strncmp(line, "DATA", 4) == 0 ? "354 go\r\n" : "250 ok\r\n");
		data = strncmp(line, "DATA", 4) == 0;
	}
	(void)close(fd);
	return NULL;
}

static void relay_start(struct relay *relay)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	relay->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(relay->listener, (struct sockaddr *)&address, sizeof(address)) | listen(relay->listener, 4), 0);
	assert_int_equal(getsockname(relay->listener, (struct sockaddr *)&address, &size), 0);
	relay->port = ntohs(address.sin_port);
	assert_int_equal(pthread_create(&relay->thread, NULL, relay_serve, relay), 0);
}

static enum err relay_take(struct arena *arena, struct relay *relay, bool tls, struct str to, struct smtp_answer *answer)
{
	struct smtp_client *client = NULL;
	relay_start(relay);
	const struct smtp_setup setup = { .url = arena_format(arena, "smtp://127.0.0.1:%d", relay->port), .hello = STR("aina.kz"), .tls = tls,
		.ca_file = STR("/etc/ssl/certs/ca-certificates.crt"), .total_ms = 2000 };
	assert_int_equal(smtp_open(&setup, &client), ERR_OK);
	enum err err = smtp_send(client, letter.from, to, written(arena, &letter), answer);
	smtp_close(client);
	(void)shutdown(relay->listener, SHUT_RDWR);
	(void)pthread_join(relay->thread, NULL);
	(void)close(relay->listener);
	return err;
}

static void a_relay_gets_one_sender_and_one_recipient(void **state)
{
	struct relay relay = { .starttls = false };
	struct smtp_answer answer;
	assert_int_equal(relay_take(*state, &relay, false, letter.to, &answer), ERR_OK);
	assert_int_equal(answer.status, 250);
	assert_non_null(strstr(relay.talk, "EHLO aina.kz\r\n"));
	assert_non_null(strstr(relay.talk, "MAIL FROM:<orders@aina.kz>"));
	assert_non_null(strstr(relay.talk, "RCPT TO:<aigerim@example.kz>\r\n"));
	assert_null(strstr(strstr(relay.talk, "RCPT TO:") + 1, "RCPT TO:"));
	assert_non_null(strstr(relay.talk, "Subject: Order K7QM-2RDX is paid\r\n"));
	assert_non_null(strstr(relay.talk, "\r\nVGhhbmsgeW91IQ0KDQouDQpHb29kIGJ5ZQ0K\r\n.\r\n"));
}

static void without_tls_nothing_is_said(void **state)
{
	struct relay relay = { .starttls = false };
	struct smtp_answer answer;
	assert_int_equal(relay_take(*state, &relay, true, letter.to, &answer), ERR_NETWORK);
	assert_null(strstr(relay.talk, "MAIL FROM"));
	assert_null(strstr(relay.talk, "aigerim"));
}

static void a_refused_recipient_is_a_failure(void **state)
{
	struct relay relay = { .rcpt_reply = "550 no such mailbox\r\n" };
	struct smtp_answer answer;
	assert_int_equal(relay_take(*state, &relay, false, letter.to, &answer), ERR_NETWORK);
	assert_int_equal(answer.status, 550);
	assert_null(strstr(relay.talk, "DATA"));
}

static void a_second_recipient_cannot_be_slipped_in(void **state)
{
	struct smtp_client *client = NULL;
	struct smtp_answer answer;
	const struct smtp_setup setup = { .url = STR("smtp://127.0.0.1:1") };
	assert_int_equal(smtp_open(&setup, &client), ERR_OK);
	assert_int_equal(smtp_send(client, letter.from, STR("a@b.kz>\r\nRCPT TO:<c@d.kz"), written(*state, &letter), &answer), ERR_INPUT);
	assert_int_equal(smtp_send(client, STR("a@b.kz\r\nX"), letter.to, written(*state, &letter), &answer), ERR_INPUT);
	smtp_close(client);
}

static void urls_of_relays(void **state)
{
	struct smtp_client *client = NULL;
	(void)state;
	assert_int_equal(smtp_port(STR("smtp://relay.kz")), 25);
	assert_int_equal(smtp_port(STR("smtp://relay.kz:587")), 587);
	assert_int_equal(smtp_port(STR("smtps://relay.kz")), 465);
	assert_int_equal(smtp_port(STR("http://relay.kz")), 0);
	assert_int_equal(smtp_port(STR("smtp://user:secret@relay.kz")), 0);
	assert_int_equal(smtp_port(STR("")), 0);
	assert_int_equal(smtp_open(&(struct smtp_setup){ .url = STR("http://x") }, &client), ERR_CONFIG);
	assert_int_equal(smtp_open(&(struct smtp_setup){ .url = STR("smtp://x"), .tls = true, .ca_file = STR("/no/such") }, &client), ERR_CONFIG);
}

/* Files ---------------------------------------------------------------------------------------------------------------- */

static void a_file_is_whole_and_written_once(void **state)
{
	char folder[] = "/tmp/letter-XXXXXX", path[64], got[64] = "";
	assert_non_null(mkdtemp(folder));
	assert_int_equal(smtp_file(*state, str_from_z(folder), STR("17"), STR("first")), ERR_OK);
	assert_int_equal(smtp_file(*state, str_from_z(folder), STR("17"), STR("second")), ERR_OK);
	(void)snprintf(path, sizeof(path), "%s/17.eml", folder);
	FILE *file = fopen(path, "re");
	assert_non_null(file);
	assert_non_null(fgets(got, sizeof(got), file));
	(void)fclose(file);
	assert_string_equal(got, "second");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left behind */
	assert_int_equal(smtp_file(*state, STR("/no/such/folder"), STR("17"), STR("x")), ERR_STORAGE);
}

int main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	const struct CMUnitTest tests[] = {
		ARENA_TEST(a_letter_is_these_bytes),
		ARENA_TEST(a_long_subject_is_folded_between_letters),
		ARENA_TEST(no_value_adds_a_header),
		ARENA_TEST(line_ends_are_one_kind),
		ARENA_TEST(addresses_are_plain),
		ARENA_TEST(a_relay_gets_one_sender_and_one_recipient),
		ARENA_TEST(without_tls_nothing_is_said),
		ARENA_TEST(a_refused_recipient_is_a_failure),
		ARENA_TEST(a_second_recipient_cannot_be_slipped_in),
		ARENA_TEST(urls_of_relays),
		ARENA_TEST(a_file_is_whole_and_written_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
