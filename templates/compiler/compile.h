/* From templates to C. One `struct house` holds all templates and messages of a build.
 * Promises: the same input gives the same bytes; what gcc finds wrong (an unknown field, a type that a place refuses) it
 * reports at the template's own line and column. Never reads C, never recurses deeper than HOUSE_DEPTH_MAX. */
#ifndef AINA_TEMPLATES_COMPILE_H
#define AINA_TEMPLATES_COMPILE_H

#include "markup.h"
#include "po.h"
#include "token.h"

#define HOUSE_DEPTH_MAX 16 /* templates put into templates */

enum template_stage { TEMPLATE_NEW, TEMPLATE_OPEN, TEMPLATE_DONE, TEMPLATE_FAILED };

struct template {
	struct source source;
	struct str name;   /* "page/listing" */
	struct str symbol; /* "template_page_listing" */
	enum syntax syntax;
	bool is_layout;
	enum template_stage stage;
	struct str view; /* struct's name; absent for {{view none}} */
	struct markup end; /* what it closes and leaves open */
	struct buf code;
};

struct house {
	struct arena *arena;
	struct complaints complaints;
	struct catalogue catalogue;
	struct template *templates;
	size_t count;
};

/* `file`: "page/listing.html". Complains about names that do not fit; the template must have its source. */
void template_begin(struct house *house, struct template *template, struct str file);
/* Compiles all templates; then code of each stands in .code, unless there were complaints. */
void house_compile(struct house *house);
/* template.h: the declarations of all. */
void house_write_header(const struct house *house, struct buf *out);
void house_free(struct house *house);

#endif
