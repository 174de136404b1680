#include "model/demo.h"

enum err demo_scale(struct store *store, struct arena *arena, size_t count, void (*progress)(size_t done, size_t count))
{
	(void)store; (void)arena; (void)count; (void)progress;
	return ERR_INTERNAL;
}
