// SPDX-License-Identifier: Apache-2.0
// Another name for a function and for a variable means the same function and the same object.
extern int jiffies_lo;
void sys_sync(void);

void tick(void)
{
	jiffies_lo = 1;
}

void call(void)
{
	sys_sync();
}

/* expect
 * accesses
 *   tick -> jiffies store w 8
 *   do_sync -> synced store w b.c:8
 * unknowns
 */
