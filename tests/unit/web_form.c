/* web/form, web/field, web/email, web/card_number: every kind of field with what it takes and what it refuses. */
#include "web_case.h"
#include "web/card_number.h"
#include "web/email.h"
#include "web/field.h"
#include "web/form.h"
#include "web/limits.h"

static const struct str colours[] = { STR_INIT("red"), STR_INIT("green"), { NULL, 0 } };

struct everything {
	struct input_text text, multiline, email, phone, token, code;
	struct input_int number, money;
	struct input_choice colour, flag;
	struct input_id public_id, row_id;
	struct input_int quantity[3];
};

static const struct field fields[] = {
	{ .name = "text", .kind = FIELD_TEXT, .offset = offsetof(struct everything, text), .min = 2, .max = 10 },
	{ .name = "multiline", .kind = FIELD_MULTILINE, .offset = offsetof(struct everything, multiline), .max = 20 },
	{ .name = "email", .kind = FIELD_EMAIL, .offset = offsetof(struct everything, email) },
	{ .name = "phone", .kind = FIELD_PHONE, .offset = offsetof(struct everything, phone) },
	{ .name = "token", .kind = FIELD_TOKEN, .offset = offsetof(struct everything, token), .min = 3, .max = 20 },
	{ .name = "number", .kind = FIELD_INT, .offset = offsetof(struct everything, number), .min = 1, .max = 99 },
	{ .name = "money", .kind = FIELD_MONEY, .offset = offsetof(struct everything, money), .min = 100, .max = 500000 },
	{ .name = "colour", .kind = FIELD_CHOICE, .offset = offsetof(struct everything, colour), .choices = colours },
	{ .name = "flag", .kind = FIELD_FLAG, .offset = offsetof(struct everything, flag) },
	{ .name = "public_id", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct everything, public_id) },
	{ .name = "row_id", .kind = FIELD_ROW_ID, .offset = offsetof(struct everything, row_id) },
	{ .name = "quantity", .kind = FIELD_INT, .offset = offsetof(struct everything, quantity), .repeat = 3 },
};
static const struct form form = { .name = "everything", FORM_FIELDS(fields), .size = sizeof(struct everything) };

static struct everything *read_ok(struct arena *arena, const char *text, struct form_result *ret_result)
{
	assert_int_equal(form_read(arena, &form, str_from_z(text), ret_result), ERR_OK);
	return ret_result->input;
}

/* Each case: the value as it stands in the body, the message it earns, and the tidy text when it earns none. */
struct text_case { const char *body; enum message_id error; const char *value; };

static void texts_are(struct arena *arena, const char *name, size_t offset, const struct text_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char body[400];
		struct form_result result;
		(void)snprintf(body, sizeof body, "%s=%s", name, cases[i].body);
		const char *place = (const char *)read_ok(arena, body, &result) + offset;
		const struct input_text *input = (const struct input_text *)(const void *)place;
		if (input->error.id != cases[i].error)
			fail_msg("%s: message %d, not %d", body, (int)input->error.id, (int)cases[i].error);
		assert_int_equal(result.refused, cases[i].error != MESSAGE_NONE);
		if (cases[i].error == MESSAGE_NONE)
			assert_str(input->value, cases[i].value);
		else
			assert_int_equal(input->value.n, 0);
	}
}
#define TEXTS_ARE(member, cases) texts_are(*state, #member, offsetof(struct everything, member), (cases), COUNT(cases))

static void texts_are_tidied_or_refused(void **state)
{
	static const struct text_case cases[] = {
		{ "red+cup", MESSAGE_NONE, "red cup" }, { "++red+++cup++", MESSAGE_NONE, "red cup" }, { "%d2%9b%d1%8b%d1%80", MESSAGE_NONE, "қыр" },
		{ "e%cc%81tude", MESSAGE_NONE, "étude" }, { "%2541bc", MESSAGE_NONE, "%41bc" }, { "0123456789", MESSAGE_NONE, "0123456789" },
		{ "<b>&amp;", MESSAGE_NONE, "<b>" }, { "", MESSAGE_NONE, "" }, { "+%20+", MESSAGE_NONE, "" }, { "a", MESSAGE_FORM_TOO_SHORT, NULL },
		{ "%d2%9b", MESSAGE_FORM_TOO_SHORT, NULL }, { "01234567890", MESSAGE_FORM_TOO_LONG, NULL }, { "a%01b", MESSAGE_FORM_CHARACTERS, NULL },
		{ "a%e2%80%aeb", MESSAGE_FORM_CHARACTERS, NULL }, { "a%e2%80%8bb", MESSAGE_FORM_CHARACTERS, NULL }, { "a%1b[31m", MESSAGE_FORM_CHARACTERS, NULL },
		{ "a%c2%85b", MESSAGE_FORM_CHARACTERS, NULL },
	};
	TEXTS_ARE(text, cases);
}

static void lines_keep_their_ends(void **state)
{
	static const struct text_case cases[] = {
		{ "a%0d%0ab%0dc%0ad", MESSAGE_NONE, "a\nb\nc\nd" }, { "%0aa%0a", MESSAGE_NONE, "a" }, { "4242+4242+4242+4242", MESSAGE_FORM_CARD_NUMBER, NULL },
		{ "012345678901234567890", MESSAGE_FORM_TOO_LONG, NULL }, { "a%00", MESSAGE_NONE, NULL }, { "a%07", MESSAGE_FORM_CHARACTERS, NULL },
		{ "%e2%80%a8x", MESSAGE_FORM_CHARACTERS, NULL },
	};
	struct form_result result;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (cases[i].error == MESSAGE_NONE && cases[i].value == NULL)
			assert_int_equal(form_read(*state, &form, STR("multiline=a%00"), &result), ERR_INPUT);
		else
			texts_are(*state, "multiline", offsetof(struct everything, multiline), &cases[i], 1);
	}
}

static void emails_are_addresses(void **state)
{
	static const struct text_case cases[] = {
		{ "a%40b.kz", MESSAGE_NONE, "a@b.kz" }, { "+Aigerim.S%2Bshop%40Example.KZ+", MESSAGE_NONE, "Aigerim.S+shop@example.kz" },
		{ "o'neil%40x-y.co.uk", MESSAGE_NONE, "o'neil@x-y.co.uk" }, { "a%40%d0%bf%d0%be%d1%87%d1%82%d0%b0.%d2%9b%d0%b0%d0%b7", MESSAGE_NONE, "a@xn--80a1acny.xn--80ao21a" },
		{ "a", MESSAGE_FORM_EMAIL, NULL }, { "a%40", MESSAGE_FORM_EMAIL, NULL }, { "%40b.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40b", MESSAGE_FORM_EMAIL, NULL }, { "a%40b..kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40b.kz.", MESSAGE_FORM_EMAIL, NULL }, { "a%40b%40c.kz", MESSAGE_FORM_EMAIL, NULL }, { "a+b%40c.kz", MESSAGE_FORM_EMAIL, NULL },
		{ ".a%40b.kz", MESSAGE_FORM_EMAIL, NULL }, { "a.%40b.kz", MESSAGE_FORM_EMAIL, NULL }, { "a..b%40c.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40-b.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40b_c.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40[127.0.0.1]", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40127.0.0.1", MESSAGE_FORM_EMAIL, NULL }, { "\"a\"%40b.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%0d%0aBcc:x%40b.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "%d2%9b%40b.kz", MESSAGE_FORM_EMAIL, NULL }, { "<a%40b.kz>", MESSAGE_FORM_EMAIL, NULL }, { "a%40b.kz,c%40d.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40b%c2%adc.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40b%e2%80%8bc.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "a%40b%ef%bc%a0c.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40b+c.kz", MESSAGE_FORM_EMAIL, NULL }, { "a%40b%ef%bc%8fc.kz", MESSAGE_FORM_EMAIL, NULL },
		{ "4242424242424242%40b.kz", MESSAGE_FORM_CARD_NUMBER, NULL },
	};
	char longest[300];
	struct str address;

	TEXTS_ARE(email, cases);
	memset(longest, 'a', sizeof longest);
	memcpy(longest + 64, "@", 1);
	for (size_t i = 64 + 61; i < 250; i += 61)
		longest[i] = '.';
	memcpy(longest + 251, ".kz", 3);
	assert_int_equal(email_parse(*state, (struct str){ longest, 254 }, &address), ERR_OK);
	assert_int_equal(email_parse(*state, (struct str){ longest, 255 }, &address), ERR_INPUT);
	longest[64] = 'a';
	longest[65] = '@';
	assert_int_equal(email_parse(*state, (struct str){ longest, 254 }, &address), ERR_INPUT);
}

static void phones_are_e164(void **state)
{
	static const struct text_case cases[] = {
		{ "%2B7+(701)+234-56-78", MESSAGE_NONE, "+77012345678" }, { "8+701+234+56+78", MESSAGE_NONE, "87012345678" },
		{ "%2B4915112345678", MESSAGE_NONE, "+4915112345678" }, { "%2B123456789012345", MESSAGE_NONE, "+123456789012345" },
		{ "1234567", MESSAGE_FORM_PHONE, NULL }, { "%2B1234567890123456", MESSAGE_FORM_PHONE, NULL }, { "7+701+abc", MESSAGE_FORM_PHONE, NULL },
		{ "77012345678%2B", MESSAGE_FORM_PHONE, NULL }, { "%2B%2B77012345678", MESSAGE_FORM_PHONE, NULL }, { "%2B07012345678", MESSAGE_FORM_PHONE, NULL },
		{ "77012345678;ext=1", MESSAGE_FORM_PHONE, NULL }, { "%d9%a1%d9%a2%d9%a3%d9%a4%d9%a5%d9%a6%d9%a7%d9%a8", MESSAGE_FORM_PHONE, NULL },
		{ "()()", MESSAGE_FORM_PHONE, NULL }, { "4242+4242+4242+4242", MESSAGE_FORM_CARD_NUMBER, NULL },
		{ "%2B4242+4242+4242+4242", MESSAGE_FORM_CARD_NUMBER, NULL },
	};
	TEXTS_ARE(phone, cases);
}

static void tokens_have_a_small_alphabet(void **state)
{
	static const struct text_case cases[] = {
		{ "abc", MESSAGE_NONE, "abc" }, { "A-b_9.z", MESSAGE_NONE, "A-b_9.z" }, { "RR123456789KZ", MESSAGE_NONE, "RR123456789KZ" },
		{ "ab", MESSAGE_FORM_TOO_SHORT, NULL }, { "abcdefghijklmnopqrstu", MESSAGE_FORM_TOO_LONG, NULL }, { "a b", MESSAGE_FORM_CHARACTERS, NULL },
		{ "a/b", MESSAGE_FORM_CHARACTERS, NULL }, { "a%0ab", MESSAGE_FORM_CHARACTERS, NULL }, { "%d2%9b%d2%9b", MESSAGE_FORM_CHARACTERS, NULL },
		{ "abc'--", MESSAGE_FORM_CHARACTERS, NULL }, { "4242424242424242", MESSAGE_FORM_CARD_NUMBER, NULL },
	};
	TEXTS_ARE(token, cases);
}

static void numbers_are_whole_and_in_range(void **state)
{
	static const struct { const char *body; enum message_id error; int64_t value, shown; } cases[] = {
		{ "number=1", MESSAGE_NONE, 1, 0 }, { "number=+99+", MESSAGE_NONE, 99, 0 }, { "number=007", MESSAGE_NONE, 7, 0 },
		{ "number=0", MESSAGE_FORM_NUMBER_MIN, 0, 1 }, { "number=-1", MESSAGE_FORM_NUMBER_MIN, 0, 1 }, { "number=100", MESSAGE_FORM_NUMBER_MAX, 0, 99 },
		{ "number=2147483648", MESSAGE_FORM_NUMBER_MAX, 0, 99 }, { "number=4294967297", MESSAGE_FORM_NUMBER_MAX, 0, 99 },
		{ "number=9223372036854775807", MESSAGE_FORM_NUMBER_MAX, 0, 99 }, { "number=9223372036854775808", MESSAGE_FORM_NUMBER, 0, 0 },
		{ "number=999999999999999999999999999999", MESSAGE_FORM_NUMBER, 0, 0 }, { "number=1.5", MESSAGE_FORM_NUMBER, 0, 0 },
		{ "number=1e1", MESSAGE_FORM_NUMBER, 0, 0 }, { "number=0x1", MESSAGE_FORM_NUMBER, 0, 0 }, { "number=%2B1", MESSAGE_FORM_NUMBER, 0, 0 },
		{ "number=one", MESSAGE_FORM_NUMBER, 0, 0 }, { "number=1+2", MESSAGE_FORM_NUMBER, 0, 0 }, { "number=%d9%a1", MESSAGE_FORM_NUMBER, 0, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form_result result;
		const struct input_int *input = &read_ok(*state, cases[i].body, &result)->number;
		if (input->error.id != cases[i].error)
			fail_msg("%s", cases[i].body);
		assert_int_equal(input->value, cases[i].value);
		assert_int_equal(input->error.n, cases[i].shown);
		assert_int_equal(input->given, cases[i].error == MESSAGE_NONE);
		assert_int_equal(result.refused, cases[i].error != MESSAGE_NONE);
	}
}

static void money_is_minor_units(void **state)
{
	static const struct { const char *body; enum message_id error; int64_t value, shown; } cases[] = {
		{ "money=1", MESSAGE_NONE, 100, 0 }, { "money=12.5", MESSAGE_NONE, 1250, 0 }, { "money=12,50", MESSAGE_NONE, 1250, 0 },
		{ "money=5000", MESSAGE_NONE, 500000, 0 }, { "money=0.99", MESSAGE_FORM_NUMBER_MIN, 0, 1 }, { "money=5000.01", MESSAGE_FORM_NUMBER_MAX, 0, 5000 },
		{ "money=-5", MESSAGE_FORM_MONEY, 0, 0 }, { "money=1.005", MESSAGE_FORM_MONEY, 0, 0 }, { "money=1e3", MESSAGE_FORM_MONEY, 0, 0 },
		{ "money=NaN", MESSAGE_FORM_MONEY, 0, 0 }, { "money=1%C2%A0000", MESSAGE_FORM_MONEY, 0, 0 }, { "money=99999999999999999999", MESSAGE_FORM_MONEY, 0, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form_result result;
		const struct input_int *input = &read_ok(*state, cases[i].body, &result)->money;
		if (input->error.id != cases[i].error)
			fail_msg("%s: %d", cases[i].body, (int)input->error.id);
		assert_int_equal(input->value, cases[i].value);
		assert_int_equal(input->error.n, cases[i].shown);
	}
}

static void choices_come_from_the_list(void **state)
{
	static const struct { const char *body; enum message_id colour, flag; int colour_value, flag_value; } cases[] = {
		{ "", MESSAGE_NONE, MESSAGE_NONE, -1, 0 }, { "colour=red&flag=1", MESSAGE_NONE, MESSAGE_NONE, 0, 1 },
		{ "colour=green&flag=on", MESSAGE_NONE, MESSAGE_NONE, 1, 1 }, { "colour=&flag=", MESSAGE_NONE, MESSAGE_NONE, -1, 0 },
		{ "colour=blue&flag=2", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 }, { "colour=Red&flag=true", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 },
		{ "colour=0&flag=0", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 }, { "colour=red,green&flag=11", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 },
		{ "colour=re&flag=-1", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 }, { "colour=redd&flag=ON", MESSAGE_FORM_CHOICE, MESSAGE_FORM_INVALID, -1, 0 },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form_result result;
		const struct everything *e = read_ok(*state, cases[i].body, &result);
		assert_int_equal(e->colour.error.id, cases[i].colour);
		assert_int_equal(e->flag.error.id, cases[i].flag);
		assert_int_equal(e->colour.value, cases[i].colour_value);
		assert_int_equal(e->flag.value, cases[i].flag_value);
	}
}

static void ids_have_one_spelling(void **state)
{
	static const struct { const char *body; bool public_given, row_given; } cases[] = {
		{ "public_id=AAAAAAAAAAAAAAAAAAAAAA&row_id=1", true, true }, { "public_id=_-9zAAAAAAAAAAAAAAAAAQ&row_id=9223372036854775807", true, true },
		{ "public_id=AAAAAAAAAAAAAAAAAAAAA&row_id=0", false, false }, { "public_id=AAAAAAAAAAAAAAAAAAAAAAA&row_id=-1", false, false },
		{ "public_id=AAAAAAAAAAAAAAAAAAAAAB&row_id=9223372036854775808", false, false }, { "public_id=AAAAAAAAAAAAAAAAAAAA%3d%3d&row_id=1.0", false, false },
		{ "public_id=AAAAAAAAAA+AAAAAAAAAAA&row_id=1+1", false, false }, { "public_id=../../../../etc/passwd&row_id=abc", false, false },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct form_result result;
		const struct everything *e = read_ok(*state, cases[i].body, &result);
		assert_int_equal(e->public_id.given, cases[i].public_given);
		assert_int_equal(e->row_id.given, cases[i].row_given);
		assert_int_equal(e->public_id.error.id, cases[i].public_given ? MESSAGE_NONE : MESSAGE_FORM_INVALID);
		assert_int_equal(e->row_id.error.id, cases[i].row_given ? MESSAGE_NONE : MESSAGE_FORM_INVALID);
	}
}

static void repeated_fields_are_counted(void **state)
{
	struct form_result result;
	const struct everything *e = read_ok(*state, "quantity-0=1&quantity-2=3&quantity=9&quantity-3=9&quantity-00=9&quantity-=9&quantity--1=9&quantity-x=9", &result);
	assert_int_equal(e->quantity[0].value, 1);
	assert_false(e->quantity[1].given);
	assert_int_equal(e->quantity[2].value, 3);
	assert_false(result.refused);
	assert_int_equal(form_read(*state, &form, STR("quantity-1=1&quantity-1=1"), &result), ERR_INPUT);
}

static void what_is_required_must_come(void **state)
{
	struct needed { struct input_text name; struct input_choice terms, colour; struct input_int n; struct input_id id; };
	static const struct field needed_fields[] = {
		{ .name = "name", .kind = FIELD_TEXT, .offset = offsetof(struct needed, name), .required = true },
		{ .name = "terms", .kind = FIELD_FLAG, .offset = offsetof(struct needed, terms), .required = true },
		{ .name = "colour", .kind = FIELD_CHOICE, .offset = offsetof(struct needed, colour), .required = true, .choices = colours },
		{ .name = "n", .kind = FIELD_INT, .offset = offsetof(struct needed, n), .required = true },
		{ .name = "id", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct needed, id), .required = true },
	};
	static const struct form needed_form = { .name = "needed", FORM_FIELDS(needed_fields), .size = sizeof(struct needed) };
	static const char *const bodies[] = { "", "name=&terms=&colour=&n=&id=", "name=+%09+&n=+&id=%20&colour=+" };

	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct form_result result;
		assert_int_equal(form_read(*state, &needed_form, str_from_z(bodies[i]), &result), ERR_OK);
		const struct needed *needed = result.input;
		assert_true(result.refused);
		assert_int_equal(needed->name.error.id, MESSAGE_FORM_REQUIRED);
		assert_int_equal(needed->terms.error.id, MESSAGE_FORM_AGREE);
		assert_int_equal(needed->colour.error.id, MESSAGE_FORM_REQUIRED);
		assert_int_equal(needed->n.error.id, MESSAGE_FORM_REQUIRED);
		assert_int_equal(needed->id.error.id, MESSAGE_FORM_REQUIRED);
	}
}

static void broken_texts_are_refused_whole(void **state)
{
	static const char *const bodies[] = {
		"text=a&text=b", "text=&text=", "text=a&te%78t=b", "text&text", "text=%", "text=%4", "text=%zz", "text=%00", "text=%ff", "text=\xff",
		"%zz=1", "text=%ed%a0%80",
	};
	struct form_result result = { 0 };
	for (size_t i = 0; i < COUNT(bodies); i++)
		if (form_read(*state, &form, str_from_z(bodies[i]), &result) != ERR_INPUT)
			fail_msg("accepted: %s", bodies[i]);
	assert_int_equal(form_read(*state, &form, (struct str){ "text=a\0b", 8 }, &result), ERR_INPUT);
	assert_null(result.input);
}

static void undeclared_parameters_are_dropped(void **state)
{
	struct form_result result;
	const struct everything *e = read_ok(*state, "utm_source=%EA%EE&is_admin=1&is_admin=1&text=cup&Text=x&&&=&=1&price_minor=1;text=9", &result);
	assert_str(e->text.value, "cup");
	assert_false(result.refused);
}

static void sizes_are_bounded(void **state)
{
	static char body[LIMIT_FORM_FIELDS * 4 + 8], text[LIMIT_FIELD_BYTES + 8];
	struct form_result result;

	for (size_t i = 0; i < LIMIT_FORM_FIELDS; i++)
		memcpy(body + i * 4, "a=1&", 4);
	assert_int_equal(form_read(*state, &form, (struct str){ body, (size_t)LIMIT_FORM_FIELDS * 4 }, &result), ERR_OK);
	memcpy(body + (size_t)LIMIT_FORM_FIELDS * 4, "a=1", 3);
	assert_int_equal(form_read(*state, &form, (struct str){ body, (size_t)LIMIT_FORM_FIELDS * 4 + 3 }, &result), ERR_TOO_LARGE);
	memset(text, 'a', sizeof text);
	memcpy(text, "multiline=", 10);
	assert_int_equal(form_read(*state, &form, (struct str){ text, sizeof text }, &result), ERR_OK);
	assert_int_equal(((struct everything *)result.input)->multiline.error.id, MESSAGE_FORM_TOO_LONG);
}

static void raw_text_comes_back(void **state)
{
	struct form_result result;
	struct form_pair *pairs;
	size_t count;
	const struct everything *e = read_ok(*state, "quantity-1=x&text=+%3Ca%3E+&email=&number=5&nothing=1", &result);

	assert_true(result.refused);
	assert_str(e->text.raw, " <a> ");
	assert_int_equal(form_pairs(*state, &form, e, &pairs, &count), ERR_OK);
	assert_int_equal(count, 4);
	assert_str(pairs[0].name, "text");
	assert_str(pairs[0].value, " <a> ");
	assert_str(pairs[1].name, "email");
	assert_str(pairs[2].name, "number");
	assert_str(pairs[3].name, "quantity-1");
	assert_str(pairs[3].value, "x");
}

static void a_card_number_does_not_come_back(void **state)
{
	struct form_result result;
	const struct everything *e = read_ok(*state, "multiline=my+card+4242424242424242", &result);
	assert_int_equal(e->multiline.error.id, MESSAGE_FORM_CARD_NUMBER);
	assert_str(e->multiline.raw, "");
	e = read_ok(*state, "multiline=4242424242424242", &result);
	assert_int_equal(e->multiline.error.id, MESSAGE_FORM_CARD_NUMBER);
	assert_str(e->multiline.raw, "");
}

static void card_numbers_are_found(void **state)
{
	static const char *const cards[] = {
		"4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "4242.4242.4242.4242", "pay 5555555555554444 now", "378282246310005",
		"4000000000000000006", "6011 1111 1111 1117 12/29 123", "tel 87011234567, 4242\xc2\xa0""4242\xc2\xa0""4242\xc2\xa0""4242", "x4242424242424242x",
		"12 4242424242424242", "4222222222222",
	};
	static const char *const others[] = {
		"", "4242424242424243", "424242424242", "87011234567 87017654321", "42424242424242424242424242424242", "4242  4242  4242  4242",
		"KZ86125KZT5004100100", "2026-11-20 15:56:00", "050000", "4242/4242/4242/4242", "990101300123",
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cards); i++)
		if (!card_number_in(str_from_z(cards[i])))
			fail_msg("not found: %s", cards[i]);
	for (size_t i = 0; i < COUNT(others); i++)
		if (card_number_in(str_from_z(others[i])))
			fail_msg("found: %s", others[i]);
}

static void peeking_takes_one_value(void **state)
{
	struct str value = STR("untouched");
	(void)state;
	assert_int_equal(form_peek(STR("a=1&b=2"), STR("csrf"), &value), ERR_NONE);
	assert_int_equal(form_peek(STR("csrf=1&csrf=1"), STR("csrf"), &value), ERR_INPUT);
	assert_str(value, "untouched");
	assert_int_equal(form_peek(STR("a=1&csrf=x&b"), STR("csrf"), &value), ERR_OK);
	assert_str(value, "x");
	assert_int_equal(form_peek(STR("csrf"), STR("csrf"), &value), ERR_OK);
	assert_str(value, "");
}

static void a_rule_between_fields_refuses(void **state)
{
	struct form_result result;
	struct everything *e = read_ok(*state, "text=cup", &result);
	assert_false(result.refused);
	form_refuse(&result, &e->text.error, MESSAGE_FORM_INVALID);
	assert_true(result.refused);
	assert_int_equal(e->text.error.id, MESSAGE_FORM_INVALID);
}

/* Whatever the memory, an answer or ERR_MEMORY: never a half-filled form. */
static void a_small_arena_is_an_error(void **state)
{
	(void)state;
	for (size_t room = 16; room < 8192; room += 16) {
		struct arena *arena = arena_create(room);
		struct form_result result = { 0 };
		enum err err = form_read(arena, &form, STR("text=a+b+c&email=a%40b.kz&phone=%2B77012345678&multiline=x%0ay"), &result);
		assert_true(err == ERR_OK || err == ERR_MEMORY);
		assert_int_equal(err == ERR_OK, result.input != NULL);
		arena_destroy(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_TEST(texts_are_tidied_or_refused), ARENA_TEST(lines_keep_their_ends), ARENA_TEST(emails_are_addresses), ARENA_TEST(phones_are_e164),
		ARENA_TEST(tokens_have_a_small_alphabet), ARENA_TEST(numbers_are_whole_and_in_range), ARENA_TEST(money_is_minor_units),
		ARENA_TEST(choices_come_from_the_list), ARENA_TEST(ids_have_one_spelling), ARENA_TEST(repeated_fields_are_counted),
		ARENA_TEST(what_is_required_must_come), ARENA_TEST(broken_texts_are_refused_whole), ARENA_TEST(undeclared_parameters_are_dropped),
		ARENA_TEST(sizes_are_bounded), ARENA_TEST(raw_text_comes_back), ARENA_TEST(a_card_number_does_not_come_back),
		cmocka_unit_test(card_numbers_are_found), cmocka_unit_test(peeking_takes_one_value), ARENA_TEST(a_rule_between_fields_refuses),
		cmocka_unit_test(a_small_arena_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
