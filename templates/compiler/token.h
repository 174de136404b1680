/* A template cut into literal text and tags.
 * Promises: every token points back into its source; lines that hold nothing but silent tags ({{#if}}, {{else}}, {{#each}},
 * {{> part}}, {{! remark}}, their ends and {{view}}) leave no line behind. Never knows HTML, messages or C types. */
#ifndef AINA_TEMPLATES_TOKEN_H
#define AINA_TEMPLATES_TOKEN_H

#include "base/arena.h"
#include "source.h"

#define TOKEN_VALUES_MAX 8
#define TOKENS_MAX 20000

enum token_kind {
	TOKEN_TEXT,
	TOKEN_VIEW,     /* {{view "pages/view/shop.h" struct card}} or {{view none}} */
	TOKEN_REMARK,   /* {{! for the next reader }} */
	TOKEN_SLOT,     /* {{title}} */
	TOKEN_MESSAGE,  /* {{t "cart.pieces" n=page.cart_count}} */
	TOKEN_IF,       /* {{#if has_next}} */
	TOKEN_UNLESS,   /* {{#unless available}} */
	TOKEN_EACH,     /* {{#each newest count newest_count as c}} */
	TOKEN_ELSE,
	TOKEN_END,      /* {{/if}} {{/unless}} {{/each}}; .ends says which */
	TOKEN_PART,     /* {{> part/card c}} */
};

/* A field such as `form->email.raw`; empty when there is none. */
struct path {
	struct str text;
	size_t at;
};

struct named_value {
	struct str name;
	struct path path;
};

struct token {
	enum token_kind kind, ends;
	size_t at;       /* first byte of the token in the source */
	struct str text; /* TEXT: itself; VIEW: header; MESSAGE: key; EACH: name of an item; PART: name of the template */
	struct str type; /* VIEW: struct's name, absent for "none" */
	struct path path;
	bool pointer;    /* PART: the field is a pointer already: *summary */
	struct path count; /* EACH: field that counts, when written */
	struct named_value values[TOKEN_VALUES_MAX]; /* MESSAGE */
	size_t value_count;
};

struct token_list {
	struct token *tokens;
	size_t count;
};

/* Stops at the first thing that is wrong and complains about it. */
bool token_read(struct arena *arena, const struct source *source, struct complaints *complaints, struct token_list *ret_list);

#endif
