/* aina: commands about goods: the demo, imports, the shop window. */
#include <getopt.h>
#include "model/catalogue.h"
#include "model/demo.h"
#include "model/import.h"
#include "programs/aina.h"

#define ROW_ARENA_BYTES ((size_t)16 * 1024 * 1024)
#define SCALE_MAX 5000000

/* ---- the shop window ---- */

/* Carries over what is waiting. keeperd does the same each second; doing it here means that the command's end is the shop's state. */
static enum err follow(struct aina *aina)
{
	struct arena ARENA_AUTO *row = arena_create(ROW_ARENA_BYTES);
	size_t changes = 1;

	if (row == NULL)
		return ERR_MEMORY;
	while (changes > 0)
		TRY(catalogue_follow(aina->store, row, &changes));
	return ERR_OK;
}

int aina_catalogue(struct aina *aina)
{
	struct arena ARENA_AUTO *row = arena_create(ROW_ARENA_BYTES);
	size_t listings;

	if (aina->argc != 2 || strcmp(aina->argv[1], "rebuild") != 0)
		return aina_refuse(AINA_USAGE, "catalogue rebuild");
	enum err err = row == NULL ? ERR_MEMORY : catalogue_rebuild(aina->store, row, &listings);
	if (err != ERR_OK)
		return aina_failed(aina, "catalogue rebuild", err, (struct str){ NULL, 0 });
	(void)printf("%zu listings in the window\n", listings);
	return AINA_DONE;
}

/* ---- demo ---- */

static void progress(size_t done, size_t count)
{
	(void)fprintf(stderr, "\r%zu of %zu", done, count);
	if (done == count)
		(void)fputc('\n', stderr);
}

static int demo_by_scale(struct aina *aina, const char *folder, int64_t count)
{
	const struct demo_scale_progress show = { .done = progress };
	struct demo_scale_totals totals;
	struct str why = { NULL, 0 };
	enum err err = demo_fill_scale(aina->store, aina->arena, &aina->conf, str_from_z(folder), (size_t)count, show, &totals, &why);

	if (err == ERR_CONFLICT && why.n == 0)
		why = STR("this house has such listings already; measure in a fresh state folder");
	if (err != ERR_OK)
		return aina_failed(aina, "demo --scale", err, why);
	(void)printf("%lld made-up listings; the word %.*s stands in %zu of them\n", (long long)count, (int)totals.rare_word.n,
		     totals.rare_word.p, totals.rare_listings);
	return AINA_DONE;
}

static int demo_by_files(struct aina *aina, const char *folder)
{
	struct demo_totals totals;
	struct str why = { NULL, 0 };
	enum err err = demo_fill(aina->store, aina->arena, &aina->conf, str_from_z(folder), &totals, &why);

	if (err != ERR_OK)
		return aina_failed(aina, "demo", err, why);
	(void)printf("%zu studios, %zu listings, %zu photographs, %zu listings imported\n", totals.studios, totals.listings, totals.photos,
		     totals.imported);
	return AINA_DONE;
}

int aina_demo(struct aina *aina)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, 'f' }, { "scale", required_argument, NULL, 'n' }, { NULL, 0, NULL, 0 },
	};
	const char *folder = "db/demo";
	int64_t scale = 0;
	int option;

	while ((option = getopt_long(aina->argc, aina->argv, "", options, NULL)) != -1) {
		if (option == 'f')
			folder = optarg;
		else if (option != 'n' || str_to_int64(str_from_z(optarg), &scale) != ERR_OK || scale < 1 || scale > SCALE_MAX)
			return aina_refuse(AINA_USAGE, "demo [--from DIR] [--scale N], N from 1 to %d", SCALE_MAX);
	}
	if (optind != aina->argc)
		return aina_refuse(AINA_USAGE, "demo [--from DIR] [--scale N]");
	return scale > 0 ? demo_by_scale(aina, folder, scale) : demo_by_files(aina, folder);
}

/* ---- import ---- */

struct import_run {
	struct import_options options;
	const char *path;
	bool has_rate;
};

static void report(void *context, const struct import_item *item)
{
	const struct shopify_product *product = item->product;
	const char *path = context;

	if (item->outcome == IMPORT_UNCHANGED)
		return;
	if (item->outcome != IMPORT_REFUSED) {
		(void)printf("%s:%zu: %.*s: %s as /l/%.*s%s", path, product->line, (int)product->handle.n, product->handle.p,
			     item->outcome == IMPORT_NEW ? "new" : "changed", (int)item->slug.n, item->slug.p,
			     product->published ? "" : ", hidden as in the file");
		if (product->picture_count > 0)
			(void)printf("; %zu picture%s not fetched: %.*s%s", product->picture_count, product->picture_count == 1 ? "" : "s",
				     (int)product->pictures[0].n, product->pictures[0].p, product->picture_count > 1 ? " …" : "");
		(void)putchar('\n');
		return;
	}
	(void)printf("%s:%zu: %.*s: refused\n", path, product->line, (int)product->handle.n, product->handle.p);
	for (size_t i = 0; i < product->fault_count; i++) {
		const struct shopify_fault *fault = &product->faults[i];
		if (fault->column.n > 0)
			(void)printf("  line %zu, column \"%.*s\": %.*s\n", fault->line, (int)fault->column.n, fault->column.p,
				     (int)fault->why.n, fault->why.p);
		else
			(void)printf("  line %zu: %.*s\n", fault->line, (int)fault->why.n, fault->why.p);
	}
}

static int import_file(struct aina *aina, const struct import_run *run)
{
	FILE *file = fopen(run->path, "re");
	struct import_totals totals = { 0 };
	struct str why = { NULL, 0 };
	union { const char *in; void *out; } path = { .in = run->path }; /* the report only reads it */

	if (file == NULL)
		return aina_refuse(AINA_FAILED, "%s cannot be opened", run->path);
	enum err err = import_shopify(aina->store, aina->arena, &run->options, file, report, path.out, &totals, &why);
	(void)fclose(file);
	if (err == ERR_STORAGE && store_last_failure(aina->store)->sqlite == 0)
		why = STR("the file cannot be read");
	if (err != ERR_OK)
		return aina_failed(aina, run->path, err, why);
	if (!run->options.dry_run && (err = follow(aina)) != ERR_OK)
		return aina_failed(aina, "imported, but the shop window does not follow (keeperd will try again)", err, (struct str){ NULL, 0 });
	(void)printf("%sProducts: %zu, of these %zu new, %zu changed, %zu unchanged, %zu refused. Pictures in the file that were not fetched: %zu.\n",
		     run->options.dry_run ? "Dry run, nothing was written. " : "", totals.products, totals.fresh, totals.changed,
		     totals.unchanged, totals.refused, totals.pictures);
	return totals.refused > 0 ? AINA_FOUND : AINA_DONE;
}

/* Currencies whose prices have two decimals, as ours; the code only says which prices the rate is for. */
static bool is_currency(const char *code)
{
	size_t n = 0;
	while (code[n] >= 'A' && code[n] <= 'Z')
		n++;
	return n == 3 && code[n] == '\0';
}

static int import_arguments(struct aina *aina, struct import_run *run)
{
	static const struct option options[] = {
		{ "creator", required_argument, NULL, 'c' }, { "category", required_argument, NULL, 'k' }, { "dry-run", no_argument, NULL, 'd' },
		{ "price-in", required_argument, NULL, 'p' }, { "tenge-per-unit", required_argument, NULL, 't' }, { NULL, 0, NULL, 0 },
	};
	const char *currency = NULL;
	int option;

	while ((option = getopt_long(aina->argc, aina->argv, "", options, NULL)) != -1) {
		if (option == 'c')
			run->options.creator_handle = str_from_z(optarg);
		else if (option == 'k')
			run->options.category_slug = str_from_z(optarg);
		else if (option == 'd')
			run->options.dry_run = true;
		else if (option == 'p' && is_currency(optarg))
			currency = optarg;
		else if (option == 'p')
			return aina_refuse(AINA_USAGE, "--price-in takes a currency code such as USD");
		else if (option == 't' && money_parse(str_from_z(optarg), &run->options.tenge_per_unit_minor) == ERR_OK)
			run->has_rate = run->options.tenge_per_unit_minor > 0;
		else if (option == 't')
			return aina_refuse(AINA_USAGE, "--tenge-per-unit takes a number such as 512.35");
		else
			return aina_refuse(AINA_USAGE, "see aina import --help");
	}
	bool foreign = currency != NULL && strcmp(currency, "KZT") != 0;
	if (foreign != run->has_rate)
		return aina_refuse(AINA_USAGE, "--price-in CUR and --tenge-per-unit N go together; without them prices are tenge");
	return -1;
}

int aina_import(struct aina *aina)
{
	struct import_run run = { .path = NULL };
	int status = import_arguments(aina, &run);

	if (status >= 0)
		return status;
	if (aina->argc - optind != 2 || strcmp(aina->argv[optind], "shopify") != 0 || run.options.creator_handle.n == 0)
		return aina_refuse(AINA_USAGE, "import shopify FILE --creator HANDLE: see aina import --help");
	run.path = aina->argv[optind + 1];
	return import_file(aina, &run);
}
