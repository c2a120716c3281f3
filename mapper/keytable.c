/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/keytable.h"
#include "mapper/keytable_int.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "the table is written as it lies in memory");

void keytable_init(struct keytable *t)
{
	memset(t, 0, sizeof(*t));
}

void keytable_release(struct keytable *t)
{
	vec_free(&t->strings);
	vec_free(&t->keys);
	vec_free(&t->regions);
	vec_free(&t->objects);
	vec_free(&t->functions);
	vec_free(&t->sites);
	keytable_init(t);
}

void keytable_arrays(struct keytable *t, struct kt_array out[KT_SECTIONS])
{
#define ARRAY(field) {(void **)&t->field.v, &t->field.n, &t->field.cap, sizeof(*t->field.v)}
	const struct kt_array all[KT_SECTIONS] = {
	    ARRAY(strings), ARRAY(keys),      ARRAY(regions),
	    ARRAY(objects), ARRAY(functions), ARRAY(sites),
	};
#undef ARRAY
	memcpy(out, all, sizeof(all));
}

uint64_t keytable_checksum(const void *buf, size_t n)
{
	const uint8_t *s = buf;
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++) {
		bool own = i >= offsetof(struct kt_header, checksum) &&
			   i < offsetof(struct kt_header, checksum) + sizeof(uint64_t);

		h = (h ^ (own ? 0 : s[i])) * 0x100000001b3u;
	}
	return h;
}

void *keytable_serialise(const struct keytable *t, size_t *n)
{
	struct kt_array array[KT_SECTIONS];
	struct kt_header h = {
	    .magic = KEYTABLE_MAGIC,
	    .version = KEYTABLE_VERSION,
	    .header_size = sizeof(h),
	    .used_keys = t->used_keys,
	    .free_keys = t->free_keys,
	    .nsections = KT_SECTIONS,
	};
	uint64_t at = sizeof(h);

	memcpy(h.build_id, t->build_id, sizeof(h.build_id));
	keytable_arrays((struct keytable *)t, array);
	for (uint32_t i = 0; i < KT_SECTIONS; i++) {
		h.section[i] = (struct kt_section){i + 1, array[i].record, at, *array[i].n};
		at = KT_ALIGN(at + (uint64_t)array[i].record * *array[i].n);
	}
	h.total_size = at;
	char *buf = calloc(1, at);

	if (!buf)
		diag_oom(at);
	memcpy(buf, &h, sizeof(h));
	for (uint32_t i = 0; i < KT_SECTIONS; i++)
		if (*array[i].n)
			memcpy(buf + h.section[i].offset, *array[i].v,
			       (size_t)array[i].record * *array[i].n);
	h.checksum = keytable_checksum(buf, at);
	memcpy(buf, &h, sizeof(h));
	*n = at;
	return buf;
}

uint64_t keytable_id(const struct keytable *t)
{
	struct kt_header h;
	size_t n;
	void *buf = keytable_serialise(t, &n);

	memcpy(&h, buf, sizeof(h));
	free(buf);
	return h.checksum;
}

int keytable_read(struct keytable *t, const char *path, struct diag *d)
{
	int rc = 0, fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *buf = NULL;
	size_t have = 0;

	keytable_init(t);
	if (fd < 0)
		return diag_set(d, CM_EIO, path, "%s", strerror(errno));
	if (fstat(fd, &st) < 0)
		rc = diag_set(d, CM_EIO, path, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		rc = diag_set(d, CM_EIO, path, "not a regular file; give the path of a key table");
	if (!rc && !(buf = malloc((size_t)st.st_size + 1)))
		diag_oom((size_t)st.st_size);
	while (!rc && have < (size_t)st.st_size) {
		ssize_t n = read(fd, buf + have, (size_t)st.st_size - have);

		if (n < 0)
			rc = diag_set(d, CM_EIO, path, "%s", strerror(errno));
		if (n <= 0)
			break;
		have += (size_t)n;
	}
	close(fd);
	if (!rc)
		rc = keytable_parse(t, buf, have, path, d);
	free(buf);
	return rc;
}

void keytable_print(const struct keytable *t, FILE *out)
{
	size_t n;
	void *buf = keytable_serialise(t, &n);

	fwrite(buf, 1, n, out);
	free(buf);
}
