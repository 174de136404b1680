/* Cart pages. GET /{lang}/cart; POST /{lang}/cart/add, /quantity, /remove. */
#ifndef AINA_PAGES_CART_H
#define AINA_PAGES_CART_H

#include "web/route.h"

/* 422: the cart as it is, and why a step before it was refused. */
enum err cart_refuse(struct exchange *x, struct message why);

enum err cart_show(struct exchange *x);
enum err cart_add_post(struct exchange *x);
enum err cart_quantity_post(struct exchange *x);
enum err cart_remove_post(struct exchange *x);

#endif
