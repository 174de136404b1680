/* Forgetting people (model/keep.h): guests who never ordered, and the contact of orders that are long closed. */
#include "model/keep.h"

#include "query/cart.h"
#include "query/checkout.h"
#include "query/keep.h"
#include "query/key.h"
#include "query/order.h"
#include "query/session.h"
#include "store/person_key.h"

/* Guests whose rows went in the transaction at hand; their keys follow when it has been committed. */
struct gone { int64_t person_ids[2 * KEEP_BATCH]; size_t count; };

/* One open checkout with its guest and draft address. Deliveries and holds go with it. */
static enum err forget_checkout(struct store *store, int64_t id, int64_t person_id, int64_t address_id, int64_t before_ms, struct gone *gone)
{
	int64_t changes = 0;

	TRY(q_checkout_forget(store, &(struct q_checkout_forget){ .id = id, .before_ms = before_ms }, &changes));
	if (changes == 0)
		return ERR_OK; /* used or placed meanwhile */
	if (address_id != 0)
		TRY(q_address_delete(store, &(struct q_address_delete){ .id = address_id }, NULL));
	TRY(q_person_forget(store, &(struct q_person_forget){ .id = person_id }, &changes));
	if (changes == 1 && gone->count < sizeof gone->person_ids / sizeof gone->person_ids[0])
		gone->person_ids[gone->count++] = person_id;
	return ERR_OK;
}

/* A cart whose checkout, if it has an open one, goes first: the cascade would leave the guest behind. */
static enum err forget_cart(struct keeping *keeping, int64_t cart_id, struct gone *gone)
{
	struct q_checkout_open_in_cart_row row;
	enum err err = q_checkout_open_in_cart(keeping->store, keeping->arena, &(struct q_checkout_open_in_cart){ .cart_id = cart_id }, &row);

	if (err == ERR_OK)
		err = forget_checkout(keeping->store, row.id, row.person_id, row.address_id_is_null ? 0 : row.address_id, INT64_MAX, gone);
	if (err != ERR_OK && err != ERR_NONE)
		return err;
	return q_cart_forget(keeping->store, &(struct q_cart_forget){ .id = cart_id }, NULL);
}

/* After the commit: a crash before this leaves keys without persons, which keep_keys() sweeps. */
static enum err destroy_keys(struct keeping *keeping, const struct gone *gone)
{
	for (size_t i = 0; i < gone->count; i++) {
		enum err err = seal_person_destroy(keeping->store, gone->person_ids[i]);
		if (err != ERR_OK && err != ERR_NONE)
			return err;
		keeping->erased = true;
	}
	return ERR_OK;
}

static enum err end_step(struct keeping *keeping, enum err err, const struct gone *gone)
{
	if (err == ERR_OK)
		err = store_commit(keeping->store, STORE_MARKET);
	if (err != ERR_OK) {
		store_rollback(keeping->store, STORE_MARKET);
		return err;
	}
	return destroy_keys(keeping, gone);
}

static enum err forget_stale(struct keeping *keeping, int64_t before_ms, struct gone *gone, int64_t *ret_count)
{
	struct q_checkout_stale_row *rows = NULL;
	size_t count = 0;

	TRY(q_checkout_stale(keeping->store, keeping->arena, &(struct q_checkout_stale){ .before_ms = before_ms, .count = KEEP_BATCH }, &rows,
			     &count));
	for (size_t i = 0; i < count; i++)
		TRY(forget_checkout(keeping->store, rows[i].id, rows[i].person_id, rows[i].address_id_is_null ? 0 : rows[i].address_id, before_ms,
				    gone));
	*ret_count = (int64_t)count;
	return ERR_OK;
}

enum err keep_checkouts(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	struct gone gone = { .count = 0 };

	TRY(store_begin_write(keeping->store, STORE_MARKET));
	return end_step(keeping, forget_stale(keeping, now_ms - KEEP_CHECKOUT_MS, &gone, ret_count), &gone);
}

static enum err forget_carts(struct keeping *keeping, int64_t before_ms, struct gone *gone, int64_t *ret_count)
{
	struct q_cart_abandoned_row *rows = NULL;
	size_t count = 0;

	TRY(q_cart_abandoned(keeping->store, keeping->arena, &(struct q_cart_abandoned){ .before_ms = before_ms, .count = KEEP_BATCH }, &rows,
			     &count));
	for (size_t i = 0; i < count; i++)
		TRY(forget_cart(keeping, rows[i].id, gone));
	*ret_count = (int64_t)count;
	return ERR_OK;
}

enum err keep_carts(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	struct gone gone = { .count = 0 };

	TRY(store_begin_write(keeping->store, STORE_MARKET));
	return end_step(keeping, forget_carts(keeping, now_ms - KEEP_CART_MS, &gone, ret_count), &gone);
}

/* What market.db knows of a session: its cart, and which orders it placed. */
static enum err forget_traces(struct keeping *keeping, int64_t session_id, struct gone *gone)
{
	struct q_cart_of_session_row cart;

	TRY(q_order_forget_session(keeping->store, &(struct q_order_forget_session){ .session_id = session_id }, NULL));
	enum err err = q_cart_of_session(keeping->store, keeping->arena, &(struct q_cart_of_session){ .session_id = session_id }, &cart);
	if (err == ERR_OK)
		return forget_cart(keeping, cart.id, gone);
	return err == ERR_NONE ? ERR_OK : err;
}

static enum err forget_sessions(struct keeping *keeping, const struct q_session_expired_row *rows, size_t count, int64_t now_ms)
{
	enum err err = store_begin_write(keeping->store, STORE_SESSION);

	for (size_t i = 0; i < count && err == ERR_OK; i++)
		err = q_session_forget(keeping->store, &(struct q_session_forget){ .id = rows[i].id, .now_ms = now_ms }, NULL);
	if (err == ERR_OK)
		err = store_commit(keeping->store, STORE_SESSION);
	if (err != ERR_OK)
		store_rollback(keeping->store, STORE_SESSION);
	return err;
}

/* Traces first: a session row without traces hurts nobody and is found again, traces without their session would not be. */
enum err keep_sessions(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	struct q_session_expired_row *rows = NULL;
	struct gone gone = { .count = 0 };
	size_t count = 0;
	enum err err = ERR_OK;

	TRY(q_session_expired(keeping->store, keeping->arena, &(struct q_session_expired){ .now_ms = now_ms, .count = KEEP_BATCH }, &rows, &count));
	if (count > 0) {
		TRY(store_begin_write(keeping->store, STORE_MARKET));
		for (size_t i = 0; i < count && err == ERR_OK; i++)
			err = forget_traces(keeping, rows[i].id, &gone);
		TRY(end_step(keeping, err, &gone));
		TRY(forget_sessions(keeping, rows, count, now_ms));
	}
	*ret_count = (int64_t)count;
	return ERR_OK;
}

/* A guest whose orders are long closed: the orders stay, name and address become unreadable. */
static enum err shred(struct keeping *keeping, int64_t person_id)
{
	struct gone gone = { .person_ids = { person_id }, .count = 1 };

	TRY(store_begin_write(keeping->store, STORE_MARKET));
	enum err err = q_keep_person_index(keeping->store, &(struct q_keep_person_index){ .id = person_id }, NULL);
	if (err == ERR_OK)
		err = q_keep_person_tracking(keeping->store, &(struct q_keep_person_tracking){ .person_id = person_id }, NULL);
	return end_step(keeping, err, &gone);
}

static enum err judge_key(struct keeping *keeping, int64_t person_id, int64_t now_ms, bool *ret_went)
{
	const struct gone gone = { .person_ids = { person_id }, .count = 1 };
	struct q_keep_person_row row;
	enum err err = q_keep_person(keeping->store, keeping->arena,
				     &(struct q_keep_person){ .id = person_id, .before_ms = now_ms - KEEP_CONTACT_MS }, &row);

	*ret_went = true;
	if (err == ERR_NONE)
		return destroy_keys(keeping, &gone);
	TRY(err);
	if (str_eq_z(row.kind, "guest") && row.orders > 0 && row.open_parts == 0)
		return shred(keeping, person_id);
	*ret_went = false;
	return ERR_OK;
}

/* One stretch of the never-ending walk over all keys: those of nobody, and those of long closed orders. */
enum err keep_keys(struct keeping *keeping, int64_t now_ms, int64_t *ret_count)
{
	struct q_person_keys_after_row *rows = NULL;
	size_t count = 0;
	int64_t went = 0;

	TRY(q_person_keys_after(keeping->store, keeping->arena,
				&(struct q_person_keys_after){ .after_id = keeping->key_cursor, .before_ms = now_ms - KEEP_LOST_KEY_MS,
							       .count = KEEP_BATCH },
				&rows, &count));
	for (size_t i = 0; i < count; i++) {
		bool gone;
		TRY(judge_key(keeping, rows[i].person_id, now_ms, &gone));
		went += gone;
		keeping->key_cursor = rows[i].person_id;
	}
	if (count < KEEP_BATCH)
		keeping->key_cursor = 0;
	*ret_count = went;
	return ERR_OK;
}
