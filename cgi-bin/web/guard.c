#include "web/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Debian 12's <linux/landlock.h> is older than the kernels it runs on: the ABI as the kernel documents it
 * (Documentation/userspace-api/landlock.rst), named by us. */
#define FS_EXECUTE (UINT64_C(1) << 0)
#define FS_WRITE_FILE (UINT64_C(1) << 1)
#define FS_READ_FILE (UINT64_C(1) << 2)
#define FS_READ_DIR (UINT64_C(1) << 3)
#define FS_REMOVE_FILE (UINT64_C(1) << 5)
#define FS_MAKE_DIR (UINT64_C(1) << 7)
#define FS_MAKE_REG (UINT64_C(1) << 8)
#define FS_REFER (UINT64_C(1) << 13)     /* ABI 2 */
#define FS_TRUNCATE (UINT64_C(1) << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (UINT64_C(1) << 15) /* ABI 5 */
#define FS_ABI_1 ((UINT64_C(1) << 13) - 1)
#define NET_BIND_TCP (UINT64_C(1) << 0)    /* ABI 4 */
#define NET_CONNECT_TCP (UINT64_C(1) << 1) /* ABI 4 */
#define SCOPE_ABSTRACT_SOCKET (UINT64_C(1) << 0) /* ABI 6 */
#define SCOPE_SIGNAL (UINT64_C(1) << 1)          /* ABI 6 */
#define RULE_PATH 1
#define RULE_PORT 2
#define PORT_DNS 53

struct landlock_rules {
	uint64_t fs, net, scope;
};
struct landlock_path {
	uint64_t access;
	int32_t parent_fd;
} __attribute__((packed));
struct landlock_port {
	uint64_t access, port;
};

static enum err limits_set(const struct guard *guard, struct str *ret_why)
{
	const struct {
		int what;
		rlim_t most;
	} limits[] = {
		{ RLIMIT_CORE, 0 },
		{ RLIMIT_NOFILE, 256 },
		{ RLIMIT_AS, guard->memory_bytes == 0 ? RLIM_INFINITY : guard->memory_bytes },
	};

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct rlimit limit;
		*ret_why = STR("setrlimit");
		if (getrlimit((__rlimit_resource_t)limits[i].what, &limit) != 0)
			return ERR_CONFIG;
		if (limit.rlim_max > limits[i].most)
			limit.rlim_max = limits[i].most;
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit((__rlimit_resource_t)limits[i].what, &limit) != 0)
			return ERR_CONFIG;
	}
	*ret_why = STR("prctl");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
		return ERR_CONFIG;
	return ERR_OK;
}

static struct landlock_rules rules_of(int abi, const struct guard *guard)
{
	struct landlock_rules rules = { .fs = FS_ABI_1 };

	if (abi >= 2)
		rules.fs |= FS_REFER;
	if (abi >= 3)
		rules.fs |= FS_TRUNCATE;
	if (abi >= 5)
		rules.fs |= FS_IOCTL_DEV;
	if (abi >= 4)
		rules.net = guard->network && guard->ports == NULL ? NET_BIND_TCP : NET_BIND_TCP | NET_CONNECT_TCP;
	if (abi >= 6)
		rules.scope = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL;
	return rules;
}

static bool path_allow(int ruleset, const struct landlock_rules *rules, const struct guard_path *path)
{
	uint64_t access = FS_READ_FILE | FS_READ_DIR;
	int fd = open(path->path, O_PATH | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT;
	if (path->write)
		access |= FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | FS_MAKE_DIR | FS_TRUNCATE | FS_REFER;
	struct landlock_path rule = { .access = access & rules->fs, .parent_fd = fd };
	long rc = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
	if (rc != 0 && errno == EINVAL) { /* a file: rights of folders do not fit */
		rule.access &= FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE;
		rc = syscall(SYS_landlock_add_rule, ruleset, RULE_PATH, &rule, 0);
	}
	(void)close(fd);
	return rc == 0;
}

static bool ports_allow(int ruleset, const struct guard *guard)
{
	struct landlock_port rule = { .access = NET_CONNECT_TCP, .port = PORT_DNS };

	if (syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) != 0)
		return false;
	for (const uint16_t *port = guard->ports; *port != 0; port++) {
		rule.port = *port;
		if (syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) != 0)
			return false;
	}
	return true;
}

static bool rules_add(int ruleset, const struct landlock_rules *rules, const struct guard *guard)
{
	for (size_t i = 0; i < guard->path_count; i++)
		if (!path_allow(ruleset, rules, &guard->paths[i]))
			return false;
	return !guard->network || !(rules->net & NET_CONNECT_TCP) || ports_allow(ruleset, guard);
}

static enum err landlock_close(const struct guard *guard, int *ret_abi, struct str *ret_why)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);

	*ret_abi = abi > 0 ? (int)abi : 0;
	if (abi <= 0)
		return ERR_OK; /* the log line says so; file modes and users still hold */
	struct landlock_rules rules = rules_of((int)abi, guard);
	size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? offsetof(struct landlock_rules, scope) : offsetof(struct landlock_rules, net);
	long ruleset = syscall(SYS_landlock_create_ruleset, &rules, size, 0);
	*ret_why = STR("landlock");
	if (ruleset < 0)
		return ERR_CONFIG;
	bool closed = rules_add((int)ruleset, &rules, guard) && syscall(SYS_landlock_restrict_self, (int)ruleset, 0) == 0;
	(void)close((int)ruleset);
	return closed ? ERR_OK : ERR_CONFIG;
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

/* What libc, libfcgi, SQLite and libsodium ask for. A call that is missing here fails with EPERM and shows in the tests that walk
 * every route; it does not kill, since a new libc may ask for a newer twin of an old call first. */
static const int calls_common[] = {
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(close),
	SCMP_SYS(openat), SCMP_SYS(open), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
	SCMP_SYS(getdents64), SCMP_SYS(lseek), SCMP_SYS(fcntl), SCMP_SYS(flock), SCMP_SYS(fsync), SCMP_SYS(fdatasync),
	SCMP_SYS(ftruncate), SCMP_SYS(fallocate), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rename), SCMP_SYS(renameat),
	SCMP_SYS(renameat2), SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchown), SCMP_SYS(umask),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(mlock),
	SCMP_SYS(mlock2), SCMP_SYS(munlock), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_pwait2), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6), SCMP_SYS(accept),
	SCMP_SYS(accept4), SCMP_SYS(recvfrom), SCMP_SYS(recvmsg), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(shutdown),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday),
	SCMP_SYS(time), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigtimedwait),
	SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid),
	SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(tgkill), SCMP_SYS(futex), SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity), SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

/* libcurl looks up names in a thread; the resolver speaks UDP. */
static const int calls_network[] = {
	SCMP_SYS(socket), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg), SCMP_SYS(socketpair), SCMP_SYS(pipe2),
	SCMP_SYS(eventfd2), SCMP_SYS(clone), SCMP_SYS(clone3), SCMP_SYS(set_robust_list), SCMP_SYS(rseq), SCMP_SYS(ioctl),
};

/* Nobody here has a reason for these: asking means that the program is no longer ours. */
static const int calls_fatal[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(fork),
	SCMP_SYS(vfork), SCMP_SYS(bpf), SCMP_SYS(mount), SCMP_SYS(setuid), SCMP_SYS(init_module), SCMP_SYS(kexec_load),
};

static int calls_add(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int rc = seccomp_rule_add(filter, action, calls[i], 0);
		if (rc != 0)
			return rc;
	}
	return 0;
}
#define CALLS_ADD(filter, action, calls) calls_add((filter), (action), (calls), sizeof(calls) / sizeof((calls)[0]))

/* A call with one of its arguments being exactly `value`. */
static int call_add(scmp_filter_ctx filter, uint32_t action, int call, unsigned argument, uint64_t value)
{
	const struct scmp_arg_cmp equals = { .arg = argument, .op = SCMP_CMP_EQ, .datum_a = value, .datum_b = 0 };
	return seccomp_rule_add_array(filter, action, call, 1, &equals);
}

/* Without network any Internet socket kills, a Unix one is fine. */
static int sockets_add(scmp_filter_ctx filter)
{
	static const unsigned families[] = { AF_INET, AF_INET6, AF_PACKET, AF_NETLINK };
	int rc = call_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 0, AF_UNIX);

	for (size_t i = 0; rc == 0 && i < sizeof families / sizeof families[0]; i++)
		rc = call_add(filter, SCMP_ACT_KILL_PROCESS, SCMP_SYS(socket), 0, families[i]);
	return rc;
}

static enum err seccomp_close(const struct guard *guard, bool *ret_closed, struct str *ret_why)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));

	*ret_why = STR("seccomp");
	if (filter == NULL)
		return ERR_CONFIG;
	int rc = CALLS_ADD(filter, SCMP_ACT_ALLOW, calls_common);
	if (rc == 0)
		rc = CALLS_ADD(filter, SCMP_ACT_KILL_PROCESS, calls_fatal);
	/* Limits may be read, not set. */
	if (rc == 0)
		rc = call_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, 0);
	if (rc == 0)
		rc = guard->network ? CALLS_ADD(filter, SCMP_ACT_ALLOW, calls_network) : sockets_add(filter);
	/* A list walked from the top costs more for each call than the walk through a tree of numbers. */
	if (rc == 0)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	*ret_closed = rc == 0;
	return rc == 0 ? ERR_OK : ERR_CONFIG;
}

#else

static enum err seccomp_close(const struct guard *guard, bool *ret_closed, struct str *ret_why)
{
	(void)guard;
	(void)ret_why;
	*ret_closed = false;
	return ERR_OK;
}

#endif

enum err guard_close(const struct guard *guard, struct guard_state *ret_state, struct str *ret_why)
{
	struct guard_state state = { 0 };

	TRY(limits_set(guard, ret_why));
	TRY(landlock_close(guard, &state.landlock_abi, ret_why));
	TRY(seccomp_close(guard, &state.seccomp, ret_why));
	*ret_state = state;
	return ERR_OK;
}
