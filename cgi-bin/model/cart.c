#include "model/cart.h"

#include <sodium.h>

#include "base/lang.h"
#include "query/cart.h"

/* What can be had of one line now. */
static enum err line_judge(const struct q_cart_lines_row *row, struct cart_line *line)
{
	bool offered = row->active != 0 && str_eq_z(row->listing_state, "published") && str_eq_z(row->creator_state, "accepted") &&
		       str_eq(row->currency, currency_code(CART_CURRENCY));

	line->made_to_order = row->made_to_order != 0;
	if (!offered)
		line->available = 0;
	else if (line->made_to_order)
		line->available = CART_QUANTITY_MAX;
	else
		line->available = row->stock > row->held ? row->stock - row->held : 0;
	line->wanted = row->quantity;
	line->quantity = line->wanted < line->available ? line->wanted : line->available;
	line->price_minor = row->price_minor;
	line->seen_price_minor = row->seen_price_minor;
	line->gone = line->quantity == 0;
	line->price_changed = !line->gone && line->price_minor != line->seen_price_minor;
	line->quantity_lowered = !line->gone && line->quantity < line->wanted;
	return money_times(line->price_minor, line->quantity, &line->total_minor);
}

static enum err line_fill(const struct q_cart_lines_row *row, struct cart_line *line)
{
	line->variant_id = row->variant_id;
	line->listing_id = row->listing_id;
	line->slug = row->slug;
	line->title = row->title;
	line->label = row->label;
	line->sku = row->sku;
	line->photo_file = row->photo_file;
	line->photo_width = row->photo_width_is_null ? 0 : row->photo_width;
	line->photo_height = row->photo_height_is_null ? 0 : row->photo_height;
	line->returnable = row->returnable != 0;
	line->making_days_min = row->making_days_min_is_null ? 0 : row->making_days_min;
	line->making_days_max = row->making_days_max_is_null ? 0 : row->making_days_max;
	return line_judge(row, line);
}

static struct cart_part *part_of(struct cart *cart, struct arena *arena, const struct q_cart_lines_row *row, size_t lines_max)
{
	for (size_t i = 0; i < cart->part_count; i++)
		if (cart->parts[i].creator_id == row->creator_id)
			return &cart->parts[i];
	struct cart_part *part = &cart->parts[cart->part_count++];
	*part = (struct cart_part){
		.creator_id = row->creator_id, .handle = row->handle, .name = row->display_name, .craft = row->craft, .city = row->city,
		.city_slug = row->city_slug, .photo_file = row->creator_photo, .return_days = row->return_days,
		.lines = ARENA_ARRAY(arena, struct cart_line, lines_max),
	};
	return part;
}

static enum err cart_gather(struct arena *arena, const struct q_cart_lines_row *rows, size_t count, struct cart *cart)
{
	cart->parts = ARENA_ARRAY(arena, struct cart_part, count);
	if (cart->parts == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		struct cart_part *part = part_of(cart, arena, &rows[i], count);
		if (part->lines == NULL)
			return ERR_MEMORY;
		struct cart_line *line = &part->lines[part->line_count++];
		TRY(line_fill(&rows[i], line));
		TRY(money_add(part->items_minor, line->total_minor, &part->items_minor));
		TRY(money_add(cart->items_minor, line->total_minor, &cart->items_minor));
		cart->pieces += line->quantity;
		cart->wanted_pieces += line->wanted;
		cart->any_gone |= line->gone;
		cart->any_changed |= line->price_changed || line->quantity_lowered;
	}
	return ERR_OK;
}

enum err cart_load(struct store *store, struct arena *arena, int64_t session_id, enum lang lang, int64_t now_ms, struct cart *ret_cart)
{
	struct cart cart = { .id = 0 };
	struct q_cart_by_session_row found;
	struct q_cart_lines_row *rows = NULL;
	size_t count = 0;

	enum err err = q_cart_by_session(store, arena, &(struct q_cart_by_session){ .session_id = session_id }, &found);
	if (err == ERR_OK) {
		cart.id = found.id;
		TRY(q_cart_lines(store, arena, &(struct q_cart_lines){ .cart_id = cart.id, .lang = lang_code(lang), .now_ms = now_ms }, &rows,
				 &count));
		TRY(cart_gather(arena, rows, count, &cart));
	} else if (err != ERR_NONE) {
		return err;
	}
	*ret_cart = cart;
	return ERR_OK;
}

struct public_id cart_digest(const struct cart *cart)
{
	struct public_id digest;
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof digest.b);
	for (size_t i = 0; i < cart->part_count; i++)
		for (size_t k = 0; k < cart->parts[i].line_count; k++) {
			const struct cart_line *line = &cart->parts[i].lines[k];
			const int64_t facts[] = { line->variant_id, line->quantity, line->price_minor };
			crypto_generichash_update(&state, (const unsigned char *)facts, sizeof facts);
		}
	crypto_generichash_final(&state, digest.b, sizeof digest.b);
	return digest;
}
