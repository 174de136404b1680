#include "model/delivery.h"

#include "base/text.h"
#include "query/checkout.h"

static const struct { struct str name; enum message_id message; } kinds[DELIVERY_KIND__COUNT] = {
	[DELIVERY_COURIER] = { STR_INIT("courier"), MESSAGE_DELIVERY_KIND_COURIER },
	[DELIVERY_POST] = { STR_INIT("post"), MESSAGE_DELIVERY_KIND_POST },
	[DELIVERY_PICKUP] = { STR_INIT("pickup"), MESSAGE_DELIVERY_KIND_PICKUP },
};

struct str delivery_kind_name(enum delivery_kind kind) { return kinds[kind].name; }
struct message delivery_kind_message(enum delivery_kind kind) { return (struct message){ .id = kinds[kind].message }; }

enum err delivery_kind_parse(struct str name, enum delivery_kind *ret_kind)
{
	for (int i = 0; i < DELIVERY_KIND__COUNT; i++)
		if (str_eq(name, kinds[i].name)) {
			*ret_kind = (enum delivery_kind)i;
			return ERR_OK;
		}
	return ERR_STORAGE;
}

/* Where the parcel goes, as the methods' areas see it. */
struct destination { bool kazakhstan; struct str city; /* folded */ };

static enum err is_same_city(struct store *store, struct arena *arena, const struct destination *to, struct str city_slug, bool *ret_same)
{
	struct q_delivery_city_row row;
	bool same = false;

	TRY(q_delivery_city(store, arena, &(struct q_delivery_city){ .slug = city_slug }, &row));
	const struct str names[] = { row.name_kk, row.name_ru, row.name_en, row.slug };
	for (size_t i = 0; i < sizeof names / sizeof names[0] && !same; i++) {
		struct str folded;
		TRY(address_city_fold(arena, names[i], &folded));
		same = str_eq(folded, to->city);
	}
	*ret_same = same && to->kazakhstan == str_eq_z(row.country, "KZ");
	return ERR_OK;
}

static bool reaches(struct str area, const struct destination *to, bool same_city)
{
	if (str_eq_z(area, "city"))
		return same_city;
	return str_eq_z(area, "world") || to->kazakhstan;
}

static int area_rank(struct str area)
{
	return str_eq_z(area, "city") ? 0 : str_eq_z(area, "country") ? 1 : 2;
}

/* Parcels abroad are not offered to somebody at home: a method of the same kind for a narrower area goes before. */
static bool is_surpassed(const struct q_delivery_methods_row *rows, size_t count, const struct q_delivery_methods_row *row,
			 const struct destination *to, bool same_city)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(rows[i].kind, row->kind) && area_rank(rows[i].area) < area_rank(row->area) && reaches(rows[i].area, to, same_city))
			return true;
	return false;
}

static enum err offer_methods(struct store *store, struct arena *arena, const struct cart_part *part, const struct destination *to,
			      enum lang lang, struct delivery_offer *offer)
{
	struct q_delivery_methods_row *rows = NULL;
	size_t count = 0;
	bool same_city = false;

	TRY(q_delivery_methods(store, arena, &(struct q_delivery_methods){ .creator_id = part->creator_id, .lang = lang_code(lang) }, &rows,
			       &count));
	TRY(is_same_city(store, arena, to, part->city_slug, &same_city));
	offer->methods = ARENA_ARRAY(arena, struct delivery, count);
	if (offer->methods == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		bool is_free = !rows[i].free_from_minor_is_null && part->items_minor >= rows[i].free_from_minor;
		struct delivery *method = &offer->methods[offer->method_count];
		if (!reaches(rows[i].area, to, same_city) || is_surpassed(rows, count, &rows[i], to, same_city))
			continue;
		TRY(delivery_kind_parse(rows[i].kind, &method->kind));
		method->id = rows[i].id;
		method->price_minor = is_free ? 0 : rows[i].price_minor;
		method->days_min = rows[i].days_min;
		method->days_max = rows[i].days_max;
		method->pickup = method->kind == DELIVERY_PICKUP ? rows[i].pickup : (struct str){ NULL, 0 };
		offer->method_count++;
	}
	return ERR_OK;
}

static const struct delivery *method_of(const struct delivery_offer *offer, int64_t method_id)
{
	for (size_t i = 0; i < offer->method_count; i++)
		if (offer->methods[i].id == method_id)
			return &offer->methods[i];
	return NULL;
}

enum err delivery_offers(struct store *store, struct arena *arena, int64_t checkout_id, const struct cart *cart, const struct address *address,
			 enum lang lang, struct delivery_offer **ret_offers)
{
	struct destination to = { .kazakhstan = address->country == &countries[COUNTRY_KZ] };
	struct delivery_offer *offers = ARENA_ARRAY(arena, struct delivery_offer, cart->part_count);
	struct q_checkout_deliveries_row *chosen = NULL;
	size_t chosen_count = 0;

	if (offers == NULL)
		return ERR_MEMORY;
	TRY(address_city_fold(arena, address->city, &to.city));
	TRY(q_checkout_deliveries(store, arena, &(struct q_checkout_deliveries){ .checkout_id = checkout_id }, &chosen, &chosen_count));
	for (size_t i = 0; i < cart->part_count; i++) {
		offers[i].creator_id = cart->parts[i].creator_id;
		TRY(offer_methods(store, arena, &cart->parts[i], &to, lang, &offers[i]));
		for (size_t k = 0; k < chosen_count; k++)
			if (chosen[k].creator_id == offers[i].creator_id)
				offers[i].chosen = method_of(&offers[i], chosen[k].delivery_method_id);
	}
	*ret_offers = offers;
	return ERR_OK;
}

enum err delivery_choose(struct store *store, int64_t checkout_id, const struct delivery_offer *offer, int64_t method_id)
{
	if (method_of(offer, method_id) == NULL)
		return ERR_INPUT;
	return q_checkout_delivery_put(
		store,
		&(struct q_checkout_delivery_put){ .checkout_id = checkout_id, .creator_id = offer->creator_id, .delivery_method_id = method_id },
		NULL);
}
