#include "edge/processor.h"

#include "edge/stripe.h"

static const struct processor *const processors[] = { &processor_stripe };

const struct processor *processor_find(struct str name)
{
	for (size_t i = 0; i < sizeof(processors) / sizeof(processors[0]); i++)
		if (str_eq_z(name, processors[i]->name))
			return processors[i];
	return NULL;
}
