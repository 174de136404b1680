#include "pages/mail.h"

#include "model/carrier.h"
#include "pages/view/mail.h"
#include "store/seal.h"
#include "template.h"
#include "web/url.h"

static struct message delivery_message(struct str kind)
{
	if (str_eq_z(kind, "courier"))
		return MESSAGE(DELIVERY_KIND_COURIER);
	return str_eq_z(kind, "post") ? MESSAGE(DELIVERY_KIND_POST) : MESSAGE(DELIVERY_KIND_PICKUP);
}

static enum err lines_fill(struct arena *arena, const struct mail_parcel *parcel, enum currency currency, struct mail_part *part)
{
	struct mail_line *lines = ARENA_ARRAY(arena, struct mail_line, parcel->goods_count);
	if (lines == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < parcel->goods_count; i++) {
		const struct mail_goods *goods = &parcel->goods[i];
		lines[i] = (struct mail_line){
			.title = goods->title,
			.label = goods->label,
			.quantity = goods->quantity,
			.total = { goods->total_minor, currency },
			.made_to_order = goods->made_to_order,
			.making_one = goods->making_min == goods->making_max,
			.making_min = goods->making_min,
			.making_max = goods->making_max,
		};
	}
	part->lines = lines;
	part->line_count = parcel->goods_count;
	return ERR_OK;
}

static enum err parts_fill(struct arena *arena, const struct mail_content *content, struct mail_order *order)
{
	order->parts = ARENA_ARRAY(arena, struct mail_part, content->parcel_count);
	if (order->parts == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < content->parcel_count; i++) {
		const struct mail_parcel *parcel = &content->parcels[i];
		struct mail_part *part = &order->parts[i];
		*part = (struct mail_part){
			.number = parcel->number,
			.creator = parcel->creator,
			.delivery_kind = delivery_message(parcel->delivery_kind),
			.delivery = { parcel->delivery_minor, content->currency },
			.delivery_free = parcel->delivery_minor == 0,
			.has_days = parcel->days_max > 0,
			.days_one = parcel->days_min == parcel->days_max,
			.days_min = parcel->days_min,
			.days_max = parcel->days_max,
			.pickup = parcel->pickup_place,
		};
		TRY(lines_fill(arena, parcel, content->currency, part));
	}
	order->part_count = content->parcel_count;
	return ERR_OK;
}

static enum err view_fill(struct store *store, struct arena *arena, const struct conf *conf, const struct mail *mail,
			  const struct mail_content *content, struct mail_view *view)
{
	char token[SEAL_LINK_SIZE], payment_id[PUBLIC_ID_CHARS];
	const struct mail_parcel *first = &content->parcels[0];
	bool whole = mail->suborder_id == 0;
	TRY(seal_link_token(store, &content->order_id, "order", token));
	view->lang = content->lang;
	view->number = whole ? content->number : first->number;
	view->order = (struct mail_order){
		.whole = whole,
		.items = { content->items_minor, content->currency },
		.delivery = { content->delivery_minor, content->currency },
		.total = { content->total_minor, content->currency },
		.page = url_absolute(arena, conf->site_origin, url_path_id(arena, content->lang, STR("order"), str_from_z(token))),
		.contact_email = conf->contact_email,
		.site_name = conf->site_name,
		.operator_name = conf->operator_name,
	};
	view->may_pay = content->open;
	view->pay_until = (struct moment){ content->pay_until_ms };
	view->pay = url_absolute(arena, conf->site_origin,
				 url_path_id(arena, content->lang, STR("pay"), public_id_text(&content->payment_id, payment_id)));
	view->nothing_to_pay = content->total_minor == 0;
	view->creator = first->creator;
	view->is_pickup = str_eq_z(first->delivery_kind, "pickup");
	view->pickup = first->pickup_place;
	view->carrier = carrier_message(content->carrier);
	view->tracking = content->tracking;
	view->has_tracking = content->tracking.n > 0;
	TRY(parts_fill(arena, content, &view->order));
	return arena_failed(arena) ? ERR_MEMORY : ERR_OK;
}

static enum err template_of(enum mail_kind kind, struct buf *out, enum lang lang, const struct mail_view *view)
{
	switch (kind) {
	case MAIL_ORDER_PLACED:
		return template_mail_order_placed(out, lang, view);
	case MAIL_ORDER_PAID:
		return template_mail_order_paid(out, lang, view);
	case MAIL_ORDER_SHIPPED:
		return template_mail_order_shipped(out, lang, view);
	case MAIL_ORDER_EXPIRED:
		return template_mail_order_expired(out, lang, view);
	case MAIL_ORDER_REVIEW:
		return template_mail_order_review(out, lang, view);
	case MAIL_KIND__COUNT:
		break;
	}
	return ERR_INTERNAL;
}

enum err mail_render(struct store *store, struct arena *arena, const struct conf *conf, const struct mail *mail,
		     const struct mail_content *content, struct buf *out, struct str *ret_subject)
{
	struct mail_view view = { .may_pay = false };
	struct buf page BUF_AUTO;
	buf_init(&page, out->max);
	TRY(view_fill(store, arena, conf, mail, content, &view));
	TRY(template_of(mail->kind, &page, content->lang, &view));
	/* "Subject: …", an empty line, the text: how the template compiler makes mails. */
	struct str rest = buf_str(&page), subject, empty;
	if (!str_next(&rest, '\n', &subject) || !str_starts(subject, STR("Subject: ")) || !str_next(&rest, '\n', &empty) || empty.n > 0)
		return ERR_INTERNAL;
	buf_put(out, rest);
	*ret_subject = arena_copy(arena, str_from(subject, strlen("Subject: ")));
	return arena_failed(arena) || buf_failed(out) ? ERR_MEMORY : ERR_OK;
}
