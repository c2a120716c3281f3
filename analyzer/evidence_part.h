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

struct part_out {
	VEC(uint8_t) bytes;
};

void part_put(struct part_out *o, uint64_t v);
void part_put_signed(struct part_out *o, int64_t v);
void part_put_text(struct part_out *o, const char *s);
/* Writes the rows and releases o, on error too. */
int part_save(struct part_out *o, sqlite3 *db, const char *name, struct diag *d);

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
