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

static int64_t seconds(const struct stanza *stanza, const char *key)
{
	int64_t s = 0;
	const char *text = stanza_value(stanza, key);
	return text != NULL && period_parse(text, &s) ? s : 0;
}

static const char cookies_h[] = "/* Generated from the rules file: the only cookies there are. */\n"
				"#ifndef COOKIES_H\n#define COOKIES_H\n\n#include <stdint.h>\n\n"
				"struct cookie_rule {\n\tconst char *name;\n"
				"\tconst char *attributes; /* \"Path=/; Secure; …\", without Max-Age */\n"
				"\tint64_t life_s;\n\tconst char *category, *purpose;\n};\n\nenum cookie {\n";

static void emit_cookies(struct compiler *compiler, const char *folder)
{
	struct out h = out_open(compiler, folder, "cookies.h"), c = out_open(compiler, folder, "cookies.c");

	put(&h, "%s", cookies_h);
	put(&c,
	    "/* Generated from the rules file. */\n#include \"cookies.h\"\n\nconst struct cookie_rule cookie_rules[COOKIE__COUNT] = {\n");
	EACH_STANZA (compiler, cookie, "cookie") {
		const char *name = cookie_name(compiler, cookie);
		put(&h, "\tCOOKIE_%s, /* %s */\n", name, stanza_value(cookie, "title.en"));
		put(&c, "\t[COOKIE_%s] = { \"%s\", \"Path=%s%s%s; SameSite=%s\", %lld, \"%s\", \"%s\" },\n", name, cookie->id,
		    stanza_value(cookie, "path"), stanza_says(cookie, "secure", "yes") ? "; Secure" : "",
		    stanza_says(cookie, "httponly", "yes") ? "; HttpOnly" : "", stanza_value(cookie, "samesite"),
		    (long long)seconds(cookie, "life"), stanza_value(cookie, "category"), stanza_value(cookie, "purpose"));
	}
	put(&h, "\tCOOKIE__COUNT\n};\n\nextern const struct cookie_rule cookie_rules[COOKIE__COUNT];\n\n#endif\n");
	put(&c, "};\n");
	out_close(&h);
	out_close(&c);
}

void emit_rules(struct compiler *compiler, const char *folder)
{
	struct out out = out_open(compiler, folder, "retain.h");

	emit_cookies(compiler, folder);
	put(&out, "/* Generated from the rules file: how long things are kept, in milliseconds after their trigger. */\n");
	put(&out, "#ifndef RETAIN_H\n#define RETAIN_H\n\n#include <stdint.h>\n\n");
	EACH_STANZA (compiler, retain, "retain") {
		put(&out, "/* %s; from %s */\n", stanza_value(retain, "title.en"), stanza_value(retain, "trigger"));
		if (stanza_value(retain, "floor") != NULL)
			put(&out, "#define RETAIN_%s_FLOOR_MS INT64_C(%lld000)\n", upper(compiler, retain->id),
			    (long long)seconds(retain, "floor"));
		if (stanza_value(retain, "ceiling") != NULL)
			put(&out, "#define RETAIN_%s_MS INT64_C(%lld000)\n", upper(compiler, retain->id),
			    (long long)seconds(retain, "ceiling"));
	}
	put(&out, "\n/* Form fields that ask for personal data: \"form.field\". */\n#define RETAIN_FIELDS(X)");
	EACH_STANZA (compiler, field, "field")
		put(&out, " \\\n\tX(\"%s\")", field->id);
	put(&out, "\n\n#endif\n");
	out_close(&out);
}

static const char migrations_h[] = "/* Generated from db/migrate and the rules file. */\n"
				   "#ifndef MIGRATIONS_H\n#define MIGRATIONS_H\n\n#include \"store/program.h\"\n\n"
				   "struct migration {\n\tint number;\n\tenum store_database database;\n\tconst char *name, *sql;\n};\n\n"
				   "extern const struct migration migrations[];\nextern const size_t migration_count;\n"
				   "extern const struct store_schema store_schemas[STORE_DATABASE__COUNT];\n"
				   "extern const int32_t store_rules; /* fingerprint of the rules file */\n\n#endif\n";

static void put_schemas(struct out *out)
{
	struct compiler *compiler = out->compiler;
	unsigned char hash[STORE_HASH_BYTES];

	put(out, "const struct store_schema store_schemas[STORE_DATABASE__COUNT] = {\n");
	for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
		if (schema_hash(compiler->databases[i], hash) != ERR_OK)
			fault(compiler, database_names[i], 0, "the schema has no fingerprint");
		put(out, "\t[STORE_%s] = { %d, {", upper(compiler, database_names[i]), compiler->versions[i]);
		for (size_t k = 0; k < sizeof hash; k++)
			put(out, " 0x%02x,", hash[k]);
		put(out, " } },\n");
	}
	put(out, "};\n\n");
}

void emit_migrations(struct compiler *compiler, const char *folder)
{
	struct out h = out_open(compiler, folder, "migrations.h"), c = out_open(compiler, folder, "migrations.c");
	unsigned char mark[crypto_generichash_BYTES_MIN];
	size_t count = 0;

	put(&h, "%s", migrations_h);
	put(&c, "/* Generated from db/migrate. */\n#include \"migrations.h\"\n\n");
	put_schemas(&c);
	put(&c, "const struct migration migrations[] = {\n");
	for (const struct migration *each = compiler->migrations; each != NULL; each = each->next, count++) {
		put(&c, "\t{ %d, STORE_%s, \"%s\",\n\t", each->number, upper(compiler, database_names[each->database]), each->name);
		put_literal(&c, each->sql);
		put(&c, " },\n");
	}
	/* A positive 31-bit number: it stands in the application_id of each file. */
	crypto_generichash(mark, sizeof mark, (const unsigned char *)compiler->rules_text, strlen(compiler->rules_text), NULL, 0);
	mark[0] &= 0x7f;
	put(&c, "};\nconst size_t migration_count = %zu;\nconst int32_t store_rules = 0x%02x%02x%02x%02x;\n", count, mark[0], mark[1],
	    mark[2], mark[3]);
	out_close(&h);
	out_close(&c);
}

/* "personal" and the like behind what an access touches. */
static const char *kind_of(const struct compiler *compiler, int database, const struct access *access)
{
	const struct column *column = schema_column(compiler, (enum store_database)database, access->table, access->column);
	if (strcmp(access->table, "sqlite_master") == 0)
		return "(asked when the search index is connected; DEFENSIVE keeps it from being done)";
	const char *kind = column == NULL || column->rule == NULL ? NULL : stanza_value(column->rule, "kind");
	return kind == NULL || strcmp(kind, "none") == 0 ? "" : kind;
}

static struct access *program_accesses(struct compiler *compiler, const char *program, int database)
{
	struct access *accesses = NULL;
	EACH_STATEMENT (compiler, statement)
		for (struct name *name = statement->programs; name != NULL && statement->file->database == database; name = name->next)
			if (strcmp(name->text, program) == 0)
				accesses = accesses_merge(compiler, statement, accesses);
	return accesses;
}

void emit_audit(struct compiler *compiler, const char *folder)
{
	static const char *const verbs[] = {
		[STORE_READ] = "reads", [STORE_INSERT] = "inserts", [STORE_UPDATE] = "updates", [STORE_DELETE] = "deletes"
	};
	struct out out = out_open(compiler, folder, "audit.txt");

	put(&out, "What each program may do in each database. Made from db/query; the programs' authorizers hold them to it.\n");
	EACH_STANZA (compiler, program, "program") {
		put(&out, "\n%s: purposes %s\n", program->id, stanza_value(program, "purposes"));
		for (int i = 0; i < STORE_DATABASE__COUNT; i++) {
			const struct access *accesses = program_accesses(compiler, program->id, i);
			for (int verb = STORE_READ; verb <= STORE_DELETE; verb++)
				for (const struct access *each = accesses; each != NULL; each = each->next)
					if ((int)each->action == verb)
						put(&out, "  %-9s %-7s %s%s%s %s\n", database_names[i], verbs[verb], each->table,
						    *each->column ? "." : "", each->column, kind_of(compiler, i, each));
		}
	}
	out_close(&out);
}
