/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/evidence_job.h"

#include <signal.h>
#include <time.h>

static double now(clockid_t clock)
{
	struct timespec t;

	return clock_gettime(clock, &t) ? 0 : (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *run(void *job)
{
	struct evidence_job *j = job;
	double before = now(CLOCK_THREAD_CPUTIME_ID);

	evidence_make(&j->out, j->a, j->s);
	j->cpu = now(CLOCK_THREAD_CPUTIME_ID) - before;
	j->wall = now(CLOCK_MONOTONIC) - j->started;
	atomic_store(&j->done, true);
	return NULL;
}

void evidence_begin(struct evidence_job *j, const struct answer *a, struct solution *s)
{
	sigset_t all, old;

	*j = (struct evidence_job){.a = a, .s = s, .started = now(CLOCK_MONOTONIC)};
	sigfillset(&all); /* signals are for the thread that writes files */
	pthread_sigmask(SIG_SETMASK, &all, &old);
	j->threaded = !pthread_create(&j->thread, NULL, run, j);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (!j->threaded)
		run(j);
	else
		pthread_getcpuclockid(j->thread, &j->clock);
}

void evidence_end(struct evidence_job *j)
{
	if (j->threaded)
		pthread_join(j->thread, NULL);
}

double evidence_seconds(const void *job)
{
	const struct evidence_job *j = job;

	return atomic_load(&j->done) ? j->cpu : now(j->clock);
}
