#include "model/mail.h"

#include <inttypes.h>

#include "base/random.h"
#include "query/mail.h"

static const struct str kind_names[MAIL_KIND__COUNT] = {
	[MAIL_ORDER_PLACED] = STR_INIT("order_placed"),   [MAIL_ORDER_PAID] = STR_INIT("order_paid"),
	[MAIL_ORDER_SHIPPED] = STR_INIT("order_shipped"), [MAIL_ORDER_EXPIRED] = STR_INIT("order_expired"),
	[MAIL_ORDER_REVIEW] = STR_INIT("order_review"),
};

struct str mail_kind_name(enum mail_kind kind)
{
	return kind_names[kind];
}

enum err mail_kind_parse(struct str name, enum mail_kind *ret_kind)
{
	for (size_t i = 0; i < MAIL_KIND__COUNT; i++)
		if (str_eq(name, kind_names[i])) {
			*ret_kind = (enum mail_kind)i;
			return ERR_OK;
		}
	return ERR_STORAGE;
}

enum err mail_queue(struct store *store, const struct mail_request *request)
{
	char dedupe[96], message_id[PUBLIC_ID_CHARS];
	struct public_id random = public_id_new();
	struct str kind = mail_kind_name(request->kind);
	/* One mail of a kind for an order, for one of its parts, or for one parcel. */
	int n = snprintf(dedupe, sizeof(dedupe), "%.*s:%" PRId64 ":%" PRId64 ":%" PRId64, (int)kind.n, kind.p, request->group_id,
			 request->suborder_id, request->shipment_id);
	if (n < 0 || (size_t)n >= sizeof(dedupe))
		return ERR_INTERNAL;
	return q_mail_put(store,
			  &(struct q_mail_put){
				  .id = id_new(request->now_ms),
				  .kind = kind,
				  .group_id = request->group_id,
				  .suborder_id = request->suborder_id,
				  .suborder_id_is_null = request->suborder_id == 0,
				  .shipment_id = request->shipment_id,
				  .shipment_id_is_null = request->shipment_id == 0,
				  .dedupe = { dedupe, (size_t)n },
				  .message_id = public_id_text(&random, message_id),
				  .now_ms = request->now_ms,
			  },
			  NULL);
}
