/* Calls that change something at the processor: making a page, closing it. Three phases: claim and seal in one transaction, send with
 * none open, and write what came of it in another. */
#include "base/log.h"
#include "model/payment_open.h"
#include "model/payment_page.h"
#include "model/settle.h"
#include "programs/payd.h"

struct sending {
	struct payment_call call;
	struct payd_case about;
	struct http_request request;
	bool wanted; /* there is something to send */
};

static enum err finish(struct payd *payd, const struct payment_call *call, enum payment_call_end end, int64_t next_ms, struct str class,
		       int64_t now_ms)
{
	const struct payment_call_result result = { .end = end, .next_ms = next_ms, .error_class = class };
	return payment_call_finish(payd->store, call, &result, now_ms);
}

/* Before sending ------------------------------------------------------------------------------------------------------- */

/* Fixes body and deadline. The hosted page's life begins with the first try that may reach the processor. */
static enum err seal(struct payd *payd, struct sending *sending, int64_t now_ms)
{
	struct payment_call *call = &sending->call;
	struct payment *payment = &sending->about.payment;
	int64_t deadline_ms = now_ms + payd->processor->key_life_ms;
	if (call->operation == PAYMENT_CREATE && !call->may_have_left) {
		TRY(payment_page_lives(payd->store, payment, now_ms + payment_page_life_ms(payd->conf)));
		sending->about.order.expires_ms = payment->expires_ms;
	}
	if (deadline_ms > payment->expires_ms)
		deadline_ms = payment->expires_ms; /* a page that is closed by then helps nobody */
	sending->about.order.idempotency_key = call->idempotency_key;
	if (call->operation == PAYMENT_CREATE)
		TRY(payd->processor->create(payd->arena, &payd->account, &sending->about.order, &sending->request));
	else
		TRY(payd->processor->cancel(payd->arena, &payd->account, payment->processor_ref, call->idempotency_key, &sending->request));
	TRY(payment_call_seal(payd->store, call, sending->request.body, call->may_have_left ? call->deadline_ms : deadline_ms));
	sending->wanted = true;
	return ERR_OK;
}

static enum err seal_or_give_up(struct payd *payd, struct sending *sending, int64_t now_ms)
{
	enum err err = seal(payd, sending, now_ms);
	if (err != ERR_CONFLICT && err != ERR_INPUT)
		return err;
	/* Other bytes under the same key (the site's address changed meanwhile), or bytes that cannot be sent: never sent, never guessed.
	 * The payment stays unknown until the page that may exist has closed; nobody was ever given its address. */
	LOG(LOG_ERROR, "call_not_repeatable", LOG_N(LOG_PAYMENT, sending->about.payment.id), LOG_Z(LOG_ERR, err_name(err)));
	if (sending->call.operation == PAYMENT_CREATE && !sending->call.may_have_left)
		TRY(payd_apply_end(payd, &sending->about, PAYMENT_FAILED, CAUSE_REFUSED, now_ms));
	return finish(payd, &sending->call, PAYMENT_CALL_DEAD, now_ms, STR("not_repeatable"), now_ms);
}

static enum err create_prepare(struct payd *payd, struct sending *sending, int64_t now_ms)
{
	struct payment_call *call = &sending->call;
	struct payment *payment = &sending->about.payment;
	bool over = call->may_have_left ? now_ms > call->deadline_ms : now_ms > payment->created_ms + payment_page_life_ms(payd->conf);
	if (payment->state != PAYMENT_READY && payment->state != PAYMENT_UNKNOWN)
		return finish(payd, call, PAYMENT_CALL_DONE, now_ms, STR("overtaken"), now_ms);
	if (call->may_have_left && payment->state == PAYMENT_READY) /* its sender died with it */
		TRY(payment_move(payd->store, payment, PAYMENT_UNKNOWN, CAUSE_REPLY_LOST, (struct str){ NULL, 0 }, now_ms));
	if (!over)
		return seal_or_give_up(payd, sending, now_ms);
	if (!call->may_have_left)
		TRY(payd_apply_end(payd, &sending->about, PAYMENT_FAILED, CAUSE_NEVER_SENT, now_ms));
	return finish(payd, call, PAYMENT_CALL_DEAD, now_ms, STR("deadline"), now_ms);
}

/* Nothing to close at the processor when nothing ever went there. */
static enum err cancel_unsent(struct payd *payd, struct sending *sending, int64_t create_id, int64_t now_ms)
{
	TRY(payment_call_drop(payd->store, create_id, now_ms));
	TRY(payd_apply_end(payd, &sending->about, PAYMENT_CANCELLED, CAUSE_BUYER_CANCELLED, now_ms));
	return finish(payd, &sending->call, PAYMENT_CALL_DONE, now_ms, STR("never_sent"), now_ms);
}

static enum err cancel_prepare(struct payd *payd, struct sending *sending, int64_t now_ms)
{
	struct payment_call *call = &sending->call;
	const struct payment *payment = &sending->about.payment;
	int64_t create_id = 0;
	bool never_left = false;
	if (payment_is_settled(payment->state))
		return finish(payd, call, PAYMENT_CALL_DONE, now_ms, STR("overtaken"), now_ms);
	if (now_ms > call->deadline_ms)
		return finish(payd, call, PAYMENT_CALL_DEAD, now_ms, STR("deadline"), now_ms);
	if (payment->processor_ref.n > 0)
		return seal_or_give_up(payd, sending, now_ms);
	TRY(payment_call_newest(payd->store, payd->arena, payment->id, PAYMENT_CREATE, &create_id, &never_left));
	if (never_left)
		return cancel_unsent(payd, sending, create_id, now_ms);
	/* It is not known yet whether there is a page to close. */
	return finish(payd, call, PAYMENT_CALL_AGAIN, now_ms + 5 * CLOCK_SECOND_MS, STR("page_unknown"), now_ms);
}

static enum err prepare(struct payd *payd, struct sending *sending, int64_t now_ms)
{
	TRY(payment_call_claim(payd->store, payd->arena, now_ms, &sending->call));
	TRY(payd_case_read(payd, sending->call.payment_id, &sending->about));
	return sending->call.operation == PAYMENT_CREATE ? create_prepare(payd, sending, now_ms) : cancel_prepare(payd, sending, now_ms);
}

/* After sending -------------------------------------------------------------------------------------------------------- */

static enum payment_call_end end_of(enum processor_verdict verdict)
{
	switch (verdict) {
	case PROCESSOR_ANSWERED:
	case PROCESSOR_REFUSED_INPUT:
	case PROCESSOR_INTEGRITY:
		return PAYMENT_CALL_DONE;
	case PROCESSOR_NOT_SENT:
	case PROCESSOR_LATER:
	case PROCESSOR_REFUSED_KEY:
	case PROCESSOR_NOT_FOUND:
		return PAYMENT_CALL_AGAIN;
	case PROCESSOR_UNKNOWN:
	case PROCESSOR_KEY_BUSY:
	case PROCESSOR_VERDICT__COUNT:
		break;
	}
	return PAYMENT_CALL_DOUBT;
}

static enum err created(struct payd *payd, struct sending *sending, enum processor_verdict verdict, const struct processor_page *page,
			int64_t now_ms)
{
	struct payd_case *about = &sending->about;
	if (verdict == PROCESSOR_ANSWERED)
		return payd_apply_page(payd, about, page, now_ms);
	if (verdict == PROCESSOR_INTEGRITY)
		return payd_apply_review(payd, about, CAUSE_MISMATCH, STR("answer_to_create"), now_ms);
	/* A refusal proves nothing about an earlier try: the processor checks the input before it looks at the key. */
	if (verdict == PROCESSOR_REFUSED_INPUT && !sending->call.may_have_left)
		return payd_apply_end(payd, about, PAYMENT_FAILED, CAUSE_REFUSED, now_ms);
	if (end_of(verdict) == PAYMENT_CALL_DOUBT && about->payment.state == PAYMENT_READY)
		return payment_move(payd->store, &about->payment, PAYMENT_UNKNOWN, CAUSE_REPLY_LOST, (struct str){ NULL, 0 }, now_ms);
	return ERR_OK;
}

static enum err cancelled(struct payd *payd, struct sending *sending, enum processor_verdict verdict, const struct processor_page *page,
			  int64_t now_ms)
{
	struct payd_case *about = &sending->about;
	if (verdict == PROCESSOR_ANSWERED)
		return payd_apply_page(payd, about, page, now_ms);
	if (verdict == PROCESSOR_INTEGRITY)
		return payd_apply_review(payd, about, CAUSE_MISMATCH, STR("answer_to_cancel"), now_ms);
	if (verdict == PROCESSOR_REFUSED_INPUT) /* it cannot be closed: paid or expired meanwhile. Ask which. */
		return payment_ask_at(payd->store, &about->payment, now_ms);
	return ERR_OK;
}

static enum err write_down(struct payd *payd, struct sending *sending, enum processor_verdict verdict, const struct http_answer *answer,
			   const struct processor_page *page, int64_t now_ms)
{
	/* Read again: a callback may have been worked off meanwhile by another payd. */
	TRY(payd_case_read(payd, sending->call.payment_id, &sending->about));
	const struct payment_call_result result = {
		.end = end_of(verdict),
		.next_ms = now_ms + payment_call_pause_ms(sending->call.tries),
		.http_status = answer->status,
		.curl_code = answer->curl_code,
		.trace = answer->trace,
		.error_class = processor_verdict_name(verdict),
	};
	TRY(payment_call_finish(payd->store, &sending->call, &result, now_ms));
	return sending->call.operation == PAYMENT_CREATE ? created(payd, sending, verdict, page, now_ms)
							 : cancelled(payd, sending, verdict, page, now_ms);
}

enum err payd_call_step(struct payd *payd)
{
	struct sending sending = { .wanted = false };
	struct http_answer answer;
	struct processor_page page = { .status = PROCESSOR_OPEN };
	TRY(store_begin_write(payd->store, STORE_MARKET));
	enum err err = prepare(payd, &sending, clock_now_ms());
	if (err == ERR_OK)
		err = store_commit(payd->store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(payd->store, STORE_MARKET);
	if (err != ERR_OK || !sending.wanted)
		return err;
	bool create = sending.call.operation == PAYMENT_CREATE;
	enum processor_verdict verdict =
		payd_send(payd, &sending.about, create ? "create" : "cancel",
			  create ? (struct str){ NULL, 0 } : sending.about.payment.processor_ref, &sending.request, &answer, &page);
	TRY(store_begin_write(payd->store, STORE_MARKET));
	err = write_down(payd, &sending, verdict, &answer, &page, clock_now_ms());
	if (err == ERR_OK)
		err = store_commit(payd->store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(payd->store, STORE_MARKET);
	return err;
}
