/* Sealed fields, address index, links. */
#include "store_state.h"
#include "store/inside.h"

#define PERSON 77
#define COLUMN "address.name"
#define ROW 5

static struct str seal(struct state *s, const char *plain)
{
	struct str sealed = { NULL, 0 };
	assert_int_equal(seal_put(s->store, s->arena, PERSON, COLUMN, ROW, str_from_z(plain), &sealed), ERR_OK);
	return sealed;
}

static void what_is_sealed_opens(void **state)
{
	struct state *s = *state;
	static const char *const texts[] = { "Айгүл Ермекқызы", "", "x", "улица Абая, 10, кв. 5" };
	struct str plain, absent = { NULL, 0 };

	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_OK);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct str sealed = seal(s, texts[i]);
		assert_int_equal(sealed.n, strlen(texts[i]) + SEAL_OVERHEAD_BYTES);
		assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, sealed, &plain), ERR_OK);
		assert_true(plain.p != NULL && str_eq_z(plain, texts[i]));
	}
	assert_false(str_eq(seal(s, "x"), seal(s, "x"))); /* equal texts do not show */
	assert_int_equal(seal_put(s->store, s->arena, PERSON, COLUMN, ROW, absent, &plain), ERR_OK);
	assert_null(plain.p);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, absent, &plain), ERR_OK);
	assert_null(plain.p);
	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_CONFLICT);
}

static void every_changed_byte_is_noticed(void **state)
{
	struct state *s = *state;
	struct str plain = STR("untouched");

	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_OK);
	struct str sealed = seal(s, "Айгүл");
	for (size_t i = 0; i < sealed.n; i++)
		for (unsigned bit = 0; bit < 8; bit++) {
			char *bad = (char *)(uintptr_t)arena_copy(s->arena, sealed).p;
			bad[i] = (char)(bad[i] ^ (1 << bit));
			assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, (struct str){ bad, sealed.n }, &plain),
					 ERR_STORAGE);
			arena_reset(s->arena);
			sealed = seal(s, "Айгүл");
		}
	for (size_t n = 0; n < sealed.n; n++)
		assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, (struct str){ sealed.p, n }, &plain), ERR_STORAGE);
	assert_true(str_eq(plain, STR("untouched")));
}

static void a_seal_belongs_to_its_column_row_and_person(void **state)
{
	struct state *s = *state;
	struct str plain;

	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_OK);
	assert_int_equal(seal_person_new(s->store, PERSON + 1, 1), ERR_OK);
	struct str sealed = seal(s, "Айгүл");
	assert_int_equal(seal_get(s->store, s->arena, PERSON, "address.phone", ROW, sealed, &plain), ERR_STORAGE);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, "address.nam", ROW, sealed, &plain), ERR_STORAGE);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW + 1, sealed, &plain), ERR_STORAGE);
	assert_int_equal(seal_get(s->store, s->arena, PERSON + 1, COLUMN, ROW, sealed, &plain), ERR_STORAGE);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, sealed, &plain), ERR_OK);
}

/* The row of one person put in the place of another's does not open either. */
static void a_wrapped_key_belongs_to_its_person(void **state)
{
	struct state *s = *state;
	struct str plain;

	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_OK);
	struct str sealed = seal(s, "Айгүл");
	state_sql(s, "keys", "UPDATE person_key SET person_id = 78");
	assert_int_equal(seal_get(s->store, s->arena, PERSON + 1, COLUMN, ROW, sealed, &plain), ERR_STORAGE);
}

static void a_destroyed_key_takes_everything_along(void **state)
{
	struct state *s = *state;
	struct str plain;

	assert_int_equal(seal_person_new(s->store, PERSON, 1), ERR_OK);
	struct str sealed = seal(s, "Айгүл");
	assert_int_equal(seal_person_destroy(s->store, PERSON), ERR_OK);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, sealed, &plain), ERR_GONE);
	assert_int_equal(seal_put(s->store, s->arena, PERSON, COLUMN, ROW, STR("x"), &plain), ERR_GONE);
	assert_int_equal(seal_person_destroy(s->store, PERSON), ERR_NONE);
	/* A new key under the same number does not open the old seal. */
	assert_int_equal(seal_person_new(s->store, PERSON, 2), ERR_OK);
	assert_int_equal(seal_get(s->store, s->arena, PERSON, COLUMN, ROW, sealed, &plain), ERR_STORAGE);
}

static void addresses_are_found_whatever_their_case(void **state)
{
	struct state *s = *state;
	unsigned char a[32], b[32], c[32];
	char longest[300];

	assert_int_equal(seal_email_index(s->store, STR("Aigul@Example.KZ"), a), ERR_OK);
	assert_int_equal(seal_email_index(s->store, STR(" aigul@example.kz "), b), ERR_OK);
	assert_int_equal(seal_email_index(s->store, STR("aigul2@example.kz"), c), ERR_OK);
	assert_memory_equal(a, b, 32);
	assert_memory_not_equal(a, c, 32);
	memset(longest, 'a', sizeof longest);
	assert_int_equal(seal_email_index(s->store, (struct str){ longest, 254 }, a), ERR_OK);
	assert_int_equal(seal_email_index(s->store, (struct str){ longest, 255 }, a), ERR_INPUT);
	assert_int_equal(seal_email_index(s->store, STR("  "), a), ERR_INPUT);
	/* Without the field key it says nothing: another key, another hash. */
	store_close(s->store);
	state_write(s, "secrets/field.key", "0123456789abcdef0123456789abcdef", 32);
	state_open(s);
	assert_int_equal(seal_email_index(s->store, STR("aigul@example.kz"), a), ERR_OK);
	assert_memory_not_equal(a, b, 32);
}

static void links_open_as_what_they_were_made_for(void **state)
{
	struct state *s = *state;
	struct public_id id = public_id_new(), opened = { { 0 } };
	char token[SEAL_LINK_SIZE], bad[SEAL_LINK_SIZE];

	assert_int_equal(seal_link_token(s->store, &id, "order", token), ERR_OK);
	assert_int_equal(strlen(token), SEAL_LINK_SIZE - 1);
	assert_int_equal(strspn(token, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"), SEAL_LINK_SIZE - 1);
	assert_int_equal(seal_link_open(s->store, str_from_z(token), "order", &opened), ERR_OK);
	assert_memory_equal(&id, &opened, sizeof id);
	assert_int_equal(seal_link_open(s->store, str_from_z(token), "pay", &opened), ERR_NONE);
	assert_int_equal(seal_link_open(s->store, str_from_z(token), "ordeR", &opened), ERR_NONE);
	for (size_t i = 0; i < SEAL_LINK_SIZE - 1; i++) {
		memcpy(bad, token, sizeof bad);
		bad[i] = bad[i] == 'A' ? 'Q' : 'A';
		assert_int_equal(seal_link_open(s->store, str_from_z(bad), "order", &opened), ERR_NONE);
		assert_int_equal(seal_link_open(s->store, (struct str){ token, i }, "order", &opened), ERR_NONE);
	}
}

/* A program whose rules name no such secret cannot seal at all. */
static void without_the_secret_nothing_works(void **state)
{
	struct state *s = *state;
	struct store_program poor = store_program;
	struct store *store = NULL;
	struct str why, sealed;
	unsigned char hash[32];

	poor.secrets[STORE_SECRET_FIELD] = false;
	assert_int_equal(store_open(&s->conf, &poor, &store, &why), ERR_OK);
	assert_int_equal(seal_person_new(store, 1, 1), ERR_INTERNAL);
	assert_int_equal(seal_put(store, s->arena, 1, COLUMN, ROW, STR("x"), &sealed), ERR_INTERNAL);
	assert_int_equal(seal_email_index(store, STR("a@b.kz"), hash), ERR_INTERNAL);
	store_close(store);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, state_setup, state_teardown)
	const struct CMUnitTest tests[] = {
		TEST(what_is_sealed_opens),
		TEST(every_changed_byte_is_noticed),
		TEST(a_seal_belongs_to_its_column_row_and_person),
		TEST(a_wrapped_key_belongs_to_its_person),
		TEST(a_destroyed_key_takes_everything_along),
		TEST(addresses_are_found_whatever_their_case),
		TEST(links_open_as_what_they_were_made_for),
		TEST(without_the_secret_nothing_works),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
