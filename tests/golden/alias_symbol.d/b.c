// SPDX-License-Identifier: Apache-2.0
long jiffies;
extern long jiffies_lo __attribute__((alias("jiffies")));
int synced;

void do_sync(void)
{
	synced = 1;
}
void sys_sync(void) __attribute__((alias("do_sync")));
