/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/bitcode.h"
#include "passes/extract.h"
#include "passes/facts_block.h"
#include "passes/native.h"
#include "passes/reader.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

struct child {
	int socket;
	volatile int *stage;
	const struct input_list *list;
	const struct input_options *opt;
	const struct cache *cache; /* or NULL */
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

static int read_bytes(const struct child *c, const struct input_item *it, const char *bytes,
		      size_t n, struct facts *f, uint64_t *native, struct diag *d)
{
	const char *ir = bytes;

	f->input_hash = hash_bytes(bytes, n, 0);
	if (it->kind == INPUT_OBJECT) {
		int found = native_bitcode(bytes, n, &ir, &n, it->name, d);

		if (found < 0)
			return found;
		*native = !found;
	}
	return *native ? native_read(f, bytes, n, it->name, d) : read_ir(c, it, f, ir, n, d);
}

/* The facts that bitcode carries, unless they are of another extractor or of other bitcode. *code:
 * bytes of it that are not facts. */
static bool read_carried(const struct input_item *it, const char *bytes, struct facts *f,
			 size_t *code)
{
	uint8_t extractor[EXTRACTOR_BYTES];
	struct facts_block b;
	struct diag d;

	*code = it->size;
	if (it->kind != INPUT_BITCODE || !facts_block_find(&b, bytes, it->size))
		return false;
	*code = b.start;
	extractor_identify(extractor);
	if (memcmp(b.extractor, extractor, sizeof(extractor)) ||
	    facts_parse(f, b.facts, b.nfacts, it->name, &d))
		return false;
	if (f->input_hash == hash_bytes(bytes, b.start, 0))
		return true;
	facts_release(f);
	return false;
}

/* *buf: serialised facts, malloc'd. */
static int read_item(const struct child *c, const struct input_item *it, struct reader_reply *r,
		     void **buf, struct diag *d)
{
	char *bytes = input_item_bytes(it, d);
	struct cache_key key;
	struct facts f;
	size_t code;
	int err;

	if (!bytes)
		return -CM_EIO;
	r->carried = read_carried(it, bytes, &f, &code);
	if (!r->carried && c->cache)
		cache_key(&key, bytes, code, it->kind);
	if (r->carried || (c->cache && cache_load(c->cache, &key, &f, &r->use))) {
		free(bytes);
		*buf = f.image;
		r->bytes = f.image_bytes;
		return 0;
	}
	facts_init(&f);
	err = read_bytes(c, it, bytes, code, &f, &r->native, d);
	free(bytes);
	if (!err)
		facts_serialise(&f, buf, &r->bytes);
	facts_release(&f);
	/* A native object is read as fast as an entry. */
	if (!err && c->cache && !r->native)
		cache_store(c->cache, &key, *buf, r->bytes, &r->use);
	return err;
}

static void serve(const struct child *c, uint32_t item)
{
	struct reader_reply reply = {.item = item};
	struct diag d = {0};
	void *buf = NULL;

	if (!ftruncate(STDERR_FILENO, 0))
		lseek(STDERR_FILENO, 0, SEEK_SET);
	*c->stage = READER_READING;
	limit_cpu(c->opt->timeout_s);
	reply.err = read_item(c, &c->list->items.v[item], &reply, &buf, &d);
	if (reply.err)
		reply.bytes = sizeof(d);
	send_all(c->socket, &reply, sizeof(reply));
	send_all(c->socket, reply.err ? (const void *)&d : buf, reply.bytes);
	free(buf);
	*c->stage = READER_IDLE;
}

void reader_child(int socket, volatile int *stage, const struct input_list *l,
		  const struct input_options *opt, const struct cache *cache)
{
	const struct child c = {socket, stage, l, opt, cache};
	uint32_t item;

	bitcode_set_up();
	signal(SIGXFSZ, SIG_IGN); /* a cache that a limit keeps from growing is no death */
	while (receive(socket, &item, sizeof(item)))
		serve(&c, item);
	_exit(CM_EXIT_OK);
}
