/* SPDX-License-Identifier: Apache-2.0 */
/* Growable array of T: VEC(T) name = {0}; indices are uint32_t. Out of memory ends the program. */
#ifndef CM_BASE_VEC_H
#define CM_BASE_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#define VEC(T)                                                                                     \
	struct {                                                                                   \
		T *v;                                                                              \
		uint32_t n, cap;                                                                   \
	}

void *vec_grow(void *v, uint32_t *cap, uint32_t need, size_t elem);

#define vec_reserve(x, need)                                                                       \
	((need) > (x)->cap ? (void)((x)->v = vec_grow((x)->v, &(x)->cap, (need), sizeof(*(x)->v))) \
			   : (void)0)
/* Evaluates val once, after the array has grown. */
#define vec_push(x, val) (vec_reserve((x), (x)->n + 1), (x)->v[(x)->n++] = (val), (void)0)
#define vec_free(x)	 (free((x)->v), (x)->v = NULL, (x)->n = (x)->cap = 0, (void)0)
#define vec_each(x, it)	 for (uint32_t it = 0; it < (x)->n; it++)

#endif
