/* Questions: what the processor knows about a payment, asked by the clock or because a callback or the buyer's return says it is time. */
#include "base/log.h"
#include "model/hook.h"
#include "model/payment_page.h"
#include "programs/payd.h"

#define ASK_AGAIN_MS CLOCK_MINUTE_MS      /* after a question that went unanswered */
#define NEVER_NAMED_MS (5 * CLOCK_MINUTE_MS) /* past the page's close: a page whose address nobody learnt was paid by nobody */

static enum err ended(struct payd *payd, enum err err)
{
	if (err == ERR_OK)
		err = store_commit(payd->store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(payd->store, STORE_MARKET);
	return err;
}

/* Sends the question; no transaction is open. */
static enum processor_verdict ask(struct payd *payd, const struct payd_case *about, struct str ref, struct processor_page *ret_page)
{
	struct http_request request;
	struct http_answer answer;
	if (payd->processor->query(payd->arena, &payd->account, ref, &request) != ERR_OK)
		return PROCESSOR_NOT_SENT;
	return payd_send(payd, about, "query", ref, &request, &answer, ret_page);
}

static enum err answered(struct payd *payd, struct payd_case *about, enum processor_verdict verdict, const struct processor_page *page,
			 int64_t now_ms)
{
	if (verdict == PROCESSOR_ANSWERED)
		return payd_apply_page(payd, about, page, now_ms);
	if (verdict == PROCESSOR_INTEGRITY)
		return payd_apply_review(payd, about, CAUSE_MISMATCH, STR("answer_to_query"), now_ms);
	return payd_apply_nothing(payd, about, now_ms);
}

/* By the clock --------------------------------------------------------------------------------------------------------- */

static enum err unnamed(struct payd *payd, struct payd_case *about, int64_t now_ms)
{
	int64_t end_ms = about->payment.expires_ms + NEVER_NAMED_MS;
	if (now_ms >= end_ms)
		return payd_apply_end(payd, about, PAYMENT_EXPIRED, CAUSE_NO_ANSWER, now_ms);
	return payment_ask_at(payd->store, &about->payment, end_ms);
}

static enum err ask_prepare(struct payd *payd, struct payd_case *about, bool *ret_wanted, int64_t now_ms)
{
	int64_t payment_id = 0;
	TRY(payment_ask_claim(payd->store, payd->arena, now_ms, now_ms + ASK_AGAIN_MS, &payment_id));
	TRY(payd_case_read(payd, payment_id, about));
	*ret_wanted = about->payment.processor_ref.n > 0;
	return *ret_wanted ? ERR_OK : unnamed(payd, about, now_ms);
}

enum err payd_ask_step(struct payd *payd)
{
	struct payd_case about;
	struct processor_page page = { .status = PROCESSOR_OPEN };
	bool wanted = false;
	TRY(store_begin_write(payd->store, STORE_MARKET));
	TRY(ended(payd, ask_prepare(payd, &about, &wanted, clock_now_ms())));
	if (!wanted)
		return ERR_OK;
	enum processor_verdict verdict = ask(payd, &about, about.payment.processor_ref, &page);
	TRY(store_begin_write(payd->store, STORE_MARKET));
	enum err err = payd_case_read(payd, about.payment.id, &about);
	if (err == ERR_OK)
		err = answered(payd, &about, verdict, &page, clock_now_ms());
	return ended(payd, err);
}

/* By callback ---------------------------------------------------------------------------------------------------------- */

static enum err put_off(struct payd *payd, const struct hook *hook, int64_t now_ms)
{
	bool given_up = false;
	TRY(hook_later(payd->store, hook, now_ms, &given_up));
	if (given_up)
		LOG(LOG_WARNING, "callback_about_nothing_known", LOG_T(LOG_TRACE, hook->ref));
	return ERR_OK;
}

static enum err hook_prepare(struct payd *payd, struct hook *hook, struct payd_case *about, bool *ret_wanted, int64_t now_ms)
{
	int64_t payment_id = 0;
	TRY(hook_claim(payd->store, payd->arena, now_ms, now_ms + ASK_AGAIN_MS, hook));
	enum err err = hook_payment(payd->store, payd->arena, hook, &payment_id);
	if (err == ERR_NONE)
		return put_off(payd, hook, now_ms);
	TRY(err);
	TRY(payd_case_read(payd, payment_id, about));
	bool same_page = about->payment.processor_ref.n == 0 || str_eq(about->payment.processor_ref, hook->ref);
	if (about->payment.state == PAYMENT_REVIEW || (about->payment.state == PAYMENT_CAPTURED && same_page))
		return hook_done(payd->store, hook, now_ms); /* there is nothing it could add */
	*ret_wanted = true;
	return ERR_OK;
}

static enum err hook_answered(struct payd *payd, const struct hook *hook, struct payd_case *about, enum processor_verdict verdict,
			      const struct processor_page *page, int64_t now_ms)
{
	TRY(payd_case_read(payd, about->payment.id, about));
	if (verdict != PROCESSOR_ANSWERED && verdict != PROCESSOR_INTEGRITY && verdict != PROCESSOR_NOT_FOUND)
		return put_off(payd, hook, now_ms);
	bool same_page = about->payment.processor_ref.n == 0 || str_eq(about->payment.processor_ref, hook->ref);
	if (verdict == PROCESSOR_ANSWERED)
		TRY(payd_apply_page(payd, about, page, now_ms));
	else if (verdict == PROCESSOR_INTEGRITY && same_page)
		TRY(payd_apply_review(payd, about, CAUSE_MISMATCH, STR("answer_to_query"), now_ms));
	return hook_done(payd->store, hook, now_ms);
}

enum err payd_hook_step(struct payd *payd)
{
	struct hook hook;
	struct payd_case about;
	struct processor_page page = { .status = PROCESSOR_OPEN };
	bool wanted = false;
	TRY(store_begin_write(payd->store, STORE_MARKET));
	TRY(ended(payd, hook_prepare(payd, &hook, &about, &wanted, clock_now_ms())));
	if (!wanted)
		return ERR_OK;
	enum processor_verdict verdict = ask(payd, &about, hook.ref, &page);
	TRY(store_begin_write(payd->store, STORE_MARKET));
	return ended(payd, hook_answered(payd, &hook, &about, verdict, &page, clock_now_ms()));
}
