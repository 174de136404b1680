/* A form with every kind of field: what is accepted obeys its rule, and what comes back reads the same again. */
#include <stdlib.h>
#include "base/text.h"
#include "web/card_number.h"
#include "web/field.h"
#include "web/form.h"
#include "web/limits.h"
#include "web/percent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct str choices[] = { STR_INIT("a"), STR_INIT("b"), { NULL, 0 } };

struct all {
	struct input_text text, multiline, email, phone, token;
	struct input_int number, money, repeated[3];
	struct input_choice choice, flag;
	struct input_id public_id, row_id;
};

static const struct field fields[] = {
	{ .name = "t", .kind = FIELD_TEXT, .offset = offsetof(struct all, text), .min = 1, .max = 20 },
	{ .name = "m", .kind = FIELD_MULTILINE, .offset = offsetof(struct all, multiline), .required = true },
	{ .name = "e", .kind = FIELD_EMAIL, .offset = offsetof(struct all, email) },
	{ .name = "p", .kind = FIELD_PHONE, .offset = offsetof(struct all, phone) },
	{ .name = "k", .kind = FIELD_TOKEN, .offset = offsetof(struct all, token) },
	{ .name = "n", .kind = FIELD_INT, .offset = offsetof(struct all, number), .min = -5, .max = 99 },
	{ .name = "y", .kind = FIELD_MONEY, .offset = offsetof(struct all, money) },
	{ .name = "r", .kind = FIELD_INT, .offset = offsetof(struct all, repeated), .repeat = 3 },
	{ .name = "c", .kind = FIELD_CHOICE, .offset = offsetof(struct all, choice), .choices = choices },
	{ .name = "f", .kind = FIELD_FLAG, .offset = offsetof(struct all, flag) },
	{ .name = "i", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct all, public_id) },
	{ .name = "o", .kind = FIELD_ROW_ID, .offset = offsetof(struct all, row_id) },
};
static const struct form form = { .name = "all", FORM_FIELDS(fields), .size = sizeof(struct all) };

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void values_obey(const struct all *all)
{
	check(text_is_clean(all->text.value, false) && text_length(all->text.value) <= 20);
	check(text_is_clean(all->multiline.value, true) && text_length(all->multiline.value) <= 4000);
	check(all->multiline.error.id != MESSAGE_NONE || all->multiline.value.n > 0);
	check(!card_number_in(all->text.value) && !card_number_in(all->multiline.value) && !card_number_in(all->token.value));
	if (all->email.value.n > 0) {
		size_t at = str_index(all->email.value, '@');
		struct str domain = str_from(all->email.value, at + 1);
		check(all->email.value.n <= 254 && at > 0 && domain.n >= 3 && str_index(domain, '@') == domain.n);
		for (size_t i = 0; i < all->email.value.n; i++)
			check(all->email.value.p[i] > ' ' && all->email.value.p[i] < 0x7f);
	}
	for (size_t i = 0; i < all->phone.value.n; i++)
		check((all->phone.value.p[i] >= '0' && all->phone.value.p[i] <= '9') || (i == 0 && all->phone.value.p[i] == '+'));
	check(all->number.value >= -5 && all->number.value <= 99 && all->money.value >= 0);
	check(all->choice.value >= -1 && all->choice.value < 2 && (all->flag.value == 0 || all->flag.value == 1));
	check(!all->row_id.given || all->row_id.row_id > 0);
}

static void comes_back_the_same(struct arena *arena, const struct all *all)
{
	struct form_pair *pairs;
	struct form_result again;
	struct buf body BUF_AUTO;
	size_t count;

	buf_init(&body, 4 * 1024 * 1024);
	check(form_pairs(arena, &form, all, &pairs, &count) == ERR_OK && count <= 14);
	for (size_t i = 0; i < count; i++) {
		buf_put(&body, pairs[i].name);
		buf_put_c(&body, '=');
		if (!buf_reserve(&body, percent_size(pairs[i].value)))
			return;
		body.n = (size_t)(percent_put(body.p + body.n, pairs[i].value) - body.p);
		buf_put_c(&body, '&');
	}
	check(form_read(arena, &form, buf_str(&body), &again) == ERR_OK);
	const struct all *other = again.input;
	check(str_eq(other->text.raw, all->text.raw) && str_eq(other->email.raw, all->email.raw));
	check(str_eq(other->text.value, all->text.value) && str_eq(other->email.value, all->email.value));
	check(other->number.value == all->number.value && other->choice.value == all->choice.value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = size > LIMIT_BODY_BYTES ? NULL : arena_create(LIMIT_REQUEST_ARENA_BYTES);
	struct form_result result = { 0 };

	if (arena == NULL)
		return 0;
	enum err err = form_read(arena, &form, (struct str){ (const char *)data, size }, &result);
	check(err == ERR_OK || err == ERR_INPUT || err == ERR_TOO_LARGE);
	if (err == ERR_OK) {
		values_obey(result.input);
		comes_back_the_same(arena, result.input);
	}
	arena_destroy(arena);
	return 0;
}
