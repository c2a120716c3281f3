/* SPDX-License-Identifier: Apache-2.0 */
/* What waits in a queue.
 *
 * What is handed to call_rcu() goes to its own callback and not into the body (passes/models.def,
 * ENQUEUE), since whatever reads the queue would be given all of it. Whoever works off the queue
 * writes to it all the same: to the link of the element before, and where the callback stood. So
 * what functions of the queue's directory write to an element, may be of anything that was handed
 * over. */
#ifndef CM_ANALYZER_ANSWER_QUEUE_H
#define CM_ANALYZER_ANSWER_QUEUE_H

#include "analyzer/answer.h"

struct queue {
	sym_id enqueue;	    /* the function that takes an element */
	const char *file;   /* its; up to the last slash, that of those who work it off */
	const char *record; /* an element */
	struct pts handed;  /* locations */
};

struct queues {
	VEC(struct queue) v;
	uint8_t *is_callback; /* [sym_id]: given what is handed over with it, and not more */
};

void queues_find(struct queues *q, const struct answer *a);
void queues_release(struct queues *q);
/* What access k of an instance's module may write besides what its pointer leads to; NULL: no more.
 */
const struct pts *queues_written(const struct queues *q, const struct answer *a, inst_id i,
				 uint32_t k);

#endif
