#include "base/wake.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool wake_address(const struct conf *conf, const char *daemon, struct sockaddr_un *ret_address)
{
	*ret_address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	int n = snprintf(ret_address->sun_path, sizeof ret_address->sun_path, "%.*s/run/%s.wake", (int)conf->state.n,
			 conf->state.p, daemon);
	return n > 0 && (size_t)n < sizeof ret_address->sun_path;
}

int wake_open(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

void wake_send(int fd, const struct conf *conf, const char *daemon)
{
	struct sockaddr_un address;
	if (fd >= 0 && wake_address(conf, daemon, &address))
		(void)sendto(fd, "", 0, MSG_NOSIGNAL | MSG_DONTWAIT, (const struct sockaddr *)&address, sizeof address);
}

int wake_listen(const struct conf *conf, const char *daemon)
{
	struct sockaddr_un address;
	int fd = wake_address(conf, daemon, &address) ? wake_open() : -1;

	if (fd < 0)
		return -1;
	(void)unlink(address.sun_path); /* a left-over of a killed process; ENOENT is the usual answer */
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || chmod(address.sun_path, 0660) != 0) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

void wake_wait(int fd, int timeout_ms)
{
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	char byte;

	if (poll(&wait, 1, timeout_ms) > 0)
		while (recv(fd, &byte, sizeof byte, MSG_DONTWAIT) >= 0)
			continue;
}
