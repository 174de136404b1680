#include "web/field.h"

#include "base/money.h"
#include "base/text.h"
#include "web/card_number.h"
#include "web/email.h"
#include "web/limits.h"

/* form.h promises this layout to nobody but us. */
#define SAME_HEAD(type)                                                                                                   \
	_Static_assert(offsetof(struct type, raw) == offsetof(struct field_input, raw) &&                                 \
			       offsetof(struct type, error) == offsetof(struct field_input, error),                        \
		       "inputs open alike")
SAME_HEAD(input_text);
SAME_HEAD(input_int);
SAME_HEAD(input_choice);
SAME_HEAD(input_id);

#define NUMBER_MAX 1000000000
#define MONEY_MAX_MINOR INT64_C(1000000000000) /* ten milliards of the major unit */

size_t field_size(enum field_kind kind)
{
	switch (kind) {
	case FIELD_TEXT:
	case FIELD_MULTILINE:
	case FIELD_EMAIL:
	case FIELD_PHONE:
	case FIELD_TOKEN:
		return sizeof(struct input_text);
	case FIELD_INT:
	case FIELD_MONEY:
		return sizeof(struct input_int);
	case FIELD_CHOICE:
	case FIELD_FLAG:
		return sizeof(struct input_choice);
	case FIELD_PUBLIC_ID:
	case FIELD_ROW_ID:
		return sizeof(struct input_id);
	}
	return 0;
}

void field_bounds(const struct field *field, int64_t *ret_min, int64_t *ret_max)
{
	static const struct {
		int64_t min, max;
	} own[] = {
		[FIELD_TEXT] = { 0, 200 },
		[FIELD_MULTILINE] = { 0, 4000 },
		[FIELD_EMAIL] = { 6, 254 },
		[FIELD_PHONE] = { 8, 15 }, /* digits: ITU-T E.164 §6 */
		[FIELD_TOKEN] = { 1, 128 },
		[FIELD_INT] = { 0, NUMBER_MAX },
		[FIELD_MONEY] = { 0, MONEY_MAX_MINOR },
		[FIELD_CHOICE] = { 0, 0 },
		[FIELD_FLAG] = { 0, 1 },
		[FIELD_PUBLIC_ID] = { PUBLIC_ID_CHARS, PUBLIC_ID_CHARS },
		[FIELD_ROW_ID] = { 1, INT64_MAX },
	};
	bool declared = field->min != 0 || field->max != 0;

	*ret_min = declared ? field->min : own[field->kind].min;
	*ret_max = declared ? field->max : own[field->kind].max;
}

static struct message message_of(enum message_id id, int64_t n)
{
	return (struct message){ .id = id, .n = n };
}

/* The person is told, and the number goes no further: not into the page that comes back either. */
static bool text_holds_card(struct input_text *input, struct str text)
{
	if (!card_number_in(text))
		return false;
	input->error = MESSAGE(FORM_CARD_NUMBER);
	input->raw = STR("");
	return true;
}

static enum err text_judge(struct arena *arena, const struct field *field, struct input_text *input)
{
	struct str value;
	enum err err = text_tidy(arena, input->raw, field->kind == FIELD_MULTILINE, &value);
	int64_t min, max;

	if (err == ERR_INPUT) {
		input->error = MESSAGE(FORM_CHARACTERS);
		return ERR_OK;
	}
	TRY(err);
	field_bounds(field, &min, &max);
	int64_t length = (int64_t)text_length(value);
	if (length == 0) {
		if (field->required)
			input->error = MESSAGE(FORM_REQUIRED);
	} else if (text_holds_card(input, value)) {
		return ERR_OK;
	} else if (length < min) {
		input->error = message_of(MESSAGE_FORM_TOO_SHORT, min);
	} else if (length > max) {
		input->error = message_of(MESSAGE_FORM_TOO_LONG, max);
	} else {
		input->value = value;
	}
	return ERR_OK;
}

static enum err email_judge(struct arena *arena, struct input_text *input, struct str typed)
{
	struct str value;
	enum err err = email_parse(arena, typed, &value);

	if (err == ERR_INPUT) {
		input->error = MESSAGE(FORM_EMAIL);
		return ERR_OK;
	}
	TRY(err);
	if (!text_holds_card(input, value))
		input->value = value;
	return ERR_OK;
}

static enum err phone_judge(struct arena *arena, const struct field *field, struct input_text *input, struct str typed)
{
	char *value = arena_alloc(arena, typed.n);
	size_t n = 0;
	int64_t min, max;

	if (value == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if ((c >= '0' && c <= '9') || (c == '+' && n == 0)) {
			value[n++] = c;
		} else if (c != ' ' && c != '-' && c != '(' && c != ')' && c != '.') {
			input->error = MESSAGE(FORM_PHONE);
			return ERR_OK;
		}
	}
	bool international = n > 0 && value[0] == '+';
	int64_t digits = (int64_t)n - international;
	field_bounds(field, &min, &max);
	if (digits < min || digits > max || (international && value[1] == '0'))
		input->error = MESSAGE(FORM_PHONE);
	/* Every tenth long number passes Luhn by chance: with a '+' it is meant as a phone number. */
	if ((international && digits <= max) || !text_holds_card(input, typed))
		if (input->error.id == MESSAGE_NONE)
			input->value = (struct str){ value, n };
	return ERR_OK;
}

static void token_judge(const struct field *field, struct input_text *input, struct str typed)
{
	int64_t min, max;

	field_bounds(field, &min, &max);
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) {
			input->error = MESSAGE(FORM_CHARACTERS);
			return;
		}
	}
	if ((int64_t)typed.n < min)
		input->error = message_of(MESSAGE_FORM_TOO_SHORT, min);
	else if ((int64_t)typed.n > max)
		input->error = message_of(MESSAGE_FORM_TOO_LONG, max);
	else if (!text_holds_card(input, typed))
		input->value = typed;
}

/* "1030" for 103000 tiyn; bounds of money are whole major units in practice. */
static int64_t bound_shown(const struct field *field, int64_t bound)
{
	return field->kind == FIELD_MONEY ? bound / 100 : bound;
}

static void number_judge(const struct field *field, struct input_int *input, struct str typed)
{
	bool money = field->kind == FIELD_MONEY;
	int64_t value, min, max;
	enum err err = money ? money_parse(typed, &value) : str_to_int64(typed, &value);

	field_bounds(field, &min, &max);
	if (err != ERR_OK) {
		input->error = money ? MESSAGE(FORM_MONEY) : MESSAGE(FORM_NUMBER);
	} else if (value < min) {
		input->error = message_of(MESSAGE_FORM_NUMBER_MIN, bound_shown(field, min));
	} else if (value > max) {
		input->error = message_of(MESSAGE_FORM_NUMBER_MAX, bound_shown(field, max));
	} else {
		input->value = value;
		input->given = true;
	}
}

static void choice_judge(const struct field *field, struct input_choice *input, struct str typed)
{
	for (int i = 0; field->choices[i].p != NULL; i++)
		if (str_eq(field->choices[i], typed)) {
			input->value = i;
			return;
		}
	input->error = MESSAGE(FORM_CHOICE);
}

/* "on" is what a checkbox without a value sends. */
static void flag_judge(struct input_choice *input, struct str typed)
{
	if (str_eq(typed, STR("1")) || str_eq(typed, STR("on")))
		input->value = 1;
	else
		input->error = MESSAGE(FORM_INVALID);
}

static void id_judge(const struct field *field, struct input_id *input, struct str typed)
{
	int64_t min, max;

	field_bounds(field, &min, &max);
	if (field->kind == FIELD_PUBLIC_ID)
		input->given = public_id_parse(typed, &input->public_id) == ERR_OK;
	else
		input->given = str_to_int64(typed, &input->row_id) == ERR_OK && input->row_id >= min && input->row_id <= max;
	if (!input->given)
		input->error = MESSAGE(FORM_INVALID);
}

/* Nothing came, or nothing but blanks. */
static void absent_judge(const struct field *field, struct field_input *input)
{
	if (field->kind == FIELD_CHOICE)
		((struct input_choice *)(void *)input)->value = -1;
	if (field->required)
		input->error = field->kind == FIELD_FLAG ? MESSAGE(FORM_AGREE) : MESSAGE(FORM_REQUIRED);
}

enum err field_judge(struct arena *arena, const struct field *field, void *input)
{
	struct field_input *head = input;
	struct str typed = str_trim(head->raw);

	if (typed.n == 0) {
		absent_judge(field, head);
		return ERR_OK;
	}
	if (field->kind == FIELD_CHOICE)
		((struct input_choice *)input)->value = -1;
	if (head->raw.n > LIMIT_FIELD_BYTES) {
		head->error = message_of(MESSAGE_FORM_TOO_LONG, LIMIT_FIELD_BYTES);
		return ERR_OK;
	}
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_MULTILINE:
		return text_judge(arena, field, input);
	case FIELD_EMAIL:
		return email_judge(arena, input, typed);
	case FIELD_PHONE:
		return phone_judge(arena, field, input, typed);
	case FIELD_TOKEN:
		token_judge(field, input, typed);
		return ERR_OK;
	case FIELD_INT:
	case FIELD_MONEY:
		number_judge(field, input, typed);
		return ERR_OK;
	case FIELD_CHOICE:
		choice_judge(field, input, typed);
		return ERR_OK;
	case FIELD_FLAG:
		flag_judge(input, typed);
		return ERR_OK;
	case FIELD_PUBLIC_ID:
	case FIELD_ROW_ID:
		id_judge(field, input, typed);
		return ERR_OK;
	}
	return ERR_INTERNAL;
}
