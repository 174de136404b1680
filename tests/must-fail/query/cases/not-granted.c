/* expect undefined reference to `q_thing_sell' */
/* A program does not contain the statements that it may not run. */
#include "query/thing.h"

int main(void)
{
	return (int)q_thing_sell(NULL, &(struct q_thing_sell){ .id = 1, .quantity = 1 }, NULL);
}
