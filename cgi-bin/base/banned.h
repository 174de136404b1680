/* Functions that this house does not use. Force-included into every file by the Makefile (-include).
 * Why: unbounded copies, hidden global state, local-time surprises, shells. Each has a bounded replacement in base/. */
#ifndef AINA_BASE_BANNED_H
#define AINA_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat strtok sprintf vsprintf gets
#pragma GCC poison atoi atol atoll atof
#pragma GCC poison gmtime localtime ctime asctime
#pragma GCC poison system popen
#pragma GCC poison srand drand48

#endif
