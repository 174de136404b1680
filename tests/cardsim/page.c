/* The hosted page: what a shopper sees when the shop sends him to pay. Plain HTML, no scripts, and no field that a real card could be
 * typed into: the test cards are chosen from a list. */
#include <strings.h>

#include "sim.h"

enum word { W_TITLE, W_TO_PAY, W_NOTE, W_CARDS, W_GOOD, W_BAD, W_SECURE, W_PAY, W_BACK, W_DECLINED, W_CLOSED, W_BANK, W_BANK_ASKS, W_YES, W_NO,
	W_REFUSED, W_UNTIL, W_LOST, W__COUNT };
enum { KK, RU, EN };
static const char *const words[W__COUNT][3] = {
	[W_TITLE] = { "Төлем", "Оплата", "Payment" },
	[W_TO_PAY] = { "Төлеуге", "К оплате", "To pay" },
	[W_NOTE] = { "Бұл — сынақ банкінің беті. Нағыз карта керек емес, ақша алынбайды.",
		     "Это страница тестового банка. Настоящая карта не нужна, деньги не списываются.",
		     "This is the page of a test bank. No real card is needed and no money moves." },
	[W_CARDS] = { "Сынақ картасын таңдаңыз", "Выберите тестовую карту", "Choose a test card" },
	[W_GOOD] = { "төлем өтеді", "оплата пройдёт", "the payment succeeds" },
	[W_BAD] = { "банк бас тартады", "банк откажет", "the bank declines" },
	[W_SECURE] = { "банк растауды сұрайды (3-D Secure)", "банк попросит подтверждение (3-D Secure)", "the bank asks to confirm (3-D Secure)" },
	[W_PAY] = { "Төлеу", "Оплатить", "Pay" },
	[W_BACK] = { "Төлемей, дүкенге оралу", "Вернуться в магазин без оплаты", "Back to the shop without paying" },
	[W_DECLINED] = { "Банк бас тартты: қаражат жеткіліксіз. Басқа картаны таңдаңыз.", "Банк отказал: недостаточно средств. Выберите другую карту.",
			 "The bank declined: insufficient funds. Choose another card." },
	[W_CLOSED] = { "Бұл төлем беті жабылған.", "Эта страница оплаты закрыта.", "This payment page is closed." },
	[W_BANK] = { "Банк растауы", "Подтверждение банка", "Confirmation by the bank" },
	[W_BANK_ASKS] = { "Осы төлемді растайсыз ба?", "Подтверждаете этот платёж?", "Do you confirm this payment?" },
	[W_YES] = { "Растаймын", "Подтвердить", "Confirm" },
	[W_NO] = { "Бас тарту", "Отклонить", "Refuse" },
	[W_REFUSED] = { "Төлем расталмады. Қайталап көріңіз.", "Платёж не подтверждён. Попробуйте ещё раз.", "The payment was not confirmed. Try again." },
	[W_UNTIL] = { "Бет мына уақытқа дейін ашық (Қазақстан уақыты):", "Страница открыта до (время Казахстана):",
		    "This page is open until (Kazakhstan time):" },
	[W_LOST] = { "Мұндай бет жоқ.", "Такой страницы нет.", "There is no such page." },
};
static const char *const lang_codes[] = { "kk", "ru", "en" };
static const char *const lang_names[] = { "Қазақша", "Русский", "English" };

static const char style[] =
	":root{color-scheme:light dark;--paper:#fbfaf8;--ink:#1d1b19;--soft:#6a645c;--line:#dcd6cd;--go:#1f5f4a;--on:#fff}"
	"@media(prefers-color-scheme:dark){:root{--paper:#191817;--ink:#f1ede7;--soft:#aaa299;--line:#3b3733;--go:#7fd0b0;--on:#10201a}}"
	"*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}"
	"main{max-width:30rem;margin:0 auto;padding:2.5rem 1.25rem}nav{display:flex;gap:1rem;font-size:.875rem}a{color:inherit}"
	"h1{font-size:1.375rem;margin:1.5rem 0 .25rem}.sum{font-size:2.25rem;font-weight:650;margin:.25rem 0 0;font-variant-numeric:tabular-nums}"
	".note,.soft{color:var(--soft);font-size:.9375rem}.note{border-left:3px solid var(--line);padding-left:.75rem}"
	"fieldset{border:1px solid var(--line);border-radius:.625rem;padding:.5rem 1rem;margin:1.5rem 0}legend{padding:0 .375rem}"
	"label{display:flex;gap:.75rem;padding:.625rem 0;align-items:baseline}label+label{border-top:1px solid var(--line)}"
	"label span{display:block}label small{color:var(--soft)}button{font:inherit;font-weight:600;width:100%;padding:.875rem;border:0;"
	"border-radius:.625rem;background:var(--go);color:var(--on);cursor:pointer}button.quiet{background:none;color:inherit;border:1px solid var(--line);"
	"margin-top:.75rem}:focus-visible{outline:3px solid var(--go);outline-offset:2px}.bad{border:1px solid #b3402e;border-radius:.625rem;padding:.75rem 1rem}"
	".back{display:inline-block;margin-top:1.5rem}";

static void escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '&')
			buf_put_z(out, "&amp;");
		else if (*text == '<')
			buf_put_z(out, "&lt;");
		else if (*text == '"')
			buf_put_z(out, "&quot;");
		else
			buf_put_c(out, *text);
	}
}

/* "22 350 ₸": the amount with its decimals only when there are some. */
static void amount_put(struct buf *out, const json_t *session)
{
	char digits[32];
	json_int_t minor = json_integer_value(json_object_get(session, "amount_total"));
	int n = snprintf(digits, sizeof(digits), "%lld", (long long)(minor / 100));
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buf_put_z(out, "\u00a0");
		buf_put_c(out, digits[i]);
	}
	if (minor % 100 != 0) {
		buf_put_c(out, ',');
		buf_put_c(out, (char)('0' + minor % 100 / 10));
		buf_put_c(out, (char)('0' + minor % 10));
	}
	const char *currency = text_of(session, "currency");
	buf_put_z(out, strcmp(currency, "kzt") == 0 ? "\u00a0₸" : strcmp(currency, "usd") == 0 ? "\u00a0$" : strcmp(currency, "eur") == 0 ? "\u00a0€" : "\u00a0₽");
}

/* ?lang= first, then the language of the shop's page it came from, then the API's locale. */
static int lang_of(const struct sim_request *request, const json_t *session)
{
	char wanted[8], path[8];
	bool asked = form_get(request->query, "lang", wanted, sizeof(wanted));
	for (int i = 0; i < 3; i++)
		if (asked && strcmp(wanted, lang_codes[i]) == 0)
			return i;
	for (int i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "/%s/", lang_codes[i]);
		if (strstr(text_of(session, "success_url"), path) != NULL)
			return i;
	}
	return strcmp(text_of(session, "locale"), "en") == 0 ? EN : RU;
}

static void page_begin(struct buf *out, const struct sim_request *request, int lang, const json_t *session)
{
	buf_put_z(out, "<!doctype html><html lang=\"");
	buf_put_z(out, lang_codes[lang]);
	buf_put_z(out, "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
	buf_put_z(out, words[W_TITLE][lang]);
	buf_put_z(out, "</title><link rel=\"icon\" href=\"data:,\"><style>");
	buf_put_z(out, style);
	buf_put_z(out, "</style></head><body><main><nav aria-label=\"Language\">");
	for (int i = 0; i < 3; i++) {
		buf_put_z(out, "<a href=\"");
		buf_put(out, request->path);
		buf_put_z(out, "?lang=");
		buf_put_z(out, lang_codes[i]);
		buf_put_z(out, i == lang ? "\" aria-current=\"true\" lang=\"" : "\" lang=\"");
		buf_put_z(out, lang_codes[i]);
		buf_put_z(out, "\">");
		buf_put_z(out, lang_names[i]);
		buf_put_z(out, "</a>");
	}
	buf_put_z(out, "</nav>");
	if (session == NULL)
		return;
	buf_put_z(out, "<h1>");
	escaped(out, text_of(session, "_title"));
	buf_put_z(out, "</h1><p class=\"soft\">");
	buf_put_z(out, words[W_TO_PAY][lang]);
	buf_put_z(out, "</p><p class=\"sum\">");
	amount_put(out, session);
	buf_put_z(out, "</p>");
}

static void page_end(struct buf *out, int lang, const json_t *session)
{
	if (session != NULL) {
		buf_put_z(out, "<a class=\"back\" href=\"");
		escaped(out, text_of(session, "cancel_url"));
		buf_put_z(out, "\">");
		buf_put_z(out, words[W_BACK][lang]);
		buf_put_z(out, "</a>");
	}
	buf_put_z(out, "</main></body></html>");
}

static void message(struct sim_reply *reply, const struct sim_request *request, int status, int lang, enum word word, const json_t *session)
{
	reply->status = status;
	page_begin(&reply->body, request, lang, session);
	buf_put_z(&reply->body, "<p class=\"bad\">");
	buf_put_z(&reply->body, words[word][lang]);
	buf_put_z(&reply->body, "</p>");
	page_end(&reply->body, lang, session);
}

static void form_open(struct buf *out, const struct sim_request *request, int lang)
{
	buf_put_z(out, "<form method=\"post\" action=\"");
	buf_put(out, request->path);
	buf_put_z(out, "?lang=");
	buf_put_z(out, lang_codes[lang]);
	buf_put_z(out, "\">");
}

static void pay_page(struct sim_reply *reply, const struct sim_request *request, int lang, const json_t *session, const enum word *wrong)
{
	static const struct { const char *number, *shown; enum word what; } cards[] = {
		{ "4242424242424242", "4242 4242 4242 4242", W_GOOD },
		{ "4000000000000002", "4000 0000 0000 0002", W_BAD },
		{ "4000000000003220", "4000 0000 0000 3220", W_SECURE },
	};
	struct buf *out = &reply->body;
	char until[32];
	const struct civil civil =
		clock_civil((int64_t)json_integer_value(json_object_get(session, "expires_at")) * 1000, CLOCK_ALMATY_OFFSET_MS);
	reply->status = wrong == NULL ? 200 : 402;
	page_begin(out, request, lang, session);
	buf_put_z(out, "<p class=\"note\">");
	buf_put_z(out, words[W_NOTE][lang]);
	buf_put_z(out, "</p>");
	if (wrong != NULL) {
		buf_put_z(out, "<p class=\"bad\" role=\"alert\">");
		buf_put_z(out, words[*wrong][lang]);
		buf_put_z(out, "</p>");
	}
	form_open(out, request, lang);
	buf_put_z(out, "<fieldset><legend>");
	buf_put_z(out, words[W_CARDS][lang]);
	buf_put_z(out, "</legend>");
	for (size_t i = 0; i < sizeof(cards) / sizeof(cards[0]); i++) {
		buf_put_z(out, "<label><input type=\"radio\" name=\"card\" value=\"");
		buf_put_z(out, cards[i].number);
		buf_put_z(out, i == 0 ? "\" checked><span>" : "\"><span>");
		buf_put_z(out, cards[i].shown);
		buf_put_z(out, "<br><small>");
		buf_put_z(out, words[cards[i].what][lang]);
		buf_put_z(out, "</small></span></label>");
	}
	buf_put_z(out, "</fieldset><button>");
	buf_put_z(out, words[W_PAY][lang]);
	buf_put_c(out, ' ');
	amount_put(out, session);
	buf_put_z(out, "</button></form><p class=\"soft\">");
	buf_put_z(out, words[W_UNTIL][lang]);
	buf_put_c(out, ' ');
	(void)snprintf(until, sizeof(until), "%02d.%02d.%04d %02d:%02d", civil.day, civil.month, civil.year, civil.hour, civil.minute);
	buf_put_z(out, until);
	buf_put_z(out, "</p>");
	page_end(out, lang, session);
}

static void challenge_page(struct sim_reply *reply, const struct sim_request *request, int lang, const json_t *session)
{
	struct buf *out = &reply->body;
	reply->status = 200;
	page_begin(out, request, lang, session);
	buf_put_z(out, "<h1>");
	buf_put_z(out, words[W_BANK][lang]);
	buf_put_z(out, "</h1><p>");
	buf_put_z(out, words[W_BANK_ASKS][lang]);
	buf_put_z(out, "</p>");
	form_open(out, request, lang);
	buf_put_z(out, "<button name=\"answer\" value=\"yes\">");
	buf_put_z(out, words[W_YES][lang]);
	buf_put_z(out, "</button><button class=\"quiet\" name=\"answer\" value=\"no\">");
	buf_put_z(out, words[W_NO][lang]);
	buf_put_z(out, "</button></form>");
	page_end(out, lang, session);
}

static void see_other(struct sim_reply *reply, const char *url)
{
	reply->status = 303;
	(void)snprintf(reply->location, sizeof(reply->location), "%s", url);
}

static void paid(struct sim *sim, struct sim_reply *reply, json_t *session, const char *card)
{
	books_pay(sim, session, card);
	see_other(reply, text_of(session, "success_url"));
}

static void pay_posted(struct sim *sim, struct sim_reply *reply, const struct sim_request *request, int lang, json_t *session)
{
	static const enum word declined = W_DECLINED, refused = W_REFUSED;
	char card[32], answer[8], url[512];
	books_count(sim, "page_posts");
	if (str_ends(request->path, STR("/challenge"))) {
		bool yes = form_get(request->body, "answer", answer, sizeof(answer)) && strcmp(answer, "yes") == 0;
		struct sim_request at_pay = *request;
		at_pay.path.n -= strlen("/challenge");
		if (yes)
			paid(sim, reply, session, "4000000000003220");
		else
			pay_page(reply, &at_pay, lang, session, &refused);
	} else if (!form_get(request->body, "card", card, sizeof(card)) || strcmp(card, "4000000000000002") == 0) {
		pay_page(reply, request, lang, session, &declined);
	} else if (strcmp(card, "4000000000003220") == 0) {
		(void)snprintf(url, sizeof(url), "%.*s/challenge?lang=%s", (int)request->path.n, request->path.p, lang_codes[lang]);
		see_other(reply, url);
	} else if (strcmp(card, "4242424242424242") == 0) {
		paid(sim, reply, session, card);
	} else {
		pay_page(reply, request, lang, session, &declined);
	}
}

void page_answer(struct sim *sim, const struct sim_request *request, struct sim_reply *reply)
{
	reply->content_type = "text/html; charset=utf-8";
	struct str id = str_starts(request->path, STR("/pay/")) ? str_from(request->path, 5) : (struct str){ NULL, 0 };
	json_t *session = books_session(sim, str_part(id, 0, str_index(id, '/')));
	int lang = lang_of(request, session);
	if (session == NULL)
		message(reply, request, 404, lang, W_LOST, NULL);
	else if (strcmp(text_of(session, "payment_status"), "paid") == 0 && strcmp(request->method, "POST") == 0)
		see_other(reply, text_of(session, "success_url")); /* the second click of a double click */
	else if (strcmp(text_of(session, "status"), "open") != 0)
		message(reply, request, 410, lang, W_CLOSED, session);
	else if (strcmp(request->method, "POST") == 0)
		pay_posted(sim, reply, request, lang, session);
	else if (str_ends(request->path, STR("/challenge")))
		challenge_page(reply, request, lang, session);
	else
		pay_page(reply, request, lang, session, NULL);
}
