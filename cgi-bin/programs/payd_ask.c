/* Questions: what the processor knows about a payment, asked by the clock or because a callback or the buyer's return says it is time. */
#include "base/log.h"
#include "model/settle.h"
#include "programs/payd.h"
#include "query/hook.h"
#include "query/payment.h"

#define ASK_AGAIN_MS CLOCK_MINUTE_MS      /* after a question that went unanswered */
#define NEVER_NAMED_MS (5 * CLOCK_MINUTE_MS) /* past the page's close: a page whose address nobody learnt was paid by nobody */
#define HOOK_KEPT_MS (3 * CLOCK_DAY_MS)   /* a callback about something unknown is tried again for so long */

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
	return q_payment_query_at(payd->store, &(struct q_payment_query_at){ .id = about->payment.id, .query_at_ms = end_ms }, NULL);
}

static enum err ask_prepare(struct payd *payd, struct payd_case *about, bool *ret_wanted, int64_t now_ms)
{
	struct q_payment_query_claim_row row;
	TRY(q_payment_query_claim(payd->store, payd->arena,
				  &(struct q_payment_query_claim){ .now_ms = now_ms, .again_ms = now_ms + ASK_AGAIN_MS }, &row));
	TRY(payd_case_read(payd, row.id, about));
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

/* The payment that a callback means: by the processor's name for it, else by ours. ERR_NONE: neither is known (yet). */
static enum err hook_payment(struct payd *payd, const struct q_hook_claim_row *row, int64_t *ret_id)
{
	struct q_payment_find_ref_row by_ref;
	struct q_payment_find_public_row by_public;
	struct public_id id;
	enum err err = q_payment_find_ref(payd->store, payd->arena, &(struct q_payment_find_ref){ .processor_ref = row->object_ref }, &by_ref);
	if (err == ERR_OK)
		*ret_id = by_ref.id;
	if (err != ERR_NONE)
		return err;
	if (row->client_ref.p == NULL || public_id_parse(row->client_ref, &id) != ERR_OK)
		return ERR_NONE;
	TRY(q_payment_find_public(payd->store, payd->arena, &(struct q_payment_find_public){ .public_id = public_id_bytes(&id) }, &by_public));
	*ret_id = by_public.id;
	return ERR_OK;
}

static enum err hook_done(struct payd *payd, int64_t id, int64_t now_ms)
{
	return q_hook_done(payd->store, &(struct q_hook_done){ .id = id, .now_ms = now_ms }, NULL);
}

static enum err hook_later(struct payd *payd, const struct q_hook_claim_row *row, int64_t now_ms)
{
	if (now_ms - row->received_ms > HOOK_KEPT_MS) {
		LOG(LOG_WARNING, "callback_about_nothing_known", LOG_T(LOG_TRACE, row->object_ref));
		return hook_done(payd, row->id, now_ms);
	}
	return q_hook_again(payd->store,
			    &(struct q_hook_again){ .id = row->id, .next_at_ms = now_ms + payment_call_pause_ms(row->tries) }, NULL);
}

static enum err hook_prepare(struct payd *payd, struct q_hook_claim_row *row, struct payd_case *about, bool *ret_wanted, int64_t now_ms)
{
	int64_t payment_id = 0;
	TRY(q_hook_claim(payd->store, payd->arena, &(struct q_hook_claim){ .now_ms = now_ms, .again_ms = now_ms + ASK_AGAIN_MS }, row));
	enum err err = hook_payment(payd, row, &payment_id);
	if (err == ERR_NONE)
		return hook_later(payd, row, now_ms);
	TRY(err);
	TRY(payd_case_read(payd, payment_id, about));
	bool same_page = about->payment.processor_ref.n == 0 || str_eq(about->payment.processor_ref, row->object_ref);
	if (about->payment.state == PAYMENT_REVIEW || (about->payment.state == PAYMENT_CAPTURED && same_page))
		return hook_done(payd, row->id, now_ms); /* there is nothing it could add */
	*ret_wanted = true;
	return ERR_OK;
}

static enum err hook_answered(struct payd *payd, const struct q_hook_claim_row *row, struct payd_case *about, enum processor_verdict verdict,
			      const struct processor_page *page, int64_t now_ms)
{
	TRY(payd_case_read(payd, about->payment.id, about));
	if (verdict != PROCESSOR_ANSWERED && verdict != PROCESSOR_INTEGRITY && verdict != PROCESSOR_NOT_FOUND)
		return hook_later(payd, row, now_ms);
	bool same_page = about->payment.processor_ref.n == 0 || str_eq(about->payment.processor_ref, row->object_ref);
	if (verdict == PROCESSOR_ANSWERED)
		TRY(payd_apply_page(payd, about, page, now_ms));
	else if (verdict == PROCESSOR_INTEGRITY && same_page)
		TRY(payd_apply_review(payd, about, CAUSE_MISMATCH, STR("answer_to_query"), now_ms));
	return hook_done(payd, row->id, now_ms);
}

enum err payd_hook_step(struct payd *payd)
{
	struct q_hook_claim_row row;
	struct payd_case about;
	struct processor_page page = { .status = PROCESSOR_OPEN };
	bool wanted = false;
	TRY(store_begin_write(payd->store, STORE_MARKET));
	TRY(ended(payd, hook_prepare(payd, &row, &about, &wanted, clock_now_ms())));
	if (!wanted)
		return ERR_OK;
	enum processor_verdict verdict = ask(payd, &about, row.object_ref, &page);
	TRY(store_begin_write(payd->store, STORE_MARKET));
	return ended(payd, hook_answered(payd, &row, &about, verdict, &page, clock_now_ms()));
}
