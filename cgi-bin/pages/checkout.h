/* Checkout pages: address, delivery, review. What stands in a form is stored sealed at each step, so that going back finds it again.
 * POST /{lang}/checkout/begin; GET and POST /{lang}/checkout, /{lang}/checkout/delivery; POST /{lang}/checkout/without;
 * GET /{lang}/checkout/review; POST /{lang}/checkout/place. */
#ifndef AINA_PAGES_CHECKOUT_H
#define AINA_PAGES_CHECKOUT_H

#include "model/order_draft.h"
#include "pages/checkout_form.h"
#include "web/route.h"

enum err checkout_begin_post(struct exchange *x);
enum err checkout_address_show(struct exchange *x);
enum err checkout_address_post(struct exchange *x);
enum err checkout_delivery_show(struct exchange *x);
enum err checkout_delivery_post(struct exchange *x);
enum err checkout_without_post(struct exchange *x);
enum err checkout_review_show(struct exchange *x);
enum err checkout_place_post(struct exchange *x);

/* For the pages among themselves. */

/* The draft of this visitor. ERR_NONE: there is nothing to check out. */
MUST_USE enum err checkout_draft(struct exchange *x, struct order_draft *ret_draft);
/* Until when the goods are held if the shopper does something now. */
int64_t checkout_hold_until(const struct exchange *x);
/* 303 to a page of the checkout: "cart", "checkout", "checkout/delivery", … */
MUST_USE enum err checkout_goto(struct exchange *x, struct str path);
/* Nothing on these pages can help: only the cart can. */
bool checkout_needs_cart(const struct exchange *x, const struct order_draft *draft);
/* The page where what is missing can be given. */
struct str checkout_page_for(enum draft_lack lack);
/* One entry for each part of the cart; without a choice the cheapest is preselected. */
MUST_USE enum err checkout_delivery_shops(struct exchange *x, const struct order_draft *draft, struct delivery_shop **ret_shops);

#endif
