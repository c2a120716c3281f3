/* SPDX-License-Identifier: Apache-2.0 */
/* Saves how the solution comes about; evidence.h says what is kept and reads it back. */
#ifndef CM_ANALYZER_EVIDENCE_WRITE_H
#define CM_ANALYZER_EVIDENCE_WRITE_H

#include "analyzer/answer.h"
#include "analyzer/store.h"

/* After store_write() of a's model into db. s is a->s: looking up where pointer arithmetic leads
 * may add locations to it, and nothing else changes. */
int evidence_write(sqlite3 *db, struct answer *a, struct solution *s, struct diag *d);

#endif
