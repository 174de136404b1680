#include "pages/feed.h"

static const struct field fields[] = {
	{ .name = "before", .kind = FIELD_ROW_ID, .offset = offsetof(struct merchant_query, before) },
};
const struct form merchant_form = { .name = "merchant", FORM_FIELDS(fields), .size = sizeof(struct merchant_query) };
