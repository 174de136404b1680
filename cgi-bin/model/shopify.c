#include "model/shopify.h"

#include "base/money.h"
#include "base/text.h"
#include "model/htmltext.h"

#define HANDLE_BYTES_MAX 255
#define TITLE_LENGTH_MAX 200
#define DESCRIPTION_LENGTH_MAX 10000
#define PRICE_MINOR_MAX INT64_C(100000000000) /* a thousand million of any currency */
#define QUANTITY_MAX 1000000

enum column {
	COLUMN_HANDLE, COLUMN_TITLE, COLUMN_BODY, COLUMN_VENDOR, COLUMN_TYPE, COLUMN_TAGS, COLUMN_PUBLISHED, COLUMN_STATUS,
	COLUMN_NAME1, COLUMN_VALUE1, COLUMN_NAME2, COLUMN_VALUE2, COLUMN_NAME3, COLUMN_VALUE3,
	COLUMN_SKU, COLUMN_GRAMS, COLUMN_QUANTITY, COLUMN_PRICE, COLUMN_COMPARE, COLUMN_PICTURE, COLUMN_GIFT,
	COLUMN__COUNT
};

/* The header's names: of the export as it has been for years, and of the template of 2025. */
static const char *const column_names[COLUMN__COUNT][2] = {
	[COLUMN_HANDLE] = { "Handle", "URL handle" },
	[COLUMN_TITLE] = { "Title", NULL },
	[COLUMN_BODY] = { "Body (HTML)", "Description" },
	[COLUMN_VENDOR] = { "Vendor", NULL },
	[COLUMN_TYPE] = { "Type", NULL },
	[COLUMN_TAGS] = { "Tags", NULL },
	[COLUMN_PUBLISHED] = { "Published", "Published on online store" },
	[COLUMN_STATUS] = { "Status", NULL },
	[COLUMN_NAME1] = { "Option1 Name", NULL }, [COLUMN_VALUE1] = { "Option1 Value", NULL },
	[COLUMN_NAME2] = { "Option2 Name", NULL }, [COLUMN_VALUE2] = { "Option2 Value", NULL },
	[COLUMN_NAME3] = { "Option3 Name", NULL }, [COLUMN_VALUE3] = { "Option3 Value", NULL },
	[COLUMN_SKU] = { "Variant SKU", "SKU" },
	[COLUMN_GRAMS] = { "Variant Grams", "Weight value (grams)" },
	[COLUMN_QUANTITY] = { "Variant Inventory Qty", "Inventory quantity" },
	[COLUMN_PRICE] = { "Variant Price", "Price" },
	[COLUMN_COMPARE] = { "Variant Compare At Price", "Compare-at price" },
	[COLUMN_PICTURE] = { "Image Src", "Product image URL" },
	[COLUMN_GIFT] = { "Gift Card", NULL },
};

static const enum column needed[] = { COLUMN_HANDLE, COLUMN_TITLE, COLUMN_PRICE };

struct shopify {
	struct csv csv;
	int index[COLUMN__COUNT]; /* of the field in a row, -1: the file has no such column */
	size_t width;             /* fields in the header */
	struct str *seen;         /* handles of products already read, open addressing */
	size_t seen_room, seen_count;
	struct arena *arena;
	bool waiting; /* csv holds a row that has not been used */
	enum err row; /* how reading that row went */
};

static struct str cell(const struct shopify *shopify, enum column column)
{
	int index = shopify->index[column];
	if (index < 0 || (size_t)index >= shopify->csv.field_count)
		return STR("");
	return str_trim(shopify->csv.fields[index].text);
}

static const char *column_name(enum column column)
{
	return column_names[column][0];
}

enum err shopify_open(struct arena *arena, FILE *file, struct shopify **ret_shopify, struct str *ret_why)
{
	struct shopify *shopify = ARENA_NEW(arena, struct shopify);
	if (shopify == NULL)
		return ERR_MEMORY;
	shopify->arena = arena;
	csv_open(&shopify->csv, file);
	for (size_t i = 0; i < COLUMN__COUNT; i++)
		shopify->index[i] = -1;
	enum err err = csv_next(&shopify->csv);
	if (err == ERR_NONE)
		*ret_why = STR("the file is empty");
	else if (err == ERR_INPUT || err == ERR_TOO_LARGE)
		*ret_why = arena_format(arena, "line %zu, byte %zu: %s", shopify->csv.error_place.line,
					shopify->csv.error_place.column, shopify->csv.error);
	if (err != ERR_OK) {
		csv_close(&shopify->csv);
		return err == ERR_NONE || err == ERR_TOO_LARGE ? ERR_INPUT : err;
	}
	shopify->width = shopify->csv.field_count;
	for (size_t f = 0; f < shopify->width; f++)
		for (size_t c = 0; c < COLUMN__COUNT; c++)
			for (size_t n = 0; n < 2; n++)
				if (column_names[c][n] != NULL && shopify->index[c] < 0 &&
				    str_eq_nocase(str_trim(shopify->csv.fields[f].text), str_from_z(column_names[c][n])))
					shopify->index[c] = (int)f;
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (shopify->index[needed[i]] < 0) {
			*ret_why = arena_format(arena, "line 1: there is no column \"%s\"; a Shopify product export has one",
						column_name(needed[i]));
			csv_close(&shopify->csv);
			return ERR_INPUT;
		}
	*ret_shopify = shopify;
	return ERR_OK;
}

void shopify_close(struct shopify *shopify)
{
	if (shopify != NULL)
		csv_close(&shopify->csv);
}

/* ---- faults and texts ---- */

static void fault(struct arena *arena, struct shopify_product *product, size_t line, const char *column, struct str why)
{
	if (product->fault_count == SHOPIFY_FAULTS_MAX)
		return;
	if (product->faults == NULL && (product->faults = ARENA_ARRAY(arena, struct shopify_fault, SHOPIFY_FAULTS_MAX)) == NULL)
		return; /* arena_failed() tells shopify_next() */
	product->faults[product->fault_count++] = (struct shopify_fault){ line, str_from_z(column), why };
}

static void cell_fault(const struct shopify *shopify, struct arena *arena, struct shopify_product *product, enum column column,
		       struct str why)
{
	int index = shopify->index[column];
	bool there = index >= 0 && (size_t)index < shopify->csv.field_count;
	size_t line = there ? shopify->csv.fields[index].place.line : shopify->csv.fields[0].place.line;
	fault(arena, product, line, column_name(column), why);
}

/* One line of text as people may type it; "" when absent or refused. */
static struct str cell_text(const struct shopify *shopify, struct arena *arena, struct shopify_product *product, enum column column,
			    size_t length_max)
{
	struct str text = STR("");
	struct str raw = cell(shopify, column);
	if (raw.n == 0)
		return text;
	if (text_tidy(arena, raw, false, &text) != ERR_OK)
		cell_fault(shopify, arena, product, column, STR("not readable text (UTF-8 without control characters)"));
	else if (text_length(text) > length_max)
		cell_fault(shopify, arena, product, column, arena_format(arena, "longer than %zu characters", length_max));
	return text;
}

static int64_t cell_money(const struct shopify *shopify, struct arena *arena, struct shopify_product *product, enum column column)
{
	struct str raw = cell(shopify, column);
	int64_t minor = 0;
	if (raw.n == 0)
		return 0;
	if (money_parse(raw, &minor) != ERR_OK || minor > PRICE_MINOR_MAX) {
		cell_fault(shopify, arena, product, column, STR("not a price such as 42.99"));
		return 0;
	}
	return minor;
}

/* Whole part of a decimal number: weights come as 453.59237. */
static int64_t cell_number(const struct shopify *shopify, struct arena *arena, struct shopify_product *product, enum column column,
			   int64_t max)
{
	struct str raw = cell(shopify, column);
	int64_t value = 0;
	if (raw.n == 0)
		return 0;
	struct str whole = str_part(raw, 0, str_index(raw, '.')), rest = str_from(raw, whole.n + 1);
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] < '0' || rest.p[i] > '9')
			whole = STR("");
	if (str_to_int64(whole, &value) != ERR_OK || value > max) {
		cell_fault(shopify, arena, product, column, STR("not a whole number"));
		return 0;
	}
	return value > 0 ? value : 0; /* a negative stock means sold more than there was */
}

static struct str lower_tags(struct arena *arena, struct str tags)
{
	struct buf BUF_AUTO out;
	struct str piece;
	buf_init(&out, tags.n + 1);
	while (str_next(&tags, ',', &piece)) {
		piece = str_trim(piece);
		if (piece.n == 0)
			continue;
		if (out.n > 0)
			buf_put_c(&out, ',');
		buf_put(&out, piece);
	}
	struct str joined;
	/* Folding for reading, not for search: only the case changes. */
	return text_lower(arena, buf_str(&out), &joined) == ERR_OK ? joined : STR("");
}

/* ---- handles ---- */

static size_t handle_slot(const struct str *seen, size_t room, struct str handle)
{
	uint64_t hash = 1469598103934665603u; /* FNV-1a: the file is its owner's, who gains nothing from collisions */
	for (size_t i = 0; i < handle.n; i++)
		hash = (hash ^ (unsigned char)handle.p[i]) * 1099511628211u;
	size_t slot = (size_t)hash & (room - 1);
	while (seen[slot].p != NULL && !str_eq(seen[slot], handle))
		slot = (slot + 1) & (room - 1);
	return slot;
}

/* True when this handle's rows came before already; remembers it. */
static bool handle_seen(struct shopify *shopify, struct str handle)
{
	if (shopify->seen_count * 2 >= shopify->seen_room) {
		size_t room = shopify->seen_room == 0 ? 1024 : shopify->seen_room * 2;
		struct str *seen = ARENA_ARRAY(shopify->arena, struct str, room);
		if (seen == NULL)
			return false;
		for (size_t i = 0; i < shopify->seen_room; i++)
			if (shopify->seen[i].p != NULL)
				seen[handle_slot(seen, room, shopify->seen[i])] = shopify->seen[i];
		shopify->seen = seen;
		shopify->seen_room = room;
	}
	struct str *slot = &shopify->seen[handle_slot(shopify->seen, shopify->seen_room, handle)];
	if (slot->p != NULL)
		return true;
	*slot = arena_copy(shopify->arena, handle);
	shopify->seen_count++;
	return false;
}

/* ---- rows ---- */

static void read_variant(const struct shopify *shopify, struct arena *arena, struct shopify_product *product)
{
	static const enum column values[SHOPIFY_OPTIONS] = { COLUMN_VALUE1, COLUMN_VALUE2, COLUMN_VALUE3 };
	if (product->variant_count == SHOPIFY_VARIANTS_MAX) {
		cell_fault(shopify, arena, product, COLUMN_VALUE1, STR("more than 200 variants"));
		return;
	}
	struct shopify_variant *variant = &product->variants[product->variant_count];
	*variant = (struct shopify_variant){
		.sku = cell_text(shopify, arena, product, COLUMN_SKU, 100),
		.price_minor = cell_money(shopify, arena, product, COLUMN_PRICE),
		.compare_minor = cell_money(shopify, arena, product, COLUMN_COMPARE),
		.quantity = cell_number(shopify, arena, product, COLUMN_QUANTITY, QUANTITY_MAX),
		.weight_g = cell_number(shopify, arena, product, COLUMN_GRAMS, QUANTITY_MAX),
		.line = shopify->csv.fields[0].place.line,
	};
	if (cell(shopify, COLUMN_PRICE).n == 0)
		cell_fault(shopify, arena, product, COLUMN_PRICE, STR("the price is missing"));
	for (size_t i = 0; i < SHOPIFY_OPTIONS; i++) {
		variant->options[i] = product->option_names[i].n > 0 ? cell_text(shopify, arena, product, values[i], 100) : STR("");
		if (product->option_names[i].n > 0 && variant->options[i].n == 0)
			cell_fault(shopify, arena, product, values[i], STR("the option has no value"));
	}
	for (size_t i = 0; i < product->variant_count; i++) {
		const struct str *other = product->variants[i].options;
		if (str_eq(other[0], variant->options[0]) && str_eq(other[1], variant->options[1]) && str_eq(other[2], variant->options[2]))
			cell_fault(shopify, arena, product, COLUMN_VALUE1,
				   arena_format(arena, "the same options as in line %zu", product->variants[i].line));
	}
	product->variant_count++;
}

static void read_picture(const struct shopify *shopify, struct arena *arena, struct shopify_product *product)
{
	if (cell(shopify, COLUMN_PICTURE).n == 0 || product->picture_count == SHOPIFY_PICTURES_MAX)
		return;
	struct str address = cell_text(shopify, arena, product, COLUMN_PICTURE, 2000);
	if (address.n > 0)
		product->pictures[product->picture_count++] = address;
}

static void read_options(const struct shopify *shopify, struct arena *arena, struct shopify_product *product)
{
	static const enum column names[SHOPIFY_OPTIONS] = { COLUMN_NAME1, COLUMN_NAME2, COLUMN_NAME3 };
	for (size_t i = 0; i < SHOPIFY_OPTIONS; i++)
		product->option_names[i] = cell_text(shopify, arena, product, names[i], 60);
	/* What the format writes for a product without options. */
	if (str_eq_z(product->option_names[0], "Title") && str_eq_z(cell(shopify, COLUMN_VALUE1), "Default Title"))
		product->option_names[0] = STR("");
}

/* The first row of a product, but for its variant and picture. */
static void read_head(struct shopify *shopify, struct arena *arena, struct shopify_product *product)
{
	product->title = cell_text(shopify, arena, product, COLUMN_TITLE, TITLE_LENGTH_MAX);
	if (cell(shopify, COLUMN_TITLE).n == 0)
		cell_fault(shopify, arena, product, COLUMN_TITLE, STR("the title is missing"));
	product->vendor = cell_text(shopify, arena, product, COLUMN_VENDOR, 200);
	product->type = cell_text(shopify, arena, product, COLUMN_TYPE, 200);
	product->tags = lower_tags(arena, cell_text(shopify, arena, product, COLUMN_TAGS, 2000));
	if (htmltext(arena, cell(shopify, COLUMN_BODY), &product->description) != ERR_OK)
		cell_fault(shopify, arena, product, COLUMN_BODY, STR("not readable text (UTF-8)"));
	else if (text_length(product->description) > DESCRIPTION_LENGTH_MAX)
		cell_fault(shopify, arena, product, COLUMN_BODY, STR("longer than 10000 characters"));
	struct str published = cell(shopify, COLUMN_PUBLISHED), status = cell(shopify, COLUMN_STATUS);
	product->published = (published.n == 0 || str_eq_nocase(published, STR("true"))) &&
			     (status.n == 0 || str_eq_nocase(status, STR("active")));
	if (str_eq_nocase(cell(shopify, COLUMN_GIFT), STR("true")))
		cell_fault(shopify, arena, product, COLUMN_GIFT, STR("gift cards cannot be sold here"));
	read_options(shopify, arena, product);
}

static void read_row(struct shopify *shopify, struct arena *arena, struct shopify_product *product, bool first)
{
	if (first)
		read_head(shopify, arena, product);
	bool variant = first || cell(shopify, COLUMN_VALUE1).n > 0 || cell(shopify, COLUMN_PRICE).n > 0 || cell(shopify, COLUMN_SKU).n > 0;
	if (variant)
		read_variant(shopify, arena, product);
	read_picture(shopify, arena, product);
	for (size_t f = shopify->width; f < shopify->csv.field_count; f++)
		if (shopify->csv.fields[f].text.n > 0) {
			fault(arena, product, shopify->csv.fields[f].place.line, NULL,
			      STR("more fields than the header has: a comma outside quotes?"));
			break;
		}
}

/* Makes csv hold a row, if there is one. */
static enum err look(struct shopify *shopify)
{
	if (!shopify->waiting) {
		shopify->row = csv_next(&shopify->csv);
		shopify->waiting = true;
	}
	return shopify->row;
}

static enum err start(struct arena *arena, struct shopify_product *product)
{
	*product = (struct shopify_product){ .handle = STR(""), .title = STR(""), .description = STR(""), .vendor = STR(""),
					     .type = STR(""), .tags = STR(""), .option_names = { STR(""), STR(""), STR("") } };
	product->variants = ARENA_ARRAY(arena, struct shopify_variant, SHOPIFY_VARIANTS_MAX);
	product->pictures = ARENA_ARRAY(arena, struct str, SHOPIFY_PICTURES_MAX);
	return product->variants == NULL || product->pictures == NULL ? ERR_MEMORY : ERR_OK;
}

/* A row that is no CSV: it may have been this product's, so this product is refused with it. */
static void broken_row(struct shopify *shopify, struct arena *arena, struct shopify_product *product)
{
	const struct csv *csv = &shopify->csv;
	fault(arena, product, csv->error_place.line, NULL,
	      arena_format(arena, "byte %zu: %s", csv->error_place.column, csv->error));
	if (product->line == 0)
		product->line = csv->error_place.line;
	shopify->waiting = false;
}

enum err shopify_next(struct shopify *shopify, struct arena *arena, struct shopify_product *ret_product)
{
	struct shopify_product product;
	enum err err = look(shopify);
	if (err == ERR_NONE || err == ERR_STORAGE || err == ERR_MEMORY)
		return err;
	TRY(start(arena, &product));
	for (bool first = true; (err = look(shopify)) != ERR_NONE; first = false) {
		if (err == ERR_STORAGE || err == ERR_MEMORY)
			return err;
		if (err != ERR_OK) {
			broken_row(shopify, arena, &product);
			if (first)
				break;
			continue;
		}
		struct str handle = cell(shopify, COLUMN_HANDLE);
		if (!first && !str_eq(handle, product.handle) && handle.n > 0)
			break; /* the next product's */
		if (first) {
			product.line = shopify->csv.fields[0].place.line;
			product.handle = cell_text(shopify, arena, &product, COLUMN_HANDLE, HANDLE_BYTES_MAX);
			if (handle.n == 0)
				cell_fault(shopify, arena, &product, COLUMN_HANDLE, STR("the handle is missing"));
			else if (handle_seen(shopify, handle))
				cell_fault(shopify, arena, &product, COLUMN_HANDLE,
					   STR("its rows came before already; the rows of a product must stand together"));
		}
		read_row(shopify, arena, &product, first);
		shopify->waiting = false;
	}
	if (arena_failed(arena) || arena_failed(shopify->arena))
		return ERR_MEMORY;
	*ret_product = product;
	return ERR_OK;
}
