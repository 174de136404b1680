/* expect 'COOKIE_ANALYTICS' undeclared */
/* Cookies can only be named by the registry's enum. */
#include "cookies.h"

int main(void)
{
	return (int)cookie_rules[COOKIE_ANALYTICS].life_s;
}
