/* A view with a value of each type, for templates that tests compile. */
#ifndef AINA_TESTS_TEMPLATE_VIEW_H
#define AINA_TESTS_TEMPLATE_VIEW_H

#include "pages/html.h"
#include "pages/view/page.h"

struct item_view {
	struct str s;
	struct url u;
};

struct test_view {
	struct str s;
	struct url u;
	struct html h;
	struct message m;
	struct money money;
	struct date date;
	struct moment moment;
	int64_t n;
	int i;
	size_t z;
	bool yes;
	enum lang lang;
	double ratio;
	const char *c;
	struct item_view item;
	const struct item_view *pointer;
	struct str *xs;
	size_t x_count;
	struct item_view *entries;
	size_t entry_count;
	struct item_view *boxes;
	size_t box_count;
	struct item_view *news;
	size_t piece_count;
	struct item_view *wrong;
	int wrong_count;
	int64_t *counts;
	size_t count_count;
	struct str lines, absent, xs_absent;
	struct message absent_m;
	struct url absent_u;
};

#endif
