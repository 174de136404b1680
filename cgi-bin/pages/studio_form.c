#include "pages/studio_form.h"

#include "model/carrier.h"

const struct str studio_show_words[] = { STR_INIT("todo"), STR_INIT("sent"), STR_INIT("all"), { NULL, 0 } };
static const struct field list_fields[] = {
	{ .name = "show", .kind = FIELD_CHOICE, .offset = offsetof(struct list_query, show), .choices = studio_show_words },
	{ .name = "before", .kind = FIELD_ROW_ID, .offset = offsetof(struct list_query, before) },
};
const struct form studio_list_form = { .name = "orders", FORM_FIELDS(list_fields), .size = sizeof(struct list_query) };

static const struct field enter_fields[] = {
	{ .name = "token", .kind = FIELD_TOKEN, .offset = offsetof(struct enter_form, token), .max = 64 },
};
const struct form studio_enter_form = { .name = "enter", FORM_FIELDS(enter_fields), .size = sizeof(struct enter_form) };

static const struct field query_fields[] = {
	{ .name = "sent", .kind = FIELD_FLAG, .offset = offsetof(struct order_query, sent) },
};
const struct form studio_order_form = { .name = "orders", FORM_FIELDS(query_fields), .size = sizeof(struct order_query) };

static const struct field ship_fields[] = {
	{ .name = "carrier", .kind = FIELD_CHOICE, .offset = offsetof(struct ship_form, carrier), .required = true, .choices = carrier_codes },
	{ .name = "tracking", .kind = FIELD_TEXT, .offset = offsetof(struct ship_form, tracking), .personal = true, .max = 40 },
};
const struct form studio_ship_form = { .name = "studio", FORM_FIELDS(ship_fields), .size = sizeof(struct ship_form) };
