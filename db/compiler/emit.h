/* Generated files: typed query functions and one table for each program (emit.c), what comes from the rules and migrations (emit_rules.c).
 * Promises: a file whose text did not change is not touched, so that make compiles nothing anew. */
#ifndef AINA_DB_EMIT_H
#define AINA_DB_EMIT_H

#include "base/buf.h"
#include "check.h"

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

void emit_queries(struct compiler *compiler, const char *folder);
void emit_migrations(struct compiler *compiler, const char *folder);
void emit_rules(struct compiler *compiler, const char *folder);
void emit_audit(struct compiler *compiler, const char *folder);

#endif
