#include "compile.h"

#include "write.h"

/* One {{#if}}, {{#unless}} or {{#each}} that is open. */
struct block {
	const struct token *token;
	struct markup begin; /* where it began */
	struct markup end;   /* where its first branch ended */
	bool has_else;
};

/* One template being compiled. */
struct compiler {
	struct house *house;
	struct template *template;
	struct markup markup;
	struct writer writer;
	struct block *blocks[WRITE_BLOCKS_MAX];
	size_t block_count;
	unsigned depth;
	bool failed;
};

static void template_compile(struct house *house, struct template *template, unsigned depth);

static void refuse(struct compiler *c, size_t at, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void refuse(struct compiler *c, size_t at, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (!c->failed && !c->markup.failed)
		complain_with(&c->house->complaints, &c->template->source, at, format, arguments);
	va_end(arguments);
	c->failed = true;
}

static struct template *find_template(const struct house *house, struct str name)
{
	for (size_t i = 0; i < house->count; i++)
		if (str_eq(house->templates[i].name, name))
			return &house->templates[i];
	return NULL;
}

/* Whether there is something to look a field up in; which fields that has, only gcc knows. */
static void need_view(struct compiler *c, const struct path *path)
{
	if (path->text.n > 0 && c->template->view.n == 0 && !write_is_item(&c->writer, path->text))
		refuse(c, path->at, "this template has no view: name one on the first line, {{view \"pages/view/shop.h\" struct card}}");
}

/* ---- blocks ---- */

static void block_begin(struct compiler *c, const struct token *token)
{
	if (c->block_count == WRITE_BLOCKS_MAX) {
		refuse(c, token->at, "blocks are nested too deeply here: cut the template into parts");
		return;
	}
	for (size_t i = 0; i < c->block_count && token->kind == TOKEN_EACH; i++)
		if (c->blocks[i]->token->kind == TOKEN_EACH && str_eq(c->blocks[i]->token->text, token->text))
			refuse(c, token->at, "an outer {{#each}} calls its item %.*s already: choose another name", S(token->text));
	need_view(c, &token->path);
	need_view(c, &token->count);
	if (token->kind == TOKEN_EACH)
		write_each(&c->writer, token);
	else
		write_if(&c->writer, token);
	struct block *block = ARENA_NEW(c->house->arena, struct block);
	if (block == NULL) {
		refuse(c, token->at, "out of memory");
		return;
	}
	block->token = token;
	block->begin = c->markup;
	c->blocks[c->block_count++] = block;
	if (token->kind == TOKEN_EACH)
		c->writer.items[c->writer.item_count++] = token->text;
}

static const char *kind_name(enum token_kind kind)
{
	return kind == TOKEN_EACH ? "each" : kind == TOKEN_UNLESS ? "unless" : "if";
}

static struct block *block_top(struct compiler *c, const struct token *token, const char *what)
{
	if (c->block_count > 0)
		return c->blocks[c->block_count - 1];
	refuse(c, token->at, "%s stands here, but no block is open: remove it", what);
	return NULL;
}

/* The part of an {{#each}} that is printed for each item ends at `token`. */
static void turn_end(struct compiler *c, const struct block *block, const struct token *token)
{
	c->writer.item_count--;
	if (!markup_turn(&c->markup, &block->begin))
		refuse(c, token->at, "a turn of this {{#each}} begins %s and ends %s, or leaves an element open or closed: let it end as it began",
		       markup_where(&block->begin), markup_where(&c->markup));
}

static void block_else(struct compiler *c, const struct token *token)
{
	struct block *block = block_top(c, token, "{{else}}");

	if (block == NULL)
		return;
	if (block->has_else) {
		refuse(c, token->at, "this block has an {{else}} already: remove one");
		return;
	}
	if (block->token->kind == TOKEN_EACH) {
		turn_end(c, block, token);
		write_each_else(&c->writer);
	} else {
		write_else(&c->writer);
	}
	block->has_else = true;
	block->end = c->markup;
	c->markup = block->begin;
}

static void block_end(struct compiler *c, const struct token *token)
{
	struct block *block = block_top(c, token, "the end of a block");

	if (block == NULL)
		return;
	enum token_kind kind = block->token->kind;
	if (kind != token->ends) {
		size_t line, column;
		source_place(&c->template->source, block->token->at, &line, &column);
		refuse(c, token->at, "{{/%s}} is expected here for the {{#%s}} of line %zu", kind_name(kind), kind_name(kind), line);
		return;
	}
	if (kind == TOKEN_EACH && !block->has_else)
		turn_end(c, block, token);
	const struct markup *other = block->has_else ? &block->end : &block->begin;
	const char *here = markup_where(&c->markup);
	if (!markup_join(&c->markup, other, &block->begin))
		refuse(c, token->at, "one way through this {{#%s}} ends %s, the other %s: let both end alike", kind_name(kind), markup_where(other), here);
	write_end(&c->writer, kind == TOKEN_EACH);
	c->block_count--;
}

/* ---- parts, messages, values ---- */

static void put_part(struct compiler *c, const struct token *token)
{
	struct template *part = find_template(c->house, token->text);

	if (part == NULL) {
		struct nearest nearest = nearest_to(token->text);
		for (size_t i = 0; i < c->house->count; i++)
			nearest_try(&nearest, c->house->templates[i].name);
		refuse(c, token->at, "there is no template %.*s: %s%.*s", S(token->text),
		       nearest.name.n > 0 ? "did you mean " : "make it, or correct the name", S(nearest.name));
		return;
	}
	if (part->stage == TEMPLATE_NEW && c->depth == HOUSE_DEPTH_MAX) {
		refuse(c, token->at, "templates are put into templates too deeply here");
		return;
	}
	if (part->stage == TEMPLATE_NEW)
		template_compile(c->house, part, c->depth + 1);
	if (part->stage == TEMPLATE_OPEN)
		refuse(c, token->at, "%.*s would contain itself: remove this", S(token->text));
	if (part->stage != TEMPLATE_DONE) {
		c->failed = true;
		return;
	}
	if (token->path.text.n > 0 && part->view.n == 0) {
		refuse(c, token->path.at, "%.*s has no view: remove this", S(token->text));
		return;
	}
	if (token->path.text.n == 0 && part->view.n > 0 && c->template->view.n == 0)
		refuse(c, token->at, "this template has no view to hand on: name the field that %.*s shows", S(token->text));
	need_view(c, &token->path);
	markup_part(&c->markup, token->at, &part->end);
	write_part(&c->writer, token, part->symbol, part->view.n > 0);
}

static void put_value(struct compiler *c, const struct token *token)
{
	enum context context = markup_value(&c->markup, token->at);

	need_view(c, &token->path);
	write_value(&c->writer, &token->path, context);
}

static bool is_named(const struct token *token, struct str name)
{
	for (size_t i = 0; i < token->value_count; i++)
		if (str_eq(token->values[i].name, name))
			return true;
	return false;
}

/* Every placeholder has its value, and every value a placeholder. */
static void check_values(struct compiler *c, const struct token *token, const struct po_entry *entry)
{
	for (size_t i = 0; i < entry->placeholder_count; i++)
		if (!is_named(token, entry->placeholders[i]))
			refuse(c, token->at, "\"%.*s\" needs a value for {%.*s}: add %.*s=field", S(token->text), S(entry->placeholders[i]), S(entry->placeholders[i]));
	if (entry->is_plural && !is_named(token, STR("n")))
		refuse(c, token->at, "\"%.*s\" has plural forms: add n=field", S(token->text));
	for (size_t k = 0; k < token->value_count; k++) {
		struct str name = token->values[k].name;
		bool wanted = entry->is_plural && str_eq_z(name, "n");
		for (size_t i = 0; i < entry->placeholder_count; i++)
			wanted = wanted || str_eq(name, entry->placeholders[i]);
		if (!wanted)
			refuse(c, token->values[k].path.at, "the texts of \"%.*s\" have no {%.*s}: remove the value", S(token->text), S(name));
		need_view(c, &token->values[k].path);
	}
}

static void put_message(struct compiler *c, const struct token *token)
{
	struct po_entry *entry = catalogue_find(&c->house->catalogue, token->text);
	enum context context = markup_value(&c->markup, token->at);

	if (entry == NULL) {
		struct str nearest = catalogue_nearest(&c->house->catalogue, token->text);
		refuse(c, token->at, "there is no message \"%.*s\": %s%.*s", S(token->text),
		       nearest.n > 0 ? "did you mean " : "add it to templates/locale/kk.po, ru.po and en.po", S(nearest));
		return;
	}
	entry->is_used = true;
	check_values(c, token, entry);
	if (context == CONTEXT_URL || context == CONTEXT_URL_PART || context == CONTEXT_TEL)
		refuse(c, token->at, "a message cannot stand in a URL: write the path out or use a struct url");
	if (context == CONTEXT_JSON && token->value_count > 0)
		refuse(c, token->at, "a message in JSON takes no values: make the text in C");
	if (!c->failed)
		write_message(&c->writer, token, entry, context);
}

static void compile_token(struct compiler *c, const struct token *token)
{
	if (token->kind != TOKEN_TEXT && token->kind != TOKEN_SLOT && token->kind != TOKEN_MESSAGE)
		markup_boundary(&c->markup, token->at);
	switch (token->kind) {
	case TOKEN_TEXT:
		buf_reset(&c->writer.literal);
		markup_literal(&c->markup, token->text, &c->writer.literal);
		write_literal(&c->writer);
		break;
	case TOKEN_VIEW: refuse(c, token->at, "the view is named once, on the first line"); break;
	case TOKEN_REMARK: break;
	case TOKEN_SLOT: put_value(c, token); break;
	case TOKEN_MESSAGE: put_message(c, token); break;
	case TOKEN_IF:
	case TOKEN_UNLESS:
	case TOKEN_EACH: block_begin(c, token); break;
	case TOKEN_ELSE: block_else(c, token); break;
	case TOKEN_END: block_end(c, token); break;
	case TOKEN_PART: put_part(c, token); break;
	}
	c->failed = c->failed || c->markup.failed;
}

static void compile_tokens(struct compiler *c, const struct token_list *list)
{
	for (size_t i = 1; i < list->count && !c->failed; i++)
		compile_token(c, &list->tokens[i]);
	if (c->failed)
		return;
	if (c->block_count > 0) {
		const struct token *open = c->blocks[c->block_count - 1]->token;
		refuse(c, open->at, "this {{#%s}} is never ended: write {{/%s}}", kind_name(open->kind), kind_name(open->kind));
		return;
	}
	markup_end(&c->markup, c->template->source.text.n);
}

static void template_compile(struct house *house, struct template *template, unsigned depth)
{
	struct compiler c = { .house = house, .template = template, .depth = depth };
	struct token_list list;

	template->stage = TEMPLATE_OPEN;
	if (!token_read(house->arena, &template->source, &house->complaints, &list)) {
		template->stage = TEMPLATE_FAILED;
		return;
	}
	if (list.count == 0 || list.tokens[0].kind != TOKEN_VIEW) {
		refuse(&c, 0, "the first line names the view: {{view \"pages/view/shop.h\" struct card}}, or {{view none}}");
		template->stage = TEMPLATE_FAILED;
		return;
	}
	template->view = list.tokens[0].type;
	markup_begin(&c.markup, template->syntax, template->is_layout, &template->source, &house->complaints);
	if (template->syntax == SYNTAX_MAIL && (list.count < 2 || !str_starts(list.tokens[1].text, STR("Subject: "))))
		refuse(&c, list.count < 2 ? 0 : (size_t)(list.tokens[1].text.p - template->source.text.p), "a mail begins with a line \"Subject: …\"");
	writer_begin(&c.writer, &template->source, &list.tokens[0], template->symbol);
	if (!c.failed)
		compile_tokens(&c, &list);
	writer_end(&c.writer, &template->code);
	template->end = c.markup;
	template->stage = c.failed || c.markup.failed ? TEMPLATE_FAILED : TEMPLATE_DONE;
}

static bool is_file_name(struct str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') || (name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_'))
			return false;
	return name.n > 0;
}

void template_begin(struct house *house, struct template *template, struct str file)
{
	struct str folder = str_part(file, 0, str_index(file, '/')), rest = str_from(file, folder.n + 1);
	struct str base = str_part(rest, 0, str_index(rest, '.')), kind = str_from(rest, base.n);

	template->name = str_part(file, 0, folder.n + 1 + base.n);
	template->symbol = arena_format(house->arena, "template_%.*s_%.*s", S(folder), S(base));
	template->is_layout = str_eq_z(folder, "layout");
	template->code.max = (size_t)64 << 20;
	if (str_eq_z(kind, ".html"))
		template->syntax = SYNTAX_HTML;
	else if (str_eq_z(kind, ".xml") || str_eq_z(kind, ".atom"))
		template->syntax = SYNTAX_XML;
	else if (str_eq_z(kind, ".txt"))
		template->syntax = str_eq_z(folder, "mail") ? SYNTAX_MAIL : SYNTAX_TEXT;
	else
		complain(&house->complaints, &template->source, 0, "templates end in .html, .xml, .atom or .txt");
	if (!is_file_name(folder) || !is_file_name(base))
		complain(&house->complaints, &template->source, 0, "a template's name is made of a-z, 0-9 and _, because it is a name in C: rename the file");
	for (struct template *other = house->templates; other != template; other++)
		if (str_eq(other->symbol, template->symbol))
			complain(&house->complaints, &template->source, 0, "%.*s and this file would be the same function %.*s(): rename one",
				 S(other->source.path), S(template->symbol));
}

void house_compile(struct house *house)
{
	catalogue_check(&house->catalogue, &house->complaints);
	for (size_t i = 0; i < house->count; i++)
		if (house->templates[i].stage == TEMPLATE_NEW)
			template_compile(house, &house->templates[i], 0);
	if (house->complaints.count == 0)
		catalogue_check_used(&house->catalogue, &house->complaints);
}

void house_write_header(const struct house *house, struct buf *out)
{
	buf_put_z(out, "/* Made by templatec from the templates: change those. Each function adds its page to `out`, and gives ERR_FULL when that refused. */\n"
		       "#ifndef AINA_TEMPLATE_H\n#define AINA_TEMPLATE_H\n\n#include \"base/buf.h\"\n#include \"base/lang.h\"\n\n");
	for (size_t i = 0; i < house->count; i++) {
		bool is_new = house->templates[i].view.n > 0;
		for (size_t k = 0; k < i; k++)
			is_new = is_new && !str_eq(house->templates[k].view, house->templates[i].view);
		if (is_new)
			put_format(out, "struct %.*s;\n", S(house->templates[i].view));
	}
	buf_put_c(out, '\n');
	for (size_t i = 0; i < house->count; i++) {
		const struct template *t = &house->templates[i];
		if (t->view.n > 0)
			put_format(out, "MUST_USE enum err %.*s(struct buf *out, enum lang lang, const struct %.*s *view);\n", S(t->symbol), S(t->view));
		else
			put_format(out, "MUST_USE enum err %.*s(struct buf *out, enum lang lang);\n", S(t->symbol));
	}
	buf_put_z(out, "\n#endif\n");
}

void house_free(struct house *house)
{
	for (size_t i = 0; i < house->count; i++)
		buf_free(&house->templates[i].code);
}
