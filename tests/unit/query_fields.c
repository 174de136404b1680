/* Every form field that asks for personal data stands in the rules file, and every one that stands there is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "pages/checkout_form.h"
#include "pages/studio_form.h"
#include "retain.h"

static const struct form *const forms[] = { &cart_query_form, &cart_add_form, &cart_quantity_form, &cart_remove_form, &checkout_begin_form,
	&checkout_address_form, &checkout_delivery_form, &checkout_without_form, &checkout_review_form, &pay_query_form, &studio_list_form,
	&studio_enter_form, &studio_order_form, &studio_ship_form };
#define X(name) name,
static const char *const declared[] = { RETAIN_FIELDS(X) };
#undef X

static bool is_declared(const char *form, const char *field)
{
	for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
		size_t n = strlen(form);
		if (strncmp(declared[i], form, n) == 0 && declared[i][n] == '.' && strcmp(declared[i] + n + 1, field) == 0)
			return true;
	}
	return false;
}

static void what_forms_ask_is_declared(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		for (size_t k = 0; k < forms[i]->count; k++) {
			const struct field *field = &forms[i]->fields[k];
			if (field->personal && !is_declared(forms[i]->name, field->name))
				fail_msg("the rules have no [field %s.%s]", forms[i]->name, field->name);
			if (!field->personal && is_declared(forms[i]->name, field->name))
				fail_msg("%s.%s is declared in the rules and not marked personal", forms[i]->name, field->name);
		}
}

static void what_is_declared_is_asked(void **state)
{
	(void)state;
	for (size_t d = 0; d < sizeof declared / sizeof *declared; d++) {
		bool found = false;
		for (size_t i = 0; i < sizeof forms / sizeof *forms && !found; i++)
			for (size_t k = 0; k < forms[i]->count && !found; k++) {
				char name[100];
				snprintf(name, sizeof name, "%s.%s", forms[i]->name, forms[i]->fields[k].name);
				found = strcmp(name, declared[d]) == 0;
			}
		if (!found)
			fail_msg("no form asks for [field %s]", declared[d]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_forms_ask_is_declared), cmocka_unit_test(what_is_declared_is_asked) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
