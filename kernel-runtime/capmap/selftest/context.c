// SPDX-License-Identifier: GPL-2.0-only
/* Places where kernel code runs. */

#include <linux/completion.h>
#include <linux/cpu.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq_work.h>
#include <linux/kthread.h>
#include <linux/smp.h>
#include <asm/apic.h>
#include <asm/nmi.h>

#include "selftest.h"

const char *const st_context_names[ST_CONTEXTS] = {
    [ST_TASK] = "task",
    [ST_SOFTIRQ] = "softirq",
    [ST_HARDIRQ] = "hardirq",
    [ST_NMI] = "nmi",
    [ST_SWITCHED] = "after-context-switch",
    [ST_NESTED] = "nested-exception",
    [ST_THREAD] = "new-thread",
    [ST_LATE_CPU] = "late-cpu",
};

/* What is to run, and whether it has. One at a time. */
static struct {
	st_job job;
	void *data;
	bool done;
} current_job;

static void run_job(void)
{
	current_job.job(current_job.data);
	smp_store_release(&current_job.done, true);
}

static int await_job(void)
{
	for (unsigned int ms = 0; ms < 5000; ms++) {
		if (smp_load_acquire(&current_job.done))
			return 0;
		mdelay(1);
	}
	return -ETIMEDOUT;
}

static void in_tasklet(struct tasklet_struct *unused)
{
	run_job();
}
static DECLARE_TASKLET(tasklet, in_tasklet);

static int run_softirq(void)
{
	int err;

	tasklet_schedule(&tasklet);
	err = await_job();
	tasklet_kill(&tasklet);
	return err;
}

static void in_irq_work(struct irq_work *unused)
{
	run_job();
}

static int run_hardirq(void)
{
	static struct irq_work work = IRQ_WORK_INIT_HARD(in_irq_work);

	irq_work_queue(&work);
	irq_work_sync(&work);
	return await_job();
}

/* Only the NMI that was asked for: there may be others. */
static bool nmi_wanted;

static int in_nmi_handler(unsigned int type, struct pt_regs *regs)
{
	if (!xchg(&nmi_wanted, false))
		return NMI_DONE;
	run_job();
	return NMI_HANDLED;
}

static void send_nmi(unsigned int cpu)
{
	WRITE_ONCE(nmi_wanted, true);
	apic->send_IPI_mask(cpumask_of(cpu), NMI_VECTOR);
}

static int run_nmi(void)
{
	int err = register_nmi_handler(NMI_LOCAL, in_nmi_handler, NMI_FLAG_FIRST, "capmap");

	if (err)
		return err;
	send_nmi(raw_smp_processor_id());
	err = await_job();
	unregister_nmi_handler(NMI_LOCAL, "capmap");
	return err;
}

static void nmi_in_irq_work(struct irq_work *unused)
{
	send_nmi(raw_smp_processor_id());
	await_job();
}

static int run_nested(void)
{
	static struct irq_work work = IRQ_WORK_INIT_HARD(nmi_in_irq_work);
	int err = register_nmi_handler(NMI_LOCAL, in_nmi_handler, NMI_FLAG_FIRST, "capmap");

	if (err)
		return err;
	irq_work_queue(&work);
	irq_work_sync(&work);
	err = await_job();
	unregister_nmi_handler(NMI_LOCAL, "capmap");
	return err;
}

static int run_switched(void)
{
	msleep(20);
	run_job();
	return 0;
}

static int in_thread(void *unused)
{
	run_job();
	return 0;
}

static int run_thread(void)
{
	struct task_struct *thread = kthread_run(in_thread, NULL, "capmap_selftest");

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	while (!smp_load_acquire(&current_job.done))
		msleep(1);
	return 0;
}

static void in_call(void *unused)
{
	run_job();
}

static int run_late_cpu(void)
{
	static bool restarted;
	int err;

	if (!restarted) {
		err = remove_cpu(1);
		if (!err)
			err = add_cpu(1);
		if (err)
			return err;
		restarted = true;
	}
	return smp_call_function_single(1, in_call, NULL, 1);
}

int st_run_in(enum st_context context, st_job job, void *data)
{
	current_job.job = job;
	current_job.data = data;
	WRITE_ONCE(current_job.done, false);

	switch (context) {
	case ST_TASK:
		run_job();
		return 0;
	case ST_SOFTIRQ:
		return run_softirq();
	case ST_HARDIRQ:
		return run_hardirq();
	case ST_NMI:
		return run_nmi();
	case ST_SWITCHED:
		return run_switched();
	case ST_NESTED:
		return run_nested();
	case ST_THREAD:
		return run_thread();
	case ST_LATE_CPU:
		return num_possible_cpus() > 1 ? run_late_cpu() : -ENODEV;
	default:
		return -EINVAL;
	}
}

/* ---- from another processor ---- */

static struct {
	enum st_context how;
	const bool *ready;
	unsigned int target;
	struct task_struct *thread;
} interrupt;

static int interrupter(void *unused)
{
	while (!READ_ONCE(*interrupt.ready) && !kthread_should_stop())
		cpu_relax();
	if (interrupt.how == ST_NMI)
		send_nmi(interrupt.target);
	else
		smp_call_function_single(interrupt.target, in_call, NULL, 0);
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

int st_interrupt_begin(enum st_context how, const bool *ready, st_job job, void *data)
{
	int err;

	if (num_online_cpus() < 2)
		return -ENODEV;
	current_job.job = job;
	current_job.data = data;
	WRITE_ONCE(current_job.done, false);
	interrupt.how = how;
	interrupt.ready = ready;
	interrupt.target = raw_smp_processor_id();
	err = register_nmi_handler(NMI_LOCAL, in_nmi_handler, NMI_FLAG_FIRST, "capmap");
	if (err)
		return err;
	interrupt.thread = kthread_create(interrupter, NULL, "capmap_interrupt");
	if (IS_ERR(interrupt.thread)) {
		unregister_nmi_handler(NMI_LOCAL, "capmap");
		return PTR_ERR(interrupt.thread);
	}
	kthread_bind(interrupt.thread, cpumask_any_but(cpu_online_mask, interrupt.target));
	wake_up_process(interrupt.thread);
	msleep(5); /* until it runs: from now on nothing may make this thread sleep */
	return 0;
}

int st_interrupt_end(void)
{
	int err = await_job();

	kthread_stop(interrupt.thread);
	unregister_nmi_handler(NMI_LOCAL, "capmap");
	return err;
}
