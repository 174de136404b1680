#include "pages/results.h"

const struct str results_kinds[] = { STR_INIT("ready"), STR_INIT("made"), { NULL, 0 } };
const struct str results_sorts[] = { STR_INIT("relevance"), STR_INIT("newest"), STR_INIT("price-up"), STR_INIT("price-down"), { NULL, 0 } };

#define AT(member) .offset = offsetof(struct results_query, member)
static const struct field fields[] = {
	{ .name = "q", .kind = FIELD_TEXT, AT(q), .max = 100 },
	{ .name = "category", .kind = FIELD_TOKEN, AT(category), .max = 60 },
	{ .name = "kind", .kind = FIELD_CHOICE, AT(kind), .choices = results_kinds },
	{ .name = "city", .kind = FIELD_TOKEN, AT(city), .max = 60 },
	{ .name = "min", .kind = FIELD_INT, AT(min), .max = 1000000000 },
	{ .name = "max", .kind = FIELD_INT, AT(max), .max = 1000000000 },
	{ .name = "sort", .kind = FIELD_CHOICE, AT(sort), .choices = results_sorts },
	{ .name = "after", .kind = FIELD_TOKEN, AT(after), .max = 32 },
};
const struct form results_form = { .name = "search", FORM_FIELDS(fields), .size = sizeof(struct results_query) };
