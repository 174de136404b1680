/* Generated query functions: values in and out, cardinalities, what errors become. */
#include "store_state.h"

static struct q_thing_by_id_row thing(struct state *s, int64_t id)
{
	struct q_thing_by_id_row row = { 0 };
	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = id }, &row), ERR_OK);
	return row;
}

static void values_come_back_as_they_went_in(void **state)
{
	struct state *s = *state;
	static const char bytes[] = { 0, 1, (char)0xff, 0 };

	WRITE(s, q_owner_put(s->store, &(struct q_owner_put){ .id = 5 }, NULL));
	WRITE(s, q_thing_put(s->store,
			     &(struct q_thing_put){ .id = INT64_MAX,
						    .owner_id = 5,
						    .name = STR("Ши \"тоқу\" ё"),
						    .picture = { bytes, 4 },
						    .note = STR(""),
						    .stock = 0,
						    .weight = INT64_MIN },
			     NULL));
	struct q_thing_by_id_row row = thing(s, INT64_MAX);
	assert_true(row.id == INT64_MAX && row.owner_id == 5 && !row.owner_id_is_null && row.weight == INT64_MIN && row.stock == 0);
	assert_true(str_eq(row.name, STR("Ши \"тоқу\" ё")));
	assert_true(row.picture.n == 4 && memcmp(row.picture.p, bytes, 4) == 0);
	assert_true(row.note.p != NULL && row.note.n == 0); /* empty is not NULL */

	WRITE(s, thing_new(s, 1, "a", 1));
	row = thing(s, 1);
	assert_true(row.owner_id_is_null && row.weight_is_null && row.picture.p == NULL && row.note.p == NULL);
	/* An absent text where NULL is not allowed is an empty one. */
	WRITE(s,
	      q_thing_put(s->store,
			  &(struct q_thing_put){ .id = 2, .owner_id_is_null = true, .picture = { "", 0 }, .weight_is_null = true }, NULL));
	row = thing(s, 2);
	assert_true(row.name.p != NULL && row.name.n == 0 && row.picture.p != NULL && row.picture.n == 0);
}

static void one_is_none_one_or_an_error(void **state)
{
	struct state *s = *state;
	struct q_thing_by_id_row row = { .id = 4711 };
	struct q_thing_of_owner_any_row any = { .id = 4711 };

	assert_int_equal(q_thing_by_id(s->store, s->arena, &(struct q_thing_by_id){ .id = 404 }, &row), ERR_NONE);
	assert_int_equal(row.id, 4711); /* untouched */
	WRITE(s, q_owner_put(s->store, &(struct q_owner_put){ .id = 1 }, NULL));
	WRITE(s, q_thing_put(s->store, &(struct q_thing_put){ .id = 1, .owner_id = 1, .name = STR("a"), .weight_is_null = true }, NULL));
	assert_int_equal(q_thing_of_owner_any(s->store, s->arena, &(struct q_thing_of_owner_any){ .owner_id = 1 }, &any), ERR_OK);
	assert_int_equal(any.id, 1);
	WRITE(s, q_thing_put(s->store, &(struct q_thing_put){ .id = 2, .owner_id = 1, .name = STR("b"), .weight_is_null = true }, NULL));
	any.id = 4711;
	assert_int_equal(q_thing_of_owner_any(s->store, s->arena, &(struct q_thing_of_owner_any){ .owner_id = 1 }, &any), ERR_STORAGE);
	assert_int_equal(any.id, 4711);
	assert_string_equal(store_last_failure(s->store)->statement, "thing_of_owner_any");
}

static void many_grows_in_the_arena(void **state)
{
	struct state *s = *state;
	struct q_thing_of_owner_row *rows = NULL;
	size_t count = 4711;

	assert_int_equal(q_thing_of_owner(s->store, s->arena, &(struct q_thing_of_owner){ .owner_id = 1, .most = 1000 }, &rows, &count),
			 ERR_OK);
	assert_true(count == 0 && rows == NULL);
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(q_owner_put(s->store, &(struct q_owner_put){ .id = 1 }, NULL), ERR_OK);
	for (int64_t i = 1; i <= 300; i++)
		assert_int_equal(q_thing_put(s->store,
					     &(struct q_thing_put){ .id = i,
								    .owner_id = 1,
								    .name = arena_format(s->arena, "thing %d", (int)i),
								    .weight_is_null = true },
					     NULL),
				 ERR_OK);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(q_thing_of_owner(s->store, s->arena, &(struct q_thing_of_owner){ .owner_id = 1, .most = 1000 }, &rows, &count),
			 ERR_OK);
	assert_int_equal(count, 300);
	for (size_t i = 0; i < count; i++)
		assert_true(rows[i].id == (int64_t)i + 1 && str_eq(rows[i].name, arena_format(s->arena, "thing %zu", i + 1)));
	/* Too many for the arena: an error, and the outputs stay. */
	struct arena *small = arena_create(4096);
	struct q_thing_of_owner_row *kept = rows;
	assert_int_equal(q_thing_of_owner(s->store, small, &(struct q_thing_of_owner){ .owner_id = 1, .most = 1000 }, &rows, &count),
			 ERR_MEMORY);
	assert_true(rows == kept && count == 300);
	arena_destroy(small);
}

static void an_outer_join_gives_null(void **state)
{
	struct state *s = *state;
	struct q_thing_left_row *rows;
	size_t count;

	WRITE(s, q_owner_put(s->store, &(struct q_owner_put){ .id = 1 }, NULL));
	assert_int_equal(q_thing_left(s->store, s->arena, &(struct q_thing_left){ .id = 1 }, &rows, &count), ERR_OK);
	assert_true(count == 1 && rows[0].id == 1 && rows[0].thing_id_is_null && rows[0].name.p == NULL);
}

static void a_column_of_another_type_is_an_error(void **state)
{
	struct state *s = *state;
	struct q_thing_wrong_type_row row;

	WRITE(s, thing_new(s, 1, "a", 1));
	assert_int_equal(q_thing_wrong_type(s->store, s->arena, &(struct q_thing_wrong_type){ .id = 1 }, &row), ERR_STORAGE);
	struct q_thing_note_length_row length;
	assert_int_equal(q_thing_note_length(s->store, s->arena, &(struct q_thing_note_length){ .id = 1 }, &length), ERR_STORAGE);
	/* The statement was given back clean. */
	assert_int_equal(q_thing_wrong_type(s->store, s->arena, &(struct q_thing_wrong_type){ .id = 9 }, &row), ERR_NONE);
}

static void writes_tell_what_they_changed(void **state)
{
	struct state *s = *state;
	struct q_thing_rename_row row;
	int64_t changes = -1;

	WRITE(s, thing_new(s, 1, "a", 3));
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(q_thing_take(s->store, &(struct q_thing_take){ .id = 1, .quantity = 3 }, &changes), ERR_OK);
	assert_int_equal(changes, 1);
	assert_int_equal(q_thing_take(s->store, &(struct q_thing_take){ .id = 1, .quantity = 1 }, &changes), ERR_OK);
	assert_int_equal(changes, 0);
	assert_int_equal(q_thing_rename(s->store, s->arena, &(struct q_thing_rename){ .id = 1, .name = STR("b") }, &row), ERR_OK);
	assert_true(row.id == 1 && str_eq(row.name, STR("b")));
	assert_int_equal(q_thing_rename(s->store, s->arena, &(struct q_thing_rename){ .id = 9, .name = STR("c") }, &row), ERR_NONE);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_OK);
	assert_true(str_eq(thing(s, 1).name, STR("b")));
}

static void constraints_become_conflicts(void **state)
{
	struct state *s = *state;

	WRITE(s, thing_new(s, 1, "a", 1));
	assert_int_equal(store_begin_write(s->store, STORE_MARKET), ERR_OK);
	assert_int_equal(thing_new(s, 1, "b", 1), ERR_CONFLICT);            /* primary key */
	assert_int_equal(thing_new(s, 2, "a", 1), ERR_CONFLICT);            /* unique */
	assert_int_equal(q_thing_take_blindly(s->store, &(struct q_thing_take_blindly){ .id = 1, .quantity = 2 }, NULL),
			 ERR_CONFLICT); /* check */
	assert_int_equal(q_move_put(s->store, &(struct q_move_put){ .id = 1, .thing_id = 1, .delta = 1 }, NULL), ERR_OK);
	assert_int_equal(q_move_change(s->store, &(struct q_move_change){ .id = 1 }, NULL), ERR_CONFLICT); /* trigger */
	assert_int_equal(q_move_put(s->store, &(struct q_move_put){ .id = 2, .thing_id = 404, .delta = 1 }, NULL),
			 ERR_CONFLICT); /* foreign key */
	assert_int_equal(q_thing_drop(s->store, &(struct q_thing_drop){ .id = 1 }, NULL), ERR_CONFLICT);
	assert_int_equal(q_thing_unname(s->store, &(struct q_thing_unname){ .id = 1 }, NULL), ERR_STORAGE); /* NOT NULL: our bug */
	const struct store_failure *failure = store_last_failure(s->store);
	assert_string_equal(failure->statement, "thing_unname");
	assert_int_equal(failure->sqlite, SQLITE_CONSTRAINT_NOTNULL);
	assert_true(failure->line > 0 && strstr(failure->file, "store_run.c") != NULL);
	/* The transaction survived all of it. */
	assert_int_equal(thing_new(s, 3, "c", 1), ERR_OK);
	assert_int_equal(store_commit(s->store, STORE_MARKET), ERR_OK);
	assert_true(str_eq(thing(s, 3).name, STR("c")));
}

static void search_works_behind_the_authorizer(void **state)
{
	struct state *s = *state;
	struct q_find_row *rows;
	size_t count;

	for (int64_t i = 1; i <= 40; i++) {
		assert_int_equal(store_begin_write(s->store, STORE_CATALOGUE), ERR_OK);
		assert_int_equal(q_find_put(s->store,
					    &(struct q_find_put){ .id = i, .title = i % 2 ? STR("Деревянная игрушка") : STR("Felt bag") },
					    NULL),
				 ERR_OK);
		assert_int_equal(store_commit(s->store, STORE_CATALOGUE), ERR_OK);
	}
	assert_int_equal(q_find(s->store, s->arena, &(struct q_find){ .words = STR("игрушка") }, &rows, &count), ERR_OK);
	assert_true(count == 5 && rows[0].id == 39);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, state_setup, state_teardown)
	const struct CMUnitTest tests[] = {
		TEST(values_come_back_as_they_went_in), TEST(one_is_none_one_or_an_error),	    TEST(many_grows_in_the_arena),
		TEST(an_outer_join_gives_null),		TEST(a_column_of_another_type_is_an_error), TEST(writes_tell_what_they_changed),
		TEST(constraints_become_conflicts),	TEST(search_works_behind_the_authorizer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
