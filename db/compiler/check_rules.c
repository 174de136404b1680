#include "check.h"

/* Every kind of stanza with the keys it must have and those it may have. */
static const struct {
	const char *kind, *needed, *allowed;
} kinds[] = {
	{ "policy", "version, controller, contact, country, clause", "" },
	{ "category", "title.kk, title.ru, title.en", "clause" },
	{ "purpose", "title.kk, title.ru, title.en, basis, law, clause", "" },
	{ "column", "kind", "category, subject, purposes, retention, export, erase, why" },
	{ "columns", "kind", "category, subject, purposes, retention, export, erase, why" },
	{ "table", "kind, why", "" },
	{ "retain", "title.kk, title.ru, title.en, trigger, action", "categories, floor, ceiling, within, law, clause" },
	{ "cookie", "title.kk, title.ru, title.en, category, purpose, life, path, httponly, secure, samesite", "clause" },
	{ "sink", "title.kk, title.ru, title.en, kind, holds, country", "period, clause" },
	{ "recipient", "title.kk, title.ru, title.en, role, country, fields, when, purpose", "host, clause" },
	{ "field", "columns", "" },
	{ "program", "duty, purposes", "personal, secrets" },
};
/* What a key may say: words of a list, or ids of a kind of stanza ("*": all of them). */
static const struct {
	const char *kinds, *key, *words, *stanza;
} values[] = {
	{ "purpose", "basis", "contract, consent, law", NULL },
	{ "retain", "action", "delete, anonymise, shred, restrict", NULL },
	{ "column, columns", "kind", "personal, pseudonym, public, none", NULL },
	{ "column, columns", "export", "yes, no", NULL },
	{ "column, columns", "erase", "delete, null, shred, keep, anonymise", NULL },
	{ "cookie", "httponly", "yes, no", NULL },
	{ "cookie", "secure", "yes, no", NULL },
	{ "cookie", "samesite", "Lax, Strict, None", NULL },
	{ "program", "duty", "requests, daemon, tool", NULL },
	{ "program", "personal", "none", NULL },
	{ "program", "secrets", "field, link, session", NULL },
	{ "column, columns, program", "purposes", NULL, "purpose" },
	{ "cookie, recipient", "purpose", NULL, "purpose" },
	{ "column, columns, cookie", "category", NULL, "category" },
	{ "retain", "categories", NULL, "category" },
	{ "sink", "holds", NULL, "category" },
	{ "column, columns", "retention", NULL, "retain" },
};

/* Every word of the value against what its key may say. */
static void check_value(struct compiler *compiler, const struct stanza *stanza, const struct pair *pair)
{
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		const char *rest = pair->value, *word;
		if (strcmp(values[i].key, pair->key) != 0 || !list_has(values[i].kinds, stanza->kind))
			continue;
		while ((word = list_next(compiler, &rest)) != NULL)
			if (values[i].words != NULL ? !list_has(values[i].words, word)
						    : strcmp(word, "*") != 0 && rules_find(compiler, values[i].stanza, word) == NULL)
				fault_rule(compiler, pair->line, "%s may not be %s: %s%s", pair->key, word,
					   values[i].words != NULL ? "it is one of " : "no stanza declares that ",
					   values[i].words != NULL ? values[i].words : values[i].stanza);
	}
}

static void check_keys(struct compiler *compiler, const struct stanza *stanza)
{
	size_t k = 0;
	while (k < sizeof kinds / sizeof *kinds && strcmp(kinds[k].kind, stanza->kind) != 0)
		k++;
	if (k == sizeof kinds / sizeof *kinds) {
		fault_rule(compiler, stanza->line, "no stanza is of the kind %s", stanza->kind);
		return;
	}
	const char *rest = kinds[k].needed;
	for (const char *key; (key = list_next(compiler, &rest)) != NULL;)
		if (stanza_value(stanza, key) == NULL)
			fault_rule(compiler, stanza->line, "[%s %s] does not say %s", stanza->kind, stanza->id, key);
	for (const struct pair *pair = stanza->pairs; pair != NULL; pair = pair->next) {
		int64_t period;
		if (!list_has(kinds[k].needed, pair->key) && !list_has(kinds[k].allowed, pair->key))
			fault_rule(compiler, pair->line, "[%s …] has no key %s", stanza->kind, pair->key);
		if (list_has("floor, ceiling, within, life, period", pair->key) && !period_parse(pair->value, &period))
			fault_rule(compiler, pair->line, "%s is not a period such as P30D, P5Y or PT15M", pair->value);
		if (pair->value[0] == '[')
			fault_rule(compiler, pair->line, "%s still holds a placeholder", pair->key);
		check_value(compiler, stanza, pair);
	}
}

/* "market.person.lang" (or without the column) in parts; the table's database, -1 when there is none of that name. */
static int split_path(struct compiler *compiler, const char *path, const char **ret_table, const char **ret_column)
{
	size_t n = strcspn(path, ".");
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		if (strlen(database_names[i]) == n && strncmp(path, database_names[i], n) == 0 && path[n] == '.') {
			size_t m = strcspn(path + n + 1, ".");
			*ret_table = keep_text(compiler, path + n + 1, m);
			*ret_column = path[n + 1 + m] == '.' ? path + n + 2 + m : "";
			return i;
		}
	return -1;
}

static struct column *column_at(struct compiler *compiler, int database, const char *table, const char *name)
{
	return database < 0 ? NULL : schema_column(compiler, (enum store_database)database, table, name);
}

static void assign(struct compiler *compiler, const struct stanza *stanza, struct column *column, const char *name)
{
	if (column == NULL)
		fault_rule(compiler, stanza->line, "[%s %s] is about the column %s, which the schema does not have", stanza->kind,
			   stanza->id, name);
	else if (column->rule != NULL)
		fault_rule(compiler, stanza->line, "[%s %s]: %s has a rule in line %d already", stanza->kind, stanza->id, name,
			   column->rule->line);
	else
		column->rule = stanza;
}

/* [column db.table.name], [columns db.table name, name …], [table db.name] or [table db.prefix*]. */
static void assign_stanza(struct compiler *compiler, const struct stanza *stanza)
{
	const char *rest = stanza->id, *path = list_next(compiler, &rest), *table = "", *column = "", *word;
	int database = path == NULL ? -1 : split_path(compiler, path, &table, &column);

	if (strcmp(stanza->kind, "column") == 0) {
		assign(compiler, stanza, column_at(compiler, database, table, column), column);
	} else if (strcmp(stanza->kind, "columns") == 0) {
		while ((word = list_next(compiler, &rest)) != NULL)
			assign(compiler, stanza, column_at(compiler, database, table, word), word);
	} else {
		size_t n = strcspn(table, "*");
		bool found = false;
		for (struct column *each = compiler->columns; each != NULL; each = each->next)
			if ((int)each->database == database && strncmp(each->table, table, n) == 0 &&
			    (table[n] == '*' || each->table[n] == '\0')) {
				found = true;
				each->rule = each->rule == NULL ? stanza : each->rule;
			}
		if (!found)
			fault_rule(compiler, stanza->line, "[table %s]: the schema has no such table", stanza->id);
		if (!stanza_says(stanza, "kind", "none"))
			fault_rule(compiler, stanza->line, "a whole table can only be of the kind none; name its columns");
	}
}

/* A list of full column names. */
static void check_paths(struct compiler *compiler, const struct stanza *stanza, const char *key)
{
	const char *rest = stanza_value(stanza, key), *path, *table = "", *column = "";
	while (rest != NULL && (path = list_next(compiler, &rest)) != NULL) {
		int database = split_path(compiler, path, &table, &column);
		if (column_at(compiler, database, table, column) == NULL)
			fault_rule(compiler, stanza->line, "[%s %s] names %s, which the schema does not have", stanza->kind, stanza->id,
				   path);
	}
}

static void check_stanza(struct compiler *compiler, const struct stanza *stanza)
{
	bool retain = strcmp(stanza->kind, "retain") == 0, cookie = strcmp(stanza->kind, "cookie") == 0;

	check_keys(compiler, stanza);
	if (list_has("column, columns, table", stanza->kind))
		assign_stanza(compiler, stanza);
	if (strcmp(stanza->kind, "recipient") == 0)
		check_paths(compiler, stanza, "fields");
	if (strcmp(stanza->kind, "field") == 0)
		check_paths(compiler, stanza, "columns");
	if (retain && stanza_value(stanza, "floor") == NULL && stanza_value(stanza, "ceiling") == NULL)
		fault_rule(compiler, stanza->line, "[retain %s] has neither floor nor ceiling", stanza->id);
	if (retain && stanza_value(stanza, "floor") != NULL && stanza_value(stanza, "law") == NULL)
		fault_rule(compiler, stanza->line, "[retain %s]: only a law can ask to keep something; name it", stanza->id);
	if (cookie && strncmp(stanza->id, "__Host-", 7) == 0 && !(stanza_says(stanza, "secure", "yes") && stanza_says(stanza, "path", "/")))
		fault_rule(compiler, stanza->line, "[cookie %s]: a __Host- cookie is secure and of the path /", stanza->id);
}

/* A subject is a path of foreign keys that ends at a person ("suborder_id.group_id.person_id"; a creator is one too), or a word. */
static void check_subject(struct compiler *compiler, const struct column *start)
{
	const char *rest = stanza_value(start->rule, "subject"), *table = start->table, *name = "";

	if (rest == NULL || list_has("browser, processor", rest))
		return;
	while (*rest != '\0') {
		size_t n = strcspn(rest, ".");
		name = keep_text(compiler, rest, n);
		const struct column *column = table == NULL ? NULL : schema_column(compiler, start->database, table, name);
		if (column == NULL) {
			fault_rule(compiler, start->rule->line, "subject of %s.%s: %s has no column %s", start->table, start->name,
				   table == NULL ? "what stands before it" : table, name);
			return;
		}
		if (column->parent == NULL && strcmp(name, "id") == 0 && list_has("person, creator", table))
			return;
		table = column->parent;
		rest += n + (rest[n] == '.');
	}
	if (table == NULL ? !list_has("person_id, creator_id", name) : strcmp(table, "person") != 0)
		fault_rule(compiler, start->rule->line, "subject of %s.%s does not end at a person", start->table, start->name);
}

static int64_t period_of(const struct stanza *stanza, const char *key)
{
	int64_t s = -1;
	const char *text = stanza_value(stanza, key);
	return text != NULL && period_parse(text, &s) ? s : -1;
}

/* Does this period apply to the column: named by it, or by its category? */
static bool retains(const struct stanza *retain, const struct column *column)
{
	const char *categories = stanza_value(retain, "categories"), *category = stanza_value(column->rule, "category");
	return list_has(stanza_value(column->rule, "retention"), retain->id) || list_has(categories, "*") ||
	       (category != NULL && list_has(categories, category));
}

/* Longest life of a copy that is not reached by deleting the row. */
static int64_t longest_backup(const struct compiler *compiler)
{
	int64_t longest = 0;
	EACH_STANZA (compiler, sink, "sink")
		if (stanza_says(sink, "kind", "backup") && period_of(sink, "period") > longest)
			longest = period_of(sink, "period");
	return longest;
}

/* No order among periods: ceilings combine by the smallest, floors by the largest, and they must not cross for one trigger. */
static void check_periods(struct compiler *compiler, const struct column *column)
{
	bool bounded = false;

	EACH_STANZA (compiler, a, "retain") {
		int64_t ceiling = period_of(a, "ceiling"), within = period_of(a, "within");
		if (ceiling < 0 || !retains(a, column))
			continue;
		bounded = true;
		if (within >= 0 && !stanza_says(column->rule, "erase", "shred") && within + longest_backup(compiler) > ceiling)
			fault_rule(compiler, a->line, "[retain %s]: %s.%s is deleted within %s, but backups outlive the ceiling %s", a->id,
				   column->table, column->name, stanza_value(a, "within"), stanza_value(a, "ceiling"));
		EACH_STANZA (compiler, b, "retain")
			if (retains(b, column) && stanza_says(a, "trigger", stanza_value(b, "trigger")) && period_of(b, "floor") > ceiling)
				fault_rule(compiler, column->rule->line,
					   "%s.%s: the floor of [retain %s] (%s) is above the ceiling of [retain %s] (%s)", column->table,
					   column->name, b->id, stanza_value(b, "floor"), a->id, stanza_value(a, "ceiling"));
	}
	if (!bounded)
		fault_rule(compiler, column->rule->line, "%s.%s has no ceiling: nothing says when it goes", column->table, column->name);
}

static void check_column(struct compiler *compiler, const struct column *column)
{
	const struct stanza *rule = column->rule;
	const char *needed = "category, subject, purposes, export, erase", *key;

	if (rule == NULL)
		fault_rule(compiler, 1, "no rule for the column %s.%s.%s", database_names[column->database], column->table, column->name);
	if (rule == NULL || stanza_says(rule, "kind", "none"))
		return;
	while ((key = list_next(compiler, &needed)) != NULL)
		if (stanza_value(rule, key) == NULL)
			fault_rule(compiler, rule->line, "[%s %s] is about people and does not say %s", rule->kind, rule->id, key);
	check_subject(compiler, column);
	check_periods(compiler, column);
}

void check_rules(struct compiler *compiler)
{
	for (const struct stanza *stanza = compiler->stanzas; stanza != NULL; stanza = stanza->next)
		check_stanza(compiler, stanza);
	if (compiler->fault_count > 0)
		return; /* what the columns would say about half-read stanzas helps nobody */
	for (const struct column *column = compiler->columns; column != NULL; column = column->next)
		check_column(compiler, column);
}
