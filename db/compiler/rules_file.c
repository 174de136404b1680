#include "rules_file.h"

static char *trimmed(struct compiler *compiler, const char *p, size_t n)
{
	while (n > 0 && strchr(" \t\r", p[0]) != NULL) {
		p++;
		n--;
	}
	while (n > 0 && strchr(" \t\r", p[n - 1]) != NULL)
		n--;
	return keep_text(compiler, p, n);
}

/* "kind id" between the brackets. */
static struct stanza *stanza_read(struct compiler *compiler, const char *line, int number)
{
	struct stanza *stanza = keep(compiler, sizeof *stanza);
	char *head = trimmed(compiler, line, strlen(line));
	size_t n = strlen(head), kind_n = strcspn(head + 1, " ]");

	if (n < 4 || head[n - 1] != ']' || !is_name(head + 1, kind_n) || head[1 + kind_n] != ' ') {
		fault_rule(compiler, number, "a stanza begins with [kind id]");
		return NULL;
	}
	*stanza = (struct stanza){ .kind = keep_text(compiler, head + 1, kind_n),
		.id = trimmed(compiler, head + 2 + kind_n, n - kind_n - 3), .line = number };
	const struct stanza *other = rules_find(compiler, stanza->kind, stanza->id);
	if (other != NULL)
		fault_rule(compiler, number, "[%s %s] stands in line %d already", stanza->kind, stanza->id, other->line);
	return stanza;
}

static void pair_read(struct compiler *compiler, struct stanza *stanza, const char *line, int number)
{
	const char *equals = strchr(line, '=');
	struct pair *pair = keep(compiler, sizeof *pair), **tail = &stanza->pairs;

	if (equals == NULL) {
		fault_rule(compiler, number, "a line is [kind id], key = value or # comment");
		return;
	}
	*pair = (struct pair){ .key = trimmed(compiler, line, (size_t)(equals - line)),
		.value = trimmed(compiler, equals + 1, strlen(equals + 1)), .line = number };
	if (*pair->key == '\0' || *pair->value == '\0')
		fault_rule(compiler, number, "key and value must not be empty");
	for (; *tail != NULL; tail = &(*tail)->next)
		if (strcmp((*tail)->key, pair->key) == 0)
			fault_rule(compiler, number, "%s stands in line %d already", pair->key, (*tail)->line);
	*tail = pair;
}

void rules_parse(struct compiler *compiler, const char *path, const char *text)
{
	struct stanza *stanza = NULL, **tail = &compiler->stanzas;
	int number = 0;

	compiler->rules_path = path;
	compiler->rules_text = text;
	for (const char *at = text; *at != '\0';) {
		size_t n = strcspn(at, "\n");
		const char *line = trimmed(compiler, at, n);
		number++;
		if (*line == '[') {
			stanza = stanza_read(compiler, line, number);
			if (stanza != NULL) {
				*tail = stanza;
				tail = &stanza->next;
			}
		} else if (*line != '#' && *line != '\0') {
			if (stanza == NULL)
				fault_rule(compiler, number, "this line belongs to no stanza");
			else
				pair_read(compiler, stanza, line, number);
		}
		at += n;
		at += *at == '\n';
	}
}

const struct stanza *rules_find(const struct compiler *compiler, const char *kind, const char *id)
{
	for (const struct stanza *stanza = compiler->stanzas; stanza != NULL; stanza = stanza->next)
		if (strcmp(stanza->kind, kind) == 0 && strcmp(stanza->id, id) == 0)
			return stanza;
	return NULL;
}

const char *stanza_value(const struct stanza *stanza, const char *key)
{
	for (struct pair *pair = stanza->pairs; pair != NULL; pair = pair->next)
		if (strcmp(pair->key, key) == 0)
			return pair->value;
	return NULL;
}

bool stanza_says(const struct stanza *stanza, const char *key, const char *value)
{
	const char *said = stanza_value(stanza, key);
	return said != NULL && value != NULL && strcmp(said, value) == 0;
}

const char *list_next(struct compiler *compiler, const char **rest)
{
	*rest += strspn(*rest, " ,");
	size_t n = strcspn(*rest, " ,");
	const char *word = n > 0 ? keep_text(compiler, *rest, n) : NULL;
	*rest += n;
	return word;
}

bool list_has(const char *list, const char *word)
{
	size_t n = strlen(word);
	while (list != NULL && *list != '\0') {
		list += strspn(list, " ,");
		size_t m = strcspn(list, " ,");
		if (m == n && memcmp(list, word, n) == 0)
			return true;
		list += m;
	}
	return false;
}

bool lists_meet(const char *a, const char *b)
{
	while (a != NULL && *a != '\0') {
		char word[64];
		a += strspn(a, " ,");
		size_t n = strcspn(a, " ,");
		if (n > 0 && n < sizeof word) {
			memcpy(word, a, n);
			word[n] = '\0';
			if (list_has(b, word))
				return true;
		}
		a += n;
	}
	return false;
}

bool period_parse(const char *text, int64_t *ret_s)
{
	static const struct { char unit; bool time; int64_t s; } units[] = {
		{ 'Y', false, 365 * 86400 }, { 'M', false, 30 * 86400 }, { 'D', false, 86400 },
		{ 'H', true, 3600 }, { 'M', true, 60 }, { 'S', true, 1 },
	};
	bool time = false;
	int64_t sum = 0;

	if (*text++ != 'P' || *text == '\0')
		return false;
	while (*text != '\0') {
		int64_t n = 0;
		size_t digits = strspn(text, "0123456789"), i = 0;
		if (*text == 'T' && !time) {
			time = true;
			text++;
			continue;
		}
		if (digits == 0 || digits > 6)
			return false;
		for (; digits > 0; digits--)
			n = n * 10 + (*text++ - '0');
		while (i < sizeof units / sizeof *units && (units[i].unit != *text || units[i].time != time))
			i++;
		if (i == sizeof units / sizeof *units)
			return false;
		sum += n * units[i].s;
		text++;
	}
	*ret_s = sum;
	return true;
}
