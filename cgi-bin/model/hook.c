#include "model/hook.h"

#include <sodium.h>

#include "base/random.h"
#include "query/hook.h"
#include "store/store.h"

enum err hook_keep(struct store *store, const struct hook_report *report, int64_t now_ms)
{
	unsigned char hash[crypto_generichash_BYTES];
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)report->body.p, report->body.n, NULL, 0);
	const struct q_hook_put row = {
		.id = id_new(now_ms),
		.processor = report->processor,
		.event_id = report->event_id,
		.event_type = report->event_type,
		.object_ref = report->ref,
		.client_ref = report->reference,
		.body_hash = { (const char *)hash, sizeof(hash) },
		.now_ms = now_ms,
	};
	TRY(store_begin_write(store, STORE_MARKET));
	enum err err = q_hook_put(store, &row, NULL);
	if (err == ERR_OK)
		err = store_commit(store, STORE_MARKET);
	if (err != ERR_OK)
		store_rollback(store, STORE_MARKET);
	return err;
}
