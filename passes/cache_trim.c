/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LEFT_BEHIND_S 3600

struct entry {
	struct timespec used;
	uint64_t bytes;
	char name[2 * CACHE_HASH_BYTES + 2];
};

struct survey {
	VEC(struct entry) entries;
	uint64_t bytes;
};

/* fn of every name in folder of the cache, or in the cache itself. */
static void each_name(int dir, const char *folder,
		      void (*fn)(int dir, const char *folder, const char *name, struct survey *s),
		      struct survey *s)
{
	int fd = openat(dir, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *names = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *e;

	while (names && (e = readdir(names)))
		fn(dir, folder, e->d_name, s);
	if (names)
		closedir(names);
	else if (fd >= 0)
		close(fd);
}

static bool is_hex(const char *s, size_t n)
{
	return strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

static void see_entry(int dir, const char *folder, const char *name, struct survey *s)
{
	struct entry e;
	struct stat st;

	/* What is not ours stays. */
	if (!is_hex(name, 2 * CACHE_HASH_BYTES - 2))
		return;
	snprintf(e.name, sizeof(e.name), "%.2s/%.62s", folder, name);
	if (fstatat(dir, e.name, &st, AT_SYMLINK_NOFOLLOW) || !S_ISREG(st.st_mode))
		return;
	e.used = st.st_mtim;
	e.bytes = (uint64_t)st.st_blocks * 512;
	s->bytes += e.bytes;
	vec_push(&s->entries, e);
}

static void see_folder(int dir, const char *top, const char *name, struct survey *s)
{
	struct stat st;

	(void)top;
	if (is_hex(name, 2))
		each_name(dir, name, see_entry, s);
	else if (!strncmp(name, "new-", 4) && !fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) &&
		 time(NULL) - st.st_mtim.tv_sec > LEFT_BEHIND_S)
		unlinkat(dir, name, 0);
}

static int by_use(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->used.tv_sec != y->used.tv_sec)
		return x->used.tv_sec < y->used.tv_sec ? -1 : 1;
	if (x->used.tv_nsec != y->used.tv_nsec)
		return x->used.tv_nsec < y->used.tv_nsec ? -1 : 1;
	return strcmp(x->name, y->name);
}

void cache_trim(const struct cache *c, uint64_t bytes)
{
	struct survey s = {0};

	each_name(c->dir, ".", see_folder, &s);
	if (s.bytes > bytes)
		qsort(s.entries.v, s.entries.n, sizeof(*s.entries.v), by_use);
	for (uint32_t i = 0; i < s.entries.n && s.bytes > bytes; i++) {
		unlinkat(c->dir, s.entries.v[i].name, 0); /* or another program did */
		s.bytes -= s.entries.v[i].bytes;
	}
	vec_free(&s.entries);
}
