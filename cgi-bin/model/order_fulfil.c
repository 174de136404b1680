#include "model/order_fulfil.h"

#include "model/mail.h"
#include "query/order.h"
#include "query/studio.h"

#define TRACKING_MIN 4
#define TRACKING_MAX 40

static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

enum err tracking_tidy(struct arena *arena, struct str typed, struct str *ret_tracking)
{
	char *out = arena_alloc(arena, typed.n);
	size_t n = 0;

	if (out == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < typed.n; i++) {
		char c = typed.p[i];
		if (c == ' ')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!is_capital(c) && !is_digit(c) && c != '-')
			return ERR_INPUT;
		out[n++] = c;
	}
	if (n != 0 && (n < TRACKING_MIN || n > TRACKING_MAX))
		return ERR_INPUT;
	*ret_tracking = n == 0 ? (struct str){ NULL, 0 } : (struct str){ out, n };
	return ERR_OK;
}

/* The rows of one sending. */
static enum err put_shipment(struct store *store, int64_t group_id, int64_t suborder_id, struct str from_state, struct str carrier,
			     struct str tracking, int64_t now_ms)
{
	int64_t shipment_id = id_new(now_ms);

	TRY(q_shipment_put(store,
			   &(struct q_shipment_put){ .id = shipment_id, .suborder_id = suborder_id, .carrier = carrier, .tracking = tracking,
						     .now_ms = now_ms },
			   NULL));
	TRY(q_order_event_add(store,
			      &(struct q_order_event_add){ .group_id = group_id, .suborder_id = suborder_id, .kind = STR("shipped"),
							   .actor = STR("creator"), .from_state = from_state, .to_state = STR("shipped"),
							   .now_ms = now_ms },
			      NULL));
	return mail_queue(store, &(struct mail_request){ .kind = MAIL_ORDER_SHIPPED, .group_id = group_id, .suborder_id = suborder_id,
							 .shipment_id = shipment_id, .now_ms = now_ms });
}

enum err order_ship(struct store *store, struct arena *arena, const struct creator *creator, struct str number, struct str carrier,
		    struct str tracking, int64_t now_ms, bool *ret_sent)
{
	struct q_studio_order_row row;
	struct q_suborder_ship_row shipped;

	TRY(q_studio_order(store, arena, &(struct q_studio_order){ .creator_id = creator_id(creator), .number = number }, &row));
	if (!row.shipped_ms_is_null) {
		*ret_sent = false;
		return ERR_OK;
	}
	enum err err = q_suborder_ship(store, arena,
				       &(struct q_suborder_ship){ .suborder_id = row.id, .creator_id = creator_id(creator),
								  .from_state = row.state, .now_ms = now_ms },
				       &shipped);
	if (err == ERR_NONE)
		return ERR_CONFLICT; /* under review, cancelled: not to be sent */
	TRY(err);
	TRY(put_shipment(store, shipped.group_id, row.id, row.state, carrier, tracking, now_ms));
	*ret_sent = true;
	return ERR_OK;
}
