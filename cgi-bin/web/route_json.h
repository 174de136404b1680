/* The tables of routes as JSON, for tests that walk them and for whoever asks what this site accepts.
 * Promises: what it prints is what the programs enforce, from the same data; keys are stable. */
#ifndef AINA_WEB_ROUTE_JSON_H
#define AINA_WEB_ROUTE_JSON_H

#include "web/route.h"

/* {"limits": {…}, "cookies": […], "programs": [{"program": …, "routes": […]}]} and a line end. Tables may be ROUTES_AS_DATA. */
void route_json(struct buf *out, const struct route_table *const *tables, size_t count);

#endif
