/* SPDX-License-Identifier: Apache-2.0 */
/* Interned strings. Id 0 is the empty string; ids are dense and in order of first interning. */
#ifndef CM_BASE_STRTAB_H
#define CM_BASE_STRTAB_H

#include "base/hash.h"
#include "base/vec.h"

typedef uint32_t str_id;

struct strtab {
	VEC(char) blob;	   /* NUL-terminated strings, back to back; offset 0 is "" */
	VEC(uint32_t) off; /* [id] -> offset into blob */
	uint32_t *slot;	   /* open addressing; id + 1, 0 when free */
	uint32_t nslot;
};

void strtab_init(struct strtab *t);
void strtab_release(struct strtab *t);
str_id strtab_add(struct strtab *t, const char *s);
/* s need not be terminated and holds no NUL. */
str_id strtab_addn(struct strtab *t, const char *s, size_t n);
/* 0 when s was never added (and for ""). */
str_id strtab_find(const struct strtab *t, const char *s);
/* Valid until the next strtab_add. */
static inline const char *strtab_get(const struct strtab *t, str_id id)
{
	return t->blob.v + t->off.v[id];
}
static inline uint32_t strtab_count(const struct strtab *t)
{
	return t->off.n;
}

#endif
