/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/bitcode.h"
#include "passes/extract.h"
#include "passes/native.h"
#include "passes/reader.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct child {
	int socket;
	volatile int *stage;
	const struct input_list *list;
	const struct input_options *opt;
};

static bool receive(int fd, void *to, size_t n)
{
	return recv(fd, to, n, MSG_WAITALL) == (ssize_t)n;
}

static void send_all(int fd, const void *from, size_t n)
{
	const char *p = from;

	while (n) {
		ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);

		if (sent <= 0)
			_exit(CM_EXIT_ERROR); /* the parent is gone */
		p += sent;
		n -= (size_t)sent;
	}
}

/* The soft limit moves along, so that it counts this item only. */
static void limit_cpu(unsigned seconds)
{
	struct rlimit lim;
	struct rusage use;

	if (!seconds || getrlimit(RLIMIT_CPU, &lim) || getrusage(RUSAGE_SELF, &use))
		return;
	lim.rlim_cur = (rlim_t)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + 1 + seconds;
	setrlimit(RLIMIT_CPU, &lim);
}

static int read_ir(const struct child *c, const struct input_item *it, struct facts *f,
		   const char *bytes, size_t n, struct diag *d)
{
	struct bitcode b;
	int err = bitcode_open(&b, bytes, n, it->kind == INPUT_TEXT, it->name, d);

	if (err)
		return err;
	*c->stage = READER_EXTRACTING;
	extract_module(b.module, f);
	*c->stage = READER_READING;
	bitcode_close(&b);
	return 0;
}

static int read_item(const struct child *c, const struct input_item *it, struct facts *f,
		     uint64_t *native, struct diag *d)
{
	char *bytes = input_item_bytes(it, d);
	const char *ir = bytes;
	size_t n = it->size;
	int err = 0;

	if (!bytes)
		return -CM_EIO;
	f->input_hash = hash_bytes(bytes, n, 0);
	if (it->kind == INPUT_OBJECT) {
		int found = native_bitcode(bytes, it->size, &ir, &n, it->name, d);

		*native = found == 0;
		err = found < 0 ? found : 0;
	}
	if (!err)
		err = *native ? native_read(f, bytes, n, it->name, d) : read_ir(c, it, f, ir, n, d);
	free(bytes);
	return err;
}

static void serve(const struct child *c, uint32_t item)
{
	struct reader_reply reply = {.item = item};
	struct diag d = {0};
	struct facts f;
	size_t n;
	void *buf;

	facts_init(&f);
	if (!ftruncate(STDERR_FILENO, 0))
		lseek(STDERR_FILENO, 0, SEEK_SET);
	*c->stage = READER_READING;
	limit_cpu(c->opt->timeout_s);
	reply.err = read_item(c, &c->list->items.v[item], &f, &reply.native, &d);
	if (reply.err) {
		reply.bytes = sizeof(d);
		send_all(c->socket, &reply, sizeof(reply));
		send_all(c->socket, &d, sizeof(d));
	} else {
		facts_serialise(&f, &buf, &n);
		reply.bytes = n;
		send_all(c->socket, &reply, sizeof(reply));
		send_all(c->socket, buf, n);
		free(buf);
	}
	facts_release(&f);
	*c->stage = READER_IDLE;
}

void reader_child(int socket, volatile int *stage, const struct input_list *l,
		  const struct input_options *opt)
{
	const struct child c = {socket, stage, l, opt};
	uint32_t item;

	while (receive(socket, &item, sizeof(item)))
		serve(&c, item);
	_exit(CM_EXIT_OK);
}
