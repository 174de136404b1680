#include "pages/results.h"

#include "model/search.h"
#include "pages/shop.h"
#include "template.h"

#define TENGE_MINOR 100
#define EAGER 4
#define FACETS 3
#define PROBLEMS_MAX 8

/* One list being made: what was asked, what was found, and the addresses of what else may be asked. */
struct list {
	struct exchange *x;
	const struct frame *frame;
	const struct results_query *query;
	const struct frame_category *category; /* chosen, by path or by query */
	const struct frame_city *city;
	bool is_search;
	struct search_wish wish;
	struct search_page found;
	struct results_view view;
};

/* ---- addresses ---- */

enum choice { CHOICE_NONE, CHOICE_CATEGORY, CHOICE_KIND, CHOICE_CITY, CHOICE_PRICE, CHOICE_SORT, CHOICE_ALL };

/* The present list's address without one of its choices, and always without its place: another choice begins at the first page.
 * CHOICE_ALL: without any but the words and the category of the path. */
static struct url address_without(const struct list *list, enum choice without)
{
	struct arena *arena = list->x->arena;
	const struct results_query *q = list->query;
	struct url url = list->view.action;

	if (list->is_search && q->q.value.n > 0)
		url = url_with(arena, url, STR("q"), q->q.value);
	if (without == CHOICE_ALL)
		return url;
	if (list->is_search && list->category != NULL && without != CHOICE_CATEGORY)
		url = url_with(arena, url, STR("category"), list->category->slug);
	if (list->wish.filter.kind != 0 && without != CHOICE_KIND)
		url = url_with(arena, url, STR("kind"), results_kinds[list->wish.filter.kind - 1]);
	if (list->city != NULL && without != CHOICE_CITY)
		url = url_with(arena, url, STR("city"), list->city->slug);
	if (q->min.given && without != CHOICE_PRICE)
		url = url_with(arena, url, STR("min"), q->min.raw);
	if (q->max.given && without != CHOICE_PRICE)
		url = url_with(arena, url, STR("max"), q->max.raw);
	if (q->sort.value >= 0 && without != CHOICE_SORT)
		url = url_with(arena, url, STR("sort"), results_sorts[q->sort.value]);
	return url;
}

/* `tail` (a query, or nothing) behind `url`. */
static struct url address_join(const struct list *list, struct url url, struct str tail)
{
	return url_absolute(list->x->arena, url.s, (struct url){ tail });
}

/* ---- what was asked ---- */

static void problem(struct list *list, enum message_id name, struct message why)
{
	struct results_view *view = &list->view;

	if (view->problem_count < PROBLEMS_MAX)
		view->problems[view->problem_count++] = (struct results_problem){ .name = { .id = name }, .why = why };
}

static void check(struct list *list, enum message_id name, struct message error)
{
	if (error.id != MESSAGE_NONE)
		problem(list, name, error);
}

/* Everything that makes no sense is told at once; nothing of it is searched for. */
static void read_problems(struct list *list)
{
	const struct results_query *q = list->query;

	if (q->min.error.id != MESSAGE_NONE || q->max.error.id != MESSAGE_NONE)
		list->view.price_error = MESSAGE(SEARCH_PRICE_NUMBER);
	else if (q->min.given && q->max.given && q->min.value > q->max.value)
		list->view.price_error = MESSAGE(SEARCH_PRICE_ORDER);
	check(list, MESSAGE_FACET_PRICE, list->view.price_error);
	check(list, MESSAGE_FRAME_SEARCH_LABEL, q->q.error);
	check(list, MESSAGE_FACET_CATEGORY, q->category.error);
	check(list, MESSAGE_FACET_KIND, q->kind.error);
	check(list, MESSAGE_FACET_CITY, q->city.error);
	check(list, MESSAGE_FACET_SORT, q->sort.error);
	check(list, MESSAGE_RESULTS_NEXT, q->after.error);
}

static void read_choices(struct list *list)
{
	const struct results_query *q = list->query;
	struct search_filter *filter = &list->wish.filter;

	*filter = SEARCH_FILTER_NONE;
	if (list->is_search && q->category.value.n > 0) {
		list->category = frame_category_by_slug(list->frame, q->category.value);
		if (list->category == NULL)
			problem(list, MESSAGE_FACET_CATEGORY, MESSAGE(FORM_CHOICE));
	}
	if (q->city.value.n > 0) {
		list->city = frame_city_by_slug(list->frame, q->city.value);
		if (list->city == NULL)
			problem(list, MESSAGE_FACET_CITY, MESSAGE(FORM_CHOICE));
	}
	filter->category = list->category == NULL ? 0 : list->category->number;
	filter->city = list->city == NULL ? 0 : list->city->number;
	filter->kind = q->kind.value < 0 ? 0 : q->kind.value + 1;
	if (q->min.given)
		filter->min_minor = q->min.value * TENGE_MINOR;
	if (q->max.given)
		filter->max_minor = q->max.value * TENGE_MINOR;
	list->wish.text = list->is_search && q->q.value.n > 0 ? q->q.value : STR("");
	list->wish.sort = q->sort.value >= 0 ? (enum search_sort)q->sort.value : list->wish.text.n > 0 ? SEARCH_RELEVANCE : SEARCH_NEWEST;
	list->wish.lang = list->x->lang;
	list->wish.has_after = q->after.value.n > 0;
	if (list->wish.has_after && search_place_parse(q->after.value, list->wish.sort, &list->wish.after) != ERR_OK)
		problem(list, MESSAGE_RESULTS_NEXT, MESSAGE(FORM_INVALID));
}

/* ---- facets ---- */

static void facet_value(struct facet *facet, struct str name, struct search_count count, struct url url, bool chosen)
{
	if (count.listings == 0 && !chosen)
		return;
	facet->values[facet->value_count++] = (struct facet_value){ .name = name, .count = count.listings, .more = count.more, .url = url,
								    .chosen = chosen };
	facet->any_chosen = facet->any_chosen || chosen;
}

static enum err facet_begin(struct list *list, struct facet *facet, struct message title, enum choice choice, size_t room, struct url *ret_base)
{
	*facet = (struct facet){ .title = title, .values = ARENA_ARRAY(list->x->arena, struct facet_value, room) };
	facet->clear = *ret_base = address_without(list, choice);
	return facet->values == NULL ? ERR_MEMORY : ERR_OK;
}

/* On a category's own page the others are a step aside, with the same choices. */
static enum err facet_categories(struct list *list, struct facet *facet)
{
	struct arena *arena = list->x->arena;
	const struct frame *frame = list->frame;
	struct url base;

	TRY(facet_begin(list, facet, MESSAGE(FACET_CATEGORY), CHOICE_CATEGORY, frame->category_count, &base));
	struct str choices = str_from(base.s, list->view.action.s.n);
	if (!list->is_search) {
		facet->clear = address_join(list, url_path(arena, list->x->lang, STR("search")), choices);
	}
	for (size_t i = 0; i < frame->category_count; i++) {
		const struct frame_category *c = &frame->categories[i];
		struct url url;
		if (list->found.categories[i].listings == 0 && c != list->category)
			continue;
		if (list->is_search)
			url = url_with(arena, base, STR("category"), c->slug);
		else
			url = address_join(list, url_category(arena, list->x->lang, c->slug), choices);
		facet_value(facet, c->names[list->x->lang], list->found.categories[i], url, c == list->category);
	}
	return ERR_OK;
}

static enum err facet_kinds(struct list *list, struct facet *facet)
{
	static const enum message_id names[] = { MESSAGE_FACET_KIND_READY, MESSAGE_FACET_KIND_MADE };
	struct url base;

	TRY(facet_begin(list, facet, MESSAGE(FACET_KIND), CHOICE_KIND, 2, &base));
	for (size_t i = 0; i < 2; i++) {
		struct str name;
		TRY(page_text(list->x, (struct message){ .id = names[i] }, &name));
		facet_value(facet, name, list->found.kinds[i + 1], url_with(list->x->arena, base, STR("kind"), results_kinds[i]),
			    list->wish.filter.kind == (int64_t)i + 1);
	}
	return ERR_OK;
}

static enum err facet_cities(struct list *list, struct facet *facet)
{
	const struct frame *frame = list->frame;
	struct url base;

	TRY(facet_begin(list, facet, MESSAGE(FACET_CITY), CHOICE_CITY, frame->city_count, &base));
	for (size_t i = 0; i < frame->city_count; i++) {
		const struct frame_city *c = &frame->cities[i];
		if (list->found.cities[i].listings > 0 || c == list->city)
			facet_value(facet, c->names[list->x->lang], list->found.cities[i],
				    url_with(list->x->arena, base, STR("city"), c->slug), c == list->city);
	}
	return ERR_OK;
}

static enum err fill_sorts(struct list *list)
{
	static const enum message_id names[SEARCH_SORT__COUNT] = {
		[SEARCH_RELEVANCE] = MESSAGE_SORT_RELEVANCE, [SEARCH_NEWEST] = MESSAGE_SORT_NEWEST,
		[SEARCH_PRICE_UP] = MESSAGE_SORT_PRICE_UP, [SEARCH_PRICE_DOWN] = MESSAGE_SORT_PRICE_DOWN,
	};
	struct results_view *view = &list->view;
	struct url base = address_without(list, CHOICE_SORT);

	view->sorts = ARENA_ARRAY(list->x->arena, struct facet_value, SEARCH_SORT__COUNT);
	if (view->sorts == NULL)
		return ERR_MEMORY;
	for (enum search_sort sort = list->found.by_words ? SEARCH_RELEVANCE : SEARCH_NEWEST; sort < SEARCH_SORT__COUNT; sort++) {
		struct facet_value *value = &view->sorts[view->sort_count++];
		TRY(page_text(list->x, (struct message){ .id = names[sort] }, &value->name));
		value->url = url_with(list->x->arena, base, STR("sort"), results_sorts[sort]);
		value->chosen = sort == list->wish.sort || (sort == SEARCH_NEWEST && list->wish.sort == SEARCH_RELEVANCE && !list->found.by_words);
	}
	return ERR_OK;
}

/* ---- the page ---- */

static void fill_kept(struct list *list)
{
	const struct results_query *q = list->query;
	struct results_view *view = &list->view;

	view->price_min = q->min.raw;
	view->price_max = q->max.raw;
	view->keep_sort = q->sort.value >= 0 ? results_sorts[q->sort.value] : STR("");
	view->keep_kind = q->kind.value >= 0 ? results_kinds[q->kind.value] : STR("");
	view->keep_category = list->is_search && list->category != NULL ? list->category->slug : STR("");
	view->keep_city = list->city != NULL ? list->city->slug : STR("");
	view->clear_all = address_without(list, CHOICE_ALL);
	view->any_filter = list->wish.filter.kind != 0 || list->city != NULL || q->min.given || q->max.given ||
			   (list->is_search && list->category != NULL);
}

static enum err fill_found(struct list *list)
{
	struct exchange *x = list->x;
	struct results_view *view = &list->view;
	const struct search_page *found = &list->found;
	char place[SEARCH_PLACE_CHARS];

	view->total = found->total.listings;
	view->total_more = found->total.more;
	view->card_count = found->card_count;
	TRY(shop_cards(x, found->cards, found->card_count, EAGER, &view->cards));
	view->facets = ARENA_ARRAY(x->arena, struct facet, FACETS);
	if (view->facets == NULL)
		return ERR_MEMORY;
	TRY(facet_categories(list, &view->facets[0]));
	TRY(facet_kinds(list, &view->facets[1]));
	TRY(facet_cities(list, &view->facets[2]));
	view->facet_count = FACETS;
	view->is_later_page = list->wish.has_after;
	view->first = address_without(list, CHOICE_NONE);
	view->has_next = found->has_next;
	if (found->has_next)
		view->next = url_with(x->arena, view->first, STR("after"), search_place_text(list->wish.sort, found->next, place));
	return fill_sorts(list);
}

/* A card number goes no further: not into the links to the other languages either. */
static bool holds_card(const struct results_query *q)
{
	const enum message_id errors[] = { q->q.error.id, q->category.error.id, q->city.error.id, q->after.error.id };

	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i] == MESSAGE_FORM_CARD_NUMBER)
			return true;
	return false;
}

static enum err fill_titles(struct list *list)
{
	struct exchange *x = list->x;
	struct results_view *view = &list->view;
	struct page *page = &view->page;

	page->query = list->is_search ? list->query->q.raw : STR("");
	page->indexed = !list->is_search && x->request->query.n == 0;
	if (!list->is_search) {
		view->heading = page->title = list->category->names[x->lang];
		TRY(page_text(x, message_with(MESSAGE_DESCRIPTION_CATEGORY, view->heading), &page->description));
	} else if (list->wish.text.n > 0) {
		view->heading = list->wish.text;
		TRY(page_text(x, message_with(MESSAGE_TITLE_SEARCH, view->heading), &page->title));
	} else {
		TRY(page_text(x, MESSAGE(TITLE_SEARCH_ALL), &page->title));
	}
	return holds_card(list->query) ? ERR_OK : page_keep_query(x, page);
}

static enum err show(struct list *list)
{
	struct exchange *x = list->x;

	list->query = x->form.input;
	list->view.problems = ARENA_ARRAY(x->arena, struct results_problem, PROBLEMS_MAX);
	if (list->view.problems == NULL)
		return ERR_MEMORY;
	list->view.is_search = list->is_search;
	read_problems(list);
	read_choices(list);
	fill_kept(list);
	if (list->view.problem_count > 0)
		x->reply.status = 422;
	else
		TRY(search_run(serve_app(x)->store, x->arena, list->frame, shop_of(x)->words, &list->wish, &list->found));
	TRY(shop_begin(x, list->category == NULL ? 0 : list->category->number, &list->view.page));
	TRY(fill_titles(list));
	if (list->view.problem_count == 0)
		TRY(fill_found(list));
	return template_page_results(&x->reply.body, x->lang, &list->view);
}

enum err results_category(struct exchange *x)
{
	struct list list = { .x = x };

	TRY(shop_frame(x, &list.frame));
	list.category = frame_category_by_slug(list.frame, x->parameters[0]);
	if (list.category == NULL)
		return ERR_NONE;
	list.view.action = url_category(x->arena, x->lang, list.category->slug);
	return show(&list);
}

enum err results_search(struct exchange *x)
{
	struct list list = { .x = x, .is_search = true };

	TRY(shop_frame(x, &list.frame));
	list.view.action = url_path(x->arena, x->lang, STR("search"));
	return show(&list);
}
