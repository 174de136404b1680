#include "token.h"

/* Where we are in one tag: bytes at..end of the source. */
struct cursor {
	const struct source *source;
	struct complaints *complaints;
	size_t at, end;
};

static bool is_blank(char c) { return c == ' ' || c == '\t'; }
static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

static char cursor_byte(const struct cursor *c, size_t ahead)
{
	return c->at + ahead < c->end ? c->source->text.p[c->at + ahead] : '\0';
}

static void skip_blanks(struct cursor *c)
{
	while (is_blank(cursor_byte(c, 0)))
		c->at++;
}

static bool take(struct cursor *c, const char *z)
{
	struct str want = str_from_z(z);

	if (!str_starts(str_part(c->source->text, c->at, c->end - c->at), want))
		return false;
	c->at += want.n;
	return true;
}

/* A whole word, followed by something that is none. */
static bool take_word(struct cursor *c, const char *z)
{
	struct cursor before = *c;

	if (take(c, z) && !is_word(cursor_byte(c, 0)))
		return true;
	*c = before;
	return false;
}

static struct str take_name(struct cursor *c)
{
	size_t begin = c->at;

	if (is_letter(cursor_byte(c, 0)))
		while (is_word(cursor_byte(c, 0)))
			c->at++;
	return str_part(c->source->text, begin, c->at - begin);
}

static bool refuse(struct cursor *c, const char *sentence)
{
	complain(c->complaints, c->source, c->at, "%s", sentence);
	return false;
}

static bool take_path(struct cursor *c, struct path *ret_path)
{
	size_t begin = c->at;

	do {
		if (take_name(c).n == 0)
			return refuse(c, "the name of a field is expected here, such as title or creator.name");
	} while (take(c, ".") || take(c, "->"));
	*ret_path = (struct path){ str_part(c->source->text, begin, c->at - begin), begin };
	skip_blanks(c);
	return true;
}

static bool take_quoted(struct cursor *c, struct str *ret_text)
{
	if (!take(c, "\""))
		return refuse(c, "write this in double quotes");
	size_t begin = c->at;
	while (c->at < c->end && cursor_byte(c, 0) != '"')
		c->at++;
	*ret_text = str_part(c->source->text, begin, c->at - begin);
	if (!take(c, "\""))
		return refuse(c, "the closing double quote is missing");
	skip_blanks(c);
	return true;
}

static bool read_view(struct cursor *c, struct token *token)
{
	if (take_word(c, "none"))
		return true;
	if (!take_quoted(c, &token->text))
		return false;
	for (size_t i = 0; i < token->text.n; i++)
		if (!is_word(token->text.p[i]) && token->text.p[i] != '/' && token->text.p[i] != '.' && token->text.p[i] != '-')
			return refuse(c, "a header's name is made of letters, digits and _ - / .");
	if (!take_word(c, "struct"))
		return refuse(c, "name the view's struct: {{view \"pages/view/shop.h\" struct card}}");
	skip_blanks(c);
	token->type = take_name(c);
	return token->type.n > 0 || refuse(c, "name the view's struct after the word struct");
}

static bool read_each(struct cursor *c, struct token *token)
{
	if (!take_path(c, &token->path))
		return false;
	if (take_word(c, "count")) {
		skip_blanks(c);
		if (!take_path(c, &token->count))
			return false;
	}
	if (!take_word(c, "as"))
		return refuse(c, "say how an item is called: {{#each cards as c}}");
	skip_blanks(c);
	token->text = take_name(c);
	return token->text.n > 0 || refuse(c, "an item's name is expected after the word as");
}

static bool read_message(struct cursor *c, struct token *token)
{
	if (!take_quoted(c, &token->text))
		return false;
	while (c->at < c->end) {
		struct named_value value = { .name = take_name(c) };
		if (value.name.n == 0 || !take(c, "="))
			return refuse(c, "named values are expected after the key: {{t \"listing.by\" name=creator.name}}");
		if (!take_path(c, &value.path))
			return false;
		for (size_t i = 0; i < token->value_count; i++)
			if (str_eq(token->values[i].name, value.name))
				return refuse(c, "this value has been given already");
		if (token->value_count == TOKEN_VALUES_MAX)
			return refuse(c, "a message takes at most 8 values");
		token->values[token->value_count++] = value;
	}
	return true;
}

static bool read_part(struct cursor *c, struct token *token)
{
	size_t begin = c->at;

	while (is_word(cursor_byte(c, 0)) || cursor_byte(c, 0) == '/')
		c->at++;
	token->text = str_part(c->source->text, begin, c->at - begin);
	if (token->text.n == 0)
		return refuse(c, "name the template: {{> part/card c}}");
	skip_blanks(c);
	token->pointer = take(c, "*");
	return c->at == c->end ? !token->pointer || refuse(c, "a pointer field is expected after the *") : take_path(c, &token->path);
}

static bool read_block_end(struct cursor *c, struct token *token)
{
	token->kind = TOKEN_END;
	if (take_word(c, "if"))
		token->ends = TOKEN_IF;
	else if (take_word(c, "unless"))
		token->ends = TOKEN_UNLESS;
	else if (take_word(c, "each"))
		token->ends = TOKEN_EACH;
	else
		return refuse(c, "only {{/if}}, {{/unless}} and {{/each}} end something");
	return true;
}

static bool read_inner(struct cursor *c, struct token *token)
{
	if (take(c, "!")) {
		token->kind = TOKEN_REMARK;
		c->at = c->end;
		return true;
	}
	if (take(c, ">")) {
		token->kind = TOKEN_PART;
		skip_blanks(c);
		return read_part(c, token);
	}
	if (take(c, "/"))
		return read_block_end(c, token);
	if (take(c, "#")) {
		token->kind = take_word(c, "if") ? TOKEN_IF : take_word(c, "unless") ? TOKEN_UNLESS : take_word(c, "each") ? TOKEN_EACH : TOKEN_TEXT;
		if (token->kind == TOKEN_TEXT)
			return refuse(c, "only {{#if}}, {{#unless}} and {{#each}} begin something");
		skip_blanks(c);
		return token->kind == TOKEN_EACH ? read_each(c, token) : take_path(c, &token->path);
	}
	struct cursor before = *c;
	struct str word = take_name(c);
	skip_blanks(c);
	token->kind = str_eq_z(word, "else") ? TOKEN_ELSE : str_eq_z(word, "view") ? TOKEN_VIEW : str_eq_z(word, "t") ? TOKEN_MESSAGE : TOKEN_SLOT;
	if (token->kind == TOKEN_ELSE)
		return true;
	if (token->kind == TOKEN_MESSAGE && cursor_byte(c, 0) == '"')
		return read_message(c, token);
	if (token->kind == TOKEN_VIEW && c->at < c->end && cursor_byte(c, 0) != '.' && cursor_byte(c, 0) != '-')
		return read_view(c, token);
	*c = before;
	token->kind = TOKEN_SLOT;
	return take_path(c, &token->path);
}

/* One tag whose {{ stands at c->at; leaves the cursor behind its }}. */
static bool read_tag(struct cursor *c, struct token *token)
{
	size_t whole = c->end, close = c->at + 2;

	*token = (struct token){ .at = c->at };
	while (close < whole && c->source->text.p[close] != '\n' && !str_starts(str_part(c->source->text, close, whole - close), STR("}}")))
		close++;
	if (close >= whole || c->source->text.p[close] == '\n')
		return refuse(c, "this {{ is not closed by }} on its line");
	c->at += 2;
	c->end = close;
	skip_blanks(c);
	if (!read_inner(c, token))
		return false;
	skip_blanks(c);
	if (c->at != c->end)
		return refuse(c, "this does not belong into the tag: remove it");
	c->at = close + 2;
	c->end = whole;
	return true;
}

static bool is_silent(const struct token *token)
{
	return token->kind != TOKEN_TEXT && token->kind != TOKEN_SLOT && token->kind != TOKEN_MESSAGE;
}

/* Bytes of blanks at the begin of `text`. */
static size_t blanks_before(struct str text)
{
	size_t n = 0;

	while (n < text.n && (is_blank(text.p[n]) || text.p[n] == '\r'))
		n++;
	return n;
}

/* Bytes of blanks between the begin of the line and `at`; SIZE_MAX when something else stands there. */
static size_t indent_of(struct str text, size_t at)
{
	size_t n = 0;

	while (n < at && is_blank(text.p[at - 1 - n]))
		n++;
	return n == at || text.p[at - 1 - n] == '\n' ? n : SIZE_MAX;
}

/* The line of the silent tag at `begin`, when only blanks and silent tags stand on it, leaves nothing. Gives the next token to look at. */
static size_t trim_line(const struct source *source, struct token_list *list, size_t begin)
{
	struct token *before = begin > 0 && list->tokens[begin - 1].kind == TOKEN_TEXT ? &list->tokens[begin - 1] : NULL;
	size_t indent = indent_of(source->text, list->tokens[begin].at);
	size_t end = begin;

	while (end < list->count && (is_silent(&list->tokens[end]) ||
				     (list->tokens[end].kind == TOKEN_TEXT && blanks_before(list->tokens[end].text) == list->tokens[end].text.n)))
		end++;
	struct token *after = end < list->count && list->tokens[end].kind == TOKEN_TEXT ? &list->tokens[end] : NULL;
	size_t rest = after == NULL ? 0 : blanks_before(after->text);

	if (indent == SIZE_MAX || (end < list->count && (after == NULL || after->text.p[rest] != '\n')))
		return end;
	if (before != NULL)
		before->text.n -= indent;
	for (size_t i = begin; i < end; i++)
		if (list->tokens[i].kind == TOKEN_TEXT)
			list->tokens[i].text.n = 0;
	if (after != NULL)
		after->text = str_from(after->text, rest + 1);
	return end;
}

bool token_read(struct arena *arena, const struct source *source, struct complaints *complaints, struct token_list *ret_list)
{
	struct cursor c = { source, complaints, 0, source->text.n };
	size_t most = 1;

	for (size_t i = 0; i + 1 < source->text.n; i++)
		most += source->text.p[i] == '{' && source->text.p[i + 1] == '{' ? 2 : 0;
	struct token_list list = { most > TOKENS_MAX ? NULL : ARENA_ARRAY(arena, struct token, most), 0 };
	if (list.tokens == NULL)
		return refuse(&c, "this template is too large: cut it into parts");
	while (c.at < source->text.n) {
		struct token *token = &list.tokens[list.count++];
		size_t begin = c.at;
		while (c.at < c.end && !(cursor_byte(&c, 0) == '{' && cursor_byte(&c, 1) == '{'))
			c.at++;
		if (c.at > begin)
			*token = (struct token){ .kind = TOKEN_TEXT, .at = begin, .text = str_part(source->text, begin, c.at - begin) };
		else if (!read_tag(&c, token))
			return false;
	}
	for (size_t i = 0; i < list.count;)
		i = is_silent(&list.tokens[i]) ? trim_line(source, &list, i) : i + 1;
	*ret_list = list;
	return true;
}
