/* Pay pages: the state of a payment and the plain link to the processor's page. No card detail is ever asked for here.
 * GET /{lang}/pay/{id}, GET /{lang}/pay/{id}/go, POST /{lang}/pay/{id}/cancel. */
#ifndef AINA_PAGES_PAY_H
#define AINA_PAGES_PAY_H

#include "web/route.h"

enum err pay_show(struct exchange *x);
enum err pay_go(struct exchange *x);
enum err pay_cancel_post(struct exchange *x);

#endif
