/* SPDX-License-Identifier: Apache-2.0 */
#include "base/vec.h"
#include "base/diag.h"

void *vec_grow(void *v, uint32_t *cap, uint32_t need, size_t elem)
{
	uint32_t n = *cap ? *cap : 8;

	while (n < need)
		n = n > UINT32_MAX / 2 ? UINT32_MAX : n * 2;
	v = reallocarray(v, n, elem);
	if (!v)
		diag_oom((size_t)n * elem);
	*cap = n;
	return v;
}
