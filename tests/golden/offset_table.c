// SPDX-License-Identifier: Apache-2.0
// Fields found by offsets from a table, as drivers' statistics and sysctl entries are.
#include "kernel.h"

struct stats {
	long packets, bytes, errors;
} stats, other;
static const struct entry {
	const char *name;
	unsigned long offset;
} entries[] = {
    {"packets", __builtin_offsetof(struct stats, packets)},
    {"errors", __builtin_offsetof(struct stats, errors)},
};

void reset(int i)
{
	*(long *)((char *)&stats + entries[i].offset) = 0;
}

/* expect
 * accesses
 *   reset -> stats store w 18
 * unknowns
 */
