/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/archive.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct header {
	char name[16];
	char date[12], uid[6], gid[6], mode[8];
	char size[10];
	char end[2]; /* "`\n" */
};

bool archive_is(const void *magic, size_t n)
{
	return n >= ARCHIVE_MAGIC_BYTES && (!memcmp(magic, "!<arch>\n", ARCHIVE_MAGIC_BYTES) ||
					    !memcmp(magic, "!<thin>\n", ARCHIVE_MAGIC_BYTES));
}

static bool read_at(const struct archive *a, uint64_t at, void *to, size_t n)
{
	char *p = to;

	while (n) {
		ssize_t got = pread(a->fd, p, n, (off_t)at);

		if (got <= 0)
			return false;
		p += got;
		at += (uint64_t)got;
		n -= (size_t)got;
	}
	return true;
}

static int corrupt(const struct archive *a, const char *what, struct diag *d)
{
	return diag_set(d, CM_EFORMAT, a->name,
			"corrupt or truncated archive: %s at byte %" PRIu64 "; make it again", what,
			a->at - a->base);
}

/* Decimal digits of a space-padded field; false when there are none or something else follows. */
static bool number(const char *s, size_t n, char stop, uint64_t *value)
{
	size_t i = 0;

	for (*value = 0; i < n && isdigit((unsigned char)s[i]); i++)
		*value = *value * 10 + (uint64_t)(s[i] - '0');
	return i && (i == n || s[i] == ' ' || s[i] == stop);
}

/* Reads the header at a->at. 1, 0 at the end, or an error. */
static int next_header(struct archive *a, struct header *h, uint64_t *size, struct diag *d)
{
	if (a->at >= a->end)
		return 0;
	if (a->end - a->at < sizeof(*h) || !read_at(a, a->at, h, sizeof(*h)))
		return corrupt(a, "half a member header", d);
	if (memcmp(h->end, "`\n", 2) || !number(h->size, sizeof(h->size), ' ', size))
		return corrupt(a, "no member header", d);
	return 1;
}

/* The tables of the archive itself: their bytes are inside even when it is thin. */
static bool is_table(const struct header *h)
{
	return !memcmp(h->name, "/ ", 2) || !memcmp(h->name, "// ", 3) ||
	       !memcmp(h->name, "/SYM64/ ", 8);
}

static int skip_bytes(struct archive *a, uint64_t size, struct diag *d)
{
	if (size > a->end - a->at - sizeof(struct header))
		return corrupt(a, "a member longer than the archive", d);
	a->at += sizeof(struct header) + size;
	a->at += (a->at - a->base) & 1;
	return 0;
}

static int read_tables(struct archive *a, struct diag *d)
{
	struct header h;
	uint64_t size;
	int got;

	while ((got = next_header(a, &h, &size, d)) > 0 && is_table(&h)) {
		uint64_t bytes = a->at + sizeof(h);
		int err = skip_bytes(a, size, d);

		if (err)
			return err;
		if (h.name[1] != '/' || a->names)
			continue;
		a->names = malloc(size + 1);
		if (!a->names)
			diag_oom(size);
		if (!read_at(a, bytes, a->names, size))
			return corrupt(a, "half a name table", d);
		a->names[size] = 0;
		a->names_bytes = size;
	}
	return got < 0 ? got : 0;
}

int archive_open(struct archive *a, int fd, uint64_t base, uint64_t size, const char *name,
		 struct diag *d)
{
	char magic[ARCHIVE_MAGIC_BYTES];

	*a = (struct archive){.fd = fd, .name = name, .base = base, .at = base, .end = base + size};
	if (size < sizeof(magic) || !read_at(a, base, magic, sizeof(magic)) ||
	    !archive_is(magic, sizeof(magic)))
		return corrupt(a, "no archive", d);
	a->thin = magic[2] == 't';
	a->at += sizeof(magic);
	return read_tables(a, d);
}

/* Header names: "short/", or "/N" or "/N:ORIGIN" with N a place in the table, where a name ends
 * with "/\n". */
static int member_name(const struct archive *a, const struct header *h, struct archive_member *m,
		       struct diag *d)
{
	const char *s = h->name;
	size_t n = sizeof(h->name);

	m->origin = 0;
	if (s[0] == '/') {
		uint64_t at;
		const char *colon = memchr(s, ':', n);

		if (!number(s + 1, n - 1, ':', &at) || at >= a->names_bytes)
			return corrupt(a, "a name outside the name table", d);
		if (colon && (!number(colon + 1, n - (size_t)(colon + 1 - s), ' ', &m->origin) ||
			      !m->origin))
			return corrupt(a, "a name with a bad origin", d);
		s = a->names + at;
		n = strcspn(s, "\n");
	} else {
		while (n && s[n - 1] == ' ')
			n--;
	}
	if (n && s[n - 1] == '/')
		n--;
	if (!n || memchr(s, 0, n))
		return corrupt(a, "a member without a name", d);
	m->name = strndup(s, n);
	if (!m->name)
		diag_oom(n);
	return 0;
}

int archive_next(struct archive *a, struct archive_member *m, struct diag *d)
{
	struct header h;
	int got = next_header(a, &h, &m->size, d);
	int err;

	if (got <= 0)
		return got;
	err = member_name(a, &h, m, d);
	if (err)
		return err;
	m->offset = a->at + sizeof(h);
	err = skip_bytes(a, a->thin ? 0 : m->size, d);
	if (err) {
		free(m->name);
		return err;
	}
	return 1;
}

void archive_seek(struct archive *a, uint64_t origin)
{
	a->at = origin < a->end - a->base ? a->base + origin : a->end;
}

void archive_close(struct archive *a)
{
	free(a->names);
	a->names = NULL;
}
