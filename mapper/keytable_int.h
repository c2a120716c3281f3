/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the key table: what keytable*.c share. */
#ifndef CM_MAPPER_KEYTABLE_INT_H
#define CM_MAPPER_KEYTABLE_INT_H

#include "mapper/keytable.h"

#define KT_ALIGN(n) (((n) + 7) & ~(uint64_t)7)

/* One of the table's growable arrays, by section. */
struct kt_array {
	void **v;
	uint32_t *n, *cap;
	uint32_t record;
};
void keytable_arrays(struct keytable *t, struct kt_array out[KT_SECTIONS]);

uint64_t keytable_checksum(const void *buf, size_t n);

/* What the records say of each other, once they lie in memory. */
int keytable_check(const struct keytable *t, const char *name, struct diag *d);

#endif
