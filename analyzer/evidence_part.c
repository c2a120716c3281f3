/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_part.h"

#include <string.h>
#include <zlib.h>

#define CHUNK_BYTES (1u << 20)

void part_put(struct part_out *o, uint64_t v)
{
	vec_reserve(&o->bytes, o->bytes.n + 10);
	while (v >= 0x80) {
		o->bytes.v[o->bytes.n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	o->bytes.v[o->bytes.n++] = (uint8_t)v;
}

void part_put_signed(struct part_out *o, int64_t v)
{
	part_put(o, v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1);
}

void part_put_text(struct part_out *o, const char *s)
{
	uint32_t n = (uint32_t)strlen(s) + 1;

	vec_reserve(&o->bytes, o->bytes.n + n);
	memcpy(o->bytes.v + o->bytes.n, s, n);
	o->bytes.n += n;
}

static int save_chunk(sqlite3 *db, sqlite3_stmt *st, uint32_t chunk, const uint8_t *bytes,
		      uint32_t n, uint8_t *packed, struct diag *d)
{
	uLongf size = compressBound(CHUNK_BYTES);

	if (compress2(packed, &size, bytes, n, Z_BEST_SPEED) != Z_OK)
		diag_oom(size);
	sqlite3_bind_int64(st, 2, chunk);
	sqlite3_bind_blob64(st, 3, packed, size, SQLITE_STATIC);
	int err = store_step(db, st, d);

	sqlite3_reset(st);
	return err;
}

int part_save(struct part_out *o, sqlite3 *db, const char *name, struct diag *d)
{
	sqlite3_stmt *st = store_prepare(db, "INSERT INTO evidence VALUES (?, ?, ?)");
	uint8_t *packed = malloc(compressBound(CHUNK_BYTES));
	int err = CM_OK;

	if (!packed)
		diag_oom(CHUNK_BYTES);
	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	for (uint32_t at = 0, chunk = 1; at < o->bytes.n && !err; at += CHUNK_BYTES, chunk++) {
		uint32_t left = o->bytes.n - at;

		err = save_chunk(db, st, chunk, o->bytes.v + at,
				 left < CHUNK_BYTES ? left : CHUNK_BYTES, packed, d);
	}
	free(packed);
	sqlite3_finalize(st);
	vec_free(&o->bytes);
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
		uLongf size = CHUNK_BYTES;

		vec_reserve(&bytes, bytes.n + CHUNK_BYTES);
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
