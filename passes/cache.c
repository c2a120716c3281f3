/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cache.h"

#include <llvm-c/blake3.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* "ab/" and the other 62 digits. */
#define ENTRY_BYTES (2 * CACHE_HASH_BYTES + 2)

_Static_assert(CACHE_HASH_BYTES == LLVM_BLAKE3_OUT_LEN, "a key is a whole BLAKE3 hash");

int cache_open(struct cache *c, const char *dir, struct diag *d)
{
	*c = (struct cache){.dir = -1, .name = dir};
	if (mkdir(dir, 0777) && errno != EEXIST)
		return diag_set(d, CM_EIO, dir, "cannot make the directory: %s", strerror(errno));
	c->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->dir < 0)
		return diag_set(d, CM_EIO, dir, "cannot open the directory: %s", strerror(errno));
	if (getrandom(&c->run, sizeof(c->run), GRND_NONBLOCK) != sizeof(c->run))
		c->run = (uint32_t)getpid();
	extractor_identify(c->extractor);
	return 0;
}

void cache_close(struct cache *c)
{
	if (c->dir >= 0)
		close(c->dir);
	c->dir = -1;
}

void cache_key(struct cache_key *k, const char *bytes, size_t n, enum input_kind kind)
{
	uint8_t how = (uint8_t)kind; /* the same bytes, read in another way, are another module */
	llvm_blake3_hasher h;

	llvm_blake3_hasher_init(&h);
	llvm_blake3_hasher_update(&h, &how, 1);
	llvm_blake3_hasher_update(&h, bytes, n);
	llvm_blake3_hasher_finalize(&h, k->hash, sizeof(k->hash));
}

static void entry_name(char name[ENTRY_BYTES], const struct cache_key *k)
{
	static const char digit[] = "0123456789abcdef";
	char *to = name;

	for (unsigned i = 0; i < CACHE_HASH_BYTES; i++) {
		*to++ = digit[k->hash[i] >> 4];
		*to++ = digit[k->hash[i] & 15];
		if (!i)
			*to++ = '/';
	}
	*to = 0;
}

static void temporary_name(char *to, size_t n, const struct cache *c, int pid)
{
	snprintf(to, n, "new-%08x-%d", c->run, pid);
}

static bool read_whole(int fd, void *to, size_t n, off_t at)
{
	char *p = to;

	while (n) {
		ssize_t got = pread(fd, p, n, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		p += got;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool write_whole(int fd, const void *from, size_t n)
{
	const char *p = from;

	while (n) {
		ssize_t put = write(fd, p, n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		p += put;
		n -= (size_t)put;
	}
	return true;
}

/* Bytes of facts in the open entry, or a negative enum cm_err. */
static int64_t check_entry(const struct cache *c, const struct cache_key *k, int fd,
			   const char *where, struct diag *d)
{
	struct cache_trailer t;
	struct stat st;
	off_t n;

	if (fstat(fd, &st))
		return diag_set(d, CM_EIO, where, "%s", strerror(errno));
	n = st.st_size - (off_t)sizeof(t);
	if (!S_ISREG(st.st_mode) || n <= 0 || !read_whole(fd, &t, sizeof(t), n) ||
	    memcmp(t.magic, CACHE_MAGIC, sizeof(t.magic)))
		return diag_set(d, CM_EFORMAT, where, "truncated, or no entry of a cache");
	if (memcmp(t.key, k->hash, sizeof(t.key)))
		return diag_set(d, CM_EFORMAT, where, "is the entry of another module");
	if (memcmp(t.extractor, c->extractor, sizeof(t.extractor)))
		return diag_set(d, CM_EVERSION, where, "of another version");
	return n;
}

static int load_entry(const struct cache *c, const struct cache_key *k, int fd, const char *where,
		      struct facts *f, struct diag *d)
{
	int64_t n = check_entry(c, k, fd, where, d);
	void *buf;

	if (n < 0)
		return (int)n;
	buf = malloc((size_t)n);
	if (!buf || !read_whole(fd, buf, (size_t)n, 0)) {
		free(buf);
		return diag_set(d, CM_EIO, where, "cannot read: %s", strerror(errno));
	}
	/* Of our version, as it says at its end: if facts of another are in it, it is damaged. */
	if (facts_adopt(f, buf, (size_t)n, where, d))
		return -CM_EFORMAT;
	futimens(fd, NULL); /* used now: the last to be trimmed */
	return 0;
}

/* Entries are private to the directory; a message about one names its place. */
static int load(const struct cache *c, const struct cache_key *k, struct facts *f, struct diag *d)
{
	char name[ENTRY_BYTES], where[sizeof(d->where)];
	int fd, err;

	entry_name(name, k);
	fd = openat(c->dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return -CM_ENOTFOUND;
	snprintf(where, sizeof(where), "%s/%s", c->name, name);
	if (fd < 0)
		return diag_set(d, CM_EIO, where, "cannot open: %s", strerror(errno));
	err = load_entry(c, k, fd, where, f, d);
	close(fd);
	return err;
}

/* Not synced: what a crash of the machine leaves half written is found out when it is read. */
static int store(const struct cache *c, const struct cache_key *k, const void *facts, size_t n,
		 struct diag *d)
{
	struct cache_trailer t = {.magic = CACHE_MAGIC};
	char name[ENTRY_BYTES], folder[3], tmp[64];
	int fd, bad;

	memcpy(t.key, k->hash, sizeof(t.key));
	memcpy(t.extractor, c->extractor, sizeof(t.extractor));
	entry_name(name, k);
	snprintf(folder, sizeof(folder), "%.2s", name);
	temporary_name(tmp, sizeof(tmp), c, (int)getpid());
	fd = openat(c->dir, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	bad = fd < 0 || !write_whole(fd, facts, n) || !write_whole(fd, &t, sizeof(t));
	bad = (fd >= 0 && close(fd)) || bad;
	bad = bad || (mkdirat(c->dir, folder, 0777) && errno != EEXIST);
	bad = bad || renameat(c->dir, tmp, c->dir, name);
	if (!bad)
		return 0;
	diag_set(d, CM_EIO, c->name, "%s", strerror(errno));
	unlinkat(c->dir, tmp, 0);
	return -CM_EIO;
}

static void take_note(char *note, size_t n, const struct diag *d)
{
	snprintf(note, n, "%.140s: %.90s", d->where, d->text);
}

bool cache_load(const struct cache *c, const struct cache_key *k, struct facts *f,
		struct cache_use *use)
{
	struct diag d = {0};

	use->load_err = load(c, k, f, &d);
	use->hit = !use->load_err;
	take_note(use->damaged, sizeof(use->damaged), &d);
	return use->hit;
}

void cache_store(const struct cache *c, const struct cache_key *k, const void *facts, size_t n,
		 struct cache_use *use)
{
	struct diag d = {0};

	use->store_err = store(c, k, facts, n, &d);
	use->stored = !use->store_err;
	take_note(use->unwritten, sizeof(use->unwritten), &d);
}

void cache_forget(const struct cache *c, int pid)
{
	char tmp[64];

	temporary_name(tmp, sizeof(tmp), c, pid);
	unlinkat(c->dir, tmp, 0);
}

void cache_count(struct cache *c, const struct cache_use *use)
{
	struct cache_counts *n = &c->counts;

	n->hits += use->hit;
	n->stored += use->stored;
	if (use->load_err == -CM_EVERSION) {
		n->outdated++;
	} else if (use->load_err && use->load_err != -CM_ENOTFOUND) {
		if (!n->damaged)
			memcpy(c->damaged, use->damaged, sizeof(c->damaged));
		n->damaged++;
	}
	if (use->store_err) {
		if (!n->unwritten)
			memcpy(c->unwritten, use->unwritten, sizeof(c->unwritten));
		n->unwritten++;
	}
}

void cache_warn(const struct cache *c)
{
	const struct cache_counts *n = &c->counts;

	if (n->outdated)
		diag_warn(c->name, "entries of another version, made anew: %u", n->outdated);
	if (n->damaged)
		diag_warn(c->name, "entries that cannot be used, made anew: %u (%s)", n->damaged,
			  c->damaged);
	if (n->unwritten)
		diag_warn(c->name, "entries that could not be written: %u (%s)", n->unwritten,
			  c->unwritten);
}
