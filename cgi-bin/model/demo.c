#include "model/demo.h"

#include <dirent.h>
#include "base/clock.h"
#include "base/random.h"
#include "model/catalogue.h"
#include "model/demo_read.h"
#include "model/import.h"
#include "query/demo.h"
#include "query/listing_import.h"
#include "store/seal.h"

#define STUDIOS_MAX 200
#define TENGE_MINOR 100

struct demo {
	struct store *store;
	struct arena *arena;
	struct str folder, media;
	struct demo_file credits;
	struct demo_totals totals;
	struct str *ret_why;
};

/* A studio's file while it is written: blocks follow one another, things belong to the studio and listing above them. */
struct studio {
	struct demo *demo;
	const struct demo_file *file;
	int64_t creator_id, since_ms;
	int64_t delivery_position;
	int64_t listing_id, published_ms, position_variant, position_photo;
	bool made_to_order;
};


static int64_t next_id(void)
{
	return id_new(clock_now_ms());
}

/* ---- cities and categories ---- */

static enum err fill_city(const struct demo *demo, const struct demo_file *file, const struct stanza_block *block, int64_t position)
{
	static const char *const keys[] = { "kk", "ru", "en", NULL };
	struct q_demo_city city = { .slug = block->name, .position = position };

	TRY(demo_check(file, block, keys));
	TRY(demo_text(file, block, "kk", &city.name_kk));
	TRY(demo_text(file, block, "ru", &city.name_ru));
	TRY(demo_text(file, block, "en", &city.name_en));
	return q_demo_city(demo->store, &city, NULL);
}

static enum err fill_category(const struct demo *demo, const struct demo_file *file, const struct stanza_block *block, int64_t position)
{
	static const char *const keys[] = { "id", "kk", "ru", "en", NULL };
	struct q_demo_category category = { .slug = block->name, .position = position };

	TRY(demo_check(file, block, keys));
	TRY(demo_int(file, block, "id", 0, &category.id));
	TRY(demo_text(file, block, "kk", &category.name_kk));
	TRY(demo_text(file, block, "ru", &category.name_ru));
	TRY(demo_text(file, block, "en", &category.name_en));
	return category.id > 0 ? q_demo_category(demo->store, &category, NULL) : demo_refuse(file, block->line, "a category needs its id");
}

static enum err fill_frame(const struct demo *demo, const struct demo_file *file)
{
	for (size_t i = 0; i < file->block_count; i++) {
		const struct stanza_block *block = &file->blocks[i];
		if (str_eq_z(block->kind, "city"))
			TRY(fill_city(demo, file, block, (int64_t)i));
		else if (str_eq_z(block->kind, "category"))
			TRY(fill_category(demo, file, block, (int64_t)i));
		else
			return demo_refuse(file, block->line, "only cities and categories stand here");
	}
	return ERR_OK;
}

/* ---- a studio ---- */

static enum err fill_studio(struct studio *s, const struct stanza_block *block, int64_t person_id)
{
	static const char *const keys[] = { "name", "city", "since", "photo", "craft kk", "craft ru", "craft en", "bio kk", "bio ru", "bio en",
		"import", "import category", "import price in", "import tenge per unit", NULL };
	struct demo *demo = s->demo;
	struct demo_photo photo = { .file = { NULL, 0 } };
	struct str photo_name = stanza_get(block, "photo");
	struct q_demo_creator_new creator = {
		.id = s->creator_id, .person_id = person_id, .handle = block->name,
		.bio_kk = stanza_get(block, "bio kk"), .bio_ru = stanza_get(block, "bio ru"), .bio_en = stanza_get(block, "bio en"),
		.craft_kk = stanza_get(block, "craft kk"), .craft_ru = stanza_get(block, "craft ru"), .craft_en = stanza_get(block, "craft en"),
	};

	TRY(demo_check(s->file, block, keys));
	TRY(demo_text(s->file, block, "name", &creator.display_name));
	TRY(demo_text(s->file, block, "city", &creator.city_slug));
	TRY(demo_date(s->file, block, "since", &s->since_ms));
	creator.created_ms = s->since_ms;
	if (photo_name.p != NULL) {
		TRY(demo_photo_find(&demo->credits, s->file, block->line, photo_name, &photo));
		creator.photo_file = photo.file;
		creator.photo_credit = photo.credit;
	}
	TRY(q_demo_person_new(demo->store, &(struct q_demo_person_new){ .id = person_id, .now_ms = s->since_ms }, NULL));
	return q_demo_creator_new(demo->store, &creator, NULL);
}

static enum err fill_delivery(struct studio *s, const struct stanza_block *block)
{
	static const char *const keys[] = { "area", "price", "free from", "days", "place kk", "place ru", "place en", NULL };
	struct q_demo_delivery_new way = {
		.id = next_id(), .creator_id = s->creator_id, .kind = block->name, .position = s->delivery_position++,
		.pickup_kk = stanza_get(block, "place kk"), .pickup_ru = stanza_get(block, "place ru"), .pickup_en = stanza_get(block, "place en"),
		.free_from_minor_is_null = stanza_get(block, "free from").p == NULL,
	};
	int64_t price, free_from;

	TRY(demo_check(s->file, block, keys));
	TRY(demo_text(s->file, block, "area", &way.area));
	TRY(demo_int(s->file, block, "price", 0, &price));
	TRY(demo_int(s->file, block, "free from", 0, &free_from));
	TRY(demo_range(s->file, block, "days", &way.days_min, &way.days_max));
	way.price_minor = price * TENGE_MINOR;
	way.free_from_minor = free_from * TENGE_MINOR;
	return q_demo_delivery_new(s->demo->store, &way, NULL);
}

static enum err fill_texts(struct studio *s, const struct stanza_block *block)
{
	static const struct { const char *lang, *title, *text; } langs[] = {
		{ "kk", "title kk", "text kk" }, { "ru", "title ru", "text ru" }, { "en", "title en", "text en" },
	};

	for (size_t i = 0; i < sizeof langs / sizeof langs[0]; i++) {
		struct q_import_text_put put = { .listing_id = s->listing_id, .lang = str_from_z(langs[i].lang),
						 .title = stanza_get(block, langs[i].title) };
		if (put.title.p == NULL)
			continue;
		TRY(demo_text(s->file, block, langs[i].text, &put.description));
		TRY(q_import_text_put(s->demo->store, &put, NULL));
	}
	return ERR_OK;
}

/* A variant: of its own block, or the only one, whose figures stand with the listing. */
static enum err fill_variant(struct studio *s, const struct stanza_block *block, bool only)
{
	int64_t price, was, stock, id = next_id();
	struct q_import_variant_new v = {
		.id = id, .listing_id = s->listing_id, .position = s->position_variant++, .sku = only ? (struct str){ NULL, 0 } : block->name,
		.label_kk = stanza_get(block, "label kk"), .label_ru = stanza_get(block, "label ru"), .label_en = stanza_get(block, "label en"),
		.compare_minor_is_null = stanza_get(block, "was").p == NULL,
	};

	TRY(demo_int(s->file, block, "price", 0, &price));
	TRY(demo_int(s->file, block, "was", 0, &was));
	TRY(demo_int(s->file, block, "stock", 0, &stock));
	TRY(demo_int(s->file, block, "weight", 0, &v.weight_g));
	if (price == 0)
		return demo_refuse(s->file, block->line, "the price is missing");
	if (!s->made_to_order && stanza_get(block, "stock").p == NULL)
		return demo_refuse(s->file, block->line, "neither in stock nor made to order: say \"stock\" here or \"making\" with the listing");
	v.price_minor = price * TENGE_MINOR;
	v.compare_minor = was * TENGE_MINOR;
	v.stock = stock;
	TRY(q_import_variant_new(s->demo->store, &v, NULL));
	if (stock == 0)
		return ERR_OK;
	return q_import_stock_move(s->demo->store, &(struct q_import_stock_move){ .id = next_id(), .variant_id = id, .delta = stock,
		.reason = STR("initial"), .now_ms = s->published_ms }, NULL);
}

static enum err fill_listing(struct studio *s, const struct stanza_block *block)
{
	static const char *const keys[] = { "category", "published", "making", "returnable", "tags", "option kk", "option ru", "option en",
		"title kk", "title ru", "title en", "text kk", "text ru", "text en", "price", "was", "stock", "weight", NULL };
	struct q_demo_listing_new listing = {
		.slug = block->name, .creator_id = s->creator_id, .lang = STR("kk"), .returnable = !str_eq_z(stanza_get(block, "returnable"), "no"),
		.option_kk = stanza_get(block, "option kk"), .option_ru = stanza_get(block, "option ru"), .option_en = stanza_get(block, "option en"),
		.tags = stanza_get(block, "tags"),
	};

	TRY(demo_check(s->file, block, keys));
	TRY(demo_text(s->file, block, "category", &listing.category));
	TRY(demo_date(s->file, block, "published", &s->published_ms));
	s->made_to_order = stanza_get(block, "making").p != NULL;
	if (s->made_to_order)
		TRY(demo_range(s->file, block, "making", &listing.making_days_min, &listing.making_days_max));
	s->listing_id = listing.id = next_id();
	s->position_variant = s->position_photo = 0;
	listing.made_to_order = s->made_to_order;
	listing.making_days_min_is_null = listing.making_days_max_is_null = !s->made_to_order;
	listing.published_ms = s->published_ms;
	if (listing.tags.p == NULL)
		listing.tags = STR("");
	TRY(q_demo_listing_new(s->demo->store, &listing, NULL));
	TRY(fill_texts(s, block));
	s->demo->totals.listings++;
	return stanza_get(block, "price").p != NULL ? fill_variant(s, block, true) : ERR_OK;
}

static enum err fill_photo(struct studio *s, const struct stanza_block *block)
{
	static const char *const keys[] = { "alt kk", "alt ru", "alt en", NULL };
	struct demo *demo = s->demo;
	struct demo_photo photo;

	TRY(demo_check(s->file, block, keys));
	TRY(demo_photo_find(&demo->credits, s->file, block->line, block->name, &photo));
	TRY(demo_photo_copy(demo->arena, demo->folder, demo->media, block->name, demo->ret_why));
	demo->totals.photos++;
	return q_demo_photo_new(demo->store, &(struct q_demo_photo_new){ .id = next_id(), .listing_id = s->listing_id,
		.position = s->position_photo++, .file = photo.file, .width = photo.width, .height = photo.height,
		.alt_kk = stanza_get(block, "alt kk"), .alt_ru = stanza_get(block, "alt ru"), .alt_en = stanza_get(block, "alt en"),
		.credit = photo.credit }, NULL);
}

static enum err fill_block(struct studio *s, const struct stanza_block *block)
{
	static const char *const variant_keys[] = { "label kk", "label ru", "label en", "price", "was", "stock", "weight", NULL };

	if (str_eq_z(block->kind, "delivery"))
		return fill_delivery(s, block);
	if (str_eq_z(block->kind, "listing"))
		return fill_listing(s, block);
	if (s->listing_id == 0)
		return demo_refuse(s->file, block->line, "this belongs below a listing");
	if (str_eq_z(block->kind, "photo"))
		return fill_photo(s, block);
	if (!str_eq_z(block->kind, "variant"))
		return demo_refuse(s->file, block->line, "no such kind of block");
	TRY(demo_check(s->file, block, variant_keys));
	return fill_variant(s, block, false);
}

static enum err fill_blocks(struct studio *s, int64_t person_id)
{
	TRY(fill_studio(s, &s->file->blocks[0], person_id));
	for (size_t i = 1; i < s->file->block_count; i++)
		TRY(fill_block(s, &s->file->blocks[i]));
	return ERR_OK;
}

static void ignore(void *context, const struct import_item *item)
{
	(void)context;
	(void)item;
}

/* A studio that brings the export of its earlier shop. */
static enum err fill_import(struct demo *demo, const struct demo_file *file)
{
	const struct stanza_block *block = &file->blocks[0];
	struct str name = stanza_get(block, "import");
	struct import_options options = { .creator_handle = block->name, .category_slug = stanza_get(block, "import category") };
	struct import_totals totals = { 0 };
	int64_t rate;

	if (name.p == NULL)
		return ERR_OK;
	TRY(demo_int(file, block, "import tenge per unit", 0, &rate));
	TRY(demo_date(file, block, "since", &options.published_ms));
	options.tenge_per_unit_minor = rate * TENGE_MINOR;
	char *path = arena_z(demo->arena, arena_format(demo->arena, "%.*s/%.*s", (int)demo->folder.n, demo->folder.p, (int)name.n, name.p));
	FILE *export = path == NULL ? NULL : fopen(path, "re");
	if (export == NULL)
		return demo_refuse(file, block->line, "the file to import cannot be read");
	enum err err = import_shopify(demo->store, demo->arena, &options, export, ignore, NULL, &totals, demo->ret_why);
	(void)fclose(export);
	demo->totals.imported += totals.fresh;
	return err;
}

static enum err fill_file(struct demo *demo, const char *name)
{
	struct demo_file file;
	struct q_demo_creator_row there;
	int64_t person_id = next_id();

	TRY(demo_file_read(demo->arena, demo->folder, name, &file, demo->ret_why));
	if (file.block_count == 0 || !str_eq_z(file.blocks[0].kind, "studio"))
		return demo_refuse(&file, 1, "the first block is the studio");
	enum err err = q_demo_creator(demo->store, demo->arena, &(struct q_demo_creator){ .handle = file.blocks[0].name }, &there);
	if (err == ERR_OK) /* there already; its import may have been cut short */
		return fill_import(demo, &file);
	if (err != ERR_NONE)
		return err;
	struct studio studio = { .demo = demo, .file = &file, .creator_id = next_id() };
	TRY(seal_person_new(demo->store, person_id, clock_now_ms()));
	TRY(store_begin_write(demo->store, STORE_MARKET));
	err = fill_blocks(&studio, person_id);
	if (err == ERR_OK)
		err = store_commit(demo->store, STORE_MARKET);
	else
		store_rollback(demo->store, STORE_MARKET);
	TRY(err);
	demo->totals.studios++;
	return fill_import(demo, &file);
}

/* ---- all of it ---- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, so that every run gives the same house. */
static enum err list_studios(struct demo *demo, const char *ret_names[STUDIOS_MAX], size_t *ret_count)
{
	char *path = arena_z(demo->arena, arena_format(demo->arena, "%.*s/studio", (int)demo->folder.n, demo->folder.p));
	DIR *directory = path == NULL ? NULL : opendir(path);
	struct dirent *entry;
	size_t count = 0;

	if (directory == NULL) {
		*demo->ret_why = arena_format(demo->arena, "%s cannot be read", path == NULL ? "" : path);
		return ERR_NONE;
	}
	while ((entry = readdir(directory)) != NULL && count < STUDIOS_MAX)
		if (entry->d_name[0] != '.' && str_ends(str_from_z(entry->d_name), STR(".txt")))
			ret_names[count++] = arena_z(demo->arena, arena_format(demo->arena, "studio/%s", entry->d_name));
	(void)closedir(directory);
	qsort(ret_names, count, sizeof ret_names[0], compare_names);
	*ret_count = count;
	return arena_failed(demo->arena) ? ERR_MEMORY : ERR_OK;
}

static enum err follow(struct store *store)
{
	struct arena ARENA_AUTO *row = arena_create((size_t)8 * 1024 * 1024);
	size_t changes = 1;

	if (row == NULL)
		return ERR_MEMORY;
	while (changes > 0)
		TRY(catalogue_follow(store, row, &changes));
	return catalogue_join(store);
}

static enum err fill_house(struct demo *demo, struct demo_file *frame)
{
	TRY(demo_file_read(demo->arena, demo->folder, "frame.txt", frame, demo->ret_why));
	TRY(demo_file_read(demo->arena, demo->folder, "photos/CREDITS", &demo->credits, demo->ret_why));
	TRY(store_begin_write(demo->store, STORE_MARKET));
	enum err err = fill_frame(demo, frame);
	if (err == ERR_OK)
		return store_commit(demo->store, STORE_MARKET);
	store_rollback(demo->store, STORE_MARKET);
	return err;
}

static enum err fill_market(struct demo *demo)
{
	const char *names[STUDIOS_MAX];
	struct demo_file frame;
	size_t count;

	TRY(fill_house(demo, &frame));
	TRY(list_studios(demo, names, &count));
	for (size_t i = 0; i < count; i++)
		TRY(fill_file(demo, names[i]));
	return ERR_OK;
}

static struct demo demo_open(struct store *store, struct arena *arena, const struct conf *conf, struct str folder, struct str *ret_why)
{
	return (struct demo){ .store = store, .arena = arena, .folder = folder, .ret_why = ret_why,
			      .media = arena_format(arena, "%.*s/media", (int)conf->state.n, conf->state.p) };
}

enum err demo_fill(struct store *store, struct arena *arena, const struct conf *conf, struct str folder, struct demo_totals *ret_totals,
		   struct str *ret_why)
{
	struct demo demo = demo_open(store, arena, conf, folder, ret_why);

	TRY(fill_market(&demo));
	TRY(follow(store));
	*ret_totals = demo.totals;
	return ERR_OK;
}

enum err demo_fill_scale(struct store *store, struct arena *arena, const struct conf *conf, struct str folder, size_t count,
			 struct demo_scale_progress progress, struct demo_scale_totals *ret_totals, struct str *ret_why)
{
	struct demo demo = demo_open(store, arena, conf, folder, ret_why);
	struct demo_file frame;

	TRY(fill_house(&demo, &frame));
	for (size_t i = 0; i < demo.credits.block_count; i++)
		TRY(demo_photo_copy(arena, folder, demo.media, demo.credits.blocks[i].name, ret_why));
	const struct demo_scale_files files = { .frame = &frame, .credits = &demo.credits };
	return demo_scale(store, arena, &files, count, progress, ret_totals);
}
