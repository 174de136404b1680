/* Changing a cart (model/cart.h). */
#include "model/cart.h"

#include "base/lang.h"
#include "query/cart.h"
#include "query/checkout.h"

static enum err cart_need(struct store *store, struct arena *arena, int64_t session_id, int64_t now_ms, int64_t *ret_cart_id)
{
	struct q_cart_by_session_row row;
	enum err err = q_cart_by_session(store, arena, &(struct q_cart_by_session){ .session_id = session_id }, &row);

	if (err == ERR_OK) {
		*ret_cart_id = row.id;
		return q_cart_touch(store, &(struct q_cart_touch){ .id = row.id, .now_ms = now_ms }, NULL);
	}
	if (err != ERR_NONE)
		return err;
	int64_t id = id_new(now_ms);
	TRY(q_cart_put(store, &(struct q_cart_put){ .id = id, .session_id = session_id, .now_ms = now_ms }, NULL));
	*ret_cart_id = id;
	return ERR_OK;
}

static enum err cart_pieces(struct store *store, struct arena *arena, int64_t cart_id, int64_t *ret_pieces)
{
	struct q_cart_size_row size;
	TRY(q_cart_size(store, arena, &(struct q_cart_size){ .cart_id = cart_id }, &size));
	*ret_pieces = size.pieces;
	return ERR_OK;
}

/* Does one more line of this creator still fit? */
static enum err cart_has_room(struct store *store, struct arena *arena, int64_t cart_id, int64_t creator, enum cart_refusal *ret_refusal)
{
	struct q_cart_size_row size;
	struct q_cart_has_creator_row known;

	TRY(q_cart_size(store, arena, &(struct q_cart_size){ .cart_id = cart_id }, &size));
	*ret_refusal = CART_FINE;
	if (size.lines >= CART_LINES_MAX) {
		*ret_refusal = CART_LINES_FULL;
		return ERR_OK;
	}
	if (size.creators < CART_CREATORS_MAX)
		return ERR_OK;
	enum err err = q_cart_has_creator(store, arena, &(struct q_cart_has_creator){ .cart_id = cart_id, .creator_id = creator }, &known);
	if (err == ERR_NONE)
		*ret_refusal = CART_CREATORS_FULL;
	else
		TRY(err);
	return ERR_OK;
}

static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static enum err cart_add_to(struct store *store, struct arena *arena, int64_t cart_id, int64_t variant_id, int64_t quantity, enum lang lang,
			    int64_t now_ms, struct cart_added *ret_added)
{
	struct cart_added added = { .refusal = CART_FINE };
	struct q_cart_offer_row offer;
	enum err err = q_cart_offer(
		store, arena,
		&(struct q_cart_offer){ .variant_id = variant_id, .cart_id = cart_id, .lang = lang_code(lang), .now_ms = now_ms }, &offer);

	if (err == ERR_NONE) {
		*ret_added = (struct cart_added){ .refusal = CART_NOT_FOR_SALE };
		return ERR_OK;
	}
	TRY(err);
	added.title = offer.title;
	if (offer.in_cart == 0)
		TRY(cart_has_room(store, arena, cart_id, offer.creator_id, &added.refusal));
	if (added.refusal == CART_FINE) {
		int64_t most = offer.made_to_order ? CART_QUANTITY_MAX : smaller(offer.available, CART_QUANTITY_MAX);
		int64_t total = smaller(offer.in_cart + quantity, most);
		/* What the cart holds already stays, even if fewer are free by now: the cart page tells. */
		added.added = total > offer.in_cart ? total - offer.in_cart : 0;
		if (added.added < quantity)
			added.refusal = added.added == 0 && offer.in_cart == 0 ? CART_NOT_FOR_SALE : CART_LESS;
	}
	if (added.added > 0)
		TRY(q_cart_line_put(store,
				    &(struct q_cart_line_put){ .cart_id = cart_id, .variant_id = variant_id, .quantity = offer.in_cart + added.added,
							       .price_minor = offer.price_minor, .now_ms = now_ms },
				    NULL));
	*ret_added = added;
	return ERR_OK;
}

enum err cart_add(struct store *store, struct arena *arena, int64_t session_id, int64_t variant_id, int64_t quantity, enum lang lang,
		  int64_t now_ms, struct cart_added *ret_added, int64_t *ret_pieces)
{
	struct cart_added added;
	int64_t cart_id, pieces;

	TRY(cart_need(store, arena, session_id, now_ms, &cart_id));
	TRY(cart_add_to(store, arena, cart_id, variant_id, quantity, lang, now_ms, &added));
	TRY(cart_pieces(store, arena, cart_id, &pieces));
	*ret_added = added;
	*ret_pieces = pieces;
	return ERR_OK;
}

enum err cart_set(struct store *store, struct arena *arena, int64_t session_id, int64_t variant_id, int64_t quantity, int64_t now_ms,
		  int64_t *ret_pieces)
{
	int64_t cart_id;

	if (quantity < 0 || quantity > CART_QUANTITY_MAX)
		return ERR_INPUT;
	TRY(cart_need(store, arena, session_id, now_ms, &cart_id));
	if (quantity == 0) {
		TRY(q_cart_line_remove(store, &(struct q_cart_line_remove){ .cart_id = cart_id, .variant_id = variant_id }, NULL));
		TRY(q_hold_drop(store, &(struct q_hold_drop){ .cart_id = cart_id, .variant_id = variant_id }, NULL));
	} else {
		TRY(q_cart_line_quantity(
			store, &(struct q_cart_line_quantity){ .cart_id = cart_id, .variant_id = variant_id, .quantity = quantity }, NULL));
		TRY(q_hold_lower(store, &(struct q_hold_lower){ .cart_id = cart_id, .variant_id = variant_id, .quantity = quantity }, NULL));
	}
	return cart_pieces(store, arena, cart_id, ret_pieces);
}

enum err cart_accept(struct store *store, const struct cart *cart, int64_t now_ms)
{
	for (size_t i = 0; i < cart->part_count; i++)
		for (size_t k = 0; k < cart->parts[i].line_count; k++) {
			const struct cart_line *line = &cart->parts[i].lines[k];
			if (line->gone || (!line->price_changed && !line->quantity_lowered))
				continue;
			TRY(q_cart_line_accept(store,
					       &(struct q_cart_line_accept){ .cart_id = cart->id, .variant_id = line->variant_id,
									     .quantity = line->quantity, .price_minor = line->price_minor },
					       NULL));
		}
	return q_cart_touch(store, &(struct q_cart_touch){ .id = cart->id, .now_ms = now_ms }, NULL);
}

enum err cart_remove_creator(struct store *store, struct arena *arena, int64_t session_id, int64_t creator, int64_t now_ms, int64_t *ret_pieces)
{
	int64_t cart_id;

	TRY(cart_need(store, arena, session_id, now_ms, &cart_id));
	TRY(q_cart_remove_creator(store, &(struct q_cart_remove_creator){ .cart_id = cart_id, .creator_id = creator }, NULL));
	TRY(q_hold_drop_creator(store, &(struct q_hold_drop_creator){ .cart_id = cart_id, .creator_id = creator }, NULL));
	return cart_pieces(store, arena, cart_id, ret_pieces);
}

enum err cart_empty(struct store *store, int64_t cart_id, int64_t now_ms)
{
	TRY(q_cart_empty(store, &(struct q_cart_empty){ .cart_id = cart_id }, NULL));
	return q_cart_touch(store, &(struct q_cart_touch){ .id = cart_id, .now_ms = now_ms }, NULL);
}

enum err cart_again(struct store *store, struct arena *arena, int64_t session_id, int64_t group_id, enum lang lang, int64_t now_ms,
		    bool *ret_missing, int64_t *ret_pieces)
{
	struct q_cart_again_lines_row *rows = NULL;
	size_t count = 0;
	int64_t cart_id, pieces;
	bool missing = false;

	TRY(q_cart_again_lines(store, arena, &(struct q_cart_again_lines){ .group_id = group_id }, &rows, &count));
	TRY(cart_need(store, arena, session_id, now_ms, &cart_id));
	for (size_t i = 0; i < count; i++) {
		struct cart_added added;
		TRY(cart_add_to(store, arena, cart_id, rows[i].variant_id, rows[i].quantity, lang, now_ms, &added));
		missing |= added.refusal != CART_FINE;
	}
	TRY(cart_pieces(store, arena, cart_id, &pieces));
	*ret_missing = missing;
	*ret_pieces = pieces;
	return ERR_OK;
}
