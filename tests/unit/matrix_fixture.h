/* SPDX-License-Identifier: Apache-2.0 */
/* Matrices for the mapper's tests, without a store. */
#ifndef CM_TESTS_MATRIX_FIXTURE_H
#define CM_TESTS_MATRIX_FIXTURE_H

#include "mapper/matrix.h"
#include "mapper/random.h"

#include <string.h>

/* Regions "a/1" .. of subsystems a, b, ... with per_subsystem each; one object each. */
static inline void matrix_fixture(struct matrix *m, uint32_t nregions, uint32_t per_subsystem)
{
	memset(m, 0, sizeof(*m));
	arena_init(&m->arena);
	for (uint32_t r = 0; r < nregions; r++) {
		struct matrix_region g = {.id = r + 1, .objects = 1};

		g.subsystem = arena_printf(&m->arena, "%c", (int)('a' + r / per_subsystem));
		g.name = arena_printf(&m->arena, "%s/%02u", g.subsystem, r % per_subsystem + 1);
		vec_push(&m->regions, g);
	}
}

/* One more function, which writes the regions of the mask. */
static inline void matrix_function(struct matrix *m, uint64_t regions)
{
	struct matrix_function f = {.id = m->functions.n + 1};

	f.name = arena_printf(&m->arena, "f%06u", m->functions.n);
	for (uint32_t r = 0; r < m->regions.n; r++)
		if (regions >> r & 1) {
			struct matrix_write w = {m->functions.n, r};

			vec_push(&m->writes, w);
			m->regions.v[r].writers++;
		}
	vec_push(&m->functions, f);
	m->defined++;
}

static inline void matrix_random(struct matrix *m, uint32_t nregions, uint32_t nfunctions,
				 uint64_t seed)
{
	struct random rnd = {.state = seed};

	matrix_fixture(m, nregions, 4);
	for (uint32_t f = 0; f < nfunctions; f++) {
		uint64_t mask = 1ull << random_below(&rnd, nregions);

		while (random_below(&rnd, 3) == 0)
			mask |= 1ull << random_below(&rnd, nregions);
		matrix_function(m, mask);
	}
	for (uint32_t r = 0; r < nregions; r++)
		m->regions.v[r].objects = 1 + random_below(&rnd, 5);
}

#endif
