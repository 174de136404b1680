#include "pages/page.h"

#include "base/clock.h"
#include "pages/render.h"
#include "static.h"

static const struct { struct str name, brief; } lang_names[LANG__COUNT] = {
	[LANG_KK] = { STR_INIT("Қазақша"), STR_INIT("Қаз") },
	[LANG_RU] = { STR_INIT("Русский"), STR_INIT("Рус") },
	[LANG_EN] = { STR_INIT("English"), STR_INIT("Eng") },
};

/* What stands in paths of ours: slugs, handles, tokens, numbers. Anything else never comes back in a link. */
static bool is_path_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '@' || c == '/';
}

/* The present path behind its language, "" for pages that have none of their own in another language. */
static struct str path_behind_lang(const struct exchange *x)
{
	struct str rest = str_from(x->request->path, sizeof "/kk/" - 1);

	if (x->route == NULL || !str_starts(str_from_z(x->route->path), STR("/{lang}/")))
		return STR("");
	for (size_t i = 0; i < rest.n; i++)
		if (!is_path_byte(rest.p[i]))
			return STR("");
	return rest;
}

static void fill_langs(struct exchange *x, struct page *page)
{
	struct str origin = serve_app(x)->conf.site_origin, path = path_behind_lang(x);

	page->langs = ARENA_ARRAY(x->arena, struct page_lang, LANG__COUNT);
	if (page->langs == NULL)
		return;
	page->lang_count = LANG__COUNT;
	for (enum lang lang = 0; lang < LANG__COUNT; lang++) {
		struct url url = url_path(x->arena, lang, path);
		page->langs[lang] = (struct page_lang){
			.code = lang_code(lang), .name = lang_names[lang].name, .brief = lang_names[lang].brief,
			.url = url, .absolute = url_absolute(x->arena, origin, url), .current = lang == x->lang,
		};
	}
	page->canonical = page->langs[x->lang].absolute;
}

enum err page_begin(struct exchange *x, struct page *ret_page)
{
	const struct conf *conf = &serve_app(x)->conf;
	struct page page = {
		.lang = x->lang, .lang_code = lang_code(x->lang), .locale = lang_locale(x->lang), .site_name = conf->site_name,
		.indexed = x->route != NULL && x->route->cache == CACHE_ANONYMOUS, .share_type = STR("website"),
		.contact_email = conf->contact_email, .operator_name = conf->operator_name, .operator_bin = conf->operator_bin,
		.test_payments = str_eq_z(conf->payment_mode, "test"),
		.cart_count = x->visitor.cart_count, .csrf = x->visitor.csrf,
		.static_version = STR(STATIC_VERSION),
		.year = clock_civil(x->now_ms, CLOCK_ALMATY_OFFSET_MS).year,
	};

	page.home = url_home(x->arena, x->lang);
	page.search = page.all = url_path(x->arena, x->lang, STR("search"));
	page.cart = url_path(x->arena, x->lang, STR("cart"));
	page.studio = url_path(x->arena, x->lang, STR("studio"));
	page.privacy = url_path(x->arena, x->lang, STR("privacy"));
	page.terms = url_path(x->arena, x->lang, STR("terms"));
	page.about = url_path(x->arena, x->lang, STR("about"));
	page.credits = url_path(x->arena, x->lang, STR("credits"));
	fill_langs(x, &page);
	if (arena_failed(x->arena))
		return ERR_MEMORY;
	*ret_page = page;
	return ERR_OK;
}

enum err page_text(struct exchange *x, struct message message, struct str *ret_text)
{
	struct buf BUF_AUTO text;

	buf_init(&text, 4096);
	render_plain_message(&text, x->lang, message);
	struct str copy = arena_copy(x->arena, buf_str(&text));
	if (buf_failed(&text) || arena_failed(x->arena))
		return ERR_MEMORY;
	*ret_text = copy.p == NULL ? STR("") : copy;
	return ERR_OK;
}

/* A query as browsers send it; a hand-made one with other bytes is not carried along. */
static bool is_query(struct str query)
{
	static const struct str others = STR_INIT("-._~!$&'()*+,;=:@/?%");

	for (size_t i = 0; i < query.n; i++) {
		char c = query.p[i];
		if (!is_path_byte(c) && str_index(others, c) == others.n)
			return false;
	}
	return query.n > 0;
}

enum err page_keep_query(struct exchange *x, struct page *page)
{
	struct str query = x->request->query;

	for (size_t i = 0; is_query(query) && i < page->lang_count; i++) {
		struct str url = page->langs[i].url.s;
		page->langs[i].url.s = arena_format(x->arena, "%.*s?%.*s", (int)url.n, url.p, (int)query.n, query.p);
	}
	return arena_failed(x->arena) ? ERR_MEMORY : ERR_OK;
}
