/* The CSV reader and what is made of its rows: products that hold together, texts without markup, every byte of the file looked at once. */
#include <stdio.h>
#include <stdlib.h>
#include "base/text.h"
#include "model/htmltext.h"
#include "model/shopify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rows(FILE *file, size_t size)
{
	struct csv *csv = calloc(1, sizeof *csv);
	enum err err;

	if (csv == NULL)
		abort();
	csv_open(csv, file);
	for (size_t rows = 0; (err = csv_next(csv)) != ERR_NONE; rows++) {
		if (rows > size)
			abort(); /* it does not move */
		if (err == ERR_STORAGE || err == ERR_MEMORY)
			abort();
		if (err != ERR_OK && (csv->error == NULL || csv->error_place.line == 0 || csv->error_place.column == 0))
			abort();
		for (size_t i = 0; err == ERR_OK && i < csv->field_count; i++)
			if (csv->fields[i].text.n > size || csv->fields[i].place.line == 0)
				abort();
	}
	csv_close(csv);
	free(csv);
}

static void check_product(const struct shopify_product *product)
{
	if (product->fault_count == 0 && (product->handle.n == 0 || product->title.n == 0 || product->variant_count == 0))
		abort();
	if (product->variant_count > SHOPIFY_VARIANTS_MAX || product->picture_count > SHOPIFY_PICTURES_MAX || product->fault_count > SHOPIFY_FAULTS_MAX)
		abort();
	if (!text_is_clean(product->description, true) || !text_is_clean(product->title, false))
		abort();
	for (size_t i = 0; i < product->variant_count; i++)
		if (product->variants[i].price_minor < 0 || product->variants[i].quantity < 0 || product->variants[i].weight_g < 0)
			abort();
}

static void check_products(FILE *file)
{
	struct arena *run = arena_create((size_t)16 << 20), *one = arena_create((size_t)16 << 20);
	struct shopify *shopify;
	struct shopify_product product;
	struct str why = { NULL, 0 };

	if (run == NULL || one == NULL)
		abort();
	enum err err = shopify_open(run, file, &shopify, &why);
	if (err == ERR_OK) {
		while ((err = shopify_next(shopify, one, &product)) == ERR_OK) {
			check_product(&product);
			arena_reset(one);
		}
		if (err != ERR_NONE)
			abort();
		shopify_close(shopify);
	} else if (err != ERR_INPUT || why.n == 0) {
		abort();
	}
	arena_destroy(run);
	arena_destroy(one);
}

static void check_html(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create((size_t)16 << 20);
	struct str text;
	enum err err = htmltext(arena, (struct str){ (const char *)data, size }, &text);

	if (err != ERR_OK && err != ERR_INPUT)
		abort();
	if (err == ERR_OK && (!text_is_clean(text, true) || text.n > size * 2 + 16))
		abort();
	arena_destroy(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	FILE *file = size == 0 ? tmpfile() : fmemopen((void *)(uintptr_t)data, size, "r");

	if (file == NULL)
		abort();
	check_rows(file, size);
	rewind(file);
	check_products(file);
	(void)fclose(file);
	check_html(data, size);
	return 0;
}
