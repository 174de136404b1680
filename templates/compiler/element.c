#include "element.h"

bool element_same_name(const struct elements *elements, struct str a, struct str b)
{
	return elements->ignores_case ? str_eq_nocase(a, b) : str_eq(a, b);
}

bool element_is_open(const struct elements *elements, struct str name)
{
	for (size_t i = 0; i < elements->open_count; i++)
		if (element_same_name(elements, elements->open[i].name, name))
			return true;
	return false;
}

bool element_open(struct elements *elements, struct element element)
{
	if (elements->is_loose)
		return true;
	if (elements->open_count == ELEMENTS_MAX)
		return false;
	elements->open[elements->open_count++] = element;
	return true;
}

enum closing element_close(struct elements *elements, struct element element)
{
	if (elements->is_loose)
		return CLOSING_FINE;
	if (elements->open_count > 0) {
		if (!element_same_name(elements, elements->open[elements->open_count - 1].name, element.name))
			return CLOSING_CROSSED;
		elements->open_count--;
		return CLOSING_FINE;
	}
	if (!elements->is_layout || elements->closed_count == ELEMENTS_MAX)
		return CLOSING_NOTHING;
	elements->closed[elements->closed_count++] = element;
	return CLOSING_FINE;
}

bool elements_equal(const struct elements *a, const struct elements *b)
{
	bool equal = a->open_count == b->open_count && a->closed_count == b->closed_count;

	for (size_t i = 0; equal && i < a->open_count; i++)
		equal = element_same_name(a, a->open[i].name, b->open[i].name);
	for (size_t i = 0; equal && i < a->closed_count; i++)
		equal = element_same_name(a, a->closed[i].name, b->closed[i].name);
	return equal;
}

void elements_settle(struct elements *elements, const struct elements *begin)
{
	if (elements->is_loose && !begin->is_loose)
		*elements = *begin;
}

void elements_join(struct elements *elements, const struct elements *other)
{
	elements->is_loose = elements->is_loose || !elements_equal(elements, other);
}
