/* SPDX-License-Identifier: Apache-2.0 */
/* Bump allocator: one arena a phase, released as a whole. Memory is zeroed.
 * Allocation failure ends the program through diag_die(): no caller can do better. */
#ifndef CM_BASE_ARENA_H
#define CM_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *head;
	size_t bytes; /* handed out since init, for --stats */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

/* size bytes aligned to 16; size 0 gives a valid unique pointer. */
void *arena_alloc(struct arena *a, size_t size);
void *arena_memdup(struct arena *a, const void *src, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_printf(struct arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define arena_new(a, T)	     ((T *)arena_alloc((a), sizeof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc((a), sizeof(T) * (size_t)(n)))

#endif
