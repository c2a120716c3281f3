/* SPDX-License-Identifier: Apache-2.0 */
/* How far an assignment may be from the best one. */
#ifndef CM_MAPPER_BOUND_H
#define CM_MAPPER_BOUND_H

#include "mapper/conflict.h"

/* No assignment of nkeys keys costs less than the returned value.
 *
 * A class's cost is split among its members: of weight(C) * |holders(C)|, a function that writes
 * members of weight x in the class charges each of them weight(C) * weight(v) / x. The share of v
 * under a key of weight M is least when v's classmates are those that share most functions with it,
 * which bounds it from below by some f(v, M). The classes are at most nkeys, that is
 * sum of weight(v) / M(v) <= nkeys; with a price u on that sum (Lagrangian relaxation),
 *   sum over v of min over M of (f(v, M) + u * weight(v) / M)  -  u * nkeys
 * bounds the cost from below for every u >= 0. The function is concave in u: ternary search.
 */
int64_t bound_sharing(const struct conflict *c, uint32_t nkeys);

#endif
