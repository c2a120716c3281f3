/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the evidence in a store: streams of variable-length numbers, compressed with zlib in
 * chunks of at most 1 MiB of plain bytes, one row of table evidence each.
 *
 * Numbers are LEB128: seven bits a byte, lowest first, the top bit set on all but the last.
 * Signed ones are zigzagged first (0, -1, 1, -2, ...). Strings end with NUL. */
#ifndef CM_ANALYZER_EVIDENCE_PART_H
#define CM_ANALYZER_EVIDENCE_PART_H

#include "analyzer/store.h"
#include "base/vec.h"

#define PART_CHUNK_BYTES (1u << 20)

struct part_chunk {
	uint8_t *packed;
	size_t n;
};

/* A zeroed struct is an empty part. What is put in is packed chunk by chunk. */
struct part_out {
	VEC(uint8_t) bytes; /* of the next chunk */
	VEC(struct part_chunk) chunks;
};

void part_pack_full(struct part_out *o);
/* Packs the rest. Nothing is put in any more. */
void part_end(struct part_out *o);
void part_release(struct part_out *o);

static inline void part_put(struct part_out *o, uint64_t v)
{
	vec_reserve(&o->bytes, o->bytes.n + 10);
	while (v >= 0x80) {
		o->bytes.v[o->bytes.n++] = (uint8_t)(v | 0x80);
		v >>= 7;
	}
	o->bytes.v[o->bytes.n++] = (uint8_t)v;
	if (o->bytes.n >= PART_CHUNK_BYTES)
		part_pack_full(o);
}
static inline void part_put_signed(struct part_out *o, int64_t v)
{
	part_put(o, v < 0 ? ~((uint64_t)v << 1) : (uint64_t)v << 1);
}
void part_put_text(struct part_out *o, const char *s);
/* Writes the rows of a part that has ended. */
int part_save(const struct part_out *o, sqlite3 *db, const char *name, struct diag *d);

struct part_in {
	const uint8_t *bytes;
	size_t n, at;
	bool bad; /* read past the end, or a number too long; numbers are 0 from then on */
};

/* Loads a part whole; in->bytes is malloc'd and the caller's to free. A part that is not there has
 * no bytes. */
int part_load(struct part_in *in, sqlite3 *db, const char *name, struct diag *d);
uint64_t part_get(struct part_in *in);
/* At most max, otherwise bad and 0. */
uint32_t part_get_upto(struct part_in *in, uint64_t max);
int64_t part_get_signed(struct part_in *in);
const char *part_get_text(struct part_in *in); /* lies in bytes */

#endif
