// SPDX-License-Identifier: Apache-2.0
// A tracepoint's iterator keeps its probes as void *; it calls those that take what it takes.
#include "kernel.h"

struct request {
	int queued;
};
struct bio {
	int done;
};
struct tracepoint_func {
	void *func;
	void *data;
} probes[8];

static void on_request(void *data, struct request *rq)
{
	rq->queued = 1;
}

static void on_bio(void *data, struct bio *bio)
{
	bio->done = 1;
}

void attach(int i, int j)
{
	probes[i].func = on_request;
	probes[j].func = on_bio;
}

noinline int __traceiter_request_queue(void *__data, struct request *rq)
{
	struct tracepoint_func *it = probes;

	do {
		__data = it->data;
		((void (*)(void *, struct request *))it->func)(__data, rq);
	} while ((++it)->func);
	return 0;
}

struct request first;

void queue(void)
{
	__traceiter_request_queue(0, &first);
}

/* expect
 * calls
 *   __traceiter_request_queue -> on_request 38
 * unknowns
 *   on_bio uncalled 21
 */
