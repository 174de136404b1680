/* The look at a FastCGI request before libfcgi gets it: any bytes get a verdict, and one more byte never makes a bad request good. */
#include <stdlib.h>
#include "web/frame.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum frame frame = frame_check((struct str){ (const char *)data, size });

	if (frame != FRAME_PARTIAL && frame != FRAME_WHOLE && frame != FRAME_BAD)
		abort();
	if (size > 0) {
		enum frame before = frame_check((struct str){ (const char *)data, size - 1 });
		if (before == FRAME_BAD && frame != FRAME_BAD)
			abort();
		if (before == FRAME_WHOLE && frame != FRAME_BAD)
			abort();
	}
	return 0;
}
