/* The order page of a buyer, by its unguessable link. GET /{lang}/order/{token}; POST /{lang}/order/{token}/again. */
#ifndef AINA_PAGES_ORDER_H
#define AINA_PAGES_ORDER_H

#include "web/route.h"

enum err order_show(struct exchange *x);
enum err order_again_post(struct exchange *x);

#endif
