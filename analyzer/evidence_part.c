/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_part.h"

#include <string.h>
#include <zlib.h>

static void pack(struct part_out *o, uint32_t n)
{
	uint8_t *to = malloc(compressBound(n));
	uLongf size = compressBound(n);

	if (!to || compress2(to, &size, o->bytes.v, n, Z_BEST_SPEED) != Z_OK)
		diag_oom(size);
	uint8_t *less = realloc(to, size);

	vec_push(&o->chunks, ((struct part_chunk){less ? less : to, size}));
	o->bytes.n -= n;
	memmove(o->bytes.v, o->bytes.v + n, o->bytes.n);
}

void part_pack_full(struct part_out *o)
{
	while (o->bytes.n >= PART_CHUNK_BYTES)
		pack(o, PART_CHUNK_BYTES);
}

void part_end(struct part_out *o)
{
	if (o->bytes.n)
		pack(o, o->bytes.n);
	vec_free(&o->bytes);
}

void part_release(struct part_out *o)
{
	vec_each (&o->chunks, i)
		free(o->chunks.v[i].packed);
	vec_free(&o->chunks);
	vec_free(&o->bytes);
}

void part_put_text(struct part_out *o, const char *s)
{
	uint32_t n = (uint32_t)strlen(s) + 1;

	vec_reserve(&o->bytes, o->bytes.n + n);
	memcpy(o->bytes.v + o->bytes.n, s, n);
	o->bytes.n += n;
	part_pack_full(o);
}

int part_save(const struct part_out *o, sqlite3 *db, const char *name, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "INSERT INTO evidence VALUES (?, ?, ?)");
	int err = CM_OK;

	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	for (uint32_t i = 0; i < o->chunks.n && !err; i++) {
		const struct part_chunk *c = &o->chunks.v[i];

		sqlite3_bind_int64(st, 2, i + 1);
		sqlite3_bind_blob64(st, 3, c->packed, c->n, SQLITE_STATIC);
		err = store_step(db, st, d);
		sqlite3_reset(st);
	}
	sqlite3_finalize(st);
	return err;
}

int part_load(struct part_in *in, sqlite3 *db, const char *name, struct diag *d)
{
	sqlite3_stmt *st =
	    store_prepare(db, "SELECT data FROM evidence WHERE part = ? ORDER BY chunk");
	VEC(uint8_t) bytes = {0};
	int err;

	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	while ((err = store_step(db, st, d)) == 1) {
		const void *data = sqlite3_column_blob(st, 0);
		uLongf size = PART_CHUNK_BYTES;

		vec_reserve(&bytes, bytes.n + PART_CHUNK_BYTES);
		if (!data || uncompress(bytes.v + bytes.n, &size, data,
					(uLong)sqlite3_column_bytes(st, 0)) != Z_OK) {
			err = diag_set(d, CM_EFORMAT, sqlite3_db_filename(db, "main"),
				       "evidence part '%s' is damaged; run capmap-analyze again",
				       name);
			break;
		}
		bytes.n += (uint32_t)size;
	}
	sqlite3_finalize(st);
	*in = (struct part_in){.bytes = bytes.v, .n = bytes.n};
	return err;
}

uint64_t part_get(struct part_in *in)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64 && in->at < in->n; shift += 7) {
		uint8_t b = in->bytes[in->at++];

		v |= (uint64_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			return v;
	}
	in->at = in->n;
	in->bad = true;
	return 0;
}

uint32_t part_get_upto(struct part_in *in, uint64_t max)
{
	uint64_t v = part_get(in);

	if (v <= max && v <= UINT32_MAX)
		return (uint32_t)v;
	in->at = in->n;
	in->bad = true;
	return 0;
}

int64_t part_get_signed(struct part_in *in)
{
	uint64_t v = part_get(in);

	return (int64_t)(v & 1 ? ~(v >> 1) : v >> 1);
}

const char *part_get_text(struct part_in *in)
{
	const uint8_t *s = in->bytes + in->at, *end;

	if (in->at >= in->n || !(end = memchr(s, 0, in->n - in->at))) {
		in->at = in->n;
		in->bad = true;
		return "";
	}
	in->at += (size_t)(end - s) + 1;
	return (const char *)s;
}
