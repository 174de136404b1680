/* web/guard: what a process can still do once its rights are given up. Each probe runs in a child of its own. */
#include "web_case.h"
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "web/guard.h"

static char folder[40], open_file[80], write_folder[80], other_file[80];

static int files_make(void **state)
{
	char path[120];
	(void)state;
	(void)snprintf(folder, sizeof folder, "/tmp/aina-guard-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return 1;
	(void)snprintf(open_file, sizeof open_file, "%s/read", folder);
	(void)snprintf(write_folder, sizeof write_folder, "%s/write", folder);
	(void)snprintf(other_file, sizeof other_file, "%s/other", folder);
	(void)snprintf(path, sizeof path, "%s/old", write_folder);
	return mkdir(write_folder, 0700) != 0 || close(creat(open_file, 0600)) != 0 || close(creat(other_file, 0600)) != 0 || close(creat(path, 0600)) != 0;
}

static int files_remove(void **state)
{
	char path[120];
	(void)state;
	static const char *const names[] = { "write/old", "write/new", "write/newer", "read", "other", "fresh", "s" };
	for (size_t i = 0; i < COUNT(names); i++) {
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		(void)unlink(path);
	}
	return rmdir(write_folder) != 0 || rmdir(folder) != 0;
}

/* Probes return 0 when they could do it, else errno. */
static int errno_of(long rc)
{
	return rc < 0 ? errno : 0;
}

static int opened(int fd)
{
	int rc = errno_of(fd);
	if (fd >= 0)
		close(fd);
	return rc;
}

static int try_read(void) { return opened(open(open_file, O_RDONLY)); }
static int try_write_read_only(void) { return opened(open(open_file, O_WRONLY)); }
static int try_read_other(void) { return opened(open(other_file, O_RDONLY)); }
static int try_read_passwd(void) { return opened(open("/etc/passwd", O_RDONLY)); }
static int try_make_other(void) { char path[90]; (void)snprintf(path, sizeof path, "%s/fresh", folder); return opened(open(path, O_CREAT | O_WRONLY, 0600)); }

static int try_work_in_folder(void)
{
	char old[120], new[120], newer[120];
	(void)snprintf(old, sizeof old, "%s/old", write_folder);
	(void)snprintf(new, sizeof new, "%s/new", write_folder);
	(void)snprintf(newer, sizeof newer, "%s/newer", write_folder);
	int fd = open(new, O_CREAT | O_RDWR | O_EXCL, 0600);
	if (fd < 0 || write(fd, "x", 1) != 1 || fdatasync(fd) != 0 || ftruncate(fd, 0) != 0 || rename(new, newer) != 0 || unlink(newer) != 0)
		return errno;
	close(fd);
	return opened(open(old, O_RDWR));
}

static int try_unix_socket(void) { return opened(socket(AF_UNIX, SOCK_DGRAM, 0)); }

static int try_core(void)
{
	struct rlimit limit;
#if defined(__SANITIZE_ADDRESS__) /* where prctl is not fenced off */
	if (prctl(PR_GET_DUMPABLE) != 0)
		return EINVAL;
#endif
	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return errno;
	return limit.rlim_max == 0 ? 0 : EINVAL;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static int try_raise(void)
{
	const struct rlimit limit = { 100, 100 };
	return errno_of(setrlimit(RLIMIT_NOFILE, &limit));
}
#endif

static int try_files(void) { for (int i = 0; i < 300; i++) if (open(open_file, O_RDONLY) < 0) return errno; return 0; }
static int try_memory(void) { void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); return p == MAP_FAILED ? errno : 0; }

/* The port that this test listens on, so that a permitted connection succeeds. */
static uint16_t port;

static int try_connect(void)
{
	const struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	return fd < 0 ? errno : errno_of(connect(fd, (const struct sockaddr *)&address, sizeof address));
}

/* -1: the guard did not close; 1000 + signal when it killed. */
static int probe(const struct guard *guard, int (*try)(void))
{
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		struct guard_state state;
		struct str why;
		_exit(guard_close(guard, &state, &why) == ERR_OK ? try() : 255);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (WIFSIGNALED(status))
		return 1000 + WTERMSIG(status);
	return WEXITSTATUS(status) == 255 ? -1 : WEXITSTATUS(status);
}

static const struct guard *page_guard(void)
{
	static struct guard_path paths[3];
	static const struct guard guard = { .paths = paths, .path_count = COUNT(paths) };
	paths[0] = (struct guard_path){ open_file, false };
	paths[1] = (struct guard_path){ write_folder, true };
	paths[2] = (struct guard_path){ "/nonexistent", true };
	return &guard;
}

static bool kernel_has_landlock(int abi)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= abi;
}

static void its_own_files_stay(void **state)
{
	(void)state;
	assert_int_equal(probe(page_guard(), try_read), 0);
	assert_int_equal(probe(page_guard(), try_work_in_folder), 0);
	assert_int_equal(probe(page_guard(), try_unix_socket), 0);
	assert_int_equal(probe(page_guard(), try_memory), 0);
}

static void other_files_are_gone(void **state)
{
	(void)state;
	const int refused = kernel_has_landlock(1) ? EACCES : 0; /* an older kernel leaves it to the Unix user */
	assert_int_equal(probe(page_guard(), try_write_read_only), refused);
	assert_int_equal(probe(page_guard(), try_read_other), refused);
	assert_int_equal(probe(page_guard(), try_read_passwd), refused);
	assert_int_equal(probe(page_guard(), try_make_other), refused);
}

static void limits_hold(void **state)
{
	(void)state;
	assert_int_equal(probe(page_guard(), try_core), 0);
	assert_int_equal(probe(page_guard(), try_files), EMFILE);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	assert_int_equal(probe(page_guard(), try_raise), EPERM);
#endif
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
static int try_tcp_socket(void) { return opened(socket(AF_INET, SOCK_STREAM, 0)); }
static int try_tcp6_socket(void) { return opened(socket(AF_INET6, SOCK_DGRAM, 0)); }
static int try_exec(void) { char *arguments[] = { (char[]){ "true" }, NULL }; (void)execv("/bin/true", arguments); return errno; }
static int try_ptrace(void) { return errno_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL)); }
static int try_fork(void) { pid_t pid = fork(); if (pid == 0) _exit(0); if (pid > 0) (void)waitpid(pid, NULL, 0); return errno_of(pid); }
static int try_mount(void) { return errno_of(syscall(SYS_mount, "x", "/", "x", 0, NULL)); }
static int try_keyctl(void) { return errno_of(syscall(SYS_keyctl, 0, 0, 0, 0, 0)); }
static void *nothing(void *unused) { return unused; }

static int try_thread(void)
{
	pthread_t thread;
	int rc = pthread_create(&thread, NULL, nothing, NULL);
	return rc != 0 ? rc : pthread_join(thread, NULL);
}

static void what_an_intruder_needs_kills(void **state)
{
	(void)state;
	assert_int_equal(probe(page_guard(), try_exec), 1000 + SIGSYS);
	assert_int_equal(probe(page_guard(), try_ptrace), 1000 + SIGSYS);
	assert_int_equal(probe(page_guard(), try_tcp_socket), 1000 + SIGSYS);
	assert_int_equal(probe(page_guard(), try_tcp6_socket), 1000 + SIGSYS);
	assert_int_equal(probe(page_guard(), try_mount), 1000 + SIGSYS);
	assert_int_equal(probe(page_guard(), try_fork), EPERM);
	assert_int_equal(probe(page_guard(), try_thread), EPERM);
	assert_int_equal(probe(page_guard(), try_keyctl), EPERM);
}

static void a_network_daemon_may_connect_and_no_more(void **state)
{
	const struct guard network = { .network = true };
	(void)state;
	assert_int_equal(probe(&network, try_connect), 0);
	assert_int_equal(probe(&network, try_thread), 0);
	assert_int_equal(probe(&network, try_exec), 1000 + SIGSYS);
	assert_int_equal(probe(&network, try_ptrace), 1000 + SIGSYS);
}
#endif

static void ports_are_a_list(void **state)
{
	const uint16_t right[] = { port, 0 }, wrong[] = { (uint16_t)(port ^ 1), 0 };
	(void)state;
	const int refused = kernel_has_landlock(4) ? EACCES : 0; /* an older kernel leaves it to the unit */
	assert_int_equal(probe(&(struct guard){ .network = true, .ports = right }, try_connect), 0);
	assert_int_equal(probe(&(struct guard){ .network = true, .ports = wrong }, try_connect), refused);
	assert_int_equal(probe(&(struct guard){ .network = true, .ports = (const uint16_t[]){ 0 } }, try_connect), refused);
}

static int port_open(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 16) != 0 || getsockname(fd, (struct sockaddr *)&address, &n) != 0)
		return -1;
	port = ntohs(address.sin_port);
	return fd;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(its_own_files_stay), cmocka_unit_test(other_files_are_gone), cmocka_unit_test(limits_hold),
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
		cmocka_unit_test(what_an_intruder_needs_kills), cmocka_unit_test(a_network_daemon_may_connect_and_no_more),
#endif
		cmocka_unit_test(ports_are_a_list),
	};
	int fd = port_open();
	int failed = fd < 0 ? 1 : cmocka_run_group_tests(tests, files_make, files_remove);
	close(fd);
	return failed;
}
