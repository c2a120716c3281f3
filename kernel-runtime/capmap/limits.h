/* SPDX-License-Identifier: GPL-2.0-only */
/* How much of everything there is room for. */
#ifndef _CAPMAP_LIMITS_H
#define _CAPMAP_LIMITS_H

/* Of the hardware; key 0 guards nothing. */
#define CAPMAP_KEYS	16
#define CAPMAP_ALL_KEYS 0xfffe

/* Code that names keys by constants, once for each. */
#define CAPMAP_EACH_KEY(_)                                                                         \
	_(1) _(2) _(3) _(4) _(5) _(6) _(7) _(8) _(9) _(10) _(11) _(12) _(13) _(14) _(15)

/* Keyed kmem_caches, 1 to this; they live in read-only data. */
#define CAPMAP_CACHES 4096

/* Typed allocations have caches of this size, doubled so often, that all of a key share. */
#define CAPMAP_TYPED_MIN   16
#define CAPMAP_TYPED_SIZES 10

/* So many typed objects have caches of their own, and so many caches. */
#define CAPMAP_TYPED 2048
#define CAPMAP_OWNED 3584

/* One whose size varies has caches of these sizes: up to what kmalloc() has caches for. */
#define CAPMAP_VARIED_SIZES   5
#define CAPMAP_VARIED_SIZE(i) ((i) < 4 ? 64u << (2 * (i)) : 8192u)

/* Largest order of a keyed cache's slabs. */
#define CAPMAP_POOL_ORDERS 4

/* A pool grows by this: one entry of the second-lowest page table. */
#define CAPMAP_POOL_CHUNK_ORDER 9

/* A pool with fewer free blocks is refilled ahead of need. */
#define CAPMAP_POOL_LOW 8

/* Distinct pairs of instruction and object that an audit reports; a power of 2. */
#define CAPMAP_SEEN 32768

/* Reports that debugfs shows: the first ones. */
#define CAPMAP_REPORTS 1024

/* Audited writes under way at once on one processor: task, interrupt, NMI, and what they nest. */
#define CAPMAP_STEPS 4

/* Callers that a report names. */
#define CAPMAP_CALLERS 8

/* Characters of a report, on the stack of what is reported: the log cuts at about as many. */
#define CAPMAP_LINE 960

#endif
