/* Every form field that asks for personal data stands in the rules file, and every one that stands there is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "retain.h"
#include "web/route.h"

extern const struct route_table shop_routes, checkout_routes, hook_routes, studio_routes;
static const struct route_table *const tables[] = { &shop_routes, &checkout_routes, &hook_routes, &studio_routes };

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

/* Calls `each` with every field of every route's form. */
static void each_field(void (*each)(const struct form *form, const struct field *field, void *context), void *context)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (size_t r = 0; r < tables[t]->count; r++) {
			const struct form *form = tables[t]->routes[r].form;
			for (size_t i = 0; form != NULL && i < form->count; i++)
				each(form, &form->fields[i], context);
		}
}

static void judge(const struct form *form, const struct field *field, void *context)
{
	size_t *personal = context;
	bool known = is_declared(form->name, field->name);

	*personal += field->personal;
	if (field->personal && !known)
		fail_msg("the rules have no [field %s.%s]", form->name, field->name);
	if (!field->personal && known)
		fail_msg("%s.%s is declared in the rules and not marked personal", form->name, field->name);
}

static void what_forms_ask_is_declared(void **state)
{
	size_t personal = 0;
	(void)state;
	each_field(judge, &personal);
	assert_true(personal > 0);
}

struct wanted {
	const char *name;
	bool found;
};

static void look(const struct form *form, const struct field *field, void *context)
{
	struct wanted *wanted = context;
	char name[100];
	snprintf(name, sizeof name, "%s.%s", form->name, field->name);
	wanted->found = wanted->found || strcmp(name, wanted->name) == 0;
}

static void what_is_declared_is_asked(void **state)
{
	(void)state;
	for (size_t d = 0; d < sizeof declared / sizeof *declared; d++) {
		struct wanted wanted = { .name = declared[d] };
		each_field(look, &wanted);
		if (!wanted.found)
			fail_msg("no form asks for [field %s]", declared[d]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_forms_ask_is_declared), cmocka_unit_test(what_is_declared_is_asked) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
