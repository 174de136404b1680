#include "model/catalogue.h"

#include "model/catalogue_project.h"
#include "query/catalogue_put.h"
#include "query/catalogue_source.h"

enum kind { KIND_FRAME, KIND_CREATOR, KIND_LISTING, KIND__COUNT }; /* in the order in which they need each other */

static const struct str kind_names[KIND__COUNT] = {
	[KIND_FRAME] = STR_INIT("frame"), [KIND_CREATOR] = STR_INIT("creator"), [KIND_LISTING] = STR_INIT("listing"),
};

struct change {
	enum kind kind;
	int64_t id, seq;
	bool listings; /* a creator whose cards change with them */
	bool done;
};

struct turn {
	struct change changes[CATALOGUE_TURN];
	size_t count;
};

static enum err turn_read(struct projection *p, struct turn *turn)
{
	for (enum kind kind = 0; kind < KIND__COUNT && turn->count < CATALOGUE_TURN; kind++) {
		struct q_source_changes_row *rows;
		size_t count;
		TRY(q_source_changes(p->store, p->arena, &(struct q_source_changes){ .kind = kind_names[kind],
			.count = (int64_t)(CATALOGUE_TURN - turn->count) }, &rows, &count));
		for (size_t i = 0; i < count; i++)
			turn->changes[turn->count++] = (struct change){ .kind = kind, .id = rows[i].id, .seq = rows[i].seq };
	}
	return ERR_OK;
}

static enum err change_project(struct projection *p, struct change *change)
{
	arena_reset(p->arena);
	change->done = true;
	switch (change->kind) {
	case KIND_FRAME: return project_frame(p);
	case KIND_CREATOR: return project_creator(p, change->id, &change->listings);
	case KIND_LISTING: return project_listing(p, change->id, &change->done);
	case KIND__COUNT: break;
	}
	return ERR_INTERNAL;
}

static enum err turn_project(struct projection *p, struct turn *turn)
{
	for (size_t i = 0; i < turn->count; i++)
		TRY(change_project(p, &turn->changes[i]));
	TRY(project_shown(p));
	return p->changed ? q_put_edition(p->store, NULL) : ERR_OK;
}

static enum err turn_cross_off(struct projection *p, const struct turn *turn)
{
	for (size_t i = 0; i < turn->count; i++) {
		const struct change *change = &turn->changes[i];
		if (!change->done)
			continue;
		if (change->listings)
			TRY(q_source_change_listings(p->store, &(struct q_source_change_listings){ .creator_id = change->id }, NULL));
		TRY(q_source_change_done(p->store, &(struct q_source_change_done){ .kind = kind_names[change->kind], .id = change->id,
			.seq = change->seq }, NULL));
	}
	return ERR_OK;
}

/* Reads market in one snapshot and writes the window in one transaction. */
static enum err turn_carry(struct projection *p, struct turn *turn)
{
	TRY(store_begin_read(p->store, STORE_MARKET));
	enum err err = turn_read(p, turn);
	if (err == ERR_OK && turn->count > 0)
		err = store_begin_write(p->store, STORE_CATALOGUE);
	if (err == ERR_OK && turn->count > 0) {
		err = turn_project(p, turn);
		if (err == ERR_OK)
			err = store_commit(p->store, STORE_CATALOGUE);
		else
			store_rollback(p->store, STORE_CATALOGUE);
	}
	store_rollback(p->store, STORE_MARKET); /* it only read */
	return err;
}

enum err catalogue_follow(struct store *store, struct arena *arena, size_t *ret_changes)
{
	struct projection p = { .store = store, .arena = arena };
	struct turn turn = { .count = 0 };

	arena_reset(arena);
	TRY(turn_carry(&p, &turn));
	if (turn.count > 0) {
		TRY(store_begin_write(store, STORE_MARKET));
		enum err err = turn_cross_off(&p, &turn);
		if (err == ERR_OK)
			err = store_commit(store, STORE_MARKET);
		else
			store_rollback(store, STORE_MARKET);
		TRY(err);
	}
	*ret_changes = turn.count;
	return ERR_OK;
}
