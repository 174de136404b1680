#include "pages/feed.h"

#include "base/clock.h"
#include "base/text.h"
#include "pages/picture.h"
#include "pages/shop.h"
#include "query/catalogue_window.h"
#include "template.h"

#define SUMMARY_LENGTH 300
#define MERCHANT_DESCRIPTION_LENGTH 1000
#define MERCHANT_ENTRIES 200 /* keep a page well below LIMIT_PAGE_BYTES */
#define MAP_ENTRIES 250

static struct str origin_of(struct exchange *x)
{
	return serve_app(x)->conf.site_origin;
}

static struct url absolute(struct exchange *x, struct url url)
{
	return url_absolute(x->arena, origin_of(x), url);
}

static struct str date_time(struct exchange *x, int64_t ms)
{
	char text[CLOCK_RFC3339_SIZE];
	return arena_copy(x->arena, clock_rfc3339(ms, text));
}

static struct url first_picture(struct exchange *x, const struct window_listing *listing)
{
	if (listing->photo_count == 0)
		return (struct url){ { NULL, 0 } };
	return picture_share(x, listing->photos[0].file);
}

static struct str price_people(struct exchange *x, struct money money)
{
	struct buf BUF_AUTO text;

	buf_init(&text, 64);
	money_print(&text, money, x->lang);
	return arena_copy(x->arena, buf_str(&text));
}

/* ---- Atom (RFC 4287) ---- */

static enum err entry_view(struct exchange *x, const struct q_window_feed_row *row, struct str author, struct feed_entry *entry)
{
	struct window_listing listing;

	TRY(window_listing_read(x->arena, row->offer_pack, &WINDOW_TEXTS(row), x->lang, &listing));
	struct url url = absolute(x, url_listing(x->arena, x->lang, row->slug));
	*entry = (struct feed_entry){
		.title = listing.title, .summary = shop_line(x->arena, listing.description, SUMMARY_LENGTH), .id = url.s, .url = url,
		.updated = date_time(x, row->updated_ms), .image = first_picture(x, &listing),
		.price = price_people(x, (struct money){ listing.price_minor, listing.currency }), .author = author,
	};
	return ERR_OK;
}

static enum err fill_feed(struct exchange *x, const struct q_window_creator_row *creator, struct feed_view *view)
{
	const struct str packs[] = { creator->text_kk_pack, creator->text_ru_pack, creator->text_en_pack };
	int64_t updated_ms = creator->since_ms;
	struct q_window_feed_row *rows;
	struct window_creator maker;

	TRY(window_creator_read(creator->face_pack, packs, x->lang, &maker));
	TRY(q_window_feed(serve_app(x)->store, x->arena, &(struct q_window_feed){ .creator_id = creator->id }, &rows, &view->entry_count));
	view->entries = ARENA_ARRAY(x->arena, struct feed_entry, view->entry_count);
	if (view->entries == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < view->entry_count; i++) {
		TRY(entry_view(x, &rows[i], maker.name, &view->entries[i]));
		updated_ms = rows[i].updated_ms > updated_ms ? rows[i].updated_ms : updated_ms;
	}
	view->lang = x->lang;
	view->lang_code = lang_code(x->lang);
	view->subtitle = maker.craft;
	view->html = absolute(x, url_creator(x->arena, x->lang, creator->handle));
	view->id = view->html.s;
	view->self.s = arena_format(x->arena, "%.*s/feed.atom", (int)view->id.n, view->id.p);
	view->updated = date_time(x, updated_ms);
	x->reply.last_modified_ms = updated_ms;
	return page_text(x, message_with(MESSAGE_TITLE_FEED, maker.name), &view->title);
}

enum err feed_creator(struct exchange *x)
{
	struct q_window_creator_row row;
	struct feed_view view = { .entry_count = 0 };

	TRY(q_window_creator(serve_app(x)->store, x->arena, &(struct q_window_creator){ .handle = x->parameters[0] }, &row));
	TRY(fill_feed(x, &row, &view));
	x->reply.content_type = CONTENT_ATOM;
	return template_page_feed(&x->reply.body, x->lang, &view);
}

/* ---- site map (sitemaps.org): a part is named by its first listing, so that new listings move no others ---- */

static struct url map_part_url(struct exchange *x, int64_t first)
{
	struct str origin = origin_of(x);
	return (struct url){ arena_format(x->arena, "%.*s/sitemap-%lld.xml", (int)origin.n, origin.p, (long long)first) };
}

enum err feed_map_index(struct exchange *x)
{
	const struct frame *frame;
	struct sitemap_index_view view = { .part_count = 1 };
	int64_t skip = 0, after = 0;

	TRY(shop_frame(x, &frame));
	size_t room = (size_t)frame_listings(frame, 0, 0, 0) / MAP_ENTRIES + 2;
	view.parts = ARENA_ARRAY(x->arena, struct sitemap_part, room);
	if (view.parts == NULL)
		return ERR_MEMORY;
	view.parts[0].url = map_part_url(x, 0);
	while (view.part_count < room) {
		struct q_window_map_next_row row;
		enum err err = q_window_map_next(serve_app(x)->store, x->arena, &(struct q_window_map_next){ .after = after, .skip = skip }, &row);
		if (err == ERR_NONE)
			break;
		TRY(err);
		view.parts[view.part_count++].url = map_part_url(x, row.fresh);
		after = row.fresh;
		skip = MAP_ENTRIES - 1;
	}
	x->reply.content_type = CONTENT_XML;
	return template_page_sitemap_index(&x->reply.body, x->lang, &view);
}

/* One thing in all languages; `make` builds its address. */
static struct sitemap_entry map_entry(struct exchange *x, struct url (*make)(struct arena *, enum lang, struct str), struct str name)
{
	return (struct sitemap_entry){
		.kk = absolute(x, make(x->arena, LANG_KK, name)), .ru = absolute(x, make(x->arena, LANG_RU, name)),
		.en = absolute(x, make(x->arena, LANG_EN, name)),
	};
}

static enum err map_listings(struct exchange *x, int64_t first, struct sitemap_view *view)
{
	struct q_window_map_row *rows;
	size_t count;

	TRY(q_window_map(serve_app(x)->store, x->arena, &(struct q_window_map){ .first = first, .count = MAP_ENTRIES }, &rows, &count));
	view->entries = ARENA_ARRAY(x->arena, struct sitemap_entry, count);
	if (view->entries == NULL)
		return ERR_MEMORY;
	for (; view->entry_count < count; view->entry_count++) {
		view->entries[view->entry_count] = map_entry(x, url_listing, rows[view->entry_count].slug);
		view->entries[view->entry_count].updated = date_time(x, rows[view->entry_count].updated_ms);
	}
	return count > 0 ? ERR_OK : ERR_NONE;
}

static enum err map_pages(struct exchange *x, struct sitemap_view *view)
{
	static const struct str texts[] = { STR_INIT(""), STR_INIT("about"), STR_INIT("terms"), STR_INIT("privacy"), STR_INIT("credits") };
	const size_t text_count = sizeof texts / sizeof texts[0];
	struct q_window_creators_row *creators;
	const struct frame *frame;
	size_t count;

	TRY(shop_frame(x, &frame));
	TRY(q_window_creators(serve_app(x)->store, x->arena, &(struct q_window_creators){ .count = MAP_ENTRIES }, &creators, &count));
	view->entries = ARENA_ARRAY(x->arena, struct sitemap_entry, text_count + frame->category_count + count);
	if (view->entries == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < text_count; i++)
		view->entries[view->entry_count++] = map_entry(x, url_path, texts[i]);
	for (size_t i = 0; i < frame->category_count; i++)
		if (frame_listings(frame, frame->categories[i].number, 0, 0) > 0)
			view->entries[view->entry_count++] = map_entry(x, url_category, frame->categories[i].slug);
	for (size_t i = 0; i < count; i++)
		view->entries[view->entry_count++] = map_entry(x, url_creator, creators[i].handle);
	return ERR_OK;
}

enum err feed_map_part(struct exchange *x)
{
	struct sitemap_view view = { .entry_count = 0 };
	int64_t first;

	if (str_to_int64(x->parameters[0], &first) != ERR_OK || first < 0)
		return ERR_NONE;
	TRY(first == 0 ? map_pages(x, &view) : map_listings(x, first, &view));
	x->reply.content_type = CONTENT_XML;
	return template_page_sitemap(&x->reply.body, x->lang, &view);
}

/* ---- robots.txt (RFC 9309) ---- */

enum err feed_robots(struct exchange *x)
{
	struct buf *out = &x->reply.body;

	buf_put_z(out, "User-agent: *\n");
	for (enum lang lang = 0; lang < LANG__COUNT; lang++) {
		static const char *const closed[] = { "/search", "/cart", "/checkout", "/pay", "/order", "/studio" };
		for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++) {
			buf_put_z(out, "Disallow: /");
			buf_put(out, lang_code(lang));
			buf_put_z(out, closed[i]);
			buf_put_c(out, '\n');
		}
	}
	buf_put_z(out, "\nSitemap: ");
	buf_put(out, origin_of(x));
	buf_put_z(out, "/sitemap.xml\n");
	x->reply.content_type = CONTENT_TEXT;
	return buf_failed(out) ? ERR_FULL : ERR_OK;
}

/* ---- merchant feed (RSS 2.0 with Google's namespace) ---- */

static enum err merchant_view_entry(struct exchange *x, const struct frame *frame, const struct q_window_merchant_row *row,
				    struct merchant_entry *entry)
{
	const struct frame_category *category = frame_category(frame, row->category);
		struct window_listing listing;
	struct str maker;

	TRY(window_listing_read(x->arena, row->offer_pack, &WINDOW_TEXTS(row), x->lang, &listing));
	TRY(window_creator_name(row->creator_face_pack, &maker));
	struct str price = shop_plain_price(x->arena, (struct money){ listing.price_minor, listing.currency });
	struct str currency = currency_code(listing.currency);
	*entry = (struct merchant_entry){
		.id = arena_format(x->arena, "%lld", (long long)row->id), .title = listing.title,
		.description = text_cut(x->arena, listing.description, MERCHANT_DESCRIPTION_LENGTH),
		.link = absolute(x, url_listing(x->arena, x->lang, row->slug)), .image = first_picture(x, &listing),
		.price = arena_format(x->arena, "%.*s %.*s", (int)price.n, price.p, (int)currency.n, currency.p),
		.availability = listing.made_to_order ? STR("backorder") : listing.left > 0 ? STR("in_stock") : STR("out_of_stock"),
		.brand = maker, .condition = STR("new"), .category = category == NULL ? STR("") : category->names[x->lang],
	};
	return ERR_OK;
}

enum err feed_merchant(struct exchange *x)
{
	const struct merchant_query *query = x->form.input;
	const struct frame *frame;
	struct q_window_merchant_row *rows;
	struct merchant_view view = { .title = serve_app(x)->conf.site_name, .link = absolute(x, url_home(x->arena, x->lang)) };
	size_t count;

	if (x->form.refused)
		return ERR_INPUT;
	TRY(shop_frame(x, &frame));
	TRY(q_window_merchant(serve_app(x)->store, x->arena, &(struct q_window_merchant){
		.before = query->before.given ? query->before.row_id : INT64_MAX, .count = MERCHANT_ENTRIES }, &rows, &count));
	view.entries = ARENA_ARRAY(x->arena, struct merchant_entry, count);
	if (view.entries == NULL)
		return ERR_MEMORY;
	for (; view.entry_count < count; view.entry_count++)
		TRY(merchant_view_entry(x, frame, &rows[view.entry_count], &view.entries[view.entry_count]));
	x->reply.content_type = CONTENT_XML;
	return template_page_merchant(&x->reply.body, x->lang, &view);
}
