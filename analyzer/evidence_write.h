/* SPDX-License-Identifier: Apache-2.0 */
/* Saves how the solution comes about; evidence.h says what is kept and reads it back. */
#ifndef CM_ANALYZER_EVIDENCE_WRITE_H
#define CM_ANALYZER_EVIDENCE_WRITE_H

#include "analyzer/answer.h"
#include "analyzer/evidence_part.h"

#define EVIDENCE_PARTS 9

/* All of it, packed, in memory. */
struct evidence_out {
	struct part_out part[EVIDENCE_PARTS];
};

/* After answer_build(). s is a->s: looking up where pointer arithmetic leads may add locations to
 * it, and nothing else changes. */
void evidence_make(struct evidence_out *out, const struct answer *a, struct solution *s);
int evidence_save(const struct evidence_out *out, sqlite3 *db, struct diag *d);
void evidence_out_release(struct evidence_out *out);

#endif
