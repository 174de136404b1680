/* Writing generated files.
 * Promises: a file whose text did not change is not touched. */
#ifndef AINA_DB_EMIT_H
#define AINA_DB_EMIT_H

#include "compiler.h"
#include "base/buf.h"

struct out {
	struct compiler *compiler;
	const char *path;
	struct buf text;
};

struct out out_open(struct compiler *compiler, const char *folder, const char *name);
__attribute__((format(printf, 2, 3))) void put(struct out *out, const char *format, ...);
void put_literal(struct out *out, const char *text); /* as a C string */
void out_close(struct out *out);
const char *upper(struct compiler *compiler, const char *name); /* "market" -> "MARKET"; what no C name holds becomes '_' */

#endif
