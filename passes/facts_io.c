/* SPDX-License-Identifier: Apache-2.0 */
/* Facts to bytes and back. A loaded facts points into the bytes: nothing is copied per array. */
#include "passes/facts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASHED_FROM offsetof(struct facts_file_header, input_hash)

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "facts files are little-endian");
_Static_assert(sizeof(struct facts_file_header) == 120, "header as documented in facts.h");
_Static_assert(sizeof(struct fact_loc) == 8 && sizeof(struct fact_type) == 32 &&
		   sizeof(struct fact_field) == 16 && sizeof(struct fact_sym) == 56 &&
		   sizeof(struct fact_func) == 40 && sizeof(struct fact_heap) == 32 &&
		   sizeof(struct fact_cons) == 32 && sizeof(struct fact_access) == 24 &&
		   sizeof(struct fact_call) == 40 && sizeof(struct fact_init) == 24 &&
		   sizeof(struct fact_hint) == 16 && sizeof(struct fact_check) == 16 &&
		   sizeof(struct fact_unknown) == 16,
	       "a changed record needs a new FACTS_VERSION");

static const size_t element_bytes[FACTS_SECTIONS] = {
#define FACTS_ARRAY(T, name) [FACTS_SEC_##name] = sizeof(struct T),
#include "passes/facts.def"
#undef FACTS_ARRAY
    [FACTS_SEC_args] = sizeof(fact_node),
    [FACTS_SEC_str_off] = sizeof(uint32_t),
    [FACTS_SEC_str_bytes] = 1,
    [FACTS_SEC_source] = 1,
};

/* Cannot overflow: a count has 32 bits, an element is below 2^7 bytes. */
static size_t section_bytes(const struct facts_file_header *h, unsigned sec)
{
	return (h->count[sec] * element_bytes[sec] + 7) & ~(size_t)7;
}

void facts_serialise(const struct facts *f, void **buf, size_t *n)
{
	const char *source = f->source ? f->source : "";
	const void *data[FACTS_SECTIONS] = {
#define FACTS_ARRAY(T, name) [FACTS_SEC_##name] = f->name.v,
#include "passes/facts.def"
#undef FACTS_ARRAY
	    [FACTS_SEC_args] = f->args.v,
	    [FACTS_SEC_str_off] = f->str.off.v,
	    [FACTS_SEC_str_bytes] = f->str.blob.v,
	    [FACTS_SEC_source] = source,
	};
	struct facts_file_header h = {
	    .magic = FACTS_MAGIC,
	    .version = FACTS_VERSION,
	    .header_bytes = sizeof(h),
	    .file_bytes = sizeof(h),
	    .input_hash = f->input_hash,
	    .ninstructions = f->ninstructions,
	    .nnodes = f->nnodes,
	    .count =
		{
#define FACTS_ARRAY(T, name) [FACTS_SEC_##name] = f->name.n,
#include "passes/facts.def"
#undef FACTS_ARRAY
		    [FACTS_SEC_args] = f->args.n,
		    [FACTS_SEC_str_off] = f->str.off.n,
		    [FACTS_SEC_str_bytes] = f->str.blob.n,
		    [FACTS_SEC_source] = (uint32_t)strlen(source) + 1,
		},
	};
	char *out, *p;

	for (unsigned s = 0; s < FACTS_SECTIONS; s++)
		h.file_bytes += section_bytes(&h, s);
	out = calloc(1, h.file_bytes);
	if (!out)
		diag_oom(h.file_bytes);
	p = out + sizeof(h);
	for (unsigned s = 0; s < FACTS_SECTIONS; s++) {
		memcpy(p, data[s], h.count[s] * element_bytes[s]);
		p += section_bytes(&h, s);
	}
	memcpy(out, &h, sizeof(h));
	h.hash = hash_bytes(out + HASHED_FROM, h.file_bytes - HASHED_FROM, FACTS_VERSION);
	memcpy(out, &h, sizeof(h));
	*buf = out;
	*n = h.file_bytes;
}

static int check_header(const struct facts_file_header *h, const char *buf, size_t n,
			const char *name, struct diag *d)
{
	size_t at = sizeof(*h);

	if (n < offsetof(struct facts_file_header, header_bytes) ||
	    memcmp(h->magic, FACTS_MAGIC, sizeof(h->magic)))
		return diag_set(d, CM_EFORMAT, name, "not a facts file");
	if (h->version != FACTS_VERSION)
		return diag_set(
		    d, CM_EVERSION, name,
		    "facts of version %u, this program reads version %u; extract them again",
		    h->version, FACTS_VERSION);
	if (n < sizeof(*h) || h->header_bytes != sizeof(*h) || h->file_bytes != n)
		return diag_set(d, CM_EFORMAT, name,
				"truncated facts file (%zu bytes); extract it again", n);
	for (unsigned s = 0; s < FACTS_SECTIONS; s++) {
		if (section_bytes(h, s) > n - at)
			return diag_set(
			    d, CM_EFORMAT, name,
			    "corrupt facts file: section %u leaves the file; extract it again", s);
		at += section_bytes(h, s);
	}
	if (at != n || hash_bytes(buf + HASHED_FROM, n - HASHED_FROM, FACTS_VERSION) != h->hash)
		return diag_set(
		    d, CM_EFORMAT, name,
		    "corrupt facts file: its checksum does not match; extract it again");
	if (h->nnodes > n || !h->count[FACTS_SEC_source] || !h->count[FACTS_SEC_args])
		return diag_set(d, CM_EFORMAT, name,
				"corrupt facts file: impossible counts; extract it again");
	return 0;
}

int facts_adopt(struct facts *f, void *buf, size_t n, const char *name, struct diag *d)
{
	struct facts_file_header h = {0};
	char *p = (char *)buf + sizeof(h);
	int err;

	memset(f, 0, sizeof(*f));
	f->image = buf;
	f->image_bytes = n;
	memcpy(&h, buf, n < sizeof(h) ? n : sizeof(h));
	err = check_header(&h, buf, n, name, d);
	if (err)
		goto fail;
	f->input_hash = h.input_hash;
	f->ninstructions = h.ninstructions;
	f->nnodes = h.nnodes;
#define TAKE(to, sec)                                                                              \
	((to).v = (void *)p, (to).n = h.count[FACTS_SEC_##sec],                                    \
	 p += section_bytes(&h, FACTS_SEC_##sec))
#define FACTS_ARRAY(T, name) TAKE(f->name, name);
#include "passes/facts.def"
#undef FACTS_ARRAY
	TAKE(f->args, args);
	TAKE(f->str.off, str_off);
	TAKE(f->str.blob, str_bytes);
#undef TAKE
	f->source = p;
	if (strnlen(p, h.count[FACTS_SEC_source]) != h.count[FACTS_SEC_source] - 1)
		err = diag_set(d, CM_EFORMAT, name,
			       "corrupt facts file: bad source name; extract it again");
	else
		err = facts_validate(f, name, d);
	if (!err)
		return 0;
fail:
	facts_release(f);
	return err;
}

int facts_parse(struct facts *f, const void *buf, size_t n, const char *name, struct diag *d)
{
	void *copy = malloc(n ? n : 1);

	if (!copy)
		diag_oom(n);
	memcpy(copy, buf, n);
	return facts_adopt(f, copy, n, name, d);
}

int facts_read(struct facts *f, const char *path, struct diag *d)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char *buf = NULL;
	size_t n, at = 0;
	ssize_t got = 0;
	struct stat st;

	memset(f, 0, sizeof(*f));
	if (fd < 0 || fstat(fd, &st))
		goto fail;
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return diag_set(d, CM_EFORMAT, path, "not a regular file");
	}
	n = (size_t)st.st_size;
	buf = malloc(n ? n : 1);
	if (!buf)
		diag_oom(n);
	while (at < n && (got = read(fd, buf + at, n - at)) > 0)
		at += (size_t)got;
	if (got < 0)
		goto fail;
	close(fd);
	return facts_adopt(f, buf, at, path, d);
fail:
	diag_set(d, CM_EIO, path, "cannot read: %s", strerror(errno));
	free(buf);
	if (fd >= 0)
		close(fd);
	return -CM_EIO;
}

int facts_write(const struct facts *f, const char *path, struct diag *d)
{
	char *tmp = NULL;
	void *buf;
	size_t n;
	FILE *out;
	int bad;

	if (asprintf(&tmp, "%s.tmp%d", path, (int)getpid()) < 0)
		diag_oom(strlen(path) + 16);
	out = fopen(tmp, "wbe");
	if (!out) {
		diag_set(d, CM_EIO, path, "cannot write: %s", strerror(errno));
		free(tmp);
		return -CM_EIO;
	}
	facts_serialise(f, &buf, &n);
	bad = fwrite(buf, 1, n, out) != n;
	bad |= fclose(out) != 0;
	bad = bad || rename(tmp, path);
	if (bad) {
		diag_set(d, CM_EIO, path, "cannot write: %s", strerror(errno));
		unlink(tmp);
	}
	free(buf);
	free(tmp);
	return bad ? -CM_EIO : 0;
}
