#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/conf.h"
#include "base/lang.h"
#include "base/log.h"
#include "base/text.h"

static struct arena *arena;

static void is(struct str s, const char *expected)
{
	assert_int_equal(s.n, strlen(expected));
	assert_memory_equal(s.p, expected, s.n);
}

static void unclean_text_is_refused(void **state)
{
	static const struct str bad[] = {
		STR_INIT("\xff"), STR_INIT("\xc0\xaf"), STR_INIT("\xed\xa0\x80"), STR_INIT("a\0b"), STR_INIT("a\x01"), STR_INIT("a\x7f"),
		STR_INIT("a\xc2\x85"), STR_INIT("\xe2\x80\xae" "abc"), STR_INIT("a\xe2\x80\x8b" "b"), STR_INIT("\xef\xbb\xbf" "a"), STR_INIT("a\xf4\x90\x80\x80"),
		STR_INIT("a\xe2\x80\xa8" "b"), STR_INIT("\xef\xbf\xbe"),
	};
	struct str out = STR("kept");
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(text_tidy(arena, bad[i], true, &out), ERR_INPUT);
	is(out, "kept");
}

static void text_is_tidied(void **state)
{
	struct str out;
	(void)state;
	assert_int_equal(text_tidy(arena, STR("  Өнер \t  мен\r\nкүй "), false, &out), ERR_OK);
	is(out, "Өнер мен күй");
	assert_int_equal(text_tidy(arena, STR("a\r\nb\rc\n"), true, &out), ERR_OK);
	is(out, "a\nb\nc");
	assert_int_equal(text_tidy(arena, STR("и\xcc\x86"), false, &out), ERR_OK); /* и + breve = й */
	is(out, "й");
	assert_int_equal(text_length(STR("Әлем")), 4);
}

static void folding_finds_letters_typed_without_marks(void **state)
{
	struct str a, b;
	(void)state;
	assert_int_equal(text_fold(arena, STR("Ёлка ҚАЗАҚ Өнер ІҢҒҰҮҺӘ"), &a), ERR_OK);
	assert_int_equal(text_fold(arena, STR("елка казак онер ИНГУУХА"), &b), ERR_OK);
	assert_true(str_eq(a, b));
}

static void cutting_respects_words_and_characters(void **state)
{
	(void)state;
	is(text_cut(arena, STR("қыш құмыра"), 20), "қыш құмыра");
	is(text_cut(arena, STR("қыш құмыра үлкен"), 12), "қыш құмыра…");
	is(text_cut(arena, STR("ұзынсөзұзынсөз"), 5), "ұзынс…");
}

static void languages_are_negotiated(void **state)
{
	static const struct { const char *header; enum lang lang; } cases[] = {
		{ "", LANG_RU }, { "kk", LANG_KK }, { "en-US,en;q=0.9,ru;q=0.8", LANG_EN }, { "de, kk;q=0.3, ru;q=0.2", LANG_KK },
		{ "ru;q=0.1,kk;q=0.2,en;q=0.15", LANG_KK }, { "*", LANG_RU }, { "en;q=0", LANG_RU }, { "en;q=9,kk;q=0.1", LANG_KK }, { "EN", LANG_EN },
		{ ",,;;q=,", LANG_RU }, { "fr", LANG_RU },
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(lang_negotiate(str_from_z(cases[i].header)), cases[i].lang);
}

static struct str folder(const char *file, const char *content, mode_t mode)
{
	static char path[64];
	(void)snprintf(path, sizeof path, "/tmp/aina-conf-XXXXXX");
	assert_non_null(mkdtemp(path));
	char name[200];
	(void)snprintf(name, sizeof name, "%s/secrets", path);
	assert_int_equal(mkdir(name, 0700), 0);
	(void)snprintf(name, sizeof name, "%s/%s", path, file);
	int fd = open(name, O_WRONLY | O_CREAT, mode);
	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	(void)close(fd);
	return str_from_z(path);
}

static void sample_configuration_loads_and_bad_lines_are_named(void **state)
{
	static const struct { const char *text, *why; } cases[] = {
		{ "nonsense = 1\n", "aina.conf:1: there is no key \"nonsense\"" }, { "\nhold_minutes = 0\n", "aina.conf:2: \"hold_minutes\" does not accept" },
		{ "hold_minutes = 5\nhold_minutes = 6\n", "stands there twice" }, { "site_origin = http://a/b\n", "does not accept" },
		{ "site_origin = ftp://a\n", "does not accept" }, { "payment_mode = maybe\n", "payment_mode must be" }, { "what is this\n", "aina.conf:1" },
		{ "payment_mode = live\nstripe_base = http://x\n", "must begin with https" },
	};
	struct buf BUF_AUTO sample;
	struct conf conf;
	struct str why = STR("");
	(void)state;
	buf_init(&sample, 100000);
	conf_sample(&sample);
	buf_put_c(&sample, '\0');
	assert_int_equal(conf_load(arena, folder("aina.conf", sample.p, 0600), &conf, &why), ERR_OK);
	is(conf.site_host, "localhost:8080");
	assert_true(conf.hold_minutes == 15 && conf.smtp_tls && !conf.https && conf.smtp_url.n == 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(conf_load(arena, folder("aina.conf", cases[i].text, 0600), &conf, &why), ERR_CONFIG);
		assert_non_null(strstr(arena_z(arena, why), cases[i].why));
	}
	assert_int_equal(conf_load(arena, STR("/nonexistent"), &conf, &why), ERR_CONFIG);
}

static void secrets_are_exact_and_private(void **state)
{
	unsigned char key[4];
	struct str text;
	(void)state;
	struct conf conf = { .state = folder("secrets/k", "abcd", 0600) };
	assert_int_equal(conf_secret(&conf, "k", key, 4), ERR_OK);
	assert_memory_equal(key, "abcd", 4);
	assert_int_equal(conf_secret(&conf, "k", key, 3), ERR_CONFIG);
	assert_int_equal(conf_secret(&conf, "none", key, 4), ERR_NONE);
	assert_int_equal(conf_secret_text(arena, &conf, "k", 3, &text), ERR_CONFIG);
	assert_int_equal(conf_secret_text(arena, &conf, "k", 4, &text), ERR_OK);
	conf.state = folder("secrets/k", "abcd", 0644);
	assert_int_equal(conf_secret(&conf, "k", key, 4), ERR_CONFIG);
	conf.state = folder("secrets/k", "ab\ncd", 0600);
	assert_int_equal(conf_secret_text(arena, &conf, "k", 9, &text), ERR_CONFIG);
}

static void one_event_is_one_line(void **state)
{
	int pipes[2], saved = dup(STDERR_FILENO);
	char line[2000];
	(void)state;
	assert_int_equal(pipe(pipes), 0);
	assert_true(dup2(pipes[1], STDERR_FILENO) >= 0);
	LOG(LOG_WARNING, "odd", LOG_T(LOG_WHY, STR("a\nb\x1b[31m\"\\ Әсел")), LOG_N(LOG_COUNT, -5), LOG_T(LOG_TRACE, STR("0123456789012345678901234567890123456789012345678901234567890123456789")));
	assert_true(dup2(saved, STDERR_FILENO) >= 0);
	ssize_t n = read(pipes[0], line, sizeof line - 1);
	assert_true(n > 0);
	line[n] = '\0';
	assert_ptr_equal(strchr(line, '\n'), line + n - 1);
	assert_null(strchr(line, '\x1b'));
	assert_non_null(strstr(line, " odd why=\"a?b?[31m?? ????????\" count=-5 trace=\"0123456789012345678901234567890123456789012345678901234567890123\""));
	(void)close(pipes[0]);
	(void)close(pipes[1]);
	(void)close(saved);
}

static int make_arena(void **state)
{
	(void)state;
	arena = arena_create(1 << 20);
	return arena == NULL;
}

static int drop_arena(void **state)
{
	(void)state;
	arena_destroy(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unclean_text_is_refused),
		cmocka_unit_test(text_is_tidied),
		cmocka_unit_test(folding_finds_letters_typed_without_marks),
		cmocka_unit_test(cutting_respects_words_and_characters),
		cmocka_unit_test(languages_are_negotiated),
		cmocka_unit_test(sample_configuration_loads_and_bad_lines_are_named),
		cmocka_unit_test(secrets_are_exact_and_private),
		cmocka_unit_test(one_event_is_one_line),
	};
	return cmocka_run_group_tests_name("base_text", tests, make_arena, drop_arena);
}
