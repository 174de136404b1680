#include "model/hold.h"

#include "query/checkout.h"

enum err hold_take(struct store *store, int64_t checkout_id, const struct cart *cart, int64_t now_ms, int64_t expires_ms)
{
	/* What was taken out of the cart since must not stay held. */
	TRY(hold_release(store, checkout_id));
	for (size_t i = 0; i < cart->part_count; i++)
		for (size_t k = 0; k < cart->parts[i].line_count; k++) {
			const struct cart_line *line = &cart->parts[i].lines[k];
			int64_t changes = 0;
			if (line->gone || line->made_to_order)
				continue;
			TRY(q_hold_take(store,
					&(struct q_hold_take){ .checkout_id = checkout_id, .variant_id = line->variant_id,
							       .quantity = line->quantity, .now_ms = now_ms, .expires_ms = expires_ms },
					&changes));
			if (changes == 0)
				return ERR_CONFLICT;
		}
	return ERR_OK;
}

enum err hold_until(struct store *store, struct arena *arena, int64_t checkout_id, int64_t now_ms, int64_t *ret_until_ms)
{
	struct q_hold_until_row row;
	enum err err = q_hold_until(store, arena, &(struct q_hold_until){ .checkout_id = checkout_id, .now_ms = now_ms }, &row);

	if (err != ERR_OK && err != ERR_NONE)
		return err;
	*ret_until_ms = err == ERR_OK ? row.expires_ms : 0;
	return ERR_OK;
}

enum err hold_release(struct store *store, int64_t checkout_id)
{
	return q_hold_release(store, &(struct q_hold_release){ .checkout_id = checkout_id }, NULL);
}
