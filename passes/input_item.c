/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/input_item.h"
#include "passes/archive.h"
#include "passes/facts.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 8, ENTRIES_MAX = 1 << 20, HEAD_BYTES = 64 };

struct walk {
	struct input_list *list;
	bool keep_bad;
	unsigned depth;
	unsigned entries; /* lines of lists and members of archives seen */
	struct diag *d;
};

/* A file, or a part of one, with the bytes that tell what it is. */
struct source {
	const char *name, *path;
	int fd;
	uint64_t offset, size;
	unsigned char head[HEAD_BYTES];
	size_t nhead;
};

static char *format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static char *format(const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		diag_oom(0);
	va_end(ap);
	return s;
}

static struct input_item *push(struct walk *w, const char *name, const char *path)
{
	struct input_item it = {.name = format("%s", name), .path = format("%s", path)};

	for (char *c = it.name; *c; c++)
		if (iscntrl((unsigned char)*c))
			*c = '?';
	vec_push(&w->list->items, it);
	return &w->list->items.v[w->list->items.n - 1];
}

/* Records or reports bad: the caller returns what this returns. */
static int bad_input(struct walk *w, const struct diag *bad, int err)
{
	if (!w->keep_bad || err == -CM_ELIMIT) {
		*w->d = *bad;
		return err;
	}
	struct input_item *it = push(w, bad->where, bad->where);

	it->kind = INPUT_BAD;
	it->diag = malloc(sizeof(*it->diag));
	if (!it->diag)
		diag_oom(sizeof(*it->diag));
	*it->diag = *bad;
	return 0;
}

static int count_entry(struct walk *w, const char *where, struct diag *bad)
{
	if (++w->entries <= ENTRIES_MAX)
		return 0;
	return diag_set(bad, CM_ELIMIT, where, "more than %d inputs; does a list hold itself?",
			ENTRIES_MAX);
}

static void describe_head(const struct source *s, char *to, size_t n)
{
	size_t shown = s->nhead < 8 ? s->nhead : 8, at = 0;

	for (size_t i = 0; i < shown; i++)
		at += (size_t)snprintf(to + at, n - at, i ? " %02x" : "%02x", s->head[i]);
}

/* Kind of a source that is no archive; 0 with bad filled when it is nothing we read. */
static enum input_kind recognise(const struct source *s, struct diag *bad)
{
	const unsigned char *h = s->head;
	size_t len = strlen(s->path);
	char text[64];

	if (!s->nhead) {
		diag_set(bad, CM_EFORMAT, s->name, "empty file; build it again");
		return 0;
	}
	if (s->nhead >= 4 && (!memcmp(h, "BC\xc0\xde", 4) || !memcmp(h, "\xde\xc0\x17\x0b", 4)))
		return INPUT_BITCODE;
	if (s->nhead >= sizeof(FACTS_MAGIC) && !memcmp(h, FACTS_MAGIC, sizeof(FACTS_MAGIC)))
		return INPUT_FACTS;
	if (s->nhead >= 18 && !memcmp(h, ELFMAG, SELFMAG)) {
		unsigned type = h[EI_DATA] == ELFDATA2MSB ? h[17] : h[16];

		if (type == ET_REL)
			return INPUT_OBJECT;
		diag_set(
		    bad, CM_EFORMAT, s->name,
		    "a linked ELF file, not bitcode; give the bitcode objects it was linked from");
		return 0;
	}
	if ((len > 3 && !strcmp(s->path + len - 3, ".ll")) || !memcmp(h, "; ModuleID", 10))
		return INPUT_TEXT;
	describe_head(s, text, sizeof(text));
	diag_set(bad, CM_EFORMAT, s->name,
		 "not LLVM bitcode, an archive or a facts file (starts with %s)", text);
	return 0;
}

static int walk_source(struct walk *w, struct source *s);
static int walk_path(struct walk *w, const char *path, const char *where, const char *name);

static char *beside(const char *file, const char *name)
{
	const char *slash = strrchr(file, '/');

	if (name[0] == '/' || !slash)
		return format("%s", name);
	return format("%.*s%s", (int)(slash + 1 - file), file, name);
}

/* A member that is the archive path's member at origin: GNU ar makes them of nested archives. */
static int walk_proxy(struct walk *w, const char *path, uint64_t origin, const char *where)
{
	struct source s = {.path = path, .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
	struct diag bad = {0};
	struct archive_member m;
	struct archive a = {0};
	struct stat st;
	char *name = NULL;
	int err;

	if (s.fd < 0 || fstat(s.fd, &st))
		err = diag_set(&bad, CM_EIO, where, "cannot open '%s': %s", path, strerror(errno));
	else
		err = archive_open(&a, s.fd, 0, (uint64_t)st.st_size, path, &bad);
	if (!err) {
		archive_seek(&a, origin);
		err = archive_next(&a, &m, &bad);
		if (!err)
			err = diag_set(&bad, CM_EFORMAT, path, "too short for its thin archive");
	}
	if (err > 0) {
		s.name = name = format("%s(%s)", path, m.name);
		s.offset = m.offset;
		s.size = m.size;
		free(m.name);
		err = a.thin ? diag_set(&bad, CM_EFORMAT, where, "its archive '%s' is thin", path)
			     : walk_source(w, &s);
	}
	if (bad.text[0])
		err = bad_input(w, &bad, err);
	archive_close(&a);
	if (s.fd >= 0)
		close(s.fd);
	free(name);
	return err;
}

static int walk_member(struct walk *w, const struct source *outer, const struct archive *a,
		       const struct archive_member *m)
{
	char *name = format("%s(%s)", outer->name, m->name);
	struct source s = {name, outer->path, outer->fd, m->offset, m->size, {0}, 0};
	char *path = NULL;
	int err;

	if (!a->thin) {
		err = walk_source(w, &s);
	} else {
		path = beside(outer->path, m->name);
		err = m->origin ? walk_proxy(w, path, m->origin, name)
				: walk_path(w, path, name, path);
	}
	free(path);
	free(name);
	return err;
}

static int walk_archive(struct walk *w, const struct source *s)
{
	struct diag bad = {0};
	struct archive_member m;
	struct archive a;
	int err, got = 0;

	if (w->depth == DEPTH_MAX) {
		diag_set(&bad, CM_EFORMAT, s->name, "archives nest deeper than %d", DEPTH_MAX);
		return bad_input(w, &bad, -CM_EFORMAT);
	}
	w->depth++;
	err = archive_open(&a, s->fd, s->offset, s->size, s->name, &bad);
	while (!err && (got = archive_next(&a, &m, &bad)) > 0) {
		got = count_entry(w, s->name, &bad);
		if (!got)
			err = walk_member(w, s, &a, &m);
		free(m.name);
		if (got)
			break;
	}
	archive_close(&a);
	w->depth--;
	if (bad.text[0])
		return bad_input(w, &bad, err ? err : got);
	return err;
}

static int walk_source(struct walk *w, struct source *s)
{
	size_t want = s->size < HEAD_BYTES ? s->size : HEAD_BYTES;
	ssize_t got = pread(s->fd, s->head, want, (off_t)s->offset);
	struct diag bad = {0};
	enum input_kind kind;

	if (got < 0) {
		diag_set(&bad, CM_EIO, s->name, "cannot read: %s", strerror(errno));
		return bad_input(w, &bad, -CM_EIO);
	}
	s->nhead = (size_t)got;
	if (archive_is(s->head, s->nhead))
		return walk_archive(w, s);
	kind = recognise(s, &bad);
	if (!kind)
		return bad_input(w, &bad, -CM_EFORMAT);
	struct input_item *it = push(w, s->name, s->path);

	it->offset = s->offset;
	it->size = s->size;
	it->kind = kind;
	return 0;
}

/* where: whom to blame when path cannot be opened: itself, list:line or archive(member). */
static int walk_path(struct walk *w, const char *path, const char *where, const char *name)
{
	struct source s = {.name = name, .path = path};
	struct diag bad = {0};
	struct stat st;
	int err = 0;

	s.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (s.fd < 0 || fstat(s.fd, &st))
		err = diag_set(&bad, CM_EIO, where, "cannot open%s%s%s: %s",
			       where == path ? "" : " '", where == path ? "" : path,
			       where == path ? "" : "'", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		err = diag_set(&bad, CM_EFORMAT, name, "not a regular file");
	if (err) {
		err = bad_input(w, &bad, err);
	} else {
		s.size = (uint64_t)st.st_size;
		err = walk_source(w, &s);
	}
	if (s.fd >= 0)
		close(s.fd);
	return err;
}

static char *trim(char *line)
{
	size_t n;

	while (isspace((unsigned char)*line))
		line++;
	n = strlen(line);
	while (n && isspace((unsigned char)line[n - 1]))
		n--;
	line[n] = 0;
	return line;
}

static int walk_list(struct walk *w, const char *path, const char *where);

static int walk_line(struct walk *w, const char *list, unsigned number, const char *entry)
{
	bool nested = entry[0] == '@';
	char *where = format("%s:%u", list, number);
	char *path = format("%s", entry + nested);
	int err;

	if (access(path, F_OK)) {
		char *other = beside(list, path);
		char **drop = access(other, F_OK) ? &other : &path;

		free(*drop);
		path = drop == &path ? other : path;
	}
	err = nested ? walk_list(w, path, where) : walk_path(w, path, where, path);
	free(path);
	free(where);
	return err;
}

static int walk_list(struct walk *w, const char *path, const char *where)
{
	struct diag bad = {0};
	char *line = NULL;
	size_t cap = 0;
	unsigned number = 0;
	FILE *in = NULL;
	int err = 0;

	if (w->depth == DEPTH_MAX)
		err = diag_set(&bad, CM_EFORMAT, where, "lists nest deeper than %d", DEPTH_MAX);
	else if (!(in = fopen(path, "re")))
		err = diag_set(&bad, CM_EIO, where, "cannot open the list '%s': %s", path,
			       strerror(errno));
	if (err)
		return bad_input(w, &bad, err);
	w->depth++;
	errno = 0;
	while (!err && getline(&line, &cap, in) >= 0) {
		char *entry = trim(line);

		number++;
		if (!entry[0] || entry[0] == '#')
			continue;
		err = count_entry(w, path, &bad);
		if (!err)
			err = walk_line(w, path, number, entry);
		errno = 0;
	}
	if (!err && ferror(in))
		err = diag_set(&bad, CM_EIO, path, "cannot read the list: %s", strerror(errno));
	w->depth--;
	free(line);
	fclose(in);
	return bad.text[0] ? bad_input(w, &bad, err) : err;
}

int input_list_add(struct input_list *l, const char *path, bool keep_bad, struct diag *d)
{
	struct diag unused;
	struct walk w = {.list = l, .keep_bad = keep_bad, .d = d ? d : &unused};

	if (path[0] == '@')
		return walk_list(&w, path + 1, path + 1);
	return walk_path(&w, path, path, path);
}

void input_list_release(struct input_list *l)
{
	vec_each (&l->items, i) {
		free(l->items.v[i].name);
		free(l->items.v[i].path);
		free(l->items.v[i].diag);
	}
	vec_free(&l->items);
}

char *input_item_bytes(const struct input_item *it, struct diag *d)
{
	int fd = open(it->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *buf = malloc(it->size + 1);
	uint64_t at = 0;
	ssize_t got = 1;

	if (!buf)
		diag_oom(it->size + 1);
	while (fd >= 0 && at < it->size && got > 0) {
		got = pread(fd, buf + at, it->size - at, (off_t)(it->offset + at));
		at += got > 0 ? (uint64_t)got : 0;
	}
	if (fd < 0 || got < 0)
		diag_set(d, CM_EIO, it->name, "cannot read: %s", strerror(errno));
	else if (at < it->size)
		diag_set(d, CM_EFORMAT, it->name, "became shorter while it was read");
	if (fd >= 0)
		close(fd);
	if (at < it->size) {
		free(buf);
		return NULL;
	}
	buf[at] = 0;
	return buf;
}
