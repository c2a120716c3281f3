// SPDX-License-Identifier: Apache-2.0
// A list of allocated objects behind embedded list heads, as most of the kernel keeps its things.
#include "kernel.h"

struct job {
	int state;
	struct list_head list;
};
struct list_head jobs = {&jobs, &jobs};

void job_add(int state)
{
	struct job *j = __kmalloc(sizeof(*j), GFP_KERNEL);

	j->state = state;
	j->list.next = jobs.next;
	jobs.next = &j->list;
}

void jobs_stop(void)
{
	for (struct list_head *p = jobs.next; p != &jobs; p = p->next)
		container_of(p, struct job, list)->state = 0;
}

/* expect
 * accesses
 *   job_add -> struct job@job_add store w 15
 *   job_add -> struct job@job_add store w 16
 *   job_add -> jobs store w 17
 *   jobs_stop -> struct job@job_add store w 23
 * unknowns
 */
