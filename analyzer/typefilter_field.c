/* SPDX-License-Identifier: Apache-2.0 */
/* What a filter tells of the members of what passed it. */
#include "analyzer/typefilter.h"

static bool field_of(struct typefilter *t, uint32_t filter, int64_t off, uint32_t *field)
{
	const struct tfilter f = t->filters.v[filter];
	const struct tkey k = t->keys.v[f.key];
	int64_t at = off - f.off;
	struct shape_pointees p;

	*field = 0;
	if (!filter || f.kind != TF_RECORD || f.tagged || f.or || at < 0 || (uint64_t)at >= k.size)
		return true;
	shape_id s = shape_get(t->shapes, k.module, k.type, k.size, false);

	if (shape_holds(t->shapes, s, (uint64_t)at, &p) == SHAPE_NUMBERS)
		return false;
	if (!p.any)
		*field = typefilter_of_pointees(t, k.module, &p);
	return true;
}

bool typefilter_field(struct typefilter *t, uint32_t filter, int64_t off, uint32_t *field)
{
	uint64_t place = hash_pair(filter, (uint64_t)off);
	uint32_t known = map_get(&t->field_of, place);

	if (!known) {
		known = field_of(t, filter, off, field) ? *field + 2 : 1;
		*map_at(&t->field_of, place) = known;
	}
	*field = known > 1 ? known - 2 : 0;
	return known > 1;
}

uint32_t typefilter_holding(struct typefilter *t, uint32_t filter, int64_t off)
{
	uint32_t field = 0;

	if (filter && t->filters.v[filter].kind == TF_TO_RECORD)
		return off ? 0 : filter;
	if (!filter || t->filters.v[filter].kind != TF_RECORD ||
	    !typefilter_field(t, filter, off, &field) || !field)
		return 0;
	struct tfilter to = {.kind = TF_TO_RECORD, .key = t->filters.v[field].key};

	return t->filters.v[field].kind == TF_RECORD && !t->filters.v[field].or
		   ? typefilter_intern(t, &to)
		   : 0;
}

uint32_t typefilter_shifted(struct typefilter *t, uint32_t filter, int64_t off)
{
	struct tfilter f = t->filters.v[filter];

	if (!filter || f.kind != TF_RECORD || f.tagged || f.or)
		return 0;
	f.off -= off;
	return typefilter_intern(t, &f);
}
