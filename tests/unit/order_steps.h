/* The steps of a purchase on a real database, for tests of the model: from an empty cart to the reviewed draft and the order.
 * `now` is their clock; CHECK tells which statement failed, also in a forked child. */
#ifndef AINA_TESTS_ORDER_STEPS_H
#define AINA_TESTS_ORDER_STEPS_H

#include "order_case.h"

#include <signal.h>
#include <sys/wait.h>
#include "model/order_freeze.h"
#include "model/order_number.h"
#include "model/order_place.h"
#include "model/order_view.h"
#include "model/payment_buyer.h"
#include "model/session.h"
#include "query/checkout.h"
#include "query/order.h"

/* In a forked child a failed assertion of cmocka would go on with the parent's tests: it says where and ends instead. */
static bool is_child;
static int64_t now = NOW; /* children move it: ids of forked processes would meet in one millisecond */
static struct store *failing; /* whose last failure is told */
#define MUST(condition)                                                                          \
	do {                                                                                     \
		if (is_child && !(condition)) {                                                  \
			dprintf(2, "# %s:%d: %s\n", __FILE__, __LINE__, #condition);             \
			_exit(1);                                                                \
		}                                                                                \
		if (!is_child)                                                                   \
			assert_true(condition);                                                  \
	} while (0)
#define CHECK(call)                                                                              \
	do {                                                                                     \
		enum err checked_ = (call);                                                      \
		if (checked_ != ERR_OK)                                                          \
			dprintf(2, "# %s:%d: %s %d %s\n", __FILE__, __LINE__, err_name(checked_), failing ? store_last_failure(failing)->sqlite : 0, \
				failing != NULL ? store_last_failure(failing)->statement : ""); \
		MUST(checked_ == ERR_OK);                                                        \
	} while (0)

/* SQLite must not be carried through a fork: the parent's store is closed while children live. */
static inline pid_t child(struct order_case *c)
{
	store_close(c->store);
	c->store = failing = NULL;
	pid_t pid = fork();
	assert_true(pid >= 0);
	is_child = pid == 0;
	now += 1000; /* for the parent too: the next child starts elsewhere */
	return pid;
}

/* A shopper with a session in this store. */
struct shopper { struct order_case *c; struct store *store; int64_t session_id; };

static struct shopper shopper_new(struct order_case *c, struct store *store)
{
	struct session session;
	failing = store;
	CHECK(session_make(store, now, &session));
	return (struct shopper){ c, store, session.id };
}

static struct cart_added put(const struct shopper *s, int64_t variant, int64_t quantity)
{
	struct cart_added added;
	int64_t pieces;
	CHECK(store_begin_write(s->store, STORE_MARKET));
	CHECK(cart_add(s->store, s->c->arena, s->session_id, variant, quantity, LANG_RU, now, &added, &pieces));
	CHECK(store_commit(s->store, STORE_MARKET));
	return added;
}

static inline struct cart look(const struct shopper *s, int64_t now_ms)
{
	struct cart cart;
	CHECK(store_begin_read(s->store, STORE_MARKET));
	CHECK(cart_load(s->store, s->c->arena, s->session_id, LANG_RU, now_ms, &cart));
	store_rollback(s->store, STORE_MARKET);
	return cart;
}

static enum err begin(const struct shopper *s, int64_t at_ms, struct checkout *ret_checkout)
{
	struct cart cart;
	CHECK(store_begin_write(s->store, STORE_MARKET));
	CHECK(cart_load(s->store, s->c->arena, s->session_id, LANG_RU, at_ms, &cart));
	enum err err = cart.pieces == 0 || cart.any_gone ? ERR_CONFLICT
							 : checkout_begin(s->store, s->c->arena, &cart, LANG_RU, at_ms, at_ms + 15 * CLOCK_MINUTE_MS, ret_checkout);
	if (err != ERR_OK) {
		store_rollback(s->store, STORE_MARKET);
		return err;
	}
	return store_commit(s->store, STORE_MARKET);
}

static void give_address(const struct shopper *s, struct checkout *checkout, const char *city, const char *country)
{
	const struct contact contact = {
		.email = STR("buyer@example.kz"),
		.address = { .country = country_find(str_from_z(country)), .name = STR("Айгерім Сейітова"), .phone = STR("+77012345678"), .city = str_from_z(city),
			     .street = STR("Абая"), .building = STR("1"), .postcode = STR("050000"), .note = STR("звонить") },
	};
	CHECK(store_begin_write(s->store, STORE_MARKET));
	CHECK(checkout_set_contact(s->store, s->c->arena, checkout, &contact, LANG_RU, now));
	CHECK(store_commit(s->store, STORE_MARKET));
}

static struct order_draft draft_of(const struct shopper *s, int64_t now_ms)
{
	struct order_draft draft;
	CHECK(store_begin_read(s->store, STORE_MARKET));
	CHECK(order_draft_load(s->store, s->c->arena, &s->c->conf, s->session_id, LANG_RU, now_ms, &draft));
	store_rollback(s->store, STORE_MARKET);
	return draft;
}

static void choose_first(const struct shopper *s)
{
	struct order_draft draft;
	CHECK(store_begin_write(s->store, STORE_MARKET));
	CHECK(order_draft_load(s->store, s->c->arena, &s->c->conf, s->session_id, LANG_RU, now, &draft));
	for (size_t i = 0; i < draft.cart.part_count; i++)
		CHECK(delivery_choose(s->store, draft.checkout.id, &draft.offers[i], draft.offers[i].methods[0].id));
	CHECK(store_commit(s->store, STORE_MARKET));
}

static enum err place_inside(const struct shopper *s, const struct public_id *token, const struct public_id *seen, struct place_result *ret_result)
{
	const struct place_request request = { .conf = &s->c->conf, .session_id = s->session_id, .token = *token, .seen = *seen, .news = true,
					       .lang = LANG_RU, .now_ms = now };
	return order_place(s->store, s->c->arena, &request, ret_result);
}

static struct place_result place(const struct shopper *s, const struct public_id *token, const struct public_id *seen)
{
	struct place_result result;
	CHECK(store_begin_write(s->store, STORE_MARKET));
	CHECK(place_inside(s, token, seen, &result));
	CHECK(store_commit(s->store, STORE_MARKET));
	return result;
}

/* All the way to the review page: the draft as it would be shown. */
static struct order_draft reviewed(const struct shopper *s)
{
	struct checkout checkout;
	CHECK(begin(s, now, &checkout));
	give_address(s, &checkout, "Алматы", "KZ");
	choose_first(s);
	struct order_draft draft = draft_of(s, now);
	MUST(draft.lack == DRAFT_COMPLETE);
	return draft;
}

#endif
