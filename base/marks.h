/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers below a bound, put in in any order and taken out ascending: sorting without comparing.
 * Costs as much as there are numbers, not as there might be. */
#ifndef CM_BASE_MARKS_H
#define CM_BASE_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#define MARKS_LEVELS 3

/* Bit i of a level says that word i of the level below is not 0. */
struct marks {
	uint64_t *level[MARKS_LEVELS];
	uint32_t top; /* words of the last level */
};

void marks_init(struct marks *m, uint32_t bound);
void marks_release(struct marks *m);

static inline void marks_add(struct marks *m, uint32_t id)
{
	for (unsigned i = 0; i < MARKS_LEVELS; i++, id >>= 6)
		m->level[i][id >> 6] |= (uint64_t)1 << (id & 63);
}

/* Takes out the lowest 64 neighbours *first .. *first + 63 that are not all missing; false when
 * there are none. */
bool marks_take(struct marks *m, uint32_t *first, uint64_t *bits);

#endif
