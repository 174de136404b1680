/* What the tests of web/ share: comparing sized strings, an arena for each test, repeatable random bytes. */
#ifndef AINA_TESTS_WEB_CASE_H
#define AINA_TESTS_WEB_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define assert_str(s, z)                                                       \
	do {                                                                   \
		struct str assert_s_ = (s);                                    \
		const char *assert_z_ = (z);                                   \
		if (!str_eq_z(assert_s_, assert_z_))                           \
			fail_msg("\"%.*s\" is not \"%s\"", (int)assert_s_.n, assert_s_.n == 0 ? "" : assert_s_.p, assert_z_); \
	} while (0)

static inline int arena_setup(void **state)
{
	*state = arena_create(4 * 1024 * 1024);
	return *state == NULL;
}

static inline int arena_teardown(void **state)
{
	arena_destroy(*state);
	return 0;
}

/* xorshift64*: the same bytes in every run. */
static inline uint64_t noise(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

static inline bool str_has(struct str s, const char *part)
{
	return s.n > 0 && memmem(s.p, s.n, part, strlen(part)) != NULL;
}

#define ARENA_TEST(function) cmocka_unit_test_setup_teardown(function, arena_setup, arena_teardown)

#endif
