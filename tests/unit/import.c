/* The import of Shopify exports into a real market.db, and how it comes into the shop window. */
#include "market_case.h"

#include "model/catalogue.h"
#include "model/import.h"

#define HEADER "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src\n"

struct told {
	char text[4096]; /* "handle=outcome" and faults, line by line */
	size_t n;
	struct import_totals totals;
	struct str why;
};

static void report(void *context, const struct import_item *item)
{
	static const char *const outcomes[] = { "new", "changed", "unchanged", "refused" };
	struct told *told = context;
	told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, "%.*s=%s\n", (int)item->product->handle.n,
				    item->product->handle.p, outcomes[item->outcome]);
	for (size_t i = 0; i < item->product->fault_count; i++) {
		const struct shopify_fault *f = &item->product->faults[i];
		told->n += (size_t)snprintf(told->text + told->n, sizeof told->text - told->n, " %zu %.*s\n", f->line, (int)f->column.n,
					    f->column.n ? f->column.p : "");
	}
}

static enum err import_text(struct market *m, const char *text, const struct import_options *options, struct told *told)
{
	FILE *file = tmpfile();
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	rewind(file);
	*told = (struct told){ .n = 0 };
	enum err err = import_shopify(m->store, m->arena, options, file, report, told, &told->totals, &told->why);
	(void)fclose(file);
	if (err != ERR_OK && err != ERR_INPUT)
		print_message("# %s: SQLite code %d\n", store_last_failure(m->store)->statement, store_last_failure(m->store)->sqlite);
	return err;
}

static const struct import_options plain = { .creator_handle = STR_INIT("one") };

static struct market start(void)
{
	struct market m;
	market_new(&m);
	market_sql(&m, "INSERT INTO category (id, slug, position, name_kk, name_ru, name_en) VALUES (9, 'other', 1, 'б', 'п', 'Other'),"
		       " (7, 'jewellery', 2, 'ә', 'у', 'Jewellery')");
	return m;
}

static void follow(struct market *m)
{
	struct arena *row = arena_create((size_t)8 << 20);
	size_t changes = 1;
	while (changes > 0)
		assert_int_equal(catalogue_follow(m->store, row, &changes), ERR_OK);
	arena_destroy(row);
}

static const char two[] = HEADER
	"ring,Ring,<p>Silver &amp; stone</p><ul><li>light</li></ul>,V,Jewellery,\"Silver, Ring\",true,Size,M,2,100.50,150,https://x/1.jpg\n"
	"ring,,,,,,,,L,0,120,90,\n"
	"ring,,,,,,,,,,,,https://x/2.jpg\n"
	"vase,Ваза,\"первая строка\nвторая строка\",V,Pots,,true,Title,Default Title,5,9000,,\n";

static void products_become_listings(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, two, &plain, &told), ERR_OK);
	assert_string_equal(told.text, "ring=new\nvase=new\n");
	assert_int_equal(told.totals.pictures, 2);
	market_is(&m, "SELECT group_concat(slug || ' ' || lang || ' ' || state || ' ' || category_id || ' ' || tags, '; ') FROM listing WHERE import_key NOT NULL",
		  "ring en published 7 silver,ring; vase ru published 9 ");
	market_is(&m, "SELECT description FROM listing_text WHERE title = 'Ring'", "Silver & stone\n\n- light");
	market_is(&m, "SELECT option_en FROM listing WHERE slug = 'ring'", "Size");
	market_is(&m, "SELECT group_concat(label_en || ' ' || price_minor || ' ' || coalesce(compare_minor, '-') || ' ' || stock, '; ') FROM variant v"
		      " JOIN listing l ON l.id = v.listing_id WHERE l.slug = 'ring'", "M 10050 15000 2; L 12000 - 0");
	market_is(&m, "SELECT label_ru IS NULL AND stock = 5 FROM variant v JOIN listing l ON l.id = v.listing_id WHERE l.slug = 'vase'", "1");
	market_is(&m, "SELECT count(*) FROM photo", "0"); /* nothing is made up */
	market_is_whole(&m);
	follow(&m);
	market_end(&m);
}

static void the_same_file_changes_nothing(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, two, &plain, &told), ERR_OK);
	market_sql(&m, "DELETE FROM catalogue_change");
	assert_int_equal(import_text(&m, two, &plain, &told), ERR_OK);
	assert_string_equal(told.text, "ring=unchanged\nvase=unchanged\n");
	market_is(&m, "SELECT count(*) FROM catalogue_change", "0");
	market_end(&m);
}

static void a_changed_product_keeps_what_was_sold(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, HEADER "vase,Vase,,,,,true,Size,S,5,100,,\nvase,,,,,,,,M,1,110,,\n", &plain, &told), ERR_OK);
	/* Two of five are sold here; then the file says that seven were made: two more than last time. */
	market_sql(&m, "UPDATE variant SET stock = stock - 2 WHERE label_en = 'S';"
		       "INSERT INTO stock_move (id, variant_id, delta, reason, at_ms) SELECT 77, id, -2, 'correction', 1 FROM variant WHERE label_en = 'S'");
	assert_int_equal(import_text(&m, HEADER "vase,Vase,,,,,true,Size,L,4,130,,\nvase,,,,,,,,S,7,100,,\n", &plain, &told), ERR_OK);
	assert_string_equal(told.text, "vase=changed\n");
	market_is(&m, "SELECT group_concat(label_en || stock || active, ' ') FROM (SELECT * FROM variant WHERE label_en NOT NULL ORDER BY active DESC, position)",
		  "L41 S51 M10");
	/* The file takes back more than is left: nothing goes below nothing. */
	assert_int_equal(import_text(&m, HEADER "vase,Vase,,,,,true,Size,S,0,100,,\n", &plain, &told), ERR_OK);
	market_is(&m, "SELECT stock FROM variant WHERE label_en = 'S'", "0");
	market_is_whole(&m);
	market_end(&m);
}

static void bad_products_are_named_and_good_ones_come(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, HEADER
		"good,Good,,,,,true,Title,Default Title,1,10,,\n"
		"noprice,No price,,,,,true,Title,Default Title,1,,,\n"
		"second,Second,,,,,true,Size,S,1,10,,\n"
		"second,,,,,,,,M,1,ten,,\n"
		",Nameless,,,,,true,,,1,10,,\n"
		"notitle,,,,,,true,,,1,10,,\n"
		"twice,Twice,,,,,true,Size,S,1,10,,\ntwice,,,,,,,,S,1,10,,\n"
		"good,Again,,,,,true,Title,Default Title,1,10,,\n"
		"shift,Shift,a,b,c,d,true,Title,Default Title,1,10,,,extra\n"
		"count,Count,,,,,true,Title,Default Title,many,10,,\n"
		"last,Last,,,,,true,Title,Default Title,1,10,,\n", &plain, &told), ERR_OK);
	assert_non_null(strstr(told.text, "good=new\n"));
	assert_non_null(strstr(told.text, "noprice=refused\n 3 Variant Price\n"));
	assert_non_null(strstr(told.text, " 5 Variant Price\n"));
	assert_non_null(strstr(told.text, "notitle=refused\n 7 Title\n"));
	assert_non_null(strstr(told.text, "twice=refused\n 9 Option1 Value\n"));
	assert_non_null(strstr(told.text, "good=refused\n 10 Handle\n"));
	assert_non_null(strstr(told.text, "shift=refused\n 11 \n"));
	assert_non_null(strstr(told.text, "count=refused\n 12 Variant Inventory Qty\n"));
	assert_non_null(strstr(told.text, "last=new\n"));
	market_is(&m, "SELECT group_concat(slug, ' ') FROM listing WHERE import_key NOT NULL", "good last");
	market_end(&m);
}

static void columns_stand_in_any_order(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, "\xef\xbb\xbfunknown,variant price,Title,HANDLE\r\nx,5,Box,box\r\n", &plain, &told), ERR_OK);
	assert_string_equal(told.text, "box=new\n");
	assert_int_equal(import_text(&m, "Title,Handle\nBox,box\n", &plain, &told), ERR_INPUT);
	assert_true(str_eq_z(told.why, "line 1: there is no column \"Variant Price\"; a Shopify product export has one"));
	assert_int_equal(import_text(&m, "", &plain, &told), ERR_INPUT);
	assert_int_equal(import_text(&m, two, &(struct import_options){ .creator_handle = STR("nobody") }, &told), ERR_INPUT);
	assert_int_equal(import_text(&m, two, &(struct import_options){ .creator_handle = STR("one"), .category_slug = STR("none") }, &told), ERR_INPUT);
	market_end(&m);
}

static void broken_rows_refuse_their_product(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	assert_int_equal(import_text(&m, HEADER
		"one,One,,,,,true,Size,S,1,10,,\n"
		"one,,,,,,,,\"M\"x,1,10,,\n"
		"two,Two,,,,,true,Title,Default Title,1,10,,\n"
		"three,Three,\"never closed\n,,,,true,Title,Default Title,1,10,,\n", &plain, &told), ERR_OK);
	assert_non_null(strstr(told.text, "one=refused\n 3 \n"));
	assert_null(strstr(told.text, "three=new"));
	market_is(&m, "SELECT count(*) FROM listing WHERE slug = 'one'", "0");
	market_end(&m);
}

static void a_dry_run_writes_nothing(void **state)
{
	struct market m = start();
	struct told told;
	struct import_options dry = plain;
	(void)state;
	dry.dry_run = true;
	assert_int_equal(import_text(&m, two, &dry, &told), ERR_OK);
	assert_string_equal(told.text, "ring=new\nvase=new\n");
	market_is(&m, "SELECT count(*) FROM listing WHERE import_key NOT NULL", "0");
	market_is(&m, "SELECT count(*) FROM stock_move WHERE reason = 'import'", "0");
	market_end(&m);
}

static void prices_are_converted_to_whole_tenge(void **state)
{
	struct market m = start();
	struct told told;
	struct import_options dollars = plain;
	(void)state;
	dollars.tenge_per_unit_minor = 51235; /* 512.35 */
	assert_int_equal(import_text(&m, HEADER "gem,A,,,,,true,Title,Default Title,1,42.99,44.99,\n", &dollars, &told), ERR_OK);
	market_is(&m, "SELECT price_minor || ' ' || compare_minor FROM variant v JOIN listing l ON l.id = v.listing_id WHERE l.slug = 'gem'",
		  "2202600 2305100");
	dollars.tenge_per_unit_minor = INT64_MAX / 2;
	assert_int_equal(import_text(&m, HEADER "rich,B,,,,,true,Title,Default Title,1,42.99,,\n", &dollars, &told), ERR_OK);
	assert_non_null(strstr(told.text, "rich=refused"));
	market_end(&m);
}

static void addresses_stay_apart(void **state)
{
	struct market m = start();
	struct told told;
	(void)state;
	market_sql(&m, "UPDATE listing SET slug = 'vase' WHERE id = 1");
	assert_int_equal(import_text(&m, HEADER "Vase,A,,,,,true,,,1,1,,\n\"Ваза\",B,,,,,true,,,1,1,,\n\"Ваза 2\",C,,,,,false,,,1,1,,\n", &plain, &told), ERR_OK);
	market_is(&m, "SELECT group_concat(slug || ' ' || state, '; ') FROM listing WHERE import_key NOT NULL",
		  "vase-2 published; thing published; thing-2 hidden");
	market_end(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(products_become_listings), cmocka_unit_test(the_same_file_changes_nothing),
		cmocka_unit_test(a_changed_product_keeps_what_was_sold), cmocka_unit_test(bad_products_are_named_and_good_ones_come),
		cmocka_unit_test(columns_stand_in_any_order), cmocka_unit_test(broken_rows_refuse_their_product),
		cmocka_unit_test(a_dry_run_writes_nothing), cmocka_unit_test(prices_are_converted_to_whole_tenge),
		cmocka_unit_test(addresses_stay_apart),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
