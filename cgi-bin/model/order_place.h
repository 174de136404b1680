/* Placing an order: the one transaction from a reviewed checkout to an order that waits for its payment.
 * Promises: the order, its parts and frozen lines, the stock, the consents, the events, the mail and the payment are all there or none
 * is; one order for each checkout token, however often and from however many places it is posted; nothing is placed that differs from
 * what the review page showed. Never speaks to a processor. */
#ifndef AINA_MODEL_ORDER_PLACE_H
#define AINA_MODEL_ORDER_PLACE_H

#include "base/conf.h"
#include "model/order_draft.h"

/* Versions of the texts that are agreed to; they grow when the text changes. */
#define ORDER_TERMS_VERSION 1
#define ORDER_NEWS_VERSION 1

struct place_request {
	const struct conf *conf; /* rates and processor */
	int64_t session_id;
	struct public_id token;  /* the checkout's public id */
	struct public_id seen;   /* order_draft_digest() of the page it was posted from */
	bool news;               /* wants news; the terms were agreed to, or there is no request */
	enum lang lang;
	int64_t now_ms;
};

enum place_outcome {
	PLACE_DONE,    /* .payment_id says where to go; the same for every repeat */
	PLACE_UNKNOWN, /* no such checkout of this session */
	PLACE_CHANGED, /* prices, quantities or delivery are not what was shown: show the review again */
	PLACE_LACKING, /* .lack says what is missing */
};
struct place_result {
	enum place_outcome outcome;
	enum draft_lack lack;
	bool repeat; /* it was placed before */
	struct public_id payment_id;
};

/* Inside a write transaction of market.db. On any error the caller rolls back; on PLACE_CHANGED and PLACE_LACKING nothing was written.
 * After the commit wake "payd" and "maild". */
MUST_USE enum err order_place(struct store *store, struct arena *arena, const struct place_request *request, struct place_result *ret_result);

#endif
