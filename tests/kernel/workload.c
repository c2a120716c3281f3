// SPDX-License-Identifier: Apache-2.0
/* What busybox has no command for: message queues, semaphores, shared memory, sockets, events,
 * keys, threads, mappings, tracing. Each test prints "ok NAME" or "not ok NAME: why". A test whose
 * system call the kernel was built without is skipped. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <mqueue.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHECK(cond)                                                                                \
	do {                                                                                       \
		if (!(cond))                                                                       \
			return #cond;                                                              \
	} while (0)

/* NULL, or what did not hold; errno says more. */
typedef const char *(*test)(void);

static const char *system_v_messages(void)
{
	struct {
		long type;
		char text[3000];
	} m = {.type = 7}, got;
	int q = msgget(IPC_PRIVATE, 0600);

	CHECK(q >= 0);
	for (int i = 0; i < 4; i++) {
		snprintf(m.text, sizeof(m.text), "message %d", i);
		CHECK(!msgsnd(q, &m, sizeof(m.text), 0));
	}
	for (int i = 0; i < 4; i++) {
		CHECK(msgrcv(q, &got, sizeof(got.text), 7, 0) == sizeof(got.text));
		CHECK(atoi(got.text + 8) == i);
	}
	CHECK(msgrcv(q, &got, sizeof(got.text), 7, IPC_NOWAIT) < 0 && errno == ENOMSG);
	CHECK(!msgctl(q, IPC_RMID, NULL));
	return NULL;
}

static const char *posix_messages(void)
{
	struct mq_attr attr = {.mq_maxmsg = 8, .mq_msgsize = 512};
	mqd_t q = mq_open("/workload", O_CREAT | O_RDWR, 0600, &attr);
	char got[512];

	CHECK(q != (mqd_t)-1);
	for (unsigned priority = 1; priority <= 5; priority++)
		CHECK(!mq_send(q, "hello", 6, priority));
	for (unsigned priority = 5, seen; priority >= 1; priority--)
		CHECK(mq_receive(q, got, sizeof(got), &seen) == 6 && seen == priority);
	CHECK(!mq_close(q) && !mq_unlink("/workload"));
	return NULL;
}

static const char *semaphores(void)
{
	int s = semget(IPC_PRIVATE, 2, 0600), status;
	struct sembuf up = {.sem_num = 0, .sem_op = 1, .sem_flg = SEM_UNDO};
	struct sembuf down = {.sem_num = 0, .sem_op = -2};

	CHECK(s >= 0);
	CHECK(!semctl(s, 0, SETVAL, 1));
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		up.sem_flg = 0;
		_exit(semop(s, &up, 1) != 0);
	}
	CHECK(!semop(s, &down, 1)); /* waits for the child */
	CHECK(waitpid(child, &status, 0) == child && !status);
	up.sem_flg = SEM_UNDO;
	CHECK(!semop(s, &up, 1) && !semctl(s, 0, IPC_RMID));
	return NULL;
}

static const char *shared_memory(void)
{
	int id = shmget(IPC_PRIVATE, 1 << 20, 0600), status;
	char *p = id < 0 ? NULL : shmat(id, NULL, 0);

	CHECK(p && p != (void *)-1);
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		memset(p, 'x', 1 << 20);
		_exit(0);
	}
	CHECK(waitpid(child, &status, 0) == child && !status && p[(1 << 20) - 1] == 'x');
	CHECK(!shmctl(id, IPC_RMID, NULL) && !shmdt(p));
	return NULL;
}

static const char *pipes(void)
{
	int a[2], b[2], null = open("/dev/null", O_WRONLY);
	static char block[60000];

	CHECK(null >= 0 && !pipe2(a, O_CLOEXEC) && !pipe2(b, O_CLOEXEC));
	CHECK(fcntl(a[1], F_SETPIPE_SZ, 1 << 18) > 0);
	for (int i = 0; i < 20; i++) {
		struct iovec v = {block, sizeof(block)};

		CHECK(write(a[1], block, sizeof(block)) == sizeof(block));
		CHECK(vmsplice(a[1], &v, 1, 0) == sizeof(block));
		CHECK(tee(a[0], b[1], 4096, 0) == 4096 && read(b[0], block, 4096) == 4096);
		CHECK(splice(a[0], NULL, null, NULL, 65536, 0) > 0);
		while (splice(a[0], NULL, null, NULL, 1 << 20, SPLICE_F_NONBLOCK) > 0)
			;
	}
	close(a[0]), close(a[1]), close(b[0]), close(b[1]), close(null);
	return NULL;
}

static const char *unix_sockets(void)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX, .sun_path = "/tmp/workload.sock"};
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), s, status, passed = -1;
	char text[64], space[CMSG_SPACE(sizeof(int))];
	struct iovec v = {text, sizeof(text)};
	struct msghdr m = {
	    .msg_iov = &v, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof(space)};

	unlink(at.sun_path);
	CHECK(listener >= 0 && !bind(listener, (void *)&at, sizeof(at)) && !listen(listener, 4));
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		int c = socket(AF_UNIX, SOCK_STREAM, 0), fd = open("/proc/self/status", O_RDONLY);
		struct cmsghdr *h = CMSG_FIRSTHDR(&m);

		h->cmsg_level = SOL_SOCKET;
		h->cmsg_type = SCM_RIGHTS;
		h->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(h), &fd, sizeof(int));
		strcpy(text, "a descriptor");
		_exit(connect(c, (void *)&at, sizeof(at)) || sendmsg(c, &m, 0) < 0);
	}
	s = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	CHECK(s >= 0 && recvmsg(s, &m, 0) > 0 && !strcmp(text, "a descriptor"));
	memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&m)), sizeof(int));
	CHECK(read(passed, text, sizeof(text)) == sizeof(text));
	CHECK(waitpid(child, &status, 0) == child && !status);
	close(s), close(listener), close(passed), unlink(at.sun_path);
	return NULL;
}

static const char *datagrams(void)
{
	int s[2];
	char got[1000];

	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM, 0, s));
	for (int i = 0; i < 8; i++)
		CHECK(send(s[0], got, sizeof(got), 0) == sizeof(got));
	for (int i = 0; i < 8; i++)
		CHECK(recv(s[1], got, sizeof(got), 0) == sizeof(got));
	CHECK(!shutdown(s[0], SHUT_RDWR));
	close(s[0]), close(s[1]);
	return NULL;
}

static const char *events(void)
{
	struct itimerspec soon = {.it_value.tv_nsec = 20000000};
	int all = epoll_create1(0), event = eventfd(0, 0),
	    timer = timerfd_create(CLOCK_MONOTONIC, 0);
	struct epoll_event e = {.events = EPOLLIN};
	uint64_t n = 3;
	sigset_t set;

	CHECK(all >= 0 && event >= 0 && timer >= 0);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int signals = signalfd(-1, &set, 0);

	CHECK(signals >= 0);
	for (int i = 0; i < 3; i++) {
		e.data.fd = (int[]){event, timer, signals}[i];
		CHECK(!epoll_ctl(all, EPOLL_CTL_ADD, e.data.fd, &e));
	}
	CHECK(write(event, &n, 8) == 8 && !timerfd_settime(timer, 0, &soon, NULL) &&
	      !kill(getpid(), SIGUSR1));
	for (int seen = 0; seen < 3; seen++) {
		struct signalfd_siginfo got;

		CHECK(epoll_wait(all, &e, 1, 2000) == 1);
		CHECK(read(e.data.fd, &got, e.data.fd == signals ? sizeof(got) : 8) > 0);
	}
	close(all), close(event), close(timer), close(signals);
	return NULL;
}

static void *thread(void *counter)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	for (int i = 0; i < 2000; i++) {
		pthread_mutex_lock(&lock);
		++*(int *)counter;
		pthread_mutex_unlock(&lock);
		if (i % 100 == 0)
			sched_yield();
	}
	return NULL;
}

static const char *threads(void)
{
	pthread_t t[4];
	int counter = 0;

	for (int i = 0; i < 4; i++)
		CHECK(!pthread_create(&t[i], NULL, thread, &counter));
	for (int i = 0; i < 4; i++)
		CHECK(!pthread_join(t[i], NULL));
	CHECK(counter == 8000);
	return NULL;
}

static const char *mappings(void)
{
	size_t n = 4 << 20;
	char *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), *q;

	CHECK(p != MAP_FAILED);
	memset(p, 1, n);
	CHECK(!mprotect(p + n / 4, n / 4, PROT_READ) && !madvise(p, n / 8, MADV_DONTNEED));
	q = mremap(p + n / 2, n / 2, n, MREMAP_MAYMOVE);
	CHECK(q != MAP_FAILED && q[0] == 1);
	CHECK(!munmap(q, n) && !munmap(p, n / 2));

	int fd = memfd_create("workload", MFD_CLOEXEC);

	CHECK(fd >= 0 && !ftruncate(fd, 65536));
	p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	CHECK(p != MAP_FAILED);
	p[65535] = 'z';
	CHECK(pread(fd, &p[0], 1, 65535) == 1 && p[0] == 'z');
	CHECK(!munmap(p, 65536));
	close(fd);
	CHECK(!mlock(&n, sizeof(n)) && !munlock(&n, sizeof(n)));
	return NULL;
}

static const char *locks(void)
{
	int a = open("/tmp/workload.lock", O_RDWR | O_CREAT, 0600);
	int b = open("/tmp/workload.lock", O_RDWR);
	struct flock l = {.l_type = F_WRLCK, .l_len = 10};

	CHECK(a >= 0 && b >= 0 && !fcntl(a, F_SETLK, &l));
	CHECK(!flock(a, LOCK_EX) && flock(b, LOCK_EX | LOCK_NB) < 0 && !flock(a, LOCK_UN));
	l.l_type = F_UNLCK;
	CHECK(!fcntl(a, F_SETLK, &l));
	close(a), close(b), unlink("/tmp/workload.lock");
	return NULL;
}

static const char *keys(void)
{
	long key = syscall(SYS_add_key, "user", "workload", "secret", 6, -4 /* of the user */);
	char got[8];

	if (key < 0 && errno == ENOSYS)
		return NULL;
	CHECK(key > 0);
	CHECK(syscall(SYS_keyctl, 11 /* read */, key, got, sizeof(got)) == 6);
	CHECK(syscall(SYS_keyctl, 2 /* update */, key, "other", 5) == 0);
	CHECK(syscall(SYS_keyctl, 3 /* revoke */, key) == 0);
	CHECK(syscall(SYS_keyctl, 1 /* join */, "workload") > 0);
	return NULL;
}

static const char *credentials(void)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		gid_t groups[] = {1, 2, 3};

		_exit(setgroups(3, groups) || setgid(1000) || setuid(1000) || !setuid(0) ||
		      prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	}
	CHECK(waitpid(child, &status, 0) == child && !status);
	return NULL;
}

static const char *namespaces(void)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child)
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID) && errno != EINVAL);
	CHECK(waitpid(child, &status, 0) == child && !status);
	return NULL;
}

static const char *tracing(void)
{
	int status;
	pid_t child = fork();

	CHECK(child >= 0);
	if (!child) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(3);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
	CHECK(ptrace(PTRACE_PEEKDATA, child, &status, 0) != -1 || !errno);
	CHECK(!ptrace(PTRACE_SINGLESTEP, child, 0, 0));
	CHECK(waitpid(child, &status, 0) == child && WIFSTOPPED(status));
	CHECK(!ptrace(PTRACE_CONT, child, 0, 0));
	CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
	return NULL;
}

static volatile sig_atomic_t alarms;

static void on_alarm(int signal)
{
	alarms += signal == SIGALRM;
}

static const char *timers(void)
{
	struct itimerval often = {.it_value.tv_usec = 5000, .it_interval.tv_usec = 5000};
	struct sigaction sa = {.sa_handler = on_alarm};
	struct rlimit limit;
	struct timespec t = {.tv_nsec = 1000000};

	CHECK(!sigaction(SIGALRM, &sa, NULL) && !setitimer(ITIMER_REAL, &often, NULL));
	while (alarms < 5)
		nanosleep(&t, NULL);
	often.it_value.tv_usec = 0;
	CHECK(!setitimer(ITIMER_REAL, &often, NULL));
	CHECK(!getrlimit(RLIMIT_NOFILE, &limit) && !setrlimit(RLIMIT_NOFILE, &limit));
	CHECK(!setpriority(PRIO_PROCESS, 0, 5));
	return NULL;
}

static const char *programs(void)
{
	for (int i = 0; i < 20; i++) {
		int status;
		pid_t child = vfork();

		CHECK(child >= 0);
		if (!child) {
			execl("/bin/busybox", "true", NULL);
			_exit(1);
		}
		CHECK(waitpid(child, &status, 0) == child && !status);
	}
	return NULL;
}

static const struct {
	const char *name;
	test run;
} tests[] = {
    {"message queues of System V", system_v_messages},
    {"message queues of POSIX", posix_messages},
    {"semaphores", semaphores},
    {"shared memory", shared_memory},
    {"pipes, splice, tee", pipes},
    {"sockets, and a descriptor through one", unix_sockets},
    {"datagrams", datagrams},
    {"epoll, events, timers, signals", events},
    {"threads", threads},
    {"mappings", mappings},
    {"file locks", locks},
    {"keys", keys},
    {"credentials", credentials},
    {"namespaces", namespaces},
    {"tracing", tracing},
    {"timers", timers},
    {"programs", programs},
};

/* Begins a part of the account of "capmap-kernel boot --count". */
static void mark(const char *name)
{
	printf("mark: %s\n", name);
	__asm__ volatile(".byte 0x0f, 0x1f, 0x84, 0x00, 'm', 'a', 'r', 'k'");
}

int main(int argc, char **argv)
{
	bool marks = argc > 1 && !strcmp(argv[1], "--mark");
	int failed = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		if (marks)
			mark(tests[i].name);
		const char *wrong = tests[i].run();
		bool missing = wrong && errno == ENOSYS;

		if (wrong && !missing)
			printf("not ok %s: %s: %s\n", tests[i].name, wrong, strerror(errno));
		else
			printf("ok %s%s\n", tests[i].name,
			       missing ? " # SKIP no such system call" : "");
		failed += wrong && !missing;
	}
	return failed != 0;
}
