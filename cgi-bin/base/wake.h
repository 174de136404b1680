/* Wake-ups: an empty datagram tells a daemon that there is work. Losing one costs only time, since daemons also poll. */
#ifndef AINA_BASE_WAKE_H
#define AINA_BASE_WAKE_H

#include "base/conf.h"

/* Opens this process's sender; called before the sandbox closes socket(2). The descriptor, or -1. */
int wake_open(void);
/* Sends to STATE/run/<daemon>.wake; never blocks, never fails visibly: a daemon that is down will find the row by itself. */
void wake_send(int fd, const struct conf *conf, const char *daemon);
/* Binds STATE/run/<daemon>.wake (mode 0660), replacing a left-over; non-blocking. -1 on failure. */
int wake_listen(const struct conf *conf, const char *daemon);
/* Waits up to `timeout_ms` for a wake-up and swallows all that are there. Returns early on a signal. */
void wake_wait(int fd, int timeout_ms);

#endif
