#include "po.h"

#include <string.h>

#define ENTRIES_MAX 5000

/* What the current entry has shown so far. */
struct reader {
	struct arena *arena;
	struct catalogue *catalogue;
	struct complaints *complaints;
	const struct source *source;
	enum lang lang;
	size_t line_at;
	/* the entry: */
	bool has_key, for_c, is_plural;
	size_t at;
	struct str key;
	struct str forms[PO_FORMS_MAX];
	struct str other; /* msgid_plural: its words do not matter */
	struct str *target; /* what a continuation line extends */
};

unsigned po_form_count(enum lang lang)
{
	return lang == LANG_RU ? 3 : 2;
}

struct str po_next_piece(struct str *rest, struct str *ret_placeholder)
{
	size_t open = str_index(*rest, '{');
	struct str piece = str_part(*rest, 0, open), tail = str_from(*rest, open);
	size_t close = str_index(tail, '}');

	*ret_placeholder = (struct str){ NULL, 0 };
	if (open == rest->n || close == tail.n) {
		piece = *rest;
		*rest = (struct str){ NULL, 0 };
		return piece;
	}
	*ret_placeholder = str_part(tail, 1, close - 1);
	*rest = str_from(tail, close + 1);
	return piece;
}

struct po_entry *catalogue_find(const struct catalogue *catalogue, struct str key)
{
	for (size_t i = 0; i < catalogue->count; i++)
		if (str_eq(catalogue->entries[i].key, key))
			return &catalogue->entries[i];
	return NULL;
}

struct str catalogue_nearest(const struct catalogue *catalogue, struct str key)
{
	struct nearest nearest = nearest_to(key);

	for (size_t i = 0; i < catalogue->count; i++)
		nearest_try(&nearest, catalogue->entries[i].key);
	return nearest.name;
}

static struct po_entry *entry_add(struct reader *r)
{
	struct catalogue *catalogue = r->catalogue;

	if (catalogue->count == catalogue->room) {
		size_t room = catalogue->room == 0 ? 256 : catalogue->room * 2;
		struct po_entry *entries = room > 2 * ENTRIES_MAX ? NULL : ARENA_ARRAY(r->arena, struct po_entry, room);
		if (entries == NULL)
			return NULL;
		if (catalogue->count > 0)
			memcpy(entries, catalogue->entries, catalogue->count * sizeof *entries);
		catalogue->entries = entries;
		catalogue->room = room;
	}
	struct po_entry *entry = &catalogue->entries[catalogue->count++];
	*entry = (struct po_entry){ .key = r->key };
	return entry;
}

static bool key_is_fine(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (!((key.p[i] >= 'a' && key.p[i] <= 'z') || (i > 0 && (key.p[i] == '.' || key.p[i] == '_' || (key.p[i] >= '0' && key.p[i] <= '9')))))
			return false;
	return key.n > 0 && key.n <= 60;
}

/* The header: "Plural-Forms: nplurals=3; …" must be what templatec computes with. */
static void header_end(struct reader *r)
{
	struct str rest = r->forms[0], line;

	while (str_next(&rest, '\n', &line))
		if (str_starts(line, STR("Plural-Forms:"))) {
			struct str want = po_form_count(r->lang) == 3 ? STR("nplurals=3") : STR("nplurals=2");
			if (!str_starts(str_trim(str_from(line, 13)), want))
				complain(r->complaints, r->source, r->at, "this language has %u forms of plural: write Plural-Forms: %.*s; …",
					 po_form_count(r->lang), S(want));
			return;
		}
	complain(r->complaints, r->source, r->at, "the header lacks Plural-Forms: nplurals=%u; …", po_form_count(r->lang));
}

static void check_forms(struct reader *r)
{
	unsigned want = r->is_plural ? po_form_count(r->lang) : 1;

	for (unsigned i = 0; i < PO_FORMS_MAX; i++)
		if (i < want && r->forms[i].n == 0)
			complain(r->complaints, r->source, r->at, "\"%.*s\" has no text in form %u of %u: write it", S(r->key), i + 1, want);
		else if (i >= want && r->forms[i].p != NULL)
			complain(r->complaints, r->source, r->at, "\"%.*s\" has a text in form %u, but this language has %u: remove it", S(r->key), i + 1, want);
}

static void entry_take(struct reader *r)
{
	struct po_entry *entry = catalogue_find(r->catalogue, r->key);

	if (entry == NULL)
		entry = entry_add(r);
	if (entry == NULL) {
		complain(r->complaints, r->source, r->at, "there are too many messages");
		return;
	}
	if (entry->texts[r->lang].is_there)
		complain(r->complaints, r->source, r->at, "\"%.*s\" stands in this file twice: remove one", S(r->key));
	check_forms(r);
	entry->texts[r->lang] = (struct po_text){ .is_there = true, .at = r->at };
	memcpy(entry->texts[r->lang].forms, r->forms, sizeof r->forms);
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		if (lang != r->lang && entry->texts[lang].is_there && entry->is_plural != r->is_plural)
			complain(r->complaints, r->source, r->at, "\"%.*s\" has plural forms in one language only: give it msgid_plural in all", S(r->key));
	entry->is_plural = r->is_plural;
	entry->for_c = entry->for_c || r->for_c;
}

static void entry_end(struct reader *r)
{
	if (r->has_key && r->key.n == 0) {
		header_end(r);
	} else if (r->has_key && !key_is_fine(r->key)) {
		complain(r->complaints, r->source, r->at, "a key starts with a letter and is made of a-z 0-9 . _ (at most 60): not \"%.*s\"", S(r->key));
	} else if (r->has_key) {
		entry_take(r);
	}
	*r = (struct reader){ r->arena, r->catalogue, r->complaints, r->source, r->lang, .line_at = r->line_at };
}

/* Adds the quoted piece at the end of `line` to *target. */
static void read_string(struct reader *r, struct str line, struct str *target)
{
	size_t open = str_index(line, '"');
	char *bytes = arena_alloc(r->arena, target->n + line.n + 1);
	size_t n = target->n;

	if (bytes == NULL || open + 1 >= line.n || line.p[line.n - 1] != '"') {
		complain(r->complaints, r->source, r->line_at, "a text in double quotes is expected on this line");
		return;
	}
	if (n > 0)
		memcpy(bytes, target->p, n);
	for (size_t i = open + 1; i < line.n - 1; i++) {
		char c = line.p[i];
		if (c == '\\' && i + 1 < line.n - 1) {
			c = line.p[++i];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
			if (c != '\n' && c != '\t' && c != '"' && c != '\\')
				complain(r->complaints, r->source, r->line_at + i, "only \\n \\t \\\" and \\\\ are known: write the letter itself");
		} else if (c == '"' || c == '\\') {
			complain(r->complaints, r->source, r->line_at + i, "write \\%c here", c);
		}
		bytes[n++] = c;
	}
	*target = (struct str){ bytes, n };
	r->target = target;
}

static void read_line(struct reader *r, struct str line)
{
	if (str_starts(line, STR("#"))) {
		if (r->has_key)
			entry_end(r);
		if (str_starts(line, STR("#,")) && memmem(line.p, line.n, "fuzzy", 5) != NULL)
			complain(r->complaints, r->source, r->line_at, "this text is marked fuzzy: correct it and remove the mark");
		if (str_starts(line, STR("#.")) && memmem(line.p, line.n, "used by C", 9) != NULL)
			r->for_c = true;
	} else if (str_starts(line, STR("msgid "))) {
		if (r->has_key)
			entry_end(r);
		r->has_key = true;
		r->at = r->line_at;
		read_string(r, line, &r->key);
	} else if (str_starts(line, STR("msgid_plural ")) && r->has_key) {
		r->is_plural = true;
		read_string(r, line, &r->other);
	} else if (str_starts(line, STR("msgstr ")) && r->has_key && !r->is_plural && r->forms[0].p == NULL) {
		read_string(r, line, &r->forms[0]);
	} else if (str_starts(line, STR("msgstr[")) && r->has_key && r->is_plural && line.n > 9 && line.p[8] == ']' &&
		   line.p[7] >= '0' && line.p[7] < '0' + PO_FORMS_MAX && r->forms[line.p[7] - '0'].p == NULL) {
		read_string(r, line, &r->forms[line.p[7] - '0']);
	} else if (str_starts(line, STR("\"")) && r->target != NULL) {
		read_string(r, line, r->target);
	} else {
		complain(r->complaints, r->source, r->line_at, "msgid, msgid_plural, msgstr, msgstr[0-2] once each, or a text in quotes is expected here");
	}
}

void catalogue_read(struct arena *arena, struct catalogue *catalogue, enum lang lang, const struct source *source, struct complaints *complaints)
{
	struct reader r = { arena, catalogue, complaints, source, lang, .line_at = 0 };
	struct str rest = source->text, line;

	catalogue->sources[lang] = *source;
	while (str_next(&rest, '\n', &line) && complaints->count < COMPLAINTS_MAX) {
		r.line_at = (size_t)(line.p - source->text.p);
		line = str_trim(line);
		if (line.n > 0)
			read_line(&r, line);
		else if (r.has_key)
			entry_end(&r);
	}
	entry_end(&r);
}

static bool has_placeholder(struct str text, struct str name)
{
	struct str placeholder;

	while (text.p != NULL) {
		po_next_piece(&text, &placeholder);
		if (placeholder.p != NULL && str_eq(placeholder, name))
			return true;
	}
	return false;
}

static bool text_has(const struct po_text *text, struct str name)
{
	for (unsigned form = 0; form < PO_FORMS_MAX; form++)
		if (has_placeholder(text->forms[form], name))
			return true;
	return false;
}

static void collect_placeholders(const struct catalogue *catalogue, struct po_entry *entry, enum lang lang, struct complaints *complaints)
{
	for (unsigned form = 0; form < PO_FORMS_MAX; form++) {
		struct str rest = entry->texts[lang].forms[form], name;
		while (rest.p != NULL) {
			struct str piece = po_next_piece(&rest, &name);
			bool known = name.p == NULL;
			if (str_index(piece, '{') < piece.n || str_index(piece, '}') < piece.n || (name.p != NULL && name.n == 0))
				complain(complaints, &catalogue->sources[lang], entry->texts[lang].at, "\"%.*s\": a brace belongs to a {name}", S(entry->key));
			for (size_t i = 0; i < entry->placeholder_count; i++)
				known = known || str_eq(entry->placeholders[i], name);
			if (!known && entry->placeholder_count == PO_PLACEHOLDERS_MAX)
				complain(complaints, &catalogue->sources[lang], entry->texts[lang].at, "\"%.*s\" has more than 8 placeholders", S(entry->key));
			else if (!known)
				entry->placeholders[entry->placeholder_count++] = name;
		}
	}
}

/* "form.required" and "form_required" are one name in C. */
static bool same_enumerator(struct str a, struct str b)
{
	bool same = a.n == b.n;

	for (size_t i = 0; same && i < a.n; i++)
		same = (a.p[i] == '.' ? '_' : a.p[i]) == (b.p[i] == '.' ? '_' : b.p[i]);
	return same;
}

static void entry_check(const struct catalogue *catalogue, struct po_entry *entry, struct complaints *complaints)
{
	unsigned home = LANG_KK;

	while (!entry->texts[home].is_there)
		home++;
	for (unsigned lang = 0; lang < LANG__COUNT; lang++)
		if (entry->texts[lang].is_there)
			collect_placeholders(catalogue, entry, (enum lang)lang, complaints);
		else
			complain(complaints, &catalogue->sources[lang], catalogue->sources[lang].text.n, "there is no text for \"%.*s\", which %.*s has: add it",
				 S(entry->key), S(catalogue->sources[home].path));
	for (size_t i = 0; i < entry->placeholder_count; i++) {
		for (unsigned lang = 0; lang < LANG__COUNT; lang++)
			if (entry->texts[lang].is_there && !text_has(&entry->texts[lang], entry->placeholders[i]))
				complain(complaints, &catalogue->sources[lang], entry->texts[lang].at, "\"%.*s\" leaves out {%.*s}, which another language has",
					 S(entry->key), S(entry->placeholders[i]));
		if (entry->for_c && !str_eq_z(entry->placeholders[i], "n") && !str_eq_z(entry->placeholders[i], "text"))
			complain(complaints, &catalogue->sources[home], entry->texts[home].at,
				 "\"%.*s\" is used by C, which fills only {n} and {text}: not {%.*s}", S(entry->key), S(entry->placeholders[i]));
	}
	for (const struct po_entry *other = catalogue->entries; other != entry; other++)
		if (same_enumerator(entry->key, other->key))
			complain(complaints, &catalogue->sources[home], entry->texts[home].at, "\"%.*s\" and \"%.*s\" would be the same name in C: rename one",
				 S(entry->key), S(other->key));
}

void catalogue_check(struct catalogue *catalogue, struct complaints *complaints)
{
	for (size_t i = 0; i < catalogue->count && complaints->count < COMPLAINTS_MAX; i++)
		entry_check(catalogue, &catalogue->entries[i], complaints);
}

void catalogue_check_used(const struct catalogue *catalogue, struct complaints *complaints)
{
	for (size_t i = 0; i < catalogue->count && complaints->count < COMPLAINTS_MAX; i++) {
		const struct po_entry *entry = &catalogue->entries[i];
		if (entry->is_used || entry->for_c)
			continue;
		for (unsigned lang = 0; lang < LANG__COUNT; lang++)
			if (entry->texts[lang].is_there) {
				complain(complaints, &catalogue->sources[lang], entry->texts[lang].at,
					 "no template uses \"%.*s\": remove it from all languages, or mark it \"#. used by C\" if C does", S(entry->key));
				break;
			}
	}
}
