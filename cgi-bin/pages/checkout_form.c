#include "pages/checkout_form.h"

#include "model/cart.h"
#include "model/country.h"

const struct str cart_why_words[] = { STR_INIT("less"), STR_INIT("lines"), STR_INIT("makers"), STR_INIT("gone"), STR_INIT("again"), STR_INIT("look"),
				       STR_INIT("checkout"), STR_INIT("much"), { NULL, 0 } };

static const struct field cart_query_fields[] = {
	{ .name = "added", .kind = FIELD_ROW_ID, .offset = offsetof(struct cart_query, added) },
	{ .name = "why", .kind = FIELD_CHOICE, .offset = offsetof(struct cart_query, why), .choices = cart_why_words },
};
const struct form cart_query_form = { .name = "cart", FORM_FIELDS(cart_query_fields), .size = sizeof(struct cart_query) };

static const struct field add_fields[] = {
	{ .name = "variant", .kind = FIELD_ROW_ID, .offset = offsetof(struct cart_add_form, variant), .required = true },
	{ .name = "quantity", .kind = FIELD_INT, .offset = offsetof(struct cart_add_form, quantity), .min = 1, .max = CART_QUANTITY_MAX },
};
const struct form cart_add_form = { .name = "cart", FORM_FIELDS(add_fields), .size = sizeof(struct cart_add_form) };

static const struct field quantity_fields[] = {
	{ .name = "variant", .kind = FIELD_ROW_ID, .offset = offsetof(struct cart_line_form, variant), .required = true },
	{ .name = "quantity", .kind = FIELD_INT, .offset = offsetof(struct cart_line_form, quantity), .required = true, .min = 0,
	  .max = CART_QUANTITY_MAX },
};
const struct form cart_quantity_form = { .name = "cart", FORM_FIELDS(quantity_fields), .size = sizeof(struct cart_line_form) };

static const struct field remove_fields[] = {
	{ .name = "variant", .kind = FIELD_ROW_ID, .offset = offsetof(struct cart_line_form, variant), .required = true },
};
const struct form cart_remove_form = { .name = "cart", FORM_FIELDS(remove_fields), .size = sizeof(struct cart_line_form) };

static const struct field begin_fields[] = {
	{ .name = "seen", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct checkout_begin_form, seen), .required = true },
};
const struct form checkout_begin_form = { .name = "cart", FORM_FIELDS(begin_fields), .size = sizeof(struct checkout_begin_form) };

#define ADDRESS_FIELD(field, field_kind, most, ...) \
	{ .name = #field, .kind = field_kind, .offset = offsetof(struct address_form, field), .personal = true, .max = most, __VA_ARGS__ }
static const struct field address_fields[] = {
	ADDRESS_FIELD(email, FIELD_EMAIL, 0, .required = true),
	ADDRESS_FIELD(name, FIELD_TEXT, 120, .required = true),
	ADDRESS_FIELD(phone, FIELD_PHONE, 0, .required = true),
	ADDRESS_FIELD(country, FIELD_CHOICE, 0, .required = true, .choices = country_codes),
	ADDRESS_FIELD(region, FIELD_TEXT, 80),
	ADDRESS_FIELD(city, FIELD_TEXT, 80, .required = true),
	ADDRESS_FIELD(street, FIELD_TEXT, 120, .required = true),
	ADDRESS_FIELD(building, FIELD_TEXT, 20),
	ADDRESS_FIELD(apartment, FIELD_TEXT, 20),
	ADDRESS_FIELD(postcode, FIELD_TEXT, 12),
	ADDRESS_FIELD(note, FIELD_MULTILINE, 500),
};
const struct form checkout_address_form = { .name = "checkout", FORM_FIELDS(address_fields), .size = sizeof(struct address_form) };

static const struct field delivery_fields[] = {
	{ .name = "creator", .kind = FIELD_ROW_ID, .offset = offsetof(struct delivery_form, creator), .repeat = LIMIT_CART_CREATORS },
	{ .name = "method", .kind = FIELD_ROW_ID, .offset = offsetof(struct delivery_form, method), .repeat = LIMIT_CART_CREATORS },
};
const struct form checkout_delivery_form = { .name = "delivery", FORM_FIELDS(delivery_fields), .size = sizeof(struct delivery_form) };

static const struct field without_fields[] = {
	{ .name = "maker", .kind = FIELD_ROW_ID, .offset = offsetof(struct without_form, maker), .required = true },
};
const struct form checkout_without_form = { .name = "delivery", FORM_FIELDS(without_fields), .size = sizeof(struct without_form) };

static const struct field review_fields[] = {
	{ .name = "checkout", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct review_form, checkout), .required = true },
	{ .name = "seen", .kind = FIELD_PUBLIC_ID, .offset = offsetof(struct review_form, seen), .required = true },
	{ .name = "terms", .kind = FIELD_FLAG, .offset = offsetof(struct review_form, terms), .required = true },
	{ .name = "news", .kind = FIELD_FLAG, .offset = offsetof(struct review_form, news), .personal = true },
};
const struct form checkout_review_form = { .name = "checkout", FORM_FIELDS(review_fields), .size = sizeof(struct review_form) };

static const struct str from_choices[] = { STR_INIT("processor"), { NULL, 0 } };
static const struct field pay_query_fields[] = {
	{ .name = "from", .kind = FIELD_CHOICE, .offset = offsetof(struct pay_query, from), .choices = from_choices },
};
const struct form pay_query_form = { .name = "pay", FORM_FIELDS(pay_query_fields), .size = sizeof(struct pay_query) };
