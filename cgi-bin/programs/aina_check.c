/* aina check: the invariants of the house, proved on the live databases. Reads only. */
#include "base/clock.h"
#include "programs/aina.h"
#include "query/check.h"
#include "query/check_catalogue.h"
#include "store/care.h"

/* Each line: the query's name in db/query/check*.sql without "check_", and what it proves. CHECK_NOW: it takes the time. */
#define CHECKS(CHECK, CHECK_NOW)                                                                                              \
	CHECK(stock_moves, "a variant's stock is the sum of its moves")                                                       \
	CHECK(hold_open, "only open checkouts hold stock")                                                                    \
	CHECK_NOW(hold_stock, "live holds do not exceed the stock")                                                           \
	CHECK(order_sums, "an order is the sum of its parts")                                                                 \
	CHECK(part_sums, "an order's part is the sum of its lines")                                                           \
	CHECK(line_shares, "tax and commission lie within their line")                                                        \
	CHECK(order_moves, "pieces ordered left the stock, pieces of dead orders came back")                                  \
	CHECK(events_state, "the last event of an order says its state")                                                      \
	CHECK(payment_there, "every order has a payment")                                                                     \
	CHECK(payment_one, "an order has one payment that may bring money")                                                   \
	CHECK(payment_amount, "a payment is for its order's total")                                                           \
	CHECK(paid_captured, "what counts as paid was captured")                                                              \
	CHECK(captured_paid, "what was captured counts as paid")                                                              \
	CHECK(payment_events, "the last event of a payment says its state")                                                   \
	CHECK(terms_agreed, "every buyer agreed to the terms")                                                                \
	CHECK(sent_shipment, "what was sent has a shipment, and nothing else has")                                            \
	CHECK(checkout_order, "a checkout became an order exactly if it was placed")                                          \
	CHECK(address_owner, "an address is that of an order or of a checkout")                                               \
	CHECK(listing_whole, "a published listing has a text and something to buy")                                           \
	CHECK(shelf_counts, "the shop window's counts are right")                                                             \
	CHECK(shelf_cards, "every listing in the window stands on its shelves")

#define RUN_BODY(name, ...)                                          \
	struct q_check_##name##_row row;                             \
	enum err err = q_check_##name(store, arena, __VA_ARGS__ &row); \
	if (err == ERR_OK)                                           \
		*ret_row = row.row;                                  \
	return err;
#define RUN(name, sentence) \
	static enum err run_##name(struct store *store, struct arena *arena, struct str *ret_row) { RUN_BODY(name) }
#define RUN_NOW(name, sentence)                                                                     \
	static enum err run_##name(struct store *store, struct arena *arena, struct str *ret_row)   \
	{                                                                                           \
		const struct q_check_##name now = { .now_ms = clock_now_ms() };                     \
		RUN_BODY(name, &now, )                                                              \
	}
CHECKS(RUN, RUN_NOW)

#define ENTRY(name, sentence) { #name, sentence, run_##name },
static const struct {
	const char *name, *sentence;
	/* ERR_NONE: holds; ERR_OK: broken, *ret_row says where. */
	enum err (*run)(struct store *store, struct arena *arena, struct str *ret_row);
} checks[] = { CHECKS(ENTRY, ENTRY) };
#define CHECK_COUNT (sizeof checks / sizeof checks[0])

#define FILES_SENTENCE "the files are whole, their references lead somewhere, their schema is this program's"

static int list(void)
{
	(void)printf("%-16s %s\n", "files", FILES_SENTENCE);
	for (size_t i = 0; i < CHECK_COUNT; i++)
		(void)printf("%-16s %s\n", checks[i].name, checks[i].sentence);
	return AINA_DONE;
}

/* 1 when something is wrong with the files themselves. */
static size_t check_files(const struct aina *aina)
{
	BUF_AUTO struct buf report;

	buf_init(&report, (size_t)64 * 1024);
	if (store_check(&aina->conf, &report) == ERR_OK)
		return 0;
	(void)printf("BROKEN files (%s):\n%.*s", FILES_SENTENCE, (int)report.n, report.p);
	return 1;
}

int aina_check(struct aina *aina)
{
	size_t broken;

	if (aina->argc == 2 && strcmp(aina->argv[1], "--list") == 0)
		return list();
	if (aina->argc != 1)
		return aina_refuse(AINA_USAGE, "check [--list]");
	broken = check_files(aina);
	for (size_t i = 0; i < CHECK_COUNT; i++) {
		struct str row;
		enum err err = checks[i].run(aina->store, aina->arena, &row);
		if (err == ERR_OK) {
			broken++;
			(void)printf("BROKEN %s (%s): %.*s\n", checks[i].name, checks[i].sentence, (int)row.n, row.p);
		} else if (err != ERR_NONE) {
			return aina_failed(aina, checks[i].name, err, (struct str){ NULL, 0 });
		}
	}
	(void)printf("%zu checks, %zu broken\n", CHECK_COUNT + 1, broken);
	return broken > 0 ? AINA_FOUND : AINA_DONE;
}
