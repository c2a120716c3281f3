/* SPDX-License-Identifier: Apache-2.0 */
/* The evidence, made in a thread of its own while the rest of the store is written. What it is does
 * not depend on that: the two have nothing in common that changes. */
#ifndef CM_ANALYZER_EVIDENCE_JOB_H
#define CM_ANALYZER_EVIDENCE_JOB_H

#include "analyzer/evidence_write.h"

#include <pthread.h>
#include <stdatomic.h>

struct evidence_job {
	struct evidence_out out;
	const struct answer *a;
	struct solution *s;
	pthread_t thread;
	clockid_t clock; /* of its processor time */
	bool threaded;
	atomic_bool done;
	double started, wall, cpu; /* seconds; wall and cpu once it is done */
};

/* Until it has ended nobody may change what a refers to, but for a->m, or use a->s. */
void evidence_begin(struct evidence_job *j, const struct answer *a, struct solution *s);
/* Waits until all is made. evidence_out_release(&j->out) is the caller's. */
void evidence_end(struct evidence_job *j);
/* Processor seconds that the thread has taken. */
double evidence_seconds(const void *job);

#endif
