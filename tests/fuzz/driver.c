/* Runs a fuzz target without libFuzzer: every input of a corpus, then mutations of them for some seconds.
 * Owns: the mutations. Promises: the same seed gives the same inputs; the input that kills the target is left in crash-<target>.
 * Never: looks inside the target. Built with gcc and its sanitizers; `make fuzz` uses libFuzzer with the same targets instead.
 *
 *   target [--seconds S] [--seed N] CORPUS_FOLDER | FILE...
 *
 * Speaks TAP: one test for the corpus, one for the mutations. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define INPUT_MAX ((size_t)256 * 1024)
#define CORPUS_MAX ((size_t)4096)

struct input {
	uint8_t *data;
	size_t size;
};

struct corpus {
	struct input inputs[CORPUS_MAX];
	size_t count;
};

/* What runs now, for the moment of death. */
static struct input running;
static char crash_name[256];

static void keep_crash(void)
{
	int fd = open(crash_name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (fd >= 0) {
		(void)!write(fd, running.data, running.size);
		(void)close(fd);
	}
}

#if defined(__SANITIZE_ADDRESS__)
void __sanitizer_set_death_callback(void (*callback)(void));
#endif

static void on_death(int number)
{
	keep_crash();
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

static void run(const uint8_t *data, size_t size)
{
	/* An exact allocation, so that a read past the end is seen. */
	uint8_t *copy = malloc(size > 0 ? size : 1);
	if (copy == NULL)
		abort();
	memcpy(copy, data, size);
	running = (struct input){ copy, size };
	(void)alarm(10); /* an endless loop is a fault too */
	(void)LLVMFuzzerTestOneInput(copy, size);
	(void)alarm(0);
	free(copy);
}

static void corpus_add(struct corpus *corpus, const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) != 0 || !S_ISREG(status.st_mode) || (size_t)status.st_size > INPUT_MAX || corpus->count == CORPUS_MAX) {
		if (fd >= 0)
			(void)close(fd);
		return;
	}
	struct input input = { malloc((size_t)status.st_size + 1), (size_t)status.st_size };
	if (input.data != NULL && read(fd, input.data, input.size) == (ssize_t)input.size)
		corpus->inputs[corpus->count++] = input;
	(void)close(fd);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void corpus_read(struct corpus *corpus, const char *path)
{
	struct dirent **names = NULL;
	int n = scandir(path, &names, NULL, by_name);
	if (n < 0) {
		corpus_add(corpus, path);
		return;
	}
	for (int i = 0; i < n; i++) {
		char file[4096];
		int length = snprintf(file, sizeof(file), "%s/%s", path, names[i]->d_name);
		if (length > 0 && (size_t)length < sizeof(file))
			corpus_add(corpus, file);
		free(names[i]);
	}
	free(names);
}

/* xorshift64*: small, seeded, the same everywhere. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(2685821657736338717);
}
static size_t below(uint64_t *state, size_t n)
{
	return n == 0 ? 0 : (size_t)(next_random(state) % n);
}

/* Pieces that parsers tend to stumble over. */
static const char *const pieces[] = { "%", "%00", "%zz", "&", "=", "\"", "\"\"", "\r\n", "\n", ",", ";", "{{", "}}", "{{#if", "--", "$", "\xd1", "\xff\xfe",
	"\xe2\x80\xa8", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "0", "-1", "1e999", "\\u0000", "null", "[[[[[[[[", "t=", "v1=" };

static void insert(uint8_t *data, size_t *size, size_t at, const void *bytes, size_t n)
{
	if (*size + n > INPUT_MAX)
		return;
	memmove(data + at + n, data + at, *size - at);
	memcpy(data + at, bytes, n);
	*size += n;
}

static void mutate_once(uint64_t *state, const struct corpus *corpus, uint8_t *data, size_t *size)
{
	size_t at = below(state, *size), n = 1 + below(state, *size - at < 64 ? *size - at : 64);
	const char *piece = pieces[below(state, sizeof(pieces) / sizeof(pieces[0]))];
	const struct input *other = &corpus->inputs[below(state, corpus->count)];
	uint8_t byte = (uint8_t)next_random(state);

	switch (below(state, 7)) {
	case 0: /* flip a bit */
		if (*size > 0)
			data[at] = (uint8_t)(data[at] ^ (1U << (byte & 7U)));
		break;
	case 1: /* any byte */
		if (*size > 0)
			data[at] = byte;
		break;
	case 2: /* take a stretch out */
		if (*size >= at + n) {
			memmove(data + at, data + at + n, *size - at - n);
			*size -= n;
		}
		break;
	case 3: /* say a stretch twice */
		if (*size >= at + n) {
			uint8_t stretch[64];
			memcpy(stretch, data + at, n);
			insert(data, size, at, stretch, n);
		}
		break;
	case 4: /* a known stumbling block */
		insert(data, size, at, piece, strlen(piece));
		break;
	case 5: /* the tail of another input */
		if (other->size > 0) {
			size_t from = below(state, other->size), tail = other->size - from;
			if (at + tail <= INPUT_MAX) {
				memcpy(data + at, other->data + from, tail);
				*size = at + tail;
			}
		}
		break;
	default: /* cut off */
		*size = at;
		break;
	}
}

static size_t mutations(const struct corpus *corpus, uint64_t seed, time_t seconds)
{
	uint8_t *data = malloc(INPUT_MAX);
	uint64_t state = seed;
	size_t runs = 0;
	struct timespec begin, now;
	if (data == NULL || clock_gettime(CLOCK_MONOTONIC, &begin) != 0)
		abort();
	now = begin;
	while (now.tv_sec - begin.tv_sec < seconds) {
		const struct input *from = &corpus->inputs[below(&state, corpus->count)];
		size_t size = from->size;
		memcpy(data, from->data, size);
		for (size_t i = 1 + below(&state, 6); i > 0; i--)
			mutate_once(&state, corpus, data, &size);
		run(data, size);
		if (++runs % 64 == 0)
			(void)clock_gettime(CLOCK_MONOTONIC, &now);
	}
	free(data);
	return runs;
}

int main(int argc, char **argv)
{
	static struct corpus corpus;
	uint64_t seed = 20261120;
	time_t seconds = 2;
	const char *name = strrchr(argv[0], '/');

	(void)snprintf(crash_name, sizeof(crash_name), "crash-%s", name != NULL ? name + 1 : argv[0]);
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc)
			seconds = (time_t)strtoull(argv[++i], NULL, 10);
		else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc)
			seed = strtoull(argv[++i], NULL, 10);
		else
			corpus_read(&corpus, argv[i]);
	}
	if (corpus.count == 0) {
		printf("Bail out! no input in the corpus\n");
		return 1;
	}
	const int deadly[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGALRM };
	for (size_t i = 0; i < sizeof(deadly) / sizeof(deadly[0]); i++)
		(void)signal(deadly[i], on_death);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_set_death_callback(keep_crash);
#endif
	printf("1..2\n");
	for (size_t i = 0; i < corpus.count; i++)
		run(corpus.inputs[i].data, corpus.inputs[i].size);
	printf("ok 1 - %zu kept inputs\n", corpus.count);
	(void)fflush(stdout);
	size_t runs = mutations(&corpus, seed != 0 ? seed : 1, seconds);
	printf("%s 2 - %zu mutations\n", runs > 0 ? "ok" : "not ok", runs);
	for (size_t i = 0; i < corpus.count; i++)
		free(corpus.inputs[i].data);
	return 0;
}
