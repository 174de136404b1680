#include "model/import.h"

#include <sodium.h>
#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "query/listing_import.h"

#define PRODUCT_ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define HASH_BYTES 32
#define TENGE_MINOR 100

/* One run over one file. */
struct import {
	struct store *store;
	const struct import_options *options;
	struct arena *run;     /* lives as long as the run */
	struct arena *product; /* emptied before each product */
	int64_t creator_id;
	int64_t now_ms; /* of the present product */
	struct q_import_categories_row *categories;
	size_t category_count;
};

/* A product as it will stand in the database. */
struct prepared {
	enum lang lang;
	int64_t category_id;
	struct str key;    /* "shopify:<handle>" */
	struct str option; /* "Colour / Size"; absent: a single variant */
	struct str *labels;
	unsigned char hash[HASH_BYTES];
};

/* ---- what the product means ---- */

static int64_t category_by_name(const struct import *import, struct str name)
{
	for (size_t i = 0; name.n > 0 && i < import->category_count; i++) {
		const struct q_import_categories_row *c = &import->categories[i];
		if (str_eq_nocase(name, c->slug) || str_eq_nocase(name, c->name_en) || str_eq(name, c->name_ru) || str_eq(name, c->name_kk))
			return c->id;
	}
	return 0;
}

static int64_t category_of(const struct import *import, const struct shopify_product *product)
{
	int64_t id = import->options->category_slug.n > 0 ? category_by_name(import, import->options->category_slug)
							   : category_by_name(import, product->type);
	return id != 0 ? id : category_by_name(import, STR("other"));
}

/* The language a text is written in, by its letters: Kazakh has some of its own, Russian is otherwise Cyrillic. */
static enum lang lang_of(struct str text)
{
	size_t cyrillic = 0, latin = 0;
	for (size_t i = 0; i + 1 < text.n; i++) {
		unsigned char a = (unsigned char)text.p[i], b = (unsigned char)text.p[i + 1];
		if ((a | 0x20) >= 'a' && (a | 0x20) <= 'z')
			latin++;
		if (a < 0xd0 || a > 0xd3 || b < 0x80 || b > 0xbf)
			continue;
		uint32_t c = ((uint32_t)(a & 0x1f) << 6) | (b & 0x3f);
		cyrillic++;
		if (c != 0x451 && text_plain_letter(c) != c) /* lower case is enough: nobody writes a whole text in capitals */
			return LANG_KK;
	}
	return cyrillic > latin ? LANG_RU : LANG_EN;
}

/* "Gold / M". */
static struct str join_options(struct arena *arena, const struct str options[SHOPIFY_OPTIONS])
{
	struct str joined = { NULL, 0 };
	for (size_t i = 0; i < SHOPIFY_OPTIONS; i++)
		if (options[i].n > 0)
			joined = joined.p == NULL ? options[i]
				: arena_format(arena, "%.*s / %.*s", (int)joined.n, joined.p, (int)options[i].n, options[i].p);
	return joined;
}

/* Prices in tenge, whole tenge when they were converted; a "before" price that is no higher than the price is none. */
static bool convert(const struct import *import, int64_t *minor)
{
	int64_t rate = import->options->tenge_per_unit_minor, product;
	if (rate == 0)
		return true;
	if (__builtin_mul_overflow(*minor, rate, &product))
		return false;
	int64_t tiyn = product / 100;
	*minor = (tiyn + TENGE_MINOR / 2) / TENGE_MINOR * TENGE_MINOR;
	return true;
}

static void refuse(struct import *import, struct shopify_product *product, size_t line, const char *column, struct str why)
{
	struct shopify_fault *fault = ARENA_NEW(import->product, struct shopify_fault);
	if (fault == NULL)
		return; /* the caller asks arena_failed() */
	*fault = (struct shopify_fault){ line, str_from_z(column), why };
	product->faults = fault;
	product->fault_count = 1;
}

static void hash_text(crypto_generichash_state *state, struct str text)
{
	uint64_t n = text.n;
	crypto_generichash_update(state, (const unsigned char *)&n, sizeof n);
	if (text.n > 0)
		crypto_generichash_update(state, (const unsigned char *)text.p, text.n);
}

/* Over everything that the import writes: equal hashes mean that importing again would change nothing. */
static void hash_product(const struct shopify_product *product, struct prepared *prepared)
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, HASH_BYTES);
	hash_text(&state, STR("shopify 1"));
	hash_text(&state, lang_code(prepared->lang));
	hash_text(&state, product->title);
	hash_text(&state, product->description);
	hash_text(&state, product->tags);
	hash_text(&state, prepared->option);
	int64_t numbers[] = { prepared->category_id, product->published, (int64_t)product->variant_count };
	hash_text(&state, (struct str){ (const char *)numbers, sizeof numbers });
	for (size_t i = 0; i < product->variant_count; i++) {
		const struct shopify_variant *v = &product->variants[i];
		int64_t figures[] = { v->price_minor, v->compare_minor, v->quantity, v->weight_g };
		hash_text(&state, prepared->labels[i]);
		hash_text(&state, v->sku);
		hash_text(&state, (struct str){ (const char *)figures, sizeof figures });
	}
	crypto_generichash_final(&state, prepared->hash, HASH_BYTES);
}

static enum err prepare(struct import *import, struct shopify_product *product, struct prepared *ret_prepared)
{
	struct arena *arena = import->product;
	struct prepared prepared = { .category_id = category_of(import, product) };
	prepared.lang = lang_of(arena_format(arena, "%.*s %.*s ", (int)product->title.n, product->title.p,
					     (int)product->description.n, product->description.p));
	prepared.key = arena_format(arena, "shopify:%.*s", (int)product->handle.n, product->handle.p);
	prepared.option = join_options(arena, product->option_names);
	prepared.labels = ARENA_ARRAY(arena, struct str, product->variant_count);
	if (prepared.labels == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < product->variant_count; i++) {
		struct shopify_variant *v = &product->variants[i];
		prepared.labels[i] = join_options(arena, v->options);
		if (!convert(import, &v->price_minor) || !convert(import, &v->compare_minor))
			refuse(import, product, v->line, "Variant Price", STR("too large for the rate given"));
		if (v->compare_minor <= v->price_minor)
			v->compare_minor = 0;
	}
	hash_product(product, &prepared);
	if (arena_failed(arena))
		return ERR_MEMORY;
	*ret_prepared = prepared;
	return ERR_OK;
}

/* ---- addresses ---- */

static struct str slug_clean(struct arena *arena, struct str handle)
{
	struct buf BUF_AUTO out;
	buf_init(&out, 100);
	for (size_t i = 0; i < handle.n && out.n < 80; i++) {
		char c = handle.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_put_c(&out, c);
		else if (out.n > 0 && out.p[out.n - 1] != '-')
			buf_put_c(&out, '-');
	}
	while (out.n > 0 && out.p[out.n - 1] == '-')
		out.n--;
	return out.n >= 2 ? arena_copy(arena, buf_str(&out)) : STR("thing"); /* a handle in another alphabet */
}

/* The handle, and a number behind it when another listing has that address already. */
static enum err slug_free(struct import *import, struct str handle, struct str *ret_slug)
{
	struct str base = slug_clean(import->product, handle), slug = base;
	for (unsigned n = 2; n < 10000; n++) {
		struct q_import_slug_owner_row owner;
		enum err err = q_import_slug_owner(import->store, import->product, &(struct q_import_slug_owner){ .slug = slug }, &owner);
		if (err == ERR_NONE) {
			*ret_slug = slug;
			return ERR_OK;
		}
		if (err != ERR_OK)
			return err;
		slug = arena_format(import->product, "%.*s-%u", (int)base.n, base.p, n);
	}
	return ERR_CONFLICT;
}

/* ---- writing ---- */

/* The text in the member of its language, the others absent. */
#define IN_LANG(text, lang_, wanted) ((lang_) == (wanted) ? (text) : (struct str){ NULL, 0 })

static enum err write_stock(struct import *import, int64_t variant_id, int64_t delta)
{
	if (delta == 0)
		return ERR_OK;
	return q_import_stock_move(import->store, &(struct q_import_stock_move){ .id = id_new(import->now_ms),
		.variant_id = variant_id, .delta = delta, .reason = STR("import"), .now_ms = import->now_ms }, NULL);
}

static enum err write_variant_new(struct import *import, int64_t listing_id, const struct prepared *prepared,
				  const struct shopify_variant *v, size_t position)
{
	struct str label = prepared->labels[position];
	int64_t id = id_new(import->now_ms);
	TRY(q_import_variant_new(import->store, &(struct q_import_variant_new){
		.id = id, .listing_id = listing_id, .position = (int64_t)position,
		.sku = v->sku.n > 0 ? v->sku : (struct str){ NULL, 0 },
		.label_kk = IN_LANG(label, prepared->lang, LANG_KK), .label_ru = IN_LANG(label, prepared->lang, LANG_RU),
		.label_en = IN_LANG(label, prepared->lang, LANG_EN), .price_minor = v->price_minor, .compare_minor = v->compare_minor,
		.compare_minor_is_null = v->compare_minor == 0, .stock = v->quantity, .weight_g = v->weight_g }, NULL));
	return write_stock(import, id, v->quantity);
}

/* The file says how many pieces there are; what it brings is the difference to what it said last time, so that pieces sold here
 * meanwhile stay sold. Stock never goes below nothing. */
static enum err write_variant_change(struct import *import, const struct q_import_variants_row *old, const struct shopify_variant *v,
				     size_t position)
{
	int64_t delta = v->quantity - old->imported;
	if (old->stock + delta < 0)
		delta = -old->stock;
	TRY(q_import_variant_change(import->store, &(struct q_import_variant_change){
		.id = old->id, .position = (int64_t)position, .sku = v->sku.n > 0 ? v->sku : (struct str){ NULL, 0 },
		.price_minor = v->price_minor, .compare_minor = v->compare_minor, .compare_minor_is_null = v->compare_minor == 0,
		.delta = delta, .weight_g = v->weight_g }, NULL));
	return write_stock(import, old->id, delta);
}

static enum err write_variants(struct import *import, int64_t listing_id, const struct prepared *prepared,
			       const struct shopify_product *product, bool fresh)
{
	struct q_import_variants_row *olds = NULL;
	size_t old_count = 0;
	if (!fresh) {
		TRY(q_import_variants(import->store, import->product,
				      &(struct q_import_variants){ .listing_id = listing_id, .lang = lang_code(prepared->lang) }, &olds, &old_count));
		TRY(q_import_variants_aside(import->store, &(struct q_import_variants_aside){ .listing_id = listing_id }, NULL));
	}
	for (size_t i = 0; i < product->variant_count; i++) {
		const struct q_import_variants_row *old = NULL;
		for (size_t k = 0; k < old_count && old == NULL; k++)
			if (str_eq(olds[k].label, prepared->labels[i]))
				old = &olds[k];
		TRY(old != NULL ? write_variant_change(import, old, &product->variants[i], i)
				: write_variant_new(import, listing_id, prepared, &product->variants[i], i));
	}
	return ERR_OK;
}

static enum err write_listing(struct import *import, const struct shopify_product *product, const struct prepared *prepared,
			      const struct q_import_listing_row *old, struct str *ret_slug)
{
	struct str state = product->published ? STR("published") : STR("hidden");
	struct str hash = { (const char *)prepared->hash, HASH_BYTES };
	int64_t now_ms = import->now_ms, id = old != NULL ? old->id : id_new(now_ms);
	int64_t published_ms = import->options->published_ms != 0 ? import->options->published_ms : now_ms;
	struct str slug = old != NULL ? old->slug : (struct str){ NULL, 0 };
	enum lang lang = prepared->lang;

	if (old == NULL) {
		TRY(slug_free(import, product->handle, &slug));
		TRY(q_import_listing_new(import->store, &(struct q_import_listing_new){
			.id = id, .creator_id = import->creator_id, .slug = slug, .category_id = prepared->category_id, .state = state,
			.lang = lang_code(lang), .tags = product->tags, .option_kk = IN_LANG(prepared->option, lang, LANG_KK),
			.option_ru = IN_LANG(prepared->option, lang, LANG_RU), .option_en = IN_LANG(prepared->option, lang, LANG_EN),
			.import_key = prepared->key, .import_hash = hash, .published_ms = published_ms,
			.published_ms_is_null = !product->published, .now_ms = now_ms }, NULL));
	} else {
		TRY(q_import_listing_change(import->store, &(struct q_import_listing_change){
			.id = id, .category_id = prepared->category_id, .state = state, .tags = product->tags,
			.option_kk = IN_LANG(prepared->option, lang, LANG_KK), .option_ru = IN_LANG(prepared->option, lang, LANG_RU),
			.option_en = IN_LANG(prepared->option, lang, LANG_EN), .import_hash = hash, .published_ms = published_ms,
			.published_ms_is_null = !product->published, .now_ms = now_ms }, NULL));
	}
	TRY(q_import_text_put(import->store, &(struct q_import_text_put){ .listing_id = id, .lang = lang_code(lang),
		.title = product->title, .description = product->description }, NULL));
	TRY(write_variants(import, id, prepared, product, old == NULL));
	*ret_slug = slug;
	return ERR_OK;
}

/* Inside a write transaction, which the caller ends: so a dry run goes through every check of the database. */
static enum err import_product(struct import *import, struct shopify_product *product, struct import_item *item)
{
	struct prepared prepared;
	struct q_import_listing_row old;

	TRY(prepare(import, product, &prepared));
	if (product->fault_count > 0) {
		item->outcome = IMPORT_REFUSED;
		return ERR_OK;
	}
	enum err err = q_import_listing(import->store, import->product,
					&(struct q_import_listing){ .creator_id = import->creator_id, .import_key = prepared.key }, &old);
	if (err != ERR_OK && err != ERR_NONE)
		return err;
	if (err == ERR_OK && str_eq(old.import_hash, (struct str){ (const char *)prepared.hash, HASH_BYTES })) {
		item->outcome = IMPORT_UNCHANGED;
		item->slug = old.slug;
		return ERR_OK;
	}
	item->outcome = err == ERR_OK ? IMPORT_CHANGED : IMPORT_NEW;
	return write_listing(import, product, &prepared, err == ERR_OK ? &old : NULL, &item->slug);
}

static enum err import_one(struct import *import, struct shopify_product *product, struct import_item *item)
{
	*item = (struct import_item){ .outcome = IMPORT_REFUSED, .product = product };
	import->now_ms = clock_now_ms();
	if (product->fault_count > 0)
		return ERR_OK;
	TRY(store_begin_write(import->store, STORE_MARKET));
	enum err err = import_product(import, product, item);
	bool wrote = item->outcome == IMPORT_NEW || item->outcome == IMPORT_CHANGED;
	if (err == ERR_OK && wrote && !import->options->dry_run)
		return store_commit(import->store, STORE_MARKET);
	store_rollback(import->store, STORE_MARKET);
	return err;
}

static void count(struct import_totals *totals, const struct import_item *item)
{
	totals->products++;
	totals->pictures += item->product->picture_count;
	totals->fresh += item->outcome == IMPORT_NEW;
	totals->changed += item->outcome == IMPORT_CHANGED;
	totals->unchanged += item->outcome == IMPORT_UNCHANGED;
	totals->refused += item->outcome == IMPORT_REFUSED;
}

/* ---- the run ---- */

static enum err find_targets(struct import *import, struct str *ret_why)
{
	struct q_import_creator_row creator;
	struct str handle = import->options->creator_handle, category = import->options->category_slug;
	enum err err = q_import_creator(import->store, import->run, &(struct q_import_creator){ .handle = handle }, &creator);
	if (err == ERR_NONE) {
		*ret_why = arena_format(import->run, "there is no creator \"%.*s\"", (int)handle.n, handle.p);
		return ERR_INPUT;
	}
	if (err != ERR_OK)
		return err;
	import->creator_id = creator.id;
	TRY(q_import_categories(import->store, import->run, &import->categories, &import->category_count));
	if (category.n > 0 && category_by_name(import, category) == 0) {
		*ret_why = arena_format(import->run, "there is no category \"%.*s\"", (int)category.n, category.p);
		return ERR_INPUT;
	}
	if (category_by_name(import, STR("other")) == 0) {
		*ret_why = STR("there is no category \"other\" for products of an unknown type; `aina demo` makes the categories");
		return ERR_INPUT;
	}
	return ERR_OK;
}

static enum err import_all(struct import *import, struct shopify *shopify, import_report report, void *context,
			   struct import_totals *ret_totals)
{
	for (;;) {
		struct shopify_product product;
		struct import_item item;
		arena_reset(import->product);
		enum err err = shopify_next(shopify, import->product, &product);
		if (err == ERR_NONE)
			return ERR_OK;
		if (err != ERR_OK)
			return err;
		TRY(import_one(import, &product, &item));
		count(ret_totals, &item);
		report(context, &item);
	}
}

enum err import_shopify(struct store *store, struct arena *arena, const struct import_options *options, FILE *file,
			import_report report, void *context, struct import_totals *ret_totals, struct str *ret_why)
{
	struct arena ARENA_AUTO *product = arena_create(PRODUCT_ARENA_BYTES);
	struct import import = { .store = store, .options = options, .run = arena, .product = product };
	struct shopify *shopify;

	if (product == NULL)
		return ERR_MEMORY;
	TRY(find_targets(&import, ret_why));
	TRY(shopify_open(arena, file, &shopify, ret_why));
	enum err err = import_all(&import, shopify, report, context, ret_totals);
	shopify_close(shopify);
	return err;
}
