/* Carriers: the ways in which a creator says a parcel was sent. Names in the database, words for people. Pure. */
#ifndef AINA_MODEL_CARRIER_H
#define AINA_MODEL_CARRIER_H

#include "base/str.h"
#include "message.h"

struct carrier {
	struct str code;
	enum message_id message;
	bool needs_tracking;
	struct str delivery_kind; /* the delivery it fits best: preselected */
};
extern const struct carrier carriers[];
extern const size_t carrier_count;
extern const struct str carrier_codes[]; /* choices of a form field, ended by an absent one */
/* The carrier's name; a code that is not ours is itself. */
struct message carrier_message(struct str code);

#endif
