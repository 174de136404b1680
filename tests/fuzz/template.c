/* The template compiler on anything. An input is several files, each after a line "--- name"; without one it is a page.
 * Looked for, beyond crashes: code that is not balanced, the same input giving other code, values in places that have none. */
#include <stdlib.h>
#include <string.h>
#include "../../templates/compiler/compile.h"
#include "../../templates/compiler/messages.h"

#define TEMPLATES_MAX 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct outcome {
	struct buf complaints, code;
};

static void demand(bool condition)
{
	if (!condition)
		abort();
}

static void add_file(struct house *house, struct source *locales, struct str name, struct str text)
{
	if (str_starts(name, STR("locale/"))) {
		enum lang lang;
		if (lang_parse(str_part(name, 7, 2), &lang))
			locales[lang] = (struct source){ name, text };
	} else if (house->count < TEMPLATES_MAX && str_index(name, '/') < name.n) {
		struct template *template = &house->templates[house->count++];
		template->source = (struct source){ name, text };
		template_begin(house, template, name);
	}
}

static void add_files(struct house *house, struct source *locales, struct str input)
{
	struct str name = STR("page/input.html");
	size_t begin = 0, at = 0;

	while (at < input.n) {
		size_t line = str_index(str_from(input, at), '\n');
		if (str_starts(str_from(input, at), STR("--- "))) {
			if (at > begin)
				add_file(house, locales, name, str_part(input, begin, at - begin));
			name = str_trim(str_part(input, at + 4, line < 4 ? 0 : line - 4));
			begin = at + line + 1;
		}
		at += line + 1;
	}
	if (begin < input.n)
		add_file(house, locales, name, str_from(input, begin));
}

/* What is written must at least hang together: gcc is too slow to ask each time. */
static void check_code(struct str code)
{
	long braces = 0, brackets = 0;
	bool quoted = false;

	for (size_t i = 0; i < code.n; i++) {
		char c = code.p[i];
		demand(c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f) || (unsigned char)c >= 0x80);
		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\n')
			demand(false);
		else if (!quoted && (c == '{' || c == '}'))
			braces += c == '{' ? 1 : -1;
		else if (!quoted && (c == '(' || c == ')'))
			brackets += c == '(' ? 1 : -1;
		/* A value without a printer. */
		demand(quoted || !str_starts(str_from(code, i), STR(" (value_")));
		demand(braces >= 0 && brackets >= 0);
	}
	demand(braces == 0 && brackets == 0 && !quoted);
}

static void compile(struct str input, struct outcome *outcome)
{
	struct arena *arena ARENA_AUTO = arena_create((size_t)256 << 20);
	struct house house = { .arena = arena, .complaints = { .out = &outcome->complaints } };
	struct source locales[LANG__COUNT] = { { { NULL, 0 }, { NULL, 0 } } };

	demand(arena != NULL);
	house.templates = ARENA_ARRAY(arena, struct template, TEMPLATES_MAX);
	add_files(&house, locales, input);
	for (unsigned lang = 0; lang < LANG__COUNT; lang++) {
		house.catalogue.sources[lang] = locales[lang];
		if (locales[lang].text.p != NULL)
			catalogue_read(arena, &house.catalogue, (enum lang)lang, &locales[lang], &house.complaints);
	}
	house_compile(&house);
	demand(house.complaints.count == 0 || outcome->complaints.n > 0);
	if (house.complaints.count == 0) {
		struct buf header BUF_AUTO;
		buf_init(&header, (size_t)64 << 20);
		messages_write(&house.catalogue, &header, &outcome->code);
		house_write_header(&house, &header);
		check_code(buf_str(&header));
		for (size_t i = 0; i < house.count; i++)
			buf_put(&outcome->code, buf_str(&house.templates[i].code));
		check_code(buf_str(&outcome->code));
	}
	house_free(&house);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct outcome once, again;
	struct str input = { (const char *)data, size };

	/* templatec reads UTF-8 without NUL only. */
	if (memchr(data, 0, size) != NULL)
		return 0;
	buf_init(&once.complaints, (size_t)64 << 20);
	buf_init(&once.code, (size_t)64 << 20);
	again = once;
	compile(input, &once);
	compile(input, &again);
	demand(str_eq(buf_str(&once.complaints), buf_str(&again.complaints)) && str_eq(buf_str(&once.code), buf_str(&again.code)));
	buf_free(&once.complaints);
	buf_free(&once.code);
	buf_free(&again.complaints);
	buf_free(&again.code);
	return 0;
}
