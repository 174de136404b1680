#include "base/err.h"

static const char *const names[ERR__COUNT] = {
	[ERR_OK] = "ok",
	[ERR_NONE] = "none",
	[ERR_INPUT] = "input",
	[ERR_TOO_LARGE] = "too_large",
	[ERR_METHOD] = "method",
	[ERR_FORBIDDEN] = "forbidden",
	[ERR_CONFLICT] = "conflict",
	[ERR_GONE] = "gone",
	[ERR_RATE] = "rate",
	[ERR_BUSY] = "busy",
	[ERR_FULL] = "full",
	[ERR_STORAGE] = "storage",
	[ERR_MEMORY] = "memory",
	[ERR_NETWORK] = "network",
	[ERR_PROTOCOL] = "protocol",
	[ERR_CONFIG] = "config",
	[ERR_INTERNAL] = "internal",
};

const char *err_name(enum err err)
{
	return (unsigned)err < ERR__COUNT ? names[err] : "unlisted";
}
