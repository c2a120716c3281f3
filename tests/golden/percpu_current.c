// SPDX-License-Identifier: Apache-2.0
// "current": a pointer read through %gs from a per-CPU variable that never moves.
#include "kernel.h"

struct task {
	int state;
} init_task;
struct task *current_task __percpu = &init_task;

static inline struct task *current(void)
{
	struct task *t;

	asm("movq %%gs:%P1, %0" : "=r"(t) : "p"(&current_task));
	return t;
}

void set_state(int s)
{
	current()->state = s;
}

/* expect
 * accesses
 *   set_state -> init_task store w 20
 * unknowns
 */
