#include "model/stanza.h"

#include "base/buf.h"
#include "base/text.h"

#define VALUE_BYTES_MAX ((size_t)64 * 1024)

struct reader {
	struct arena *arena;
	struct stanza_block *block; /* the present one */
	struct stanza_block none;   /* before the first one */
	struct buf value;           /* of the field that is being read */
	bool open;                  /* a longer value may go on */
	unsigned empty;             /* empty lines since its last line */
	struct str *ret_why;
};

static enum err refuse(struct reader *reader, size_t line, const char *why)
{
	*reader->ret_why = arena_format(reader->arena, "line %zu: %s", line, why);
	return ERR_INPUT;
}

/* Closes the value that was read line by line. */
static enum err field_end(struct reader *reader)
{
	if (!reader->open)
		return ERR_OK;
	reader->open = false;
	struct str value = arena_copy(reader->arena, buf_str(&reader->value));
	if (buf_failed(&reader->value) || arena_failed(reader->arena))
		return ERR_MEMORY;
	reader->block->fields[reader->block->field_count - 1].value = value;
	return ERR_OK;
}

static enum err read_block(struct reader *reader, struct str text, size_t line)
{
	struct str kind = str_part(text, 0, str_index(text, ' '));

	TRY(field_end(reader));
	*reader->block = (struct stanza_block){ .kind = kind, .name = str_trim(str_from(text, kind.n)), .line = line,
						.fields = reader->block->fields };
	return reader->block->name.n > 0 ? ERR_OK : refuse(reader, line, "a block is its kind and its name");
}

static enum err read_field(struct reader *reader, struct str text, size_t line)
{
	size_t colon = str_index(text, ':');

	TRY(field_end(reader));
	if (reader->block->kind.n == 0)
		return refuse(reader, line, "a field before the first block");
	if (colon == text.n || colon == 0)
		return refuse(reader, line, "a field is a key, a colon and a value");
	struct stanza_field field = { str_part(text, 0, colon), str_trim(str_from(text, colon + 1)), line };
	if (stanza_get(reader->block, arena_z(reader->arena, field.key)).p != NULL)
		return refuse(reader, line, "the same field twice in one block");
	reader->block->fields[reader->block->field_count++] = field;
	reader->open = field.value.n == 0;
	reader->empty = 0;
	buf_reset(&reader->value);
	return ERR_OK;
}

static enum err read_more(struct reader *reader, struct str text, size_t line)
{
	if (!reader->open)
		return refuse(reader, line, "this line belongs to no field: the field above has its value on its own line");
	if (reader->value.n > 0)
		for (unsigned i = 0; i <= reader->empty; i++)
			buf_put_c(&reader->value, '\n');
	buf_put(&reader->value, text);
	reader->empty = 0;
	return ERR_OK;
}

static enum err read_line(struct reader *reader, struct str text, size_t line)
{
	if (str_trim(text).n == 0) {
		reader->empty++;
		return ERR_OK;
	}
	if (text.p[0] == '#')
		return ERR_OK;
	if (str_starts(text, STR("    ")))
		return read_more(reader, str_from(text, 4), line);
	if (str_starts(text, STR("  ")) && text.p[2] != ' ')
		return read_field(reader, str_from(text, 2), line);
	return refuse(reader, line, "indented by neither two nor four spaces");
}

static bool begins_block(struct str text)
{
	return text.n > 0 && text.p[0] >= 'a' && text.p[0] <= 'z';
}

/* Bounds for the arrays: lines that begin blocks, and lines that could be fields. */
static void count(struct str text, size_t *ret_blocks, size_t *ret_fields)
{
	struct str line;

	*ret_blocks = *ret_fields = 0;
	while (str_next(&text, '\n', &line)) {
		*ret_blocks += begins_block(line);
		*ret_fields += str_starts(line, STR("  "));
	}
}

static enum err read_all(struct reader *reader, struct str text, struct stanza_block *blocks, struct stanza_field *fields, size_t *ret_count)
{
	struct str rest = text, line;
	size_t number = 0, blocks_read = 0;

	reader->none.fields = fields;
	reader->block = &reader->none;
	while (str_next(&rest, '\n', &line)) {
		number++;
		if (!begins_block(line)) {
			TRY(read_line(reader, line, number));
			continue;
		}
		struct stanza_field *next = reader->block->fields + reader->block->field_count;
		TRY(field_end(reader));
		reader->block = &blocks[blocks_read++];
		reader->block->fields = next;
		TRY(read_block(reader, line, number));
	}
	TRY(field_end(reader));
	*ret_count = blocks_read;
	return ERR_OK;
}

enum err stanza_read(struct arena *arena, struct str text, struct stanza_block **ret_blocks, size_t *ret_count, struct str *ret_why)
{
	struct reader reader = { .arena = arena, .ret_why = ret_why };
	size_t blocks, fields;

	if (!text_is_clean(text, true))
		return refuse(&reader, 1, "not clean UTF-8 text");
	count(text, &blocks, &fields);
	struct stanza_block *list = ARENA_ARRAY(arena, struct stanza_block, blocks);
	struct stanza_field *space = ARENA_ARRAY(arena, struct stanza_field, fields);
	if (list == NULL || space == NULL)
		return ERR_MEMORY;
	buf_init(&reader.value, VALUE_BYTES_MAX);
	enum err err = read_all(&reader, text, list, space, ret_count);
	buf_free(&reader.value);
	if (err == ERR_OK)
		*ret_blocks = list;
	return err;
}

struct str stanza_get(const struct stanza_block *block, const char *key)
{
	for (size_t i = 0; i < block->field_count; i++)
		if (str_eq_z(block->fields[i].key, key))
			return block->fields[i].value;
	return (struct str){ NULL, 0 };
}

const struct stanza_field *stanza_unknown(const struct stanza_block *block, const char *const *keys)
{
	for (size_t i = 0; i < block->field_count; i++) {
		const char *const *key = keys;
		while (*key != NULL && !str_eq_z(block->fields[i].key, *key))
			key++;
		if (*key == NULL)
			return &block->fields[i];
	}
	return NULL;
}
