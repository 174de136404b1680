#include "messages.h"

/* C can fill {n} and {text} only: a message with other placeholders gets no name in C. */
static bool for_templates_only(const struct po_entry *entry)
{
	for (size_t i = 0; i < entry->placeholder_count; i++)
		if (!str_eq_z(entry->placeholders[i], "n") && !str_eq_z(entry->placeholders[i], "text"))
			return true;
	return false;
}

static void put_enumerator(struct buf *out, struct str key)
{
	buf_put(out, STR("MESSAGE_"));
	for (size_t i = 0; i < key.n; i++)
		buf_put_c(out, key.p[i] == '.' ? '_' : key.p[i] >= 'a' && key.p[i] <= 'z' ? (char)(key.p[i] - 'a' + 'A') : key.p[i]);
}

static void write_header(const struct catalogue *catalogue, struct buf *out)
{
	buf_put_z(out, "/* Made by templatec from templates/locale/{kk,ru,en}.po: change those. */\n"
		       "#ifndef AINA_MESSAGE_H\n#define AINA_MESSAGE_H\n\n#include \"base/lang.h\"\n\nenum message_id {\n\tMESSAGE_NONE,\n");
	for (size_t i = 0; i < catalogue->count; i++) {
		const struct po_entry *entry = &catalogue->entries[i];
		if (for_templates_only(entry)) {
			put_format(out, "\t/* \"%.*s\" takes {%.*s}: templates only */\n", S(entry->key), S(entry->placeholders[0]));
			continue;
		}
		buf_put_c(out, '\t');
		put_enumerator(out, entry->key);
		buf_put_z(out, ",\n");
	}
	buf_put_z(out, "\tMESSAGE__COUNT\n};\n\n"
		       "/* A message that C made: n fills {n} and chooses the plural, text fills {text}. MESSAGE_NONE is the absent message. */\n"
		       "struct message {\n\tenum message_id id;\n\tint64_t n;\n\tstruct str text;\n};\n\n"
		       "#define MESSAGE(name) ((struct message){ .id = MESSAGE_##name })\n\n"
		       "/* The form of plural that n takes: 0 or 1, in Russian 0, 1 or 2. */\n"
		       "unsigned message_form(enum lang lang, int64_t n);\n"
		       "/* The text as translators wrote it, {n} and {text} still in it; the right plural for n. Absent for MESSAGE_NONE. */\n"
		       "struct str message_text(enum message_id id, enum lang lang, int64_t n);\n"
		       "/* \"form.required\"; absent for MESSAGE_NONE. */\n"
		       "struct str message_key(enum message_id id);\n\n#endif\n");
}

static void write_entry(const struct po_entry *entry, struct buf *out)
{
	buf_put_z(out, "\t[");
	put_enumerator(out, entry->key);
	buf_put_z(out, "] = { STR_INIT(");
	put_literal(out, entry->key);
	put_format(out, "), %s, {\n", entry->is_plural ? "true" : "false");
	for (unsigned lang = 0; lang < LANG__COUNT; lang++) {
		buf_put_z(out, "\t\t{ ");
		for (unsigned form = 0; form < (entry->is_plural ? po_form_count((enum lang)lang) : 1); form++) {
			buf_put_z(out, form > 0 ? ", STR_INIT(" : "STR_INIT(");
			put_literal(out, entry->texts[lang].forms[form]);
			buf_put_c(out, ')');
		}
		buf_put_z(out, " },\n");
	}
	buf_put_z(out, "\t} },\n");
}

void messages_write(const struct catalogue *catalogue, struct buf *header, struct buf *code)
{
	write_header(catalogue, header);
	buf_put_z(code, "/* Made by templatec from templates/locale/{kk,ru,en}.po: change those. */\n#include \"message.h\"\n\n"
			"static const struct {\n\tstruct str key;\n\tbool is_plural;\n\tstruct str forms[LANG__COUNT][3];\n} messages[MESSAGE__COUNT] = {\n"
			"\t[MESSAGE_NONE] = { { NULL, 0 }, false, { { { NULL, 0 } } } },\n");
	for (size_t i = 0; i < catalogue->count; i++)
		if (!for_templates_only(&catalogue->entries[i]))
			write_entry(&catalogue->entries[i], code);
	buf_put_z(code, "};\n\n"
			"unsigned message_form(enum lang lang, int64_t n)\n{\n"
			"\tuint64_t count = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;\n\n"
			"\tif (lang != LANG_RU)\n\t\treturn count != 1;\n"
			"\tif (count % 10 == 1 && count % 100 != 11)\n\t\treturn 0;\n"
			"\treturn count % 10 >= 2 && count % 10 <= 4 && (count % 100 < 12 || count % 100 > 14) ? 1 : 2;\n}\n\n"
			"struct str message_text(enum message_id id, enum lang lang, int64_t n)\n{\n"
			"\treturn messages[id].forms[lang][messages[id].is_plural ? message_form(lang, n) : 0];\n}\n\n"
			"struct str message_key(enum message_id id)\n{\n\treturn messages[id].key;\n}\n");
}
