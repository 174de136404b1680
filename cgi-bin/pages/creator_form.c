#include "pages/creator.h"

static const struct field fields[] = {
	{ .name = "after", .kind = FIELD_ROW_ID, .offset = offsetof(struct creator_query, after) },
};
const struct form creator_form = { .name = "creator", FORM_FIELDS(fields), .size = sizeof(struct creator_query) };
