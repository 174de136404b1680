/* Asks a FastCGI program n times over one kept connection, the paths in turn, and checks that each answer is 200.
 * ask SOCKET HOST COOKIE N PATH... — for counting instructions without nginx. Not part of the product. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static unsigned char out[65536];
static size_t out_n;

static void record(unsigned char type, const unsigned char *bytes, size_t n)
{
	const unsigned char head[8] = { 1, type, 0, 1, (unsigned char)(n >> 8), (unsigned char)n, 0, 0 };
	memcpy(out + out_n, head, 8);
	memcpy(out + out_n + 8, bytes, n);
	out_n += 8 + n;
}

static size_t pair(unsigned char *to, const char *name, const char *value)
{
	size_t a = strlen(name), b = strlen(value), n = 0;
	to[n++] = (unsigned char)a;
	to[n++] = (unsigned char)(0x80 | b >> 24);
	to[n++] = (unsigned char)(b >> 16);
	to[n++] = (unsigned char)(b >> 8);
	to[n++] = (unsigned char)b;
	memcpy(to + n, name, a);
	memcpy(to + n + a, value, b);
	return n + a + b;
}

static int whole(int fd, unsigned char *to, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = read(fd, to + at, n - at);
		if (got <= 0)
			return 0;
		at += (size_t)got;
	}
	return 1;
}

/* Reads records up to END_REQUEST; true when the first output was not another status than 200. */
static int answered(int fd)
{
	static unsigned char body[65536 + 256];
	unsigned char head[8];
	int good = -1;

	while (whole(fd, head, 8)) {
		size_t n = (size_t)(head[4] << 8 | head[5]) + head[6];
		if (!whole(fd, body, n))
			return 0;
		if (head[1] == 6 && n > 10 && good < 0)
			good = memcmp(body, "Status: ", 8) != 0 || memcmp(body + 8, "200", 3) == 0;
		if (head[1] == 3)
			return good == 1;
	}
	return 0;
}

static int connected(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	(void)snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
	for (int tries = 0; tries < 600; tries++) {
		int fd = socket(AF_UNIX, SOCK_STREAM, 0);
		if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
			return fd;
		(void)close(fd);
		(void)nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
	}
	return -1;
}

int main(int argc, char **argv)
{
	int fd = argc < 6 ? -1 : connected(argv[1]), n = argc < 6 ? 0 : (int)strtol(argv[4], NULL, 10);

	for (int i = 0; i < n && fd >= 0; i++) {
		static unsigned char parameters[16384];
		size_t length = pair(parameters, "REQUEST_METHOD", "GET");
		length += pair(parameters + length, "REQUEST_URI", argv[5 + i % (argc - 5)]);
		length += pair(parameters + length, "HTTP_HOST", argv[2]);
		length += pair(parameters + length, "HTTP_COOKIE", argv[3]);
		out_n = 0;
		record(1, (const unsigned char *)"\0\1\1\0\0\0\0\0", 8);
		record(4, parameters, length);
		record(4, parameters, 0);
		record(5, parameters, 0);
		if (write(fd, out, out_n) != (ssize_t)out_n || !answered(fd)) {
			(void)fprintf(stderr, "%s was not answered with 200\n", argv[5 + i % (argc - 5)]);
			return 1;
		}
	}
	return fd < 0;
}
