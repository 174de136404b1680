#include "model/order_draft.h"

#include <sodium.h>

#include "query/cart.h"

/* Reads contact and deliveries; tells what is still missing. */
static enum err draft_delivery(struct store *store, struct arena *arena, enum lang lang, struct order_draft *draft)
{
	enum err err = checkout_contact(store, arena, &draft->checkout, &draft->contact);
	if (err == ERR_NONE) {
		if (draft->lack == DRAFT_COMPLETE)
			draft->lack = DRAFT_NO_ADDRESS;
		return ERR_OK;
	}
	TRY(err);
	TRY(delivery_offers(store, arena, draft->checkout.id, &draft->cart, &draft->contact.address, lang, &draft->offers));
	for (size_t i = 0; i < draft->cart.part_count; i++) {
		const struct delivery *chosen = draft->offers[i].chosen;
		if (chosen != NULL)
			TRY(money_add(draft->delivery_minor, chosen->price_minor, &draft->delivery_minor));
		else if (draft->lack == DRAFT_COMPLETE)
			draft->lack = DRAFT_NO_DELIVERY;
	}
	return ERR_OK;
}

enum err order_draft_load(struct store *store, struct arena *arena, const struct conf *conf, int64_t session_id, enum lang lang, int64_t now_ms,
			  struct order_draft *ret_draft)
{
	struct order_draft draft = { .lack = DRAFT_COMPLETE };
	struct q_cart_by_session_row cart;

	TRY(q_cart_by_session(store, arena, &(struct q_cart_by_session){ .session_id = session_id }, &cart));
	TRY(checkout_open(store, arena, cart.id, &draft.checkout));
	TRY(cart_load(store, arena, session_id, lang, now_ms, &draft.cart));
	if (draft.cart.pieces == 0 || draft.cart.any_gone)
		draft.lack = DRAFT_NO_GOODS;
	draft.items_minor = draft.cart.items_minor;
	TRY(draft_delivery(store, arena, lang, &draft));
	TRY(money_add(draft.items_minor, draft.delivery_minor, &draft.total_minor));
	if (draft.lack != DRAFT_NO_GOODS && draft.total_minor > order_most_minor(conf))
		draft.lack = DRAFT_TOO_MUCH;
	*ret_draft = draft;
	return ERR_OK;
}

struct public_id order_draft_digest(const struct order_draft *draft)
{
	struct public_id digest = cart_digest(&draft->cart);
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, sizeof digest.b);
	crypto_generichash_update(&state, digest.b, sizeof digest.b);
	crypto_generichash_update(&state, (const unsigned char *)&draft->checkout.address_id, sizeof draft->checkout.address_id);
	for (size_t i = 0; draft->offers != NULL && i < draft->cart.part_count; i++) {
		const struct delivery *chosen = draft->offers[i].chosen;
		const int64_t facts[] = { draft->offers[i].creator_id, chosen ? chosen->id : 0, chosen ? chosen->price_minor : 0 };
		crypto_generichash_update(&state, (const unsigned char *)facts, sizeof facts);
	}
	crypto_generichash_final(&state, digest.b, sizeof digest.b);
	return digest;
}
