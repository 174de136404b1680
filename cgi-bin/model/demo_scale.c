#include "model/demo_scale.h"

#include "base/clock.h"
#include "base/random.h"
#include "model/catalogue.h"
#include "model/demo_read.h"
#include "query/demo.h"
#include "query/listing_import.h"
#include "store/words.h"

#define SEED UINT64_C(20261120)
#define LISTINGS_OF_A_MAKER 100
#define LISTINGS_IN_A_TRANSACTION 1000
#define WORDS 20000
#define WORD_LETTERS_MAX 40 /* bytes */
#define TITLE_WORDS 4
#define TEXT_WORDS 36
#define RARE_RANK 1000 /* a word from here on stands in some 0.4 % of the texts */
#define RARE_LETTERS 7
#define FIRST_MS INT64_C(1756684800000) /* 2025-09-01 */
#define LAST_MS INT64_C(1763600000000)

struct scale {
	struct store *store;
	struct arena *arena; /* of one transaction */
	struct demo_photo *photos;
	size_t photo_count;
	struct q_import_categories_row *categories;
	size_t category_count;
	struct str *cities;
	size_t city_count;
	uint64_t random;
	char (*words)[WORD_LETTERS_MAX];
	uint64_t *shares; /* of the words up to each */
	size_t count;
	size_t rare_rank, rare; /* the word to measure searches by, and how many listings have it */
	int64_t creator_id;
	struct demo_scale_progress progress;
};

/* xorshift64*: the same house for the same N, on every machine. */
static uint64_t roll(struct scale *scale)
{
	scale->random ^= scale->random >> 12;
	scale->random ^= scale->random << 25;
	scale->random ^= scale->random >> 27;
	return scale->random * UINT64_C(2685821657736338717);
}

static size_t roll_below(struct scale *scale, size_t bound)
{
	return (size_t)((roll(scale) >> 32) * bound >> 32);
}

/* A rank r with a frequency of about 1/r, as words have (Zipf). */
static size_t roll_rank(struct scale *scale)
{
	uint64_t at = roll(scale) % scale->shares[WORDS - 1];
	size_t low = 0, high = WORDS - 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (scale->shares[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum err make_words(struct scale *scale, struct arena *arena)
{
	static const char *const syllables[] = {
		"ба", "ке", "то", "ла", "ри", "су", "да", "ме", "но", "ша", "ка", "ре", "ви", "лу", "га", "пе",
		"зо", "ти", "ма", "чу", "жа", "се", "ро", "ни", "қа", "әл", "үй", "өр", "шы", "дал", "кер", "тас",
	};

	scale->words = arena_array(arena, WORD_LETTERS_MAX, WORDS);
	scale->shares = ARENA_ARRAY(arena, uint64_t, WORDS);
	if (scale->words == NULL || scale->shares == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < WORDS; i++) {
		scale->shares[i] = (i == 0 ? 0 : scale->shares[i - 1]) + UINT64_C(1000000000) / (i + 1);
		size_t parts = 2 + roll_below(scale, 3), at = 0;
		/* The first 24 syllables have no Kazakh letter: three words of four are made of those alone. */
		size_t choice = i % 4 == 3 ? 32 : 24;
		for (size_t k = 0; k < parts; k++) {
			const char *syllable = syllables[roll_below(scale, choice)];
			size_t n = strlen(syllable);
			memcpy(scale->words[i] + at, syllable, n);
			at += n;
		}
	}
	return ERR_OK;
}

/* A word that is its own stem, so that searching it finds it alone. */
static enum err choose_rare(struct scale *scale)
{
	struct words *words = words_create();
	struct word word = { .letters = 0 };

	if (words == NULL)
		return ERR_MEMORY;
	for (scale->rare_rank = RARE_RANK; scale->rare_rank < WORDS - 1; scale->rare_rank++) {
		size_t at = 0;
		if (words_next(words, str_from_z(scale->words[scale->rare_rank]), &at, &word) && word.stem.p == NULL && !word.kazakh &&
		    word.letters >= RARE_LETTERS)
			break;
	}
	words_destroy(words);
	return ERR_OK;
}

static struct str make_text(struct scale *scale, size_t words, bool *ret_rare)
{
	struct buf BUF_AUTO text;

	buf_init(&text, words * (WORD_LETTERS_MAX + 2));
	for (size_t i = 0; i < words; i++) {
		size_t rank = roll_rank(scale);
		*ret_rare = *ret_rare || rank == scale->rare_rank;
		buf_put_z(&text, i == 0 ? "" : i % 12 == 0 ? ".\n\n" : " ");
		buf_put_z(&text, scale->words[rank]);
	}
	return arena_copy(scale->arena, buf_str(&text));
}

/* ---- rows ---- */

static enum err make_maker(struct scale *scale, size_t number, int64_t now_ms)
{
	int64_t person_id = id_new(now_ms);

	scale->creator_id = id_new(now_ms);
	TRY(q_demo_person_new(scale->store, &(struct q_demo_person_new){ .id = person_id, .now_ms = now_ms }, NULL));
	TRY(q_demo_creator_new(scale->store, &(struct q_demo_creator_new){
		.id = scale->creator_id, .person_id = person_id, .handle = arena_format(scale->arena, "atelier-%zu", number),
		.display_name = arena_format(scale->arena, "Ателье %zu", number), .city_slug = scale->cities[roll_below(scale, scale->city_count)],
		.craft_ru = STR("Придуманная мастерская для измерений"), .bio_ru = STR("Этой мастерской нет: она нужна, чтобы измерять."),
		.created_ms = now_ms }, NULL));
	return q_demo_delivery_new(scale->store, &(struct q_demo_delivery_new){ .id = id_new(now_ms), .creator_id = scale->creator_id,
		.kind = STR("post"), .area = STR("country"), .price_minor = 200000, .free_from_minor_is_null = true, .days_min = 3,
		.days_max = 7 }, NULL);
}

static enum err make_variants(struct scale *scale, int64_t listing_id, bool made, int64_t now_ms)
{
	size_t variants = roll_below(scale, 4) == 0 ? 3 : 1;
	/* Two dice make middling prices more likely than the dear ones. */
	int64_t price = (int64_t)(1 + roll_below(scale, 700)) * (int64_t)(1 + roll_below(scale, 700)) * 100;

	for (size_t i = 0; i < variants; i++) {
		int64_t id = id_new(now_ms), stock = made ? 0 : (int64_t)roll_below(scale, 12);
		struct str label = variants == 1 ? (struct str){ NULL, 0 } : arena_format(scale->arena, "№ %zu", i + 1);
		TRY(q_import_variant_new(scale->store, &(struct q_import_variant_new){ .id = id, .listing_id = listing_id,
			.position = (int64_t)i, .label_ru = label, .price_minor = price + (int64_t)i * 50000, .compare_minor_is_null = true,
			.stock = stock }, NULL));
		if (stock > 0)
			TRY(q_import_stock_move(scale->store, &(struct q_import_stock_move){ .id = id_new(now_ms), .variant_id = id,
				.delta = stock, .reason = STR("initial"), .now_ms = now_ms }, NULL));
	}
	return ERR_OK;
}

static enum err make_photo(struct scale *scale, int64_t listing_id, int64_t now_ms)
{
	const struct demo_photo *photo = &scale->photos[roll_below(scale, scale->photo_count)];

	return q_demo_photo_new(scale->store, &(struct q_demo_photo_new){ .id = id_new(now_ms), .listing_id = listing_id,
		.file = photo->file, .width = photo->width, .height = photo->height }, NULL);
}

static enum err make_listing(struct scale *scale, size_t number, int64_t now_ms)
{
	bool made = roll_below(scale, 3) == 0, rare = false;
	int64_t id = id_new(now_ms);

	TRY(q_demo_listing_new(scale->store, &(struct q_demo_listing_new){
		.id = id, .creator_id = scale->creator_id, .slug = arena_format(scale->arena, "measure-%zu", number),
		.category = scale->categories[roll_below(scale, scale->category_count)].slug, .lang = STR("ru"), .made_to_order = made,
		.making_days_min = 3, .making_days_max = 9, .returnable = 1, .tags = STR(""), .published_ms = now_ms }, NULL));
	struct str title = make_text(scale, TITLE_WORDS, &rare), text = make_text(scale, TEXT_WORDS, &rare);
	if (arena_failed(scale->arena))
		return ERR_MEMORY;
	scale->rare += rare;
	TRY(q_import_text_put(scale->store, &(struct q_import_text_put){ .listing_id = id, .lang = STR("ru"), .title = title,
		.description = text }, NULL));
	TRY(make_variants(scale, id, made, now_ms));
	return make_photo(scale, id, now_ms);
}

static enum err make_some(struct scale *scale, size_t from, size_t to)
{
	int64_t step = (LAST_MS - FIRST_MS) / (int64_t)scale->count;

	for (size_t i = from; i < to; i++) {
		int64_t now_ms = FIRST_MS + (int64_t)i * step;
		if (i % LISTINGS_OF_A_MAKER == 0)
			TRY(make_maker(scale, i / LISTINGS_OF_A_MAKER, now_ms));
		TRY(make_listing(scale, i, now_ms));
	}
	return ERR_OK;
}

static enum err make_all(struct scale *scale, struct arena *row)
{
	for (size_t from = 0; from < scale->count; from += LISTINGS_IN_A_TRANSACTION) {
		size_t to = from + LISTINGS_IN_A_TRANSACTION < scale->count ? from + LISTINGS_IN_A_TRANSACTION : scale->count, changes = 1;
		arena_reset(scale->arena);
		TRY(store_begin_write(scale->store, STORE_MARKET));
		enum err err = make_some(scale, from, to);
		if (err == ERR_OK)
			err = store_commit(scale->store, STORE_MARKET);
		else
			store_rollback(scale->store, STORE_MARKET);
		TRY(err);
		while (changes > 0)
			TRY(catalogue_follow(scale->store, row, &changes));
		if (scale->progress.done != NULL)
			scale->progress.done(to, scale->count);
	}
	return ERR_OK;
}

static enum err read_photos(struct scale *scale, struct arena *arena, const struct demo_file *credits)
{
	scale->photos = ARENA_ARRAY(arena, struct demo_photo, credits->block_count);
	if (scale->photos == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < credits->block_count; i++)
		TRY(demo_photo_find(credits, credits, credits->blocks[i].line, credits->blocks[i].name, &scale->photos[scale->photo_count++]));
	return ERR_OK;
}

static enum err read_cities(struct scale *scale, struct arena *arena, const struct demo_file *frame)
{
	scale->cities = ARENA_ARRAY(arena, struct str, frame->block_count);
	if (scale->cities == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < frame->block_count; i++)
		if (str_eq_z(frame->blocks[i].kind, "city"))
			scale->cities[scale->city_count++] = frame->blocks[i].name;
	return ERR_OK;
}

enum err demo_scale(struct store *store, struct arena *arena, const struct demo_scale_files *files, size_t count,
		    struct demo_scale_progress progress, struct demo_scale_totals *ret_totals)
{
	struct arena ARENA_AUTO *batch = arena_create((size_t)64 * 1024 * 1024), ARENA_AUTO *row = arena_create((size_t)8 * 1024 * 1024);
	struct scale scale = { .store = store, .arena = batch, .random = SEED, .count = count, .progress = progress };

	if (batch == NULL || row == NULL)
		return ERR_MEMORY;
	TRY(read_photos(&scale, arena, files->credits));
	TRY(read_cities(&scale, arena, files->frame));
	TRY(q_import_categories(store, arena, &scale.categories, &scale.category_count));
	if (scale.photo_count == 0 || scale.city_count == 0 || scale.category_count == 0)
		return ERR_INPUT;
	TRY(make_words(&scale, arena));
	TRY(choose_rare(&scale));
	TRY(make_all(&scale, row));
	TRY(catalogue_join(store));
	*ret_totals = (struct demo_scale_totals){ .rare_word = str_from_z(scale.words[scale.rare_rank]), .rare_listings = scale.rare };
	return ERR_OK;
}
