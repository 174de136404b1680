/* Forms of the program `checkout`: what its pages read, as data, so that `aina routes` and the tests can read it too.
 * The structs of forms that come back filled in stand in pages/view/checkout.h. */
#ifndef AINA_PAGES_CHECKOUT_FORM_H
#define AINA_PAGES_CHECKOUT_FORM_H

#include "pages/view/checkout.h"

/* GET /cart?added=<variant>: what was just put in; ?why=…: what a step before this page has to say. */
struct cart_query { struct input_id added; struct input_choice why; };
enum cart_why { WHY_LESS, WHY_LINES, WHY_CREATORS, WHY_NOT_FOR_SALE, WHY_AGAIN, WHY_LOOK, WHY_CHECKOUT, WHY_MUCH, WHY__COUNT };
extern const struct str cart_why_words[]; /* by enum cart_why */
extern const struct form cart_query_form, cart_add_form, cart_quantity_form, cart_remove_form;

/* POST /checkout/without: takes the goods of a maker who does not deliver there out of the cart. */
struct without_form { struct input_id maker; };
extern const struct form checkout_begin_form, checkout_address_form, checkout_delivery_form, checkout_without_form, checkout_review_form;

/* ?from=processor: the browser was sent back by the processor; that proves nothing, so we ask. */
struct pay_query { struct input_choice from; };
extern const struct form pay_query_form;

#endif
