/* SPDX-License-Identifier: Apache-2.0 */
#include "base/marks.h"
#include "base/diag.h"

#include <stdlib.h>

void marks_init(struct marks *m, uint32_t bound)
{
	size_t words = bound;

	for (unsigned i = 0; i < MARKS_LEVELS; i++) {
		words = words / 64 + 1;
		m->level[i] = calloc(words, sizeof(uint64_t));
		if (!m->level[i])
			diag_oom(words * sizeof(uint64_t));
	}
	m->top = (uint32_t)words;
}

void marks_release(struct marks *m)
{
	for (unsigned i = 0; i < MARKS_LEVELS; i++)
		free(m->level[i]);
}

bool marks_take(struct marks *m, uint32_t *first, uint64_t *bits)
{
	uint32_t at = 0;

	while (at < m->top && !m->level[MARKS_LEVELS - 1][at])
		at++;
	if (at == m->top)
		return false;
	for (unsigned i = MARKS_LEVELS; --i;)
		at = at * 64 + (uint32_t)__builtin_ctzll(m->level[i][at]);
	*first = at * 64;
	*bits = m->level[0][at];
	m->level[0][at] = 0;
	/* The lowest bit of a word stands for what was just taken. */
	for (unsigned i = 1; i < MARKS_LEVELS && !m->level[i - 1][at]; i++) {
		at >>= 6;
		m->level[i][at] &= m->level[i][at] - 1;
	}
	return true;
}
