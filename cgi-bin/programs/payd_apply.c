/* What proven facts do to payment and order. */
#include "base/log.h"
#include "model/payment_page.h"
#include "model/settle.h"
#include "programs/payd.h"

static void moved(struct payd *payd, const struct payment *payment, enum payment_state from, enum payment_cause cause)
{
	enum log_level level = payment->state == PAYMENT_REVIEW ? LOG_ERROR : LOG_INFO;
	if (payment->state == from)
		return;
	LOG(level, "payment_moved", LOG_N(LOG_PAYMENT, payment->id), LOG_N(LOG_ORDER, payment->group_id),
	    LOG_T(LOG_KIND, payment_state_name(payment->state)), LOG_T(LOG_WHY, payment_cause_name(cause)));
	payd->order_moved = payd->order_moved || payment_is_settled(payment->state);
}

enum err payd_apply_review(struct payd *payd, struct payd_case *about, enum payment_cause cause, struct str why, int64_t now_ms)
{
	enum payment_state from = about->payment.state;
	TRY(settle_review(payd->store, &about->payment, cause, why, now_ms));
	moved(payd, &about->payment, from, cause);
	return ERR_OK;
}

enum err payd_apply_end(struct payd *payd, struct payd_case *about, enum payment_state to, enum payment_cause cause, int64_t now_ms)
{
	enum payment_state from = about->payment.state;
	TRY(settle_ended(payd->store, payd->arena, &about->payment, to, cause, now_ms));
	moved(payd, &about->payment, from, cause);
	return ERR_OK;
}

enum err payd_apply_nothing(struct payd *payd, struct payd_case *about, int64_t now_ms)
{
	struct payment *payment = &about->payment;
	if (payment_is_settled(payment->state))
		return ERR_OK;
	int64_t next_ms = payment_next_query(payment->created_ms, payment->expires_ms, now_ms);
	if (next_ms == 0)
		return payd_apply_review(payd, about, CAUSE_NO_ANSWER, STR("nobody_can_tell"), now_ms);
	return payment_ask_at(payd->store, payment, next_ms);
}

/* The processor has it: from here on it has a name, and a page while it is open. */
static enum err page_known(struct payd *payd, struct payd_case *about, const struct processor_page *page, int64_t now_ms)
{
	struct payment *payment = &about->payment;
	if (payment->processor_ref.n == 0)
		TRY(payment_page_named(payd->store, payment, page->ref, page->url));
	if (payment->state != PAYMENT_READY && payment->state != PAYMENT_UNKNOWN)
		return ERR_OK;
	enum payment_state from = payment->state;
	TRY(payment_move(payd->store, payment, PAYMENT_WAITING, CAUSE_CREATED, (struct str){ NULL, 0 }, now_ms));
	moved(payd, payment, from, CAUSE_CREATED);
	return ERR_OK;
}

static enum err page_paid(struct payd *payd, struct payd_case *about, int64_t now_ms)
{
	enum payment_state from = about->payment.state;
	TRY(settle_paid(payd->store, &about->payment, CAUSE_PAID, now_ms));
	moved(payd, &about->payment, from, about->payment.state == PAYMENT_REVIEW ? CAUSE_LATE_SUCCESS : CAUSE_PAID);
	return ERR_OK;
}

enum err payd_apply_page(struct payd *payd, struct payd_case *about, const struct processor_page *page, int64_t now_ms)
{
	/* A second page for one payment is nobody's plan. Unpaid it harms nobody; paid it is money that a person must look at. */
	if (about->payment.processor_ref.n > 0 && !str_eq(about->payment.processor_ref, page->ref)) {
		if (page->status != PROCESSOR_PAID && page->status != PROCESSOR_PROCESSING)
			return ERR_OK;
		return payd_apply_review(payd, about, CAUSE_MISMATCH, STR("second_page_paid"), now_ms);
	}
	TRY(page_known(payd, about, page, now_ms));
	switch (page->status) {
	case PROCESSOR_PAID:
		return page_paid(payd, about, now_ms);
	case PROCESSOR_EXPIRED:
		return about->cancel_asked ? payd_apply_end(payd, about, PAYMENT_CANCELLED, CAUSE_BUYER_CANCELLED, now_ms)
					   : payd_apply_end(payd, about, PAYMENT_EXPIRED, CAUSE_PAGE_EXPIRED, now_ms);
	case PROCESSOR_OPEN:
	case PROCESSOR_PROCESSING:
		break;
	}
	return payd_apply_nothing(payd, about, now_ms);
}
