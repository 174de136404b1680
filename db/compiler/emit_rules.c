/* Generated from the rules and the migrations: cookies, periods, migrations, and what each program may see, for people to read. */
#include "emit.h"

#include <sodium.h>
#include "store/schema.h"

const char *upper(struct compiler *compiler, const char *name)
{
	char *copy = keep_text(compiler, name, strlen(name));
	for (char *p = copy; *p != '\0'; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 32);
		else if (!(*p >= 'A' && *p <= 'Z') && !(*p >= '0' && *p <= '9'))
			*p = '_';
	return copy;
}

/* "__Host-sid" -> "SID" */
static const char *cookie_name(struct compiler *compiler, const struct stanza *cookie)
{
	const char *id = cookie->id;
	return upper(compiler, strncmp(id, "__Host-", 7) == 0 ? id + 7 : id);
}

#define EACH(rules, each, wanted) \
	for (const struct stanza *each = (rules)->stanzas; each != NULL; each = each->next) \
		if (strcmp(each->kind, wanted) == 0)

static int64_t seconds(const struct stanza *stanza, const char *key)
{
	int64_t s = 0;
	const char *text = stanza_value(stanza, key);
	return text != NULL && period_parse(text, &s) ? s : 0;
}

static void emit_cookies(struct compiler *compiler, const char *folder, const struct rules *rules)
{
	struct out h = out_open(compiler, folder, "cookies.h"), c = out_open(compiler, folder, "cookies.c");

	put(&h, "/* Generated from the rules file: the only cookies there are. */\n#ifndef COOKIES_H\n#define COOKIES_H\n\n#include <stdint.h>\n\nenum cookie {\n");
	EACH(rules, cookie, "cookie")
		put(&h, "\tCOOKIE_%s, /* %s */\n", cookie_name(compiler, cookie), stanza_value(cookie, "title.en"));
	put(&h, "\tCOOKIE__COUNT\n};\n\nstruct cookie_rule {\n\tconst char *name;\n\tconst char *attributes; /* \"Path=/; Secure; …\", without Max-Age */\n"
		"\tint64_t life_s;\n\tconst char *category, *purpose;\n};\n\nextern const struct cookie_rule cookie_rules[COOKIE__COUNT];\n\n#endif\n");
	out_close(&h);
	put(&c, "/* Generated from the rules file. */\n#include \"cookies.h\"\n\nconst struct cookie_rule cookie_rules[COOKIE__COUNT] = {\n");
	EACH(rules, cookie, "cookie")
		put(&c, "\t[COOKIE_%s] = { \"%s\", \"Path=%s%s%s; SameSite=%s\", %lld, \"%s\", \"%s\" },\n", cookie_name(compiler, cookie), cookie->id,
		    stanza_value(cookie, "path"), strcmp(stanza_value(cookie, "secure"), "yes") == 0 ? "; Secure" : "",
		    strcmp(stanza_value(cookie, "httponly"), "yes") == 0 ? "; HttpOnly" : "", stanza_value(cookie, "samesite"),
		    (long long)seconds(cookie, "life"), stanza_value(cookie, "category"), stanza_value(cookie, "purpose"));
	put(&c, "};\n");
	out_close(&c);
}

void emit_rules(struct compiler *compiler, const char *folder, const struct rules *rules)
{
	struct out out = out_open(compiler, folder, "retain.h");

	emit_cookies(compiler, folder, rules);
	put(&out, "/* Generated from the rules file: how long things are kept, in milliseconds after their trigger. */\n#ifndef RETAIN_H\n#define RETAIN_H\n\n#include <stdint.h>\n\n");
	EACH(rules, retain, "retain") {
		put(&out, "/* %s; from %s */\n", stanza_value(retain, "title.en"), stanza_value(retain, "trigger"));
		if (stanza_value(retain, "floor") != NULL)
			put(&out, "#define RETAIN_%s_FLOOR_MS INT64_C(%lld000)\n", upper(compiler, retain->id), (long long)seconds(retain, "floor"));
		if (stanza_value(retain, "ceiling") != NULL)
			put(&out, "#define RETAIN_%s_MS INT64_C(%lld000)\n", upper(compiler, retain->id), (long long)seconds(retain, "ceiling"));
	}
	put(&out, "\n/* Form fields that ask for personal data: \"form.field\". */\n#define RETAIN_FIELDS(X)");
	EACH(rules, field, "field")
		put(&out, " \\\n\tX(\"%s\")", field->id);
	put(&out, "\n\n#endif\n");
	out_close(&out);
}

static void put_hash(struct out *out, const unsigned char *hash)
{
	for (size_t i = 0; i < STORE_HASH_BYTES; i++)
		put(out, "%s0x%02x", i > 0 ? ", " : "", hash[i]);
}

void emit_migrations(struct compiler *compiler, const char *folder, const struct schema *schema, const struct rules *rules)
{
	struct out h = out_open(compiler, folder, "migrations.h"), c = out_open(compiler, folder, "migrations.c");
	unsigned char hash[STORE_HASH_BYTES], mark[4];

	/* A positive 31-bit number: it stands in the application_id of each file. */
	crypto_generichash(hash, sizeof hash, (const unsigned char *)rules->text, strlen(rules->text), NULL, 0);
	memcpy(mark, hash, sizeof mark);
	mark[0] &= 0x7f;
	put(&h, "/* Generated from db/migrate and the rules file. */\n#ifndef MIGRATIONS_H\n#define MIGRATIONS_H\n\n#include \"store/program.h\"\n\n"
		"struct migration {\n\tint number;\n\tenum store_database database;\n\tconst char *name, *sql;\n};\n\n"
		"extern const struct migration migrations[];\nextern const size_t migration_count;\nextern const struct store_schema store_schemas[STORE_DATABASE__COUNT];\n"
		"extern const int32_t store_rules; /* fingerprint of the rules file */\n\n#endif\n");
	out_close(&h);
	put(&c, "/* Generated from db/migrate. */\n#include \"migrations.h\"\n\nconst struct store_schema store_schemas[STORE_DATABASE__COUNT] = {\n");
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		if (schema_hash(schema->open[i], hash) != ERR_OK)
			fault(compiler, database_names[i], 0, "the schema has no fingerprint");
		put(&c, "\t[STORE_%s] = { %d, { ", upper(compiler, database_names[i]), schema->version[i]);
		put_hash(&c, hash);
		put(&c, " } },\n");
	}
	put(&c, "};\n\nconst struct migration migrations[] = {\n");
	size_t count = 0;
	for (const struct migration *migration = schema->migrations; migration != NULL; migration = migration->next, count++) {
		put(&c, "\t{ %d, STORE_%s, \"%s\",\n\t", migration->number, upper(compiler, database_names[migration->database]), migration->name);
		put_literal(&c, migration->sql);
		put(&c, " },\n");
	}
	put(&c, "};\nconst size_t migration_count = %zu;\nconst int32_t store_rules = 0x%02x%02x%02x%02x;\n", count, mark[0], mark[1], mark[2], mark[3]);
	out_close(&c);
}

static const char *kind_of(const struct schema *schema, int database, const char *table, const char *column)
{
	const struct column *found = schema_column(schema, (enum store_database)database, table, column);
	const char *kind = found == NULL || found->rule == NULL ? NULL : stanza_value(found->rule, "kind");
	return kind == NULL || strcmp(kind, "none") == 0 ? "" : kind;
}

void emit_audit(struct compiler *compiler, const char *folder, const struct schema *schema, const struct rules *rules, struct query_file *files)
{
	static const char *const verbs[] = { [STORE_READ] = "reads", [STORE_INSERT] = "inserts", [STORE_UPDATE] = "updates", [STORE_DELETE] = "deletes",
		[STORE_CALL] = "calls", [STORE_PRAGMA] = "asks" };
	struct out out = out_open(compiler, folder, "audit.txt");

	put(&out, "What each program may do in each database. Made from db/query; the programs' authorizers hold them to it.\n");
	EACH(rules, program, "program") {
		put(&out, "\n%s: purposes %s\n", program->id, stanza_value(program, "purposes"));
		for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
			struct access *accesses = NULL;
			for (struct query_file *file = files; file != NULL; file = file->next)
				for (struct statement *statement = file->statements; statement != NULL; statement = statement->next)
					for (struct name *name = statement->programs; name != NULL && file->database == i; name = name->next)
						if (strcmp(name->text, program->id) == 0)
							accesses = accesses_merge(compiler, schema, statement, accesses);
			for (int verb = STORE_READ; verb <= STORE_DELETE; verb++)
				for (const struct access *access = accesses; access != NULL; access = access->next)
					if ((int)access->action == verb)
						put(&out, "  %-9s %-7s %s%s%s %s\n", database_names[i], verbs[verb], access->table, *access->column ? "." : "", access->column,
						    kind_of(schema, i, access->table, access->column));
		}
	}
	out_close(&out);
}
