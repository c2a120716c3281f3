/* SPDX-License-Identifier: Apache-2.0 */
/* Objects, and the numbers of the locations in them.
 *
 * Objects are of one family when pointer arithmetic and type filters do the same to all: of one
 * type, size and kind. A spot is an offset in all objects of a family. Locations are numbered so
 * that each chunk of a set (pts.h) holds one spot of 64 objects, in the order of the objects:
 * whatever leads from spot to spot leads from chunk to chunk, and moves the bits as they are. */
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

/* Offsets of one family told apart before arithmetic falls back to "any offset". */
#define MAX_SPOTS 1024u
/* Offsets up to here are looked up in a table. */
#define MAX_TABLE 4096u
/* As far as offsets are followed in an object of unknown size. */
#define UNKNOWN_SIZE_BYTES 16384

static uint64_t layout_of(struct solution *s, shape_id id)
{
	const struct shape *sh = &s->shapes.v.v[id];

	return id ? hash_pair(
			hash_pair(typefilter_layout(&s->types, sh->module, sh->type), sh->unit),
			sh->size)
		  : 0;
}

/* What tells the object's family, but for its shape. */
static uint64_t nature(const struct solution *s, obj_id o)
{
	const struct solve_object *ob = &s->objs.v[o];
	uint64_t code = ob->kind == SOBJ_CODE ? typefilter_prototype(&s->types, ob->sym) : 0;

	return hash_pair(
	    code << 16 | ob->kind << 2 | ob->read_only << 1 | solve_is_descriptor(s, o), ob->size);
}

obj_id solve_object_new(struct solution *s, const struct solve_object *like)
{
	obj_id o = s->objs.n;
	uint64_t layout = layout_of(s, like->shape);

	vec_push(&s->objs, *like);
	uint32_t *slot = map_at(&s->family_of, s->naive ? o : hash_pair(layout, nature(s, o)));

	if (!*slot) {
		*slot = s->families.n;
		vec_push(&s->families,
			 ((struct family){.example = o, .shared = solve_shared_record(s, o)}));
	}
	struct family *f = &s->families.v[*slot];

	s->objs.v[o].shape = s->objs.v[f->example].shape;
	s->objs.v[o].family = *slot;
	s->objs.v[o].ordinal = f->objs.n;
	if (f->objs.n % CHUNK_LOCS == 0)
		vec_push(&f->counted, 0);
	vec_push(&f->objs, o);
	solve_note_made(s, o);
	return o;
}

static spot_id spot_at(struct solution *s, family_id f, int32_t off)
{
	uint32_t *slot = map_at(&s->spot_of, (uint64_t)f << 32 | (uint32_t)off);

	if (!*slot) {
		*slot = s->spots.n;
		vec_push(&s->spots, ((struct spot){.family = f, .off = off}));
		s->families.v[f].nspots++;
	}
	return *slot;
}

static spot_id find_spot(struct solution *s, family_id id, int64_t off)
{
	const struct family *f = &s->families.v[id];
	const struct solve_object *ob = &s->objs.v[f->example];

	if (off == OFF_ANY || ob->kind == SOBJ_UNKNOWN)
		return spot_at(s, id, OFF_ANY);
	if (ob->kind == SOBJ_CODE)
		return off == 0 ? spot_at(s, id, 0) : 0;
	int64_t limit = ob->size ? (int64_t)ob->size : UNKNOWN_SIZE_BYTES;

	if (off < 0 || off > limit) /* one past the end is a pointer, too */
		return 0;
	if (off < limit && ob->shape)
		off = (int64_t)shape_fold(&s->shapes, ob->shape, (uint64_t)off);
	if (!ob->size && ob->shape) {
		/* What follows a type in an allocation of unknown size is one place, but for what
		 * debug info says of records that begin with it. */
		int64_t tail = (int64_t)shape_type_bytes(&s->shapes, ob->shape);

		if (tail && off > tail) {
			int64_t extent = (int64_t)typefilter_extent(&s->types, ob->shape);

			off = off < extent ? off : extent;
		}
	}
	if (f->nspots >= MAX_SPOTS && !map_get(&s->spot_of, (uint64_t)id << 32 | (uint32_t)off))
		off = OFF_ANY;
	return spot_at(s, id, (int32_t)off);
}

spot_id solve_spot_at(struct solution *s, family_id id, int64_t off)
{
	struct family *f = &s->families.v[id];

	if (off < 0 || off > MAX_TABLE)
		return find_spot(s, id, off);
	if (!f->at) {
		uint64_t size = s->objs.v[f->example].size;

		f->ntable = size && size < MAX_TABLE ? (uint32_t)size + 1 : MAX_TABLE + 1;
		f->at = calloc(f->ntable, sizeof(*f->at));
		if (!f->at)
			diag_oom(f->ntable * sizeof(*f->at));
	}
	if (off >= f->ntable)
		return find_spot(s, id, off);
	if (!f->at[off]) {
		spot_id at = find_spot(s, id, off);

		s->families.v[id].at[off] = at;
	}
	return f->at[off];
}

uint32_t solve_chunk_of(struct solution *s, spot_id at, uint32_t group)
{
	struct spot *sp = &s->spots.v[at];

	while (sp->chunks.n <= group)
		vec_push(&sp->chunks, 0);
	if (!sp->chunks.v[group]) {
		sp->chunks.v[group] = s->chunks.n;
		vec_push(&s->chunks, ((struct chunk){.spot = at, .group = group}));
		vec_reserve(&s->locs, s->locs.n + CHUNK_LOCS);
		memset(s->locs.v + s->locs.n, 0, CHUNK_LOCS * sizeof(*s->locs.v));
		s->locs.n += CHUNK_LOCS;
	}
	return sp->chunks.v[group];
}

void solve_use(struct solution *s, uint32_t chunk, uint64_t bits)
{
	struct chunk *ch = &s->chunks.v[chunk];
	const struct spot *sp = &s->spots.v[ch->spot];
	const struct family *f = &s->families.v[sp->family];
	uint64_t fresh = bits & ~ch->used;

	ch->used |= bits;
	for (; fresh; fresh &= fresh - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(fresh);
		obj_id o = f->objs.v[ch->group * CHUNK_LOCS + i];
		loc_id l = chunk * CHUNK_LOCS + i;

		s->locs.v[l] =
		    (struct solve_loc){.obj = o, .off = sp->off, .next = s->objs.v[o].first_loc};
		s->objs.v[o].first_loc = l;
		s->objs.v[o].nlocs++;
		s->stats->locations++;
	}
}

loc_id solve_loc_at(struct solution *s, obj_id o, int64_t off)
{
	uint32_t ordinal = s->objs.v[o].ordinal, i = ordinal % CHUNK_LOCS;
	spot_id at = solve_spot_at(s, s->objs.v[o].family, off);

	if (!at)
		return 0;
	uint32_t chunk = solve_chunk_of(s, at, ordinal / CHUNK_LOCS);

	solve_use(s, chunk, 1ull << i);
	return chunk * CHUNK_LOCS + i;
}

loc_id solve_loc_known(const struct solution *s, obj_id o, int32_t off)
{
	const struct solve_object *ob = &s->objs.v[o];
	spot_id at = map_get(&s->spot_of, (uint64_t)ob->family << 32 | (uint32_t)off);
	uint32_t group = ob->ordinal / CHUNK_LOCS, i = ob->ordinal % CHUNK_LOCS;

	if (!at || s->spots.v[at].chunks.n <= group || !s->spots.v[at].chunks.v[group])
		return 0;
	loc_id l = s->spots.v[at].chunks.v[group] * CHUNK_LOCS + i;

	return s->locs.v[l].obj ? l : 0;
}

void solve_families_init(struct solution *s)
{
	map_init(&s->family_of);
	map_init(&s->spot_of);
	vec_push(&s->objs, (struct solve_object){0});
	vec_push(&s->families, (struct family){0});
	vec_push(&s->spots, (struct spot){0});
	solve_chunk_of(s, 0, 0); /* 0 is no location */
}

void solve_families_release(struct solution *s)
{
	vec_each (&s->families, i) {
		vec_free(&s->families.v[i].objs);
		vec_free(&s->families.v[i].counted);
		free(s->families.v[i].at);
	}
	vec_each (&s->spots, i)
		vec_free(&s->spots.v[i].chunks);
	vec_free(&s->families);
	vec_free(&s->spots);
	vec_free(&s->chunks);
	map_release(&s->family_of);
	map_release(&s->spot_of);
}
