/* SPDX-License-Identifier: Apache-2.0 */
#include "mapper/keytable.h"
#include "mapper/keytable_int.h"

#include <string.h>

static int bad(struct diag *d, const char *name, const char *what)
{
	return diag_set(d, CM_EFORMAT, name, "the key table is damaged (%s): run capmap-map again",
			what);
}

static int check_header(const struct kt_header *h, const void *buf, size_t n, const char *name,
			struct diag *d)
{
	if (n < sizeof(h->magic) || memcmp(buf, KEYTABLE_MAGIC, sizeof(h->magic)))
		return diag_set(d, CM_EFORMAT, name,
				"not a key table; capmap-map STORE -o FILE.ktab makes one");
	if (n >= offsetof(struct kt_header, header_size) && h->version != KEYTABLE_VERSION)
		return diag_set(
		    d, CM_EVERSION, name,
		    "made by another version of capmap (key table version %u, this program "
		    "reads %u): run capmap-map again",
		    h->version, KEYTABLE_VERSION);
	if (n < sizeof(*h) || n < h->total_size)
		return diag_set(d, CM_EFORMAT, name, "truncated to %zu bytes: run capmap-map again",
				n);
	if (h->header_size != sizeof(*h) || h->nsections != KT_SECTIONS || h->reserved)
		return bad(d, name, "header");
	if (n != h->total_size)
		return bad(d, name, "bytes behind the end");
	if (h->checksum != keytable_checksum(buf, n))
		return bad(d, name, "checksum");
	return 0;
}

static bool zero(const uint8_t *s, uint64_t from, uint64_t to)
{
	while (from < to)
		if (s[from++])
			return false;
	return true;
}

static int load_sections(struct keytable *t, const struct kt_header *h, const uint8_t *buf,
			 size_t n, const char *name, struct diag *d)
{
	struct kt_array array[KT_SECTIONS];
	uint64_t at = h->header_size;

	keytable_arrays(t, array);
	for (uint32_t i = 0; i < KT_SECTIONS; i++) {
		const struct kt_section *s = &h->section[i];
		uint64_t bytes = s->count * array[i].record;

		if (s->kind != i + 1 || s->record_size != array[i].record || s->offset != at ||
		    s->count > UINT32_MAX - 1 || bytes > n - at)
			return bad(d, name, "section directory");
		*array[i].v = vec_grow(NULL, array[i].cap, (uint32_t)s->count + 1, array[i].record);
		*array[i].n = (uint32_t)s->count;
		memcpy(*array[i].v, buf + at, bytes);
		at = KT_ALIGN(at + bytes);
		if (at > n || !zero(buf, s->offset + bytes, at))
			return bad(d, name, "padding");
	}
	return at == n ? 0 : bad(d, name, "bytes behind the last section");
}

int keytable_parse(struct keytable *t, const void *buf, size_t n, const char *name, struct diag *d)
{
	struct kt_header h = {0};
	int rc;

	keytable_init(t);
	memcpy(&h, buf, n < sizeof(h) ? n : sizeof(h));
	rc = check_header(&h, buf, n, name, d);
	if (!rc)
		rc = load_sections(t, &h, buf, n, name, d);
	if (!rc) {
		memcpy(t->build_id, h.build_id, sizeof(t->build_id));
		t->used_keys = h.used_keys;
		t->free_keys = h.free_keys;
		rc = keytable_check(t, name, d);
	}
	if (rc)
		keytable_release(t);
	return rc;
}
