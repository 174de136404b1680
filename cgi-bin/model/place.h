/* A listing's place in the shop window: one number that orders listings by their publication and says where they stand.
 *
 *   bits 62..32  seconds since 2025-01-01 of publication
 *   bits 31..24  number of the category, 1..255
 *   bit  23      1: made to order
 *   bits 22..14  number of the city, 1..511
 *   bits 13..0   a serial number among listings that share all of that
 *
 * It is the row number of the card and of the search index, so a search counts its hits by category, kind and city from their row
 * numbers alone, without reading a row. Pure. */
#ifndef AINA_MODEL_PLACE_H
#define AINA_MODEL_PLACE_H

#include "base/str.h"

#define PLACE_CATEGORIES 255
#define PLACE_CITIES 511
#define PLACE_SERIALS (1 << 14)
#define PLACE_EPOCH_S INT64_C(1735689600) /* 2025-01-01T00:00:00Z */

enum { PLACE_READY = 1, PLACE_MADE = 2 }; /* kinds; 0 stands for any where lists are narrowed */

/* `serial` is taken modulo PLACE_SERIALS; numbers out of range are our own bug and give 0. */
static inline int64_t place_make(int64_t published_ms, int64_t category, int64_t kind, int64_t city, int64_t serial)
{
	int64_t since_s = published_ms / 1000 - PLACE_EPOCH_S;

	if (category < 1 || category > PLACE_CATEGORIES || city < 1 || city > PLACE_CITIES || (kind != PLACE_READY && kind != PLACE_MADE))
		return 0;
	return (since_s > 0 ? since_s : 0) << 32 | category << 24 | (kind - 1) << 23 | city << 14 | (serial & (PLACE_SERIALS - 1));
}

static inline int64_t place_category(int64_t place) { return place >> 24 & 0xff; }
static inline int64_t place_kind(int64_t place) { return (place >> 23 & 1) + 1; }
static inline int64_t place_city(int64_t place) { return place >> 14 & 0x1ff; }
/* The same but for the serial. */
static inline int64_t place_base(int64_t place) { return place & ~(int64_t)(PLACE_SERIALS - 1); }

#endif
