#include "web/form.h"

#include "base/text.h"
#include "web/field.h"
#include "web/limits.h"
#include "web/percent.h"

static unsigned field_repeat(const struct field *field)
{
	return field->repeat > 1 ? field->repeat : 1;
}

static struct field_input *field_input(const struct field *field, void *input, unsigned at)
{
	return (struct field_input *)(void *)((char *)input + field->offset + at * field_size(field->kind));
}

/* Whether `name` is the field's own, or of a repeated field "name-7"; then which of them. */
static bool field_is_named(const struct field *field, struct str name, unsigned *ret_at)
{
	struct str own = str_from_z(field->name);
	int64_t at;

	if (field_repeat(field) == 1) {
		*ret_at = 0;
		return str_eq(own, name);
	}
	if (name.n < own.n + 2 || name.n > own.n + 4 || !str_starts(name, own) || name.p[own.n] != '-')
		return false;
	struct str number = str_from(name, own.n + 1);
	if (str_to_int64(number, &at) != ERR_OK || at < 0 || at >= field->repeat || (number.p[0] == '0' && number.n > 1))
		return false;
	*ret_at = (unsigned)at;
	return true;
}

static struct field_input *form_find(const struct form *form, void *input, struct str name)
{
	for (size_t i = 0; i < form->count; i++) {
		unsigned at;
		if (field_is_named(&form->fields[i], name, &at))
			return field_input(&form->fields[i], input, at);
	}
	return NULL;
}

/* One "name=value". What no field declares is dropped without a look at its value. */
static enum err pair_read(struct arena *arena, const struct form *form, struct str pair, void *input)
{
	size_t equals = str_index(pair, '=');
	struct str name, value;

	if (percent_decode(arena, str_part(pair, 0, equals), true, &name) != ERR_OK)
		return arena_failed(arena) ? ERR_MEMORY : ERR_INPUT;
	struct field_input *found = form_find(form, input, name);
	if (found == NULL)
		return ERR_OK;
	if (found->raw.p != NULL)
		return ERR_INPUT;
	TRY(percent_decode(arena, str_from(pair, equals + 1), true, &value));
	if (!text_is_utf8(value))
		return ERR_INPUT;
	found->raw = value.n == 0 ? STR("") : value;
	return ERR_OK;
}

static enum err form_judge(struct arena *arena, const struct form *form, struct form_result *result)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->fields[i];
		for (unsigned at = 0; at < field_repeat(field); at++) {
			struct field_input *input = field_input(field, result->input, at);
			TRY(field_judge(arena, field, input));
			result->refused |= input->error.id != MESSAGE_NONE;
		}
	}
	return ERR_OK;
}

enum err form_read(struct arena *arena, const struct form *form, struct str text, struct form_result *ret_result)
{
	struct form_result result = { .input = arena_alloc(arena, form->size) };
	struct str rest = text, pair;
	size_t pairs = 0;

	if (result.input == NULL)
		return ERR_MEMORY;
	while (str_next(&rest, '&', &pair)) {
		if (pair.n == 0)
			continue;
		if (++pairs > LIMIT_FORM_FIELDS)
			return ERR_TOO_LARGE;
		TRY(pair_read(arena, form, pair, result.input));
	}
	TRY(form_judge(arena, form, &result));
	*ret_result = result;
	return ERR_OK;
}

enum err form_peek(struct str text, struct str name, struct str *ret_value)
{
	struct str rest = text, pair, found = { NULL, 0 };

	while (str_next(&rest, '&', &pair)) {
		size_t equals = str_index(pair, '=');
		if (!str_eq(str_part(pair, 0, equals), name))
			continue;
		if (found.p != NULL)
			return ERR_INPUT;
		found = equals == pair.n ? STR("") : str_from(pair, equals + 1);
	}
	if (found.p == NULL)
		return ERR_NONE;
	*ret_value = found;
	return ERR_OK;
}

static struct str field_full_name(struct arena *arena, const struct field *field, unsigned at)
{
	return field_repeat(field) == 1 ? str_from_z(field->name) : arena_format(arena, "%s-%u", field->name, at);
}

enum err form_pairs(struct arena *arena, const struct form *form, const void *input, struct form_pair **ret_pairs, size_t *ret_count)
{
	size_t room = 0, count = 0;

	for (size_t i = 0; i < form->count; i++)
		room += field_repeat(&form->fields[i]);
	struct form_pair *pairs = ARENA_ARRAY(arena, struct form_pair, room);
	if (pairs == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < form->count; i++) {
		const struct field *field = &form->fields[i];
		for (unsigned at = 0; at < field_repeat(field); at++) {
			const char *place = (const char *)input + field->offset + at * field_size(field->kind);
			struct str raw = ((const struct field_input *)(const void *)place)->raw;
			if (raw.p == NULL)
				continue;
			struct str name = field_full_name(arena, field, at);
			if (name.p == NULL)
				return ERR_MEMORY;
			pairs[count++] = (struct form_pair){ name, raw };
		}
	}
	*ret_pairs = pairs;
	*ret_count = count;
	return ERR_OK;
}

void form_refuse(struct form_result *result, struct message *input_error, enum message_id id)
{
	*input_error = (struct message){ .id = id };
	result->refused = true;
}
