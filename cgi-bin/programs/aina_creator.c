/* aina: commands about creators. */
#include "base/clock.h"
#include "model/login.h"
#include "programs/aina.h"
#include "query/listing_import.h"

/* Until creators have accounts, this link is their way in. It is printed and stored nowhere in clear. */
static int print_link(struct aina *aina, int64_t id)
{
	char token[LOGIN_TOKEN_CHARS];
	struct str none = { NULL, 0 };
	enum err err = store_begin_write(aina->store, STORE_SESSION);

	if (err == ERR_OK) {
		err = login_link_make(aina->store, id, clock_now_ms(), token);
		if (err == ERR_OK)
			err = store_commit(aina->store, STORE_SESSION);
		else
			store_rollback(aina->store, STORE_SESSION);
	}
	if (err != ERR_OK)
		return aina_failed(aina, "creator link", err, none);
	(void)printf("%.*s/ru/studio/enter?token=%.*s\n", (int)aina->conf.site_origin.n, aina->conf.site_origin.p, (int)sizeof token, token);
	return AINA_DONE;
}

int aina_creator(struct aina *aina)
{
	struct q_import_creator_row creator;

	if (aina->argc != 3 || strcmp(aina->argv[1], "link") != 0)
		return aina_refuse(AINA_USAGE, "creator link HANDLE");
	enum err err = q_import_creator(aina->store, aina->arena, &(struct q_import_creator){ .handle = str_from_z(aina->argv[2]) }, &creator);
	if (err == ERR_NONE)
		return aina_refuse(AINA_FAILED, "there is no creator \"%s\"", aina->argv[2]);
	if (err != ERR_OK)
		return aina_failed(aina, "creator link", err, (struct str){ NULL, 0 });
	if (!str_eq_z(creator.state, "accepted"))
		return aina_refuse(AINA_FAILED, "creator \"%s\" is suspended", aina->argv[2]);
	return print_link(aina, creator.id);
}
