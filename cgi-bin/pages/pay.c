#include "pages/pay.h"

#include "model/order_view.h"
#include "model/payment_buyer.h"
#include "pages/checkout_form.h"
#include "pages/goods.h"
#include "store/seal.h"
#include "template.h"

#define FIRST_SECONDS_MS (6 * CLOCK_SECOND_MS) /* the processor usually answers within these */
#define REFRESH_SOON_S 1
#define REFRESH_S 3

static enum err payment_of(struct exchange *x, struct public_id *ret_id, struct payment_view *ret_view)
{
	if (public_id_parse(x->parameters[0], ret_id) != ERR_OK)
		return ERR_NONE;
	return payment_view(serve_app(x)->store, x->arena, ret_id, ret_view);
}

static struct url pay_url(struct exchange *x)
{
	return url_path_id(x->arena, x->lang, STR("pay"), x->parameters[0]);
}

/* "checkout.stripe.com" of "https://checkout.stripe.com/c/…"; empty when it is not the host that the configuration names. */
static struct str processor_host(const struct exchange *x, struct str url)
{
	const struct str schemes[] = { STR("https://"), STR("http://") };

	for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
		if (!str_starts(url, schemes[i]))
			continue;
		struct str rest = str_from(url, schemes[i].n), host = str_part(rest, 0, str_index(rest, '/'));
		/* Without TLS only where the site itself has none: at a developer's. */
		if (str_eq(host, serve_app(x)->conf.stripe_pay_host) && (i == 0 || !serve_app(x)->conf.https))
			return host;
	}
	return (struct str){ NULL, 0 };
}

/* The link to the order is only for the browser that placed it: the address of this page travels through the processor. */
static enum err order_links(struct exchange *x, const struct payment_view *payment, struct pay_view *view)
{
	char token[SEAL_LINK_SIZE];
	int64_t session_id, order_id;

	TRY(order_session(serve_app(x)->store, x->arena, &payment->order_id, &session_id, &order_id));
	if (!x->visitor.has_session || session_id != x->visitor.session_id)
		return ERR_OK;
	TRY(seal_link_token(serve_app(x)->store, &payment->order_id, "order", token));
	view->order = url_path_id(x->arena, x->lang, STR("order"), str_from_z(token));
	view->again = goods_below(x->arena, view->order, STR("again"));
	return ERR_OK;
}

/* Which of the page's faces. Returns the seconds after which it loads itself again, 0: it stays. */
static int pay_face(const struct exchange *x, const struct payment_view *payment, struct pay_view *view)
{
	bool young = x->now_ms - payment->payment.created_ms < FIRST_SECONDS_MS;

	switch (payment->payment.state) {
	case PAYMENT_READY:
		view->preparing = true;
		return young ? REFRESH_SOON_S : REFRESH_S;
	case PAYMENT_WAITING:
		if (!payment->cancel_asked && view->processor_host.n > 0) {
			view->waiting = true;
			return view->came_back ? REFRESH_S : 0;
		}
		break;
	case PAYMENT_CAPTURED:
		view->paid = true;
		return 0;
	case PAYMENT_FAILED:
		view->failed = true;
		return 0;
	case PAYMENT_EXPIRED:
		view->expired = true;
		return 0;
	case PAYMENT_CANCELLED:
		view->cancelled = true;
		return 0;
	case PAYMENT_REVIEW:
		view->review = true;
		return 0;
	case PAYMENT_UNKNOWN:
	case PAYMENT_AUTHORIZED:
	case PAYMENT_STATE__COUNT:
		break;
	}
	view->unknown = true;
	return REFRESH_S;
}

static enum err pay_page(struct exchange *x, const struct payment_view *payment, bool came_back)
{
	struct pay_view view = {
		.order_number = payment->order_number,
		.total = payment->payment.amount,
		.processor_host = processor_host(x, payment->payment.pay_url),
		.expires = { payment->payment.expires_ms },
		.came_back = came_back,
	};

	TRY(page_begin(x, &view.page));
	TRY(page_text(x, MESSAGE(TITLE_PAY), &view.page.title));
	view.page.plain_head = true;
	view.go = goods_below(x->arena, pay_url(x), STR("go"));
	view.cancel = goods_below(x->arena, pay_url(x), STR("cancel"));
	TRY(order_links(x, payment, &view));
	x->reply.refresh_s = pay_face(x, payment, &view);
	return template_page_pay(&x->reply.body, x->lang, &view);
}

/* Asks payd to look. The one write behind a GET in this program: it can be repeated at will and settles nothing by itself, so the row
 * names no transaction and the handler opens its own. */
static enum err ask_processor(struct exchange *x, const struct public_id *id)
{
	struct serve_app *app = serve_app(x);
	bool asked = false;

	TRY(store_begin_write(app->store, STORE_MARKET));
	enum err err = payment_ask_now(app->store, x->arena, id, x->now_ms, &asked);
	if (err == ERR_OK)
		err = store_commit(app->store, STORE_MARKET);
	if (err != ERR_OK) {
		store_rollback(app->store, STORE_MARKET);
		return err;
	}
	if (asked)
		wake_send(app->wake, &app->conf, "payd");
	return ERR_OK;
}

static enum err show_payment(struct exchange *x, bool came_back)
{
	struct serve_app *app = serve_app(x);
	struct payment_view payment;
	struct public_id id;

	TRY(payment_of(x, &id, &payment));
	/* The order was committed before this page could be asked for: now payd can see it. */
	if (payment.payment.state == PAYMENT_READY)
		wake_send(app->wake, &app->conf, "payd");
	return pay_page(x, &payment, came_back && !payment_is_settled(payment.payment.state));
}

enum err pay_show(struct exchange *x)
{
	const struct pay_query *query = x->form.input;
	struct store *store = serve_app(x)->store;
	bool came_back = query->from.raw.n > 0 && query->from.value == 0;
	struct public_id id;

	if (public_id_parse(x->parameters[0], &id) != ERR_OK)
		return ERR_NONE;
	if (came_back)
		TRY(ask_processor(x, &id));
	TRY(store_begin_read(store, STORE_MARKET));
	enum err err = show_payment(x, came_back);
	store_rollback(store, STORE_MARKET);
	return err;
}

enum err pay_go(struct exchange *x)
{
	struct payment_view payment;
	struct public_id id;

	TRY(payment_of(x, &id, &payment));
	if (payment.payment.state != PAYMENT_WAITING || payment.cancel_asked || processor_host(x, payment.payment.pay_url).n == 0)
		return reply_see_other(&x->reply, pay_url(x).s);
	return reply_leave(&x->reply, payment.payment.pay_url);
}

enum err pay_cancel_post(struct exchange *x)
{
	struct public_id id;
	bool queued;

	if (public_id_parse(x->parameters[0], &id) != ERR_OK)
		return ERR_NONE;
	TRY(payment_cancel(serve_app(x)->store, x->arena, &id, x->now_ms, &queued));
	return reply_see_other(&x->reply, pay_url(x).s);
}
