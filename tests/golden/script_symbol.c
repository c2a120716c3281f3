// SPDX-License-Identifier: Apache-2.0
// Another name that the linker script gives to a variable.
unsigned long long jiffies_64;
extern unsigned long jiffies;
extern unsigned long jiffies_till;

void tick(void)
{
	jiffies_64++;
}

void wrap(void)
{
	jiffies = -300;
}

void wait(void)
{
	jiffies_till = jiffies;
}

/* expect
 * accesses
 *   tick -> jiffies_64 store w 9
 *   wrap -> jiffies_64 store w 14
 *   wait -> jiffies_till store w 19
 * objects
 *   jiffies_64 global 8 unsigned long long
 *   jiffies_till global 8 -
 * unknowns
 */
