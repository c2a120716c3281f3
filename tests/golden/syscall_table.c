// SPDX-License-Identifier: Apache-2.0
// A table of constant function pointers, indexed at run time; what is not in it is not called.
#include "kernel.h"

struct pt_regs {
	long ax, di;
};
int opens, closes, hidden;

long sys_open(const struct pt_regs *r)
{
	opens++;
	return r->di;
}

long sys_close(const struct pt_regs *r)
{
	closes++;
	return r->di;
}

long sys_hidden(const struct pt_regs *r)
{
	hidden++;
	return r->di;
}

long (*keep)(const struct pt_regs *) = sys_hidden;
long (*const sys_call_table[])(const struct pt_regs *) = {sys_open, sys_close, sys_open};

noinline void do_syscall(struct pt_regs *regs, unsigned int nr)
{
	if (nr < 3)
		regs->ax = sys_call_table[nr](regs);
}

struct pt_regs frame;

void entry(unsigned int nr)
{
	do_syscall(&frame, nr);
}

/* expect
 * accesses
 *   sys_open -> opens store w 12
 *   sys_close -> closes store w 18
 *   sys_hidden -> hidden store w 24
 *   do_syscall -> frame store w 34
 * calls
 *   do_syscall -> sys_close 34
 *   do_syscall -> sys_open 34
 * unknowns
 */
