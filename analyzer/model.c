/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model.h"
#include "base/diag.h"

#include <string.h>

static const char *const kind_names[OBJ_KIND_COUNT] = {
    [OBJ_GLOBAL] = "global", [OBJ_PERCPU] = "percpu", [OBJ_CACHE] = "cache",
    [OBJ_ALLOC] = "alloc",   [OBJ_STACK] = "stack",   [OBJ_CODE] = "code",
};

static const char *const via_names[VIA_COUNT] = {
    [VIA_STORE] = "store", [VIA_ATOMIC] = "atomic", [VIA_COPY] = "copy",
    [VIA_ASM] = "asm",	   [VIA_HELPER] = "helper", [VIA_AUDIT] = "audit",
};

const char *object_kind_name(enum object_kind k)
{
	BUG_ON((unsigned)k >= OBJ_KIND_COUNT || !kind_names[k]);
	return kind_names[k];
}

const char *site_via_name(enum site_via v)
{
	BUG_ON((unsigned)v >= VIA_COUNT || !via_names[v]);
	return via_names[v];
}

void model_init(struct model *m)
{
	memset(m, 0, sizeof(*m));
	strtab_init(&m->str);
	vec_push(&m->subsystems, 0);
	vec_push(&m->functions, (struct model_function){0});
	vec_push(&m->objects, (struct model_object){0});
	vec_push(&m->psets, (struct model_pset){0});
	vec_push(&m->sites, (struct model_site){0});
	vec_push(&m->regions, (struct model_region){0});
}

void model_release(struct model *m)
{
	strtab_release(&m->str);
	vec_free(&m->subsystems);
	vec_free(&m->functions);
	vec_free(&m->objects);
	vec_free(&m->psets);
	vec_free(&m->sites);
	vec_free(&m->regions);
	vec_free(&m->pset_members);
	vec_free(&m->calls);
	vec_free(&m->unknowns);
	vec_free(&m->meta);
}
