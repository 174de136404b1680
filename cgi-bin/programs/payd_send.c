/* What all kinds of work share: the case at hand, and the one place where something is sent. */
#include "base/log.h"
#include "model/payment_page.h"
#include "programs/payd.h"

enum err payd_case_read(struct payd *payd, int64_t payment_id, struct payd_case *ret_case)
{
	struct payd_case about = { .cancel_asked = false };
	struct payment_order row;
	char id_text[PUBLIC_ID_CHARS];
	int64_t call_id;
	bool never_left;
	const struct conf *conf = payd->conf;
	TRY(payment_by_id(payd->store, payd->arena, payment_id, &about.payment));
	TRY(payment_order(payd->store, payd->arena, &about.payment, &row));
	enum err err = payment_call_newest(payd->store, payd->arena, payment_id, PAYMENT_CANCEL, &call_id, &never_left);
	if (err != ERR_OK && err != ERR_NONE)
		return err;
	about.cancel_asked = err == ERR_OK;
	struct processor_order *order = &about.order;
	struct str lang = lang_code(row.lang);
	order->lang = row.lang;
	order->reference = arena_copy(payd->arena, public_id_text(&about.payment.public_id, id_text));
	order->amount = about.payment.amount;
	order->expires_ms = about.payment.expires_ms;
	order->title = arena_format(payd->arena, "%.*s %.*s", (int)conf->site_name.n, conf->site_name.p, (int)row.number.n, row.number.p);
	order->return_url = arena_format(payd->arena, "%.*s/%.*s/pay/%.*s?from=processor", (int)conf->site_origin.n, conf->site_origin.p,
					 (int)lang.n, lang.p, (int)order->reference.n, order->reference.p);
	if (arena_failed(payd->arena))
		return ERR_MEMORY;
	*ret_case = about;
	return ERR_OK;
}

enum processor_verdict payd_send(struct payd *payd, const struct payd_case *about, const char *operation, struct str ref,
				 const struct http_request *request, struct http_answer *ret_answer, struct processor_page *ret_page)
{
	*ret_answer = (struct http_answer){ .outcome = HTTP_UNKNOWN };
	gate_take(&payd->gate);
	enum err err = http_send(payd->http, payd->arena, request, ret_answer);
	enum processor_verdict verdict =
		err != ERR_OK ? PROCESSOR_UNKNOWN
			      : payd->processor->read(payd->arena, &payd->account, &about->order, ref, ret_answer, ret_page);
	/* Refusals of one order say nothing about the processor's health; silence, floods and refused keys do. */
	bool good = verdict == PROCESSOR_ANSWERED || verdict == PROCESSOR_REFUSED_INPUT || verdict == PROCESSOR_INTEGRITY ||
		    verdict == PROCESSOR_NOT_FOUND || verdict == PROCESSOR_KEY_BUSY;
	gate_report(&payd->gate, good, ret_answer->retry_after_s * 1000, clock_monotonic_ms());
	enum log_level level = verdict == PROCESSOR_ANSWERED ? LOG_INFO : verdict == PROCESSOR_INTEGRITY ? LOG_ERROR : LOG_WARNING;
	LOG(level, "processor_call", LOG_N(LOG_PAYMENT, about->payment.id), LOG_Z(LOG_OPERATION, operation),
	    LOG_T(LOG_KIND, processor_verdict_name(verdict)), LOG_N(LOG_HTTP, ret_answer->status), LOG_N(LOG_CURL, ret_answer->curl_code),
	    LOG_T(LOG_TRACE, ret_answer->trace), LOG_N(LOG_DURATION_US, ret_answer->duration_ms * 1000));
	return verdict;
}
