#include "model/mail_send.h"

#include "query/mail.h"
#include "store/seal.h"

#define GIVE_UP_MS (3 * CLOCK_DAY_MS)
#define PAUSE_FIRST_MS (30 * CLOCK_SECOND_MS)
#define PAUSE_MAX_MS (6 * CLOCK_HOUR_MS)

/* The queue ------------------------------------------------------------------------------------------------------------ */

enum err mail_claim(struct store *store, struct arena *arena, int64_t now_ms, struct mail *ret_mail)
{
	struct q_mail_claim_row row;
	struct mail mail;
	TRY(q_mail_claim(store, arena, &(struct q_mail_claim){ .now_ms = now_ms }, &row));
	TRY(mail_kind_parse(row.kind, &mail.kind));
	mail.id = row.id;
	mail.group_id = row.group_id;
	mail.suborder_id = row.suborder_id_is_null ? 0 : row.suborder_id;
	mail.shipment_id = row.shipment_id_is_null ? 0 : row.shipment_id;
	mail.message_id = row.message_id;
	mail.tries = row.tries;
	mail.created_ms = row.created_ms;
	*ret_mail = mail;
	return ERR_OK;
}

enum err mail_sent(struct store *store, const struct mail *mail, int64_t now_ms)
{
	return q_mail_finish(store,
			     &(struct q_mail_finish){ .id = mail->id, .state = STR("done"), .next_at_ms = now_ms, .sent_ms = now_ms },
			     NULL);
}

int64_t mail_pause_ms(int64_t tries)
{
	int64_t pause_ms = tries < 1 ? PAUSE_FIRST_MS : tries > 12 ? PAUSE_MAX_MS : PAUSE_FIRST_MS << (tries - 1);
	return pause_ms < PAUSE_MAX_MS ? pause_ms : PAUSE_MAX_MS;
}

enum err mail_failed(struct store *store, const struct mail *mail, bool for_good, int64_t now_ms, bool *ret_dead)
{
	bool dead = for_good || now_ms - mail->created_ms > GIVE_UP_MS;
	TRY(q_mail_finish(store,
			  &(struct q_mail_finish){
				  .id = mail->id,
				  .state = dead ? STR("dead") : STR("ready"),
				  .next_at_ms = now_ms + mail_pause_ms(mail->tries),
				  .sent_ms_is_null = true,
			  },
			  NULL));
	*ret_dead = dead;
	return ERR_OK;
}

enum err mail_orphans(struct store *store, int64_t before_ms, int64_t now_ms, int64_t *ret_count)
{
	return q_mail_orphans(store, &(struct q_mail_orphans){ .before_ms = before_ms, .now_ms = now_ms }, ret_count);
}

/* The content ---------------------------------------------------------------------------------------------------------- */

static enum err goods_read(struct store *store, struct arena *arena, struct mail_parcel *parcel)
{
	struct q_mail_lines_row *rows = NULL;
	size_t count = 0;
	TRY(q_mail_lines(store, arena, &(struct q_mail_lines){ .suborder_id = parcel->id }, &rows, &count));
	struct mail_goods *goods = ARENA_ARRAY(arena, struct mail_goods, count);
	if (goods == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		goods[i] = (struct mail_goods){
			.title = rows[i].title,
			.label = rows[i].variant_label,
			.quantity = rows[i].quantity,
			.total_minor = rows[i].total_minor,
			.made_to_order = rows[i].made_to_order != 0,
			.making_min = rows[i].making_days_min,
			.making_max = rows[i].making_days_max,
		};
	parcel->goods = goods;
	parcel->goods_count = count;
	return ERR_OK;
}

static enum err parcels_read(struct store *store, struct arena *arena, const struct mail *mail, struct mail_content *content)
{
	struct q_mail_parts_row *rows = NULL;
	size_t count = 0;
	TRY(q_mail_parts(store, arena, &(struct q_mail_parts){ .group_id = mail->group_id }, &rows, &count));
	content->parcels = ARENA_ARRAY(arena, struct mail_parcel, count);
	if (content->parcels == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		if (mail->suborder_id != 0 && rows[i].id != mail->suborder_id)
			continue;
		struct mail_parcel *parcel = &content->parcels[content->parcel_count++];
		*parcel = (struct mail_parcel){
			.id = rows[i].id,
			.number = rows[i].number,
			.state = rows[i].state,
			.delivery_kind = rows[i].delivery_kind,
			.pickup_place = rows[i].pickup_place,
			.creator = rows[i].display_name,
			.days_min = rows[i].delivery_days_min,
			.days_max = rows[i].delivery_days_max,
			.delivery_minor = rows[i].delivery_minor,
			.total_minor = rows[i].total_minor,
		};
		TRY(goods_read(store, arena, parcel));
	}
	return content->parcel_count > 0 ? ERR_OK : ERR_NONE;
}

static enum err payment_read(struct store *store, struct arena *arena, int64_t group_id, struct mail_content *content)
{
	struct q_mail_payment_row row;
	enum err err = q_mail_payment(store, arena, &(struct q_mail_payment){ .group_id = group_id }, &row);
	if (err == ERR_NONE)
		return ERR_OK;
	TRY(err);
	if (row.public_id.n != PUBLIC_ID_BYTES)
		return ERR_STORAGE;
	memcpy(content->payment_id.b, row.public_id.p, PUBLIC_ID_BYTES);
	content->open = str_eq_z(row.state, "ready") || str_eq_z(row.state, "waiting") || str_eq_z(row.state, "unknown");
	content->pay_until_ms = row.expires_ms;
	return ERR_OK;
}

static enum err shipment_read(struct store *store, struct arena *arena, int64_t shipment_id, struct mail_content *content)
{
	struct q_mail_shipment_row row;
	if (shipment_id == 0)
		return ERR_OK;
	TRY(q_mail_shipment(store, arena, &(struct q_mail_shipment){ .id = shipment_id }, &row));
	content->carrier = row.carrier;
	content->tracking = row.tracking;
	return ERR_OK;
}

enum err mail_content(struct store *store, struct arena *arena, const struct mail *mail, struct mail_content *ret_content)
{
	struct mail_content content = { .parcel_count = 0 };
	struct q_mail_order_row row;
	TRY(q_mail_order(store, arena, &(struct q_mail_order){ .group_id = mail->group_id }, &row));
	if (row.public_id.n != PUBLIC_ID_BYTES || !lang_parse(row.lang, &content.lang) || !currency_parse(row.currency, &content.currency))
		return ERR_STORAGE;
	memcpy(content.order_id.b, row.public_id.p, PUBLIC_ID_BYTES);
	content.number = row.number;
	content.items_minor = row.items_minor;
	content.delivery_minor = row.delivery_minor;
	content.total_minor = row.total_minor;
	TRY(parcels_read(store, arena, mail, &content));
	TRY(payment_read(store, arena, mail->group_id, &content));
	TRY(shipment_read(store, arena, mail->shipment_id, &content));
	if (row.email_sealed.p == NULL)
		return ERR_GONE;
	TRY(seal_get(store, arena, row.person_id, "person.email", row.person_id, row.email_sealed, &content.email));
	*ret_content = content;
	return ERR_OK;
}
