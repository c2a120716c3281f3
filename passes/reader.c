/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_ITEM		UINT32_MAX
#define REPLY_BYTES_MAX ((uint64_t)8 << 30)
#define PROGRESS_EVERY	100

struct worker {
	pid_t pid; /* 0: none */
	int socket;
	int errors;	     /* memfd that is the child's stderr */
	volatile int *stage; /* shared with the child */
	uint32_t item;	     /* being read, or NO_ITEM */
	uint32_t served;     /* items answered by this process */
	struct reader_reply reply;
	size_t got; /* bytes of reply, then of body, received */
	char *body;
};

struct pool {
	const struct input_list *list;
	const struct input_options *opt;
	struct cache *cache; /* or NULL */
	struct reader_result *result;
	struct worker *worker;
	uint32_t *queue; /* item numbers, largest item first */
	uint32_t head, nqueue;
	uint32_t stop; /* items from here on need not be read */
	uint32_t ndone;
};

/* Address space of this process as it is: the child's allowance comes on top. */
static rlim_t address_space(void)
{
	unsigned long pages = 0;
	FILE *in = fopen("/proc/self/statm", "re");

	if (!in || fscanf(in, "%lu", &pages) != 1)
		pages = 0;
	if (in)
		fclose(in);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void limit_memory(size_t bytes)
{
	rlim_t lim = address_space() + bytes;

	if (bytes)
		setrlimit(RLIMIT_AS, &(struct rlimit){lim, lim});
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

_Noreturn static void become_child(struct pool *p, struct worker *w, int socket, pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(CM_EXIT_ERROR);
	for (unsigned i = 0; i < p->opt->jobs; i++)
		if (p->worker[i].pid)
			close(p->worker[i].socket);
	dup2(w->errors, STDOUT_FILENO);
	dup2(w->errors, STDERR_FILENO);
	limit_memory(p->opt->memory_bytes);
	reader_child(socket, w->stage, p->list, p->opt, p->cache);
}

static int spawn(struct pool *p, struct worker *w, struct diag *d)
{
	pid_t parent = getpid();
	int pair[2] = {-1, -1};

	memset(w, 0, sizeof(*w));
	w->item = NO_ITEM;
	w->errors = memfd_create("capmap-reader", MFD_CLOEXEC);
	w->stage = mmap(NULL, sizeof(*w->stage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			-1, 0);
	if (w->errors < 0 || w->stage == MAP_FAILED ||
	    socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		goto fail;
	fflush(NULL); /* or the child may write it a second time */
	w->pid = fork();
	if (w->pid < 0)
		goto fail;
	if (!w->pid) {
		close(pair[0]);
		become_child(p, w, pair[1], parent);
	}
	close(pair[1]);
	w->socket = pair[0];
	fcntl(w->socket, F_SETFL, O_NONBLOCK);
	return 0;
fail:
	diag_set(d, CM_EIO, "", "cannot start a reader process: %s", strerror(errno));
	w->pid = 0;
	if (pair[0] >= 0) {
		close(pair[0]);
		close(pair[1]);
	}
	if (w->errors >= 0)
		close(w->errors);
	if (w->stage != MAP_FAILED)
		munmap((void *)w->stage, sizeof(*w->stage));
	return -CM_EIO;
}

/* Reaps the worker's process, which has ended or been killed; returns its wait status. */
static int bury(const struct pool *p, struct worker *w)
{
	int status = 0;

	close(w->socket);
	while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(w->errors);
	munmap((void *)w->stage, sizeof(*w->stage));
	free(w->body);
	w->body = NULL;
	if (p->cache)
		cache_forget(p->cache, w->pid);
	w->pid = 0;
	return status;
}

static void fail_item(struct pool *p, uint32_t item, int err, const struct diag *d)
{
	struct reader_result *r = &p->result[item];

	r->err = err;
	r->diag = malloc(sizeof(*d));
	if (!r->diag)
		diag_oom(sizeof(*d));
	*r->diag = *d;
	if (!p->opt->keep_going && item < p->stop)
		p->stop = item;
	p->ndone++;
}

/* The first line that the child wrote to stderr about this item. */
static void last_words(const struct worker *w, char *to, size_t n)
{
	ssize_t got = pread(w->errors, to, n - 1, 0);

	to[got > 0 ? got : 0] = 0;
	to[strcspn(to, "\n")] = 0;
}

static int explain_death(const struct pool *p, const char *name, int stage, int status,
			 const char *words, struct diag *d)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	bool memory = strstr(words, "bad_alloc") || strstr(words, "out of memory");
	char how[320];

	snprintf(how, sizeof(how), "%s %d%s%s", sig ? "signal" : "exit status",
		 sig ? sig : WEXITSTATUS(status), words[0] ? ": " : "", words);
	if (sig == SIGXCPU)
		return diag_set(d, CM_ELIMIT, name,
				"reading it takes more than the allowed %u CPU seconds; allow more",
				p->opt->timeout_s);
	if (memory && p->opt->memory_bytes)
		return diag_set(
		    d, CM_ELIMIT, name,
		    "reading it takes more than the allowed %zu MiB of memory; allow more",
		    p->opt->memory_bytes >> 20);
	if (memory || sig == SIGKILL)
		return diag_set(
		    d, CM_ELIMIT, name,
		    "its reader was killed, as by a machine without memory (%s); use fewer jobs",
		    how);
	if (stage == READER_EXTRACTING)
		return diag_set(d, CM_EFORMAT, name,
				"the extractor died on it (%s); please report it with the file",
				how);
	if (!sig)
		return diag_set(d, CM_EFORMAT, name, "LLVM's reader gave up on it (%s); rebuild it",
				how);
	return diag_set(
	    d, CM_EFORMAT, name,
	    "LLVM's reader died on it (%s): the file is corrupt or truncated; rebuild it", how);
}

/* The worker closed its socket. An item is blamed only for the death of a process that had read
 * nothing else: what earlier items left behind must not decide. */
static void on_death(struct pool *p, struct worker *w)
{
	uint32_t item = w->item, served = w->served;
	int stage = *w->stage, status;
	struct diag d = {0};
	char words[256];
	int err;

	last_words(w, words, sizeof(words));
	kill(w->pid,
	     SIGKILL); /* in case it lives on without a socket; the dying keep their status */
	status = bury(p, w);
	if (item == NO_ITEM)
		return;
	if (served) {
		p->queue[--p->head] = item;
		return;
	}
	err = explain_death(p, p->list->items.v[item].name, stage, status, words, &d);
	fail_item(p, item, err, &d);
}

static void finish_reply(struct pool *p, struct worker *w)
{
	const char *name = p->list->items.v[w->item].name;
	struct reader_result *r = &p->result[w->item];
	struct diag d = {0};
	int err = w->reply.err;

	if (p->cache)
		cache_count(p->cache, &w->reply.use);
	if (err) {
		memcpy(&d, w->body, sizeof(d));
		d.where[sizeof(d.where) - 1] = d.text[sizeof(d.text) - 1] = 0;
		free(w->body);
	} else {
		r->native = w->reply.native;
		r->carried = w->reply.carried;
		err = facts_adopt(&r->facts, w->body, w->reply.bytes, name, &d);
	}
	w->body = NULL;
	if (err)
		fail_item(p, w->item, err, &d);
	else if (++p->ndone % PROGRESS_EVERY == 0)
		diag_progress("read %u of %u inputs", p->ndone, p->list->items.n);
	w->item = NO_ITEM;
	w->got = 0;
	w->served++;
}

static bool reply_is_sane(const struct worker *w)
{
	const struct reader_reply *r = &w->reply;

	return r->item == w->item && r->err <= 0 && r->bytes && r->bytes <= REPLY_BYTES_MAX &&
	       (!r->err || r->bytes == sizeof(struct diag));
}

static void on_nonsense(struct pool *p, struct worker *w)
{
	uint32_t item = w->item;
	struct diag d = {0};

	kill(w->pid, SIGKILL);
	bury(p, w);
	if (item == NO_ITEM)
		return;
	diag_set(&d, CM_EFORMAT, p->list->items.v[item].name,
		 "LLVM's reader went astray on it: the file is corrupt or truncated; rebuild it");
	fail_item(p, item, -CM_EFORMAT, &d);
}

/* Takes what has arrived. */
static void on_data(struct pool *p, struct worker *w)
{
	bool header = !w->body;
	char *to = header ? (char *)&w->reply : w->body;
	size_t want = header ? sizeof(w->reply) : w->reply.bytes;
	ssize_t got = recv(w->socket, to + w->got, want - w->got, 0);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (got <= 0) {
		on_death(p, w);
		return;
	}
	w->got += (size_t)got;
	if (w->got < want)
		return;
	if (!header) {
		finish_reply(p, w);
	} else if (!reply_is_sane(w)) {
		on_nonsense(p, w);
	} else {
		w->body = malloc(w->reply.bytes);
		if (!w->body)
			diag_oom(w->reply.bytes);
		w->got = 0;
	}
}

static uint32_t next_item(struct pool *p)
{
	while (p->head < p->nqueue) {
		uint32_t item = p->queue[p->head++];

		if (item < p->stop)
			return item;
	}
	return NO_ITEM;
}

/* Gives an idle worker work, starting its process at need. */
static int employ(struct pool *p, struct worker *w, struct diag *d)
{
	uint32_t item = next_item(p);

	if (item == NO_ITEM)
		return 0;
	if (!w->pid) {
		int err = spawn(p, w, d);

		if (err)
			return err;
	}
	w->item = item;
	/* A process that cannot take it is dead, which poll() will tell. */
	(void)!send(w->socket, &item, sizeof(item), MSG_NOSIGNAL);
	return 0;
}

static int wait_for_data(struct pool *p, struct pollfd *ready)
{
	unsigned n = 0;

	for (unsigned i = 0; i < p->opt->jobs; i++) {
		bool busy = p->worker[i].pid && p->worker[i].item < p->stop;

		ready[i] = (struct pollfd){busy ? p->worker[i].socket : -1, POLLIN, 0};
		n += busy;
	}
	if (n)
		poll(ready, p->opt->jobs, -1);
	return n;
}

static int run(struct pool *p, struct pollfd *ready, struct diag *d)
{
	do {
		for (unsigned i = 0; i < p->opt->jobs; i++) {
			struct worker *w = &p->worker[i];
			bool idle = !w->pid || w->item == NO_ITEM;
			int err = idle ? employ(p, w, d) : 0;

			if (err)
				return err;
		}
		if (!wait_for_data(p, ready))
			return 0;
		for (unsigned i = 0; i < p->opt->jobs; i++)
			if (ready[i].revents)
				on_data(p, &p->worker[i]);
	} while (true);
}

static int by_size(const void *a, const void *b, void *list)
{
	const struct input_list *l = list;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	uint64_t sx = l->items.v[x].size, sy = l->items.v[y].size;

	return sx != sy ? (sx < sy) - (sx > sy) : (x > y) - (x < y);
}

static void *allocate(size_t n, size_t bytes)
{
	void *v = calloc(n ? n : 1, bytes);

	if (!v)
		diag_oom(n * bytes);
	return v;
}

int reader_run(const struct input_list *l, const struct input_options *opt, struct cache *c,
	       struct reader_result *result, struct diag *d)
{
	struct pool p = {.list = l, .opt = opt, .cache = c, .result = result, .stop = NO_ITEM};
	struct pollfd *ready = allocate(opt->jobs, sizeof(*ready));
	int err;

	p.worker = allocate(opt->jobs, sizeof(*p.worker));
	p.queue = allocate(l->items.n, sizeof(*p.queue));
	vec_each (&l->items, i) {
		enum input_kind kind = l->items.v[i].kind;

		if (kind != INPUT_FACTS && kind != INPUT_BAD)
			p.queue[p.nqueue++] = i;
	}
	qsort_r(p.queue, p.nqueue, sizeof(*p.queue), by_size, (void *)(uintptr_t)l);
	err = run(&p, ready, d);
	for (unsigned i = 0; i < opt->jobs; i++) {
		if (!p.worker[i].pid)
			continue;
		kill(p.worker[i].pid, SIGKILL);
		bury(&p, &p.worker[i]);
	}
	free(p.queue);
	free(p.worker);
	free(ready);
	return err;
}
