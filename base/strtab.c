/* SPDX-License-Identifier: Apache-2.0 */
#include "base/strtab.h"
#include "base/diag.h"

#include <string.h>

void strtab_init(struct strtab *t)
{
	memset(t, 0, sizeof(*t));
	strtab_addn(t, "", 0);
}

void strtab_release(struct strtab *t)
{
	vec_free(&t->blob);
	vec_free(&t->off);
	free(t->slot);
	t->slot = NULL;
	t->nslot = 0;
}

static uint32_t probe(const struct strtab *t, const char *s, size_t n)
{
	uint32_t i = (uint32_t)hash_bytes(s, n, 0) & (t->nslot - 1);

	while (t->slot[i]) {
		const char *o = strtab_get(t, t->slot[i] - 1);

		if (!strncmp(o, s, n) && !o[n])
			break;
		i = (i + 1) & (t->nslot - 1);
	}
	return i;
}

static void rehash(struct strtab *t)
{
	free(t->slot);
	t->nslot = t->nslot ? t->nslot * 2 : 256;
	t->slot = calloc(t->nslot, sizeof(*t->slot));
	if (!t->slot)
		diag_oom(t->nslot * sizeof(*t->slot));
	vec_each (&t->off, id) {
		const char *s = strtab_get(t, id);

		t->slot[probe(t, s, strlen(s))] = id + 1;
	}
}

str_id strtab_addn(struct strtab *t, const char *s, size_t n)
{
	if (t->off.n + (t->off.n >> 1) >= t->nslot)
		rehash(t);
	uint32_t i = probe(t, s, n);

	if (t->slot[i])
		return t->slot[i] - 1;
	str_id id = t->off.n;
	uint32_t at = t->blob.n;

	vec_push(&t->off, at);
	vec_reserve(&t->blob, at + (uint32_t)n + 1);
	memcpy(t->blob.v + at, s, n);
	t->blob.v[at + n] = 0;
	t->blob.n = at + (uint32_t)n + 1;
	t->slot[i] = id + 1;
	return id;
}

str_id strtab_add(struct strtab *t, const char *s)
{
	return strtab_addn(t, s, strlen(s));
}

str_id strtab_find(const struct strtab *t, const char *s)
{
	uint32_t v = t->slot[probe(t, s, strlen(s))];

	return v ? v - 1 : 0;
}
