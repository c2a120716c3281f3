// SPDX-License-Identifier: Apache-2.0
// The compiler's own atomics.
int refs;
int a;
int *slot;

void get(void)
{
	__atomic_fetch_add(&refs, 1, __ATOMIC_RELAXED);
}

void publish(void)
{
	int *none = 0;

	__atomic_compare_exchange_n(&slot, &none, &a, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

void hit(void)
{
	*__atomic_load_n(&slot, __ATOMIC_ACQUIRE) = 1;
}

/* expect
 * accesses
 *   get -> refs atomic w 9
 *   publish -> slot atomic w 16
 *   hit -> a store w 21
 * unknowns
 */
