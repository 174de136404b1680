/* Working off the mail queue: which mail is due, whom it is for, what it speaks of.
 * Promises: a mail is claimed by one maild only; one whose sender died goes out again under the same Message-ID; after three days of
 * trying it is given up. Never: keeps an address or a text. */
#ifndef AINA_MODEL_MAIL_SEND_H
#define AINA_MODEL_MAIL_SEND_H

#include "base/clock.h"
#include "base/lang.h"
#include "base/money.h"
#include "base/random.h"
#include "model/mail.h"

struct mail {
	int64_t id, group_id, suborder_id, shipment_id; /* 0: none */
	enum mail_kind kind;
	struct str message_id;
	int64_t tries; /* with this one */
	int64_t created_ms;
};

/* Takes one due mail. Write transaction of market.db. ERR_NONE: none is due. */
MUST_USE enum err mail_claim(struct store *store, struct arena *arena, int64_t now_ms, struct mail *ret_mail);
MUST_USE enum err mail_sent(struct store *store, const struct mail *mail, int64_t now_ms);
/* Tried in vain: again after a while, or never when it is too old (*ret_dead) or `for_good`. */
MUST_USE enum err mail_failed(struct store *store, const struct mail *mail, bool for_good, int64_t now_ms, bool *ret_dead);
MUST_USE enum err mail_orphans(struct store *store, int64_t before_ms, int64_t now_ms, int64_t *ret_count);
/* Pause after try `tries`: 30 s, 1, 2, 4 … minutes, at most 6 hours. */
int64_t mail_pause_ms(int64_t tries);

struct mail_goods { struct str title, label; int64_t quantity, total_minor; bool made_to_order; int64_t making_min, making_max; };
struct mail_parcel {
	int64_t id;
	struct str number, state, delivery_kind, pickup_place, creator;
	int64_t days_min, days_max, delivery_minor, total_minor;
	struct mail_goods *goods;
	size_t goods_count;
};
/* What a mail can say. */
struct mail_content {
	struct public_id order_id;
	struct str number;
	enum lang lang;
	enum currency currency;
	int64_t items_minor, delivery_minor, total_minor;
	struct str email; /* opened from its seal */
	bool open;        /* the payment is not settled yet */
	struct public_id payment_id;
	int64_t pay_until_ms;
	struct mail_parcel *parcels;
	size_t parcel_count; /* all, or the one that the mail is about */
	struct str carrier, tracking;
};
/* Read transactions of market.db and keys.db. ERR_GONE: the person's key was destroyed; ERR_NONE: the order is not there (any more). */
MUST_USE enum err mail_content(struct store *store, struct arena *arena, const struct mail *mail, struct mail_content *ret_content);

#endif
