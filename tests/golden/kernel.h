/* SPDX-License-Identifier: Apache-2.0 */
/* Stand-ins for what the cases need of the kernel's headers. No code: every line that writes is in
 * the case itself. */
#ifndef CM_GOLDEN_KERNEL_H
#define CM_GOLDEN_KERNEL_H

#define NULL	 ((void *)0)
#define noinline __attribute__((noinline))
#define __used	 __attribute__((used))
#define __percpu __attribute__((section(".data..percpu")))

#define container_of(ptr, type, member) ((type *)((char *)(ptr) - __builtin_offsetof(type, member)))

#define LOCK_PREFIX                                                                                \
	".pushsection .smp_locks,\"a\"\n.balign 4\n.long 671f - .\n.popsection\n671:\n\tlock; "

typedef unsigned long size_t;
typedef unsigned int gfp_t;
#define GFP_KERNEL 0xcc0u

struct kmem_cache;
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *));
void *kmem_cache_alloc(struct kmem_cache *cache, gfp_t flags);
void *__kmalloc(size_t size, gfp_t flags);
void *__alloc_percpu(size_t size, size_t align);
unsigned long _copy_from_user(void *to, const void *from, unsigned long n);
unsigned long _copy_to_user(void *to, const void *from, unsigned long n);

struct list_head {
	struct list_head *next, *prev;
};

/* For *.alias.c. */
void MAYALIAS(void *p, void *q);
void NOALIAS(void *p, void *q);
void MUSTALIAS(void *p, void *q);
void PARTIALALIAS(void *p, void *q);
void EXPECTEDFAIL_MAYALIAS(void *p, void *q);
void EXPECTEDFAIL_NOALIAS(void *p, void *q);

#endif
