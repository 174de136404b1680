/* The rules file against the schema, against itself, and against what statements do. */
#include "compiler.h"

/* Every kind of stanza, its keys; the ones before the bar must be there. */
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
static const struct {
	const char *key, *values;
} closed[] = {
	{ "basis", "contract, consent, law" }, { "action", "delete, anonymise, shred, restrict" }, { "export", "yes, no" },
	{ "erase", "delete, null, shred, keep, anonymise" }, { "httponly", "yes, no" }, { "secure", "yes, no" },
	{ "samesite", "Lax, Strict, None" }, { "duty", "requests, daemon, tool" }, { "personal", "none" },
};

static void check_keys(struct compiler *compiler, const struct rules *rules, const struct stanza *stanza)
{
	size_t k = 0;
	while (k < sizeof kinds / sizeof *kinds && strcmp(kinds[k].kind, stanza->kind) != 0)
		k++;
	if (k == sizeof kinds / sizeof *kinds) {
		fault(compiler, rules->path, stanza->line, "no stanza is of the kind %s", stanza->kind);
		return;
	}
	const char *rest = kinds[k].needed;
	for (const char *key; (key = list_next(compiler, &rest)) != NULL;)
		if (stanza_value(stanza, key) == NULL)
			fault(compiler, rules->path, stanza->line, "[%s %s] does not say %s", stanza->kind, stanza->id, key);
	for (const struct pair *pair = stanza->pairs; pair != NULL; pair = pair->next) {
		int64_t period;
		if (!list_has(kinds[k].needed, pair->key) && !list_has(kinds[k].allowed, pair->key))
			fault(compiler, rules->path, pair->line, "[%s …] has no key %s", stanza->kind, pair->key);
		for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
			if (strcmp(pair->key, closed[i].key) == 0 && !list_has(closed[i].values, pair->value))
				fault(compiler, rules->path, pair->line, "%s is one of: %s", pair->key, closed[i].values);
		if (list_has("floor, ceiling, within, life, period", pair->key) && !period_parse(pair->value, &period))
			fault(compiler, rules->path, pair->line, "%s is not a period such as P30D, P5Y or PT15M", pair->value);
		if (strncmp(pair->value, "[", 1) == 0)
			fault(compiler, rules->path, pair->line, "%s still holds a placeholder", pair->key);
	}
}

/* Every word of a list must be the id of a stanza of that kind. */
static void check_references(struct compiler *compiler, const struct rules *rules, const struct stanza *stanza, const char *key, const char *kind)
{
	const char *rest = stanza_value(stanza, key), *word;
	while (rest != NULL && (word = list_next(compiler, &rest)) != NULL)
		if (strcmp(word, "*") != 0 && rules_find(rules, kind, word) == NULL)
			fault(compiler, rules->path, stanza->line, "[%s %s] names the %s %s, which no stanza declares", stanza->kind, stanza->id, kind, word);
}

static int64_t period_of(const struct stanza *stanza, const char *key)
{
	int64_t s = -1;
	const char *text = stanza_value(stanza, key);
	return text != NULL && period_parse(text, &s) ? s : -1;
}

/* "market.person" or "market.person.lang" in parts; the table's database or -1. */
static int split_path(struct compiler *compiler, const char *path, const char **ret_table, const char **ret_column)
{
	size_t n = strcspn(path, "."), m;
	for (int i = 0; i < STORE_DATABASE__COUNT; i++)
		if (strlen(database_names[i]) == n && strncmp(path, database_names[i], n) == 0 && path[n] == '.') {
			m = strcspn(path + n + 1, ".");
			*ret_table = keep_text(compiler, path + n + 1, m);
			*ret_column = path[n + 1 + m] == '.' ? path + n + 2 + m : "";
			return i;
		}
	return -1;
}

static void assign(struct compiler *compiler, const struct rules *rules, const struct schema *schema, const struct stanza *stanza, int database,
		   const char *table, const char *name)
{
	struct column *column = database < 0 ? NULL : schema_column(schema, (enum store_database)database, table, name);
	if (column == NULL)
		fault(compiler, rules->path, stanza->line, "[%s %s] is about the column %s, which the schema does not have", stanza->kind, stanza->id, name);
	else if (column->rule != NULL)
		fault(compiler, rules->path, stanza->line, "[%s %s]: %s has a rule in line %d already", stanza->kind, stanza->id, name, column->rule->line);
	else
		column->rule = stanza;
}

/* [column db.table.name], [columns db.table name, name …], [table db.name] or [table db.prefix*]. */
static void assign_stanza(struct compiler *compiler, const struct rules *rules, const struct schema *schema, const struct stanza *stanza)
{
	const char *rest = stanza->id, *path = list_next(compiler, &rest), *table = "", *column = "", *word;
	int database = path == NULL ? -1 : split_path(compiler, path, &table, &column);
	bool found = false;

	if (strcmp(stanza->kind, "column") == 0) {
		assign(compiler, rules, schema, stanza, database, table, column);
		return;
	}
	if (strcmp(stanza->kind, "columns") == 0) {
		while ((word = list_next(compiler, &rest)) != NULL)
			assign(compiler, rules, schema, stanza, database, table, word);
		return;
	}
	size_t n = strcspn(table, "*");
	for (struct column *each = schema->columns; each != NULL; each = each->next)
		if ((int)each->database == database && strncmp(each->table, table, n) == 0 && (table[n] == '*' || each->table[n] == '\0')) {
			found = true;
			each->rule = each->rule == NULL ? stanza : each->rule;
		}
	if (!found)
		fault(compiler, rules->path, stanza->line, "[table %s]: the schema has no such table", stanza->id);
	if (strcmp(stanza_value(stanza, "kind") == NULL ? "none" : stanza_value(stanza, "kind"), "none") != 0)
		fault(compiler, rules->path, stanza->line, "a whole table can only be of the kind none; name its columns");
}

/* A subject is a path of foreign keys that ends at a person ("suborder_id.group_id.person_id"; a creator is one too), or a word. */
static void check_subject(struct compiler *compiler, const struct rules *rules, const struct schema *schema, const struct column *start)
{
	const char *rest = stanza_value(start->rule, "subject"), *table = start->table, *name = "";

	if (rest == NULL || list_has("browser, processor", rest))
		return;
	while (*rest != '\0') {
		size_t n = strcspn(rest, ".");
		name = keep_text(compiler, rest, n);
		const struct column *column = table == NULL ? NULL : schema_column(schema, start->database, table, name);
		if (column == NULL) {
			fault(compiler, rules->path, start->rule->line, "subject of %s.%s: %s has no column %s", start->table, start->name,
			      table == NULL ? "what stands before it" : table, name);
			return;
		}
		if (column->parent == NULL && strcmp(name, "id") == 0 && list_has("person, creator", table))
			return;
		table = column->parent;
		rest += n + (rest[n] == '.');
	}
	if (table == NULL ? !list_has("person_id, creator_id", name) : strcmp(table, "person") != 0)
		fault(compiler, rules->path, start->rule->line, "subject of %s.%s does not end at a person", start->table, start->name);
}

/* Does this period apply to the column: named by it, or by its category? */
static bool retains(const struct stanza *retain, const struct column *column)
{
	const char *categories = stanza_value(retain, "categories"), *category = stanza_value(column->rule, "category");
	return list_has(stanza_value(column->rule, "retention"), retain->id) ||
		(categories != NULL && category != NULL && (list_has(categories, "*") || list_has(categories, category)));
}

/* Longest life of a copy that is not reached by deleting the row. */
static int64_t longest_backup(const struct rules *rules)
{
	int64_t longest = 0;
	for (const struct stanza *sink = rules->stanzas; sink != NULL; sink = sink->next)
		if (strcmp(sink->kind, "sink") == 0 && stanza_value(sink, "kind") != NULL && strcmp(stanza_value(sink, "kind"), "backup") == 0 &&
		    period_of(sink, "period") > longest)
			longest = period_of(sink, "period");
	return longest;
}

/* No order among periods: ceilings combine by the smallest, floors by the largest, and they must not cross for one trigger. */
static void check_periods(struct compiler *compiler, const struct rules *rules, const struct column *column)
{
	bool bounded = false, shredded = stanza_value(column->rule, "erase") != NULL && strcmp(stanza_value(column->rule, "erase"), "shred") == 0;

	for (const struct stanza *a = rules->stanzas; a != NULL; a = a->next) {
		int64_t ceiling = strcmp(a->kind, "retain") == 0 && retains(a, column) ? period_of(a, "ceiling") : -1, within = period_of(a, "within");
		if (ceiling < 0)
			continue;
		bounded = true;
		if (within >= 0 && !shredded && within + longest_backup(rules) > ceiling)
			fault(compiler, rules->path, a->line, "[retain %s]: %s.%s is deleted within %s, but backups outlive the ceiling %s", a->id, column->table,
			      column->name, stanza_value(a, "within"), stanza_value(a, "ceiling"));
		for (const struct stanza *b = rules->stanzas; b != NULL; b = b->next)
			if (strcmp(b->kind, "retain") == 0 && retains(b, column) && strcmp(stanza_value(a, "trigger"), stanza_value(b, "trigger")) == 0 &&
			    period_of(b, "floor") > ceiling)
				fault(compiler, rules->path, column->rule->line, "%s.%s: the floor of [retain %s] (%s) is above the ceiling of [retain %s] (%s)",
				      column->table, column->name, b->id, stanza_value(b, "floor"), a->id, stanza_value(a, "ceiling"));
	}
	if (!bounded)
		fault(compiler, rules->path, column->rule->line, "%s.%s has no ceiling: nothing says when it goes", column->table, column->name);
}

static void check_column(struct compiler *compiler, const struct rules *rules, const struct schema *schema, const struct column *column)
{
	const struct stanza *rule = column->rule;
	static const char *const needed[] = { "category", "subject", "purposes", "export", "erase" };

	if (rule == NULL) {
		fault(compiler, rules->path, 1, "no rule for the column %s.%s.%s", database_names[column->database], column->table, column->name);
		return;
	}
	const char *kind = stanza_value(rule, "kind");
	if (kind == NULL || strcmp(kind, "none") == 0)
		return;
	if (!list_has("personal, pseudonym, public", kind))
		fault(compiler, rules->path, rule->line, "kind is one of: personal, pseudonym, public, none");
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (stanza_value(rule, needed[i]) == NULL)
			fault(compiler, rules->path, rule->line, "[%s %s] is about people and does not say %s", rule->kind, rule->id, needed[i]);
	check_subject(compiler, rules, schema, column);
	check_periods(compiler, rules, column);
}

static void check_stanza(struct compiler *compiler, const struct rules *rules, const struct schema *schema, const struct stanza *stanza)
{
	check_keys(compiler, rules, stanza);
	check_references(compiler, rules, stanza, "purposes", "purpose");
	check_references(compiler, rules, stanza, "purpose", "purpose");
	check_references(compiler, rules, stanza, "category", "category");
	check_references(compiler, rules, stanza, "categories", "category");
	check_references(compiler, rules, stanza, "retention", "retain");
	if (strcmp(stanza->kind, "sink") == 0)
		check_references(compiler, rules, stanza, "holds", "category");
	if (list_has("column, columns, table", stanza->kind))
		assign_stanza(compiler, rules, schema, stanza);
	const char *rest = list_has("recipient", stanza->kind) ? stanza_value(stanza, "fields") : list_has("field", stanza->kind) ? stanza_value(stanza, "columns") : NULL;
	for (const char *path; rest != NULL && (path = list_next(compiler, &rest)) != NULL;) {
		const char *table = "", *column = "";
		int database = split_path(compiler, path, &table, &column);
		if (database < 0 || schema_column(schema, (enum store_database)database, table, column) == NULL)
			fault(compiler, rules->path, stanza->line, "[%s %s] names %s, which the schema does not have", stanza->kind, stanza->id, path);
	}
	if (strcmp(stanza->kind, "retain") == 0 && (stanza_value(stanza, "floor") == NULL && stanza_value(stanza, "ceiling") == NULL))
		fault(compiler, rules->path, stanza->line, "[retain %s] has neither floor nor ceiling", stanza->id);
	if (strcmp(stanza->kind, "retain") == 0 && stanza_value(stanza, "floor") != NULL && stanza_value(stanza, "law") == NULL)
		fault(compiler, rules->path, stanza->line, "[retain %s]: only a law can ask to keep something; name it", stanza->id);
	if (strcmp(stanza->kind, "cookie") == 0 && strncmp(stanza->id, "__Host-", 7) == 0 &&
	    (!list_has(stanza_value(stanza, "secure"), "yes") || !list_has(stanza_value(stanza, "path"), "/")))
		fault(compiler, rules->path, stanza->line, "[cookie %s]: a __Host- cookie is secure and of the path /", stanza->id);
	for (const char *secrets = strcmp(stanza->kind, "program") == 0 ? stanza_value(stanza, "secrets") : NULL, *secret;
	     secrets != NULL && (secret = list_next(compiler, &secrets)) != NULL;)
		if (!list_has("field, link, session", secret))
			fault(compiler, rules->path, stanza->line, "the store knows no secret %s", secret);
}

void check_rules(struct compiler *compiler, const struct schema *schema, const struct rules *rules)
{
	for (const struct stanza *stanza = rules->stanzas; stanza != NULL; stanza = stanza->next)
		check_stanza(compiler, rules, schema, stanza);
	if (compiler->fault_count > 0)
		return;
	for (const struct column *column = schema->columns; column != NULL; column = column->next)
		check_column(compiler, rules, schema, column);
}

static void check_touch(struct compiler *compiler, const struct statement *statement, const struct stanza *program, const struct column *column,
			const char *verb)
{
	const char *kind = column->rule == NULL ? NULL : stanza_value(column->rule, "kind"), *purposes = stanza_value(program, "purposes");

	if (kind == NULL || (strcmp(kind, "personal") != 0 && strcmp(kind, "pseudonym") != 0))
		return;
	if (strcmp(kind, "personal") == 0 && stanza_value(program, "personal") != NULL)
		fault(compiler, statement->file->path, statement->line, "%s: %s may touch no personal column and would %s %s.%s", statement->name, program->id, verb,
		      column->table, column->name);
	else if (stanza_value(column->rule, "purposes") != NULL && !lists_meet(purposes, stanza_value(column->rule, "purposes")))
		fault(compiler, statement->file->path, statement->line, "%s: %s works for the purposes (%s) and would %s %s.%s, which is there for (%s)",
		      statement->name, program->id, purposes, verb, column->table, column->name, stanza_value(column->rule, "purposes"));
}

void check_purposes(struct compiler *compiler, const struct schema *schema, const struct rules *rules, const struct statement *statement)
{
	for (const struct name *name = statement->programs; name != NULL; name = name->next) {
		const struct stanza *program = rules_find(rules, "program", name->text);
		if (program == NULL) {
			fault(compiler, statement->file->path, name->line, "%s: no program is called %s in the rules", statement->name, name->text);
			continue;
		}
		for (const struct access *access = statement->accesses; access != NULL; access = access->next)
			for (const struct column *column = schema->columns; column != NULL; column = column->next) {
				bool same = (int)column->database == statement->file->database && strcmp(column->table, access->table) == 0;
				bool whole = access->action == STORE_INSERT, part = access->action == STORE_READ || access->action == STORE_UPDATE;
				if (same && (whole || (part && strcmp(column->name, access->column) == 0)))
					check_touch(compiler, statement, program, column, access->action == STORE_READ ? "read" : "write");
			}
	}
}
