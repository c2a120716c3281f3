/* SPDX-License-Identifier: Apache-2.0 */
/* Memory: which objects there are, and the cells that stand for their contents.
 *
 * Every object may have, beside a cell for each offset in use, two more nodes: star holds what was
 * stored at an unknown offset, all holds what a load from an unknown offset may see. What was
 * stored at an unknown offset is not looked for in integers. */
#include "analyzer/solve_int.h"
#include "base/diag.h"

#include <string.h>

#define POINTER_BYTES 8
/* More variables of one struct type than these, on all stacks, are one object. */
#define MAX_STACK_SITES 16
/* Structs up to this size are links and heads that every list, tree and queue is made of: what one
 * holds says nothing about another. */
#define MAX_LINK_BYTES 24u

obj_id solve_symbol_object(struct solution *s, sym_id sym)
{
	const struct symbol *sy = &s->prog->syms.v[sym];
	struct solve_object o = {.sym = sym, .module = sy->module, .size = sy->size};

	if (s->sym_obj[sym])
		return s->sym_obj[sym];
	if (sy->kind == FACT_S_FUNC) {
		o.kind = SOBJ_CODE;
		o.read_only = true;
	} else {
		const struct fact_sym *fs = &program_facts(s->prog, sy->module)->syms.v[sy->local];
		bool defined = sy->linkage != FACT_L_UNDEF && sy->linkage != FACT_L_UNDEF_WEAK;

		o.kind = SOBJ_SYMBOL;
		o.read_only = sy->flags & FACT_F_CONST;
		o.size = defined ? sy->size : 0;
		o.shape = shape_get(&s->shapes, sy->module, fs->type, o.size, false);
	}
	return s->sym_obj[sym] = solve_object_new(s, &o);
}

/* Structs on stacks: contents are the type's anyway, so that clones add nothing by theirs, and of a
 * type that very many functions have, wait queue entries say, one stands for all. */
static obj_id *stack_slot(struct solution *s, inst_id *inst, fact_heap_id heap, shape_id shape)
{
	tkey_id key = typefilter_key_of_shape(&s->types, shape);

	if (key && s->shapes.v.v[shape].unit == 0 &&
	    typefilter_key_bytes(&s->types, key) > MAX_LINK_BYTES) {
		*inst = s->insts.v[*inst].func;
		if (map_get(&s->stack_sites, key) > MAX_STACK_SITES)
			return map_at(&s->stack_obj, key);
	}
	return map_at(&s->heap_obj, (uint64_t)*inst << 32 | heap);
}

static void count_stack_sites(struct solution *s)
{
	for (uint32_t m = 0; m < s->prog->in->modules.n; m++) {
		const struct facts *f = program_facts(s->prog, m);

		for (fact_heap_id i = 1; i < f->heaps.n; i++) {
			tkey_id key = f->heaps.v[i].kind == FACT_H_STACK
					  ? typefilter_key(&s->types, m, f->heaps.v[i].type)
					  : 0;

			if (key)
				++*map_at(&s->stack_sites, key);
		}
	}
}

void solve_mem_init(struct solution *s)
{
	struct solve_object unknown = {.kind = SOBJ_UNKNOWN};
	struct solve_object entry = {.kind = SOBJ_ENTRY, .size = 4096};

	solve_families_init(s);
	map_init(&s->made);
	solve_object_new(s, &unknown);
	solve_object_new(s, &entry);
	map_init(&s->heap_obj);
	map_init(&s->stack_obj);
	map_init(&s->stack_sites);
	map_init(&s->cache_obj);
	s->sym_obj = calloc(s->prog->syms.n, sizeof(*s->sym_obj));
	if (!s->sym_obj)
		diag_oom(s->prog->syms.n * sizeof(*s->sym_obj));
	count_stack_sites(s);
}

/* Descriptors of pages lie in one array, and all code goes from one to another. */
static bool is_page(const struct facts *f, const struct fact_heap *h)
{
	const char *type = strtab_get(&f->str, f->types.v[h->type].name);

	return h->kind == FACT_H_PAGES && (!strcmp(type, "page") || !strcmp(type, "folio"));
}

/* That array is described by the first allocation of a page. */
static obj_id page_object(struct solution *s, const struct fact_heap *h, struct solve_object *o)
{
	tkey_id key = typefilter_key_meant(&s->types, o->module, h->type);
	const struct tkey *k = &s->types.keys.v[key];
	struct solve_object *pages;

	if (!s->page_obj) {
		if (key)
			o->shape = shape_get(&s->shapes, k->module, k->type, 0, true);
		o->size = 0;
		s->page_obj = solve_object_new(s, o);
	}
	pages = &s->objs.v[s->page_obj];
	const struct facts *f = program_facts(s->prog, pages->module);

	if (f->heaps.v[pages->heap].name && !h->name) {
		pages->inst = o->inst;
		pages->module = o->module;
		pages->heap = o->heap;
	}
	return s->page_obj;
}

static shape_id shape_of(struct solution *s, uint32_t module, const struct fact_heap *h)
{
	shape_id one = shape_get(&s->shapes, module, h->type, h->size, !h->type);

	if (!h->type || h->is_array == FACT_A_ONE ||
	    (h->is_array == FACT_A_UNKNOWN && typefilter_derived(&s->types, one).n))
		return one;
	return shape_get(&s->shapes, module, h->type, h->size, true);
}

obj_id solve_heap_object(struct solution *s, inst_id inst, fact_heap_id heap)
{
	const struct instance *in = &s->insts.v[inst];
	uint32_t module = s->prog->funcs.v[in->func].module;
	const struct fact_heap *h = &program_facts(s->prog, module)->heaps.v[heap];
	shape_id shape = shape_of(s, module, h);
	obj_id *slot = h->kind == FACT_H_STACK ? stack_slot(s, &inst, heap, shape)
					       : map_at(&s->heap_obj, (uint64_t)inst << 32 | heap);
	struct solve_object o = {.kind = SOBJ_HEAP,
				 .shape = shape,
				 .size = h->size,
				 .inst = inst,
				 .module = module,
				 .heap = heap};

	if (*slot)
		return *slot;
	if (is_page(program_facts(s->prog, module), h))
		return *slot = page_object(s, h, &o);
	return *slot = solve_object_new(s, &o);
}

/* KMEM_CACHE() names a cache after the struct that it is of, which tells the type where no
 * allocation does. */
static shape_id shape_called(struct solution *s, const struct solve_object *descriptor,
			     uint32_t module, uint64_t size)
{
	const struct facts *f = program_facts(s->prog, descriptor->module);
	tkey_id key =
	    descriptor->kind == SOBJ_HEAP
		? typefilter_key_sized(&s->types,
				       strtab_get(&f->str, f->heaps.v[descriptor->heap].name), size)
		: 0;
	const struct tkey *k = &s->types.keys.v[key];

	return key ? shape_get(&s->shapes, k->module, k->type, size, false)
		   : shape_get(&s->shapes, module, 0, size, true);
}

obj_id solve_cache_object(struct solution *s, obj_id descriptor, uint32_t module, fact_heap_id site)
{
	const struct fact_heap *h = &program_facts(s->prog, module)->heaps.v[site];
	const struct solve_object *d = &s->objs.v[descriptor];
	uint32_t *slot = map_at(&s->cache_obj, descriptor);
	struct solve_object o = {
	    .kind = SOBJ_CACHE, .module = module, .heap = site, .descriptor = descriptor};

	if (*slot)
		return *slot;
	o.size =
	    d->kind == SOBJ_HEAP ? program_facts(s->prog, d->module)->heaps.v[d->heap].size : 0;
	if (!o.size)
		o.size = h->size;
	o.shape = h->type ? shape_get(&s->shapes, module, h->type, o.size, false)
			  : shape_called(s, d, module, o.size);
	return *slot = solve_object_new(s, &o);
}

static enum shape_holds holds(const struct solution *s, loc_id l, struct shape_pointees *p)
{
	const struct solve_loc *at = &s->locs.v[l];
	shape_id shape = s->objs.v[at->obj].shape;

	p->n = 0;
	p->any = true;
	return shape ? shape_holds(&s->shapes, shape, (uint64_t)at->off, p) : SHAPE_POINTERS;
}

bool solve_takes_star(const struct solution *s, loc_id l)
{
	struct shape_pointees pointees;

	return holds(s, l, &pointees) == SHAPE_POINTERS;
}

static void star_reaches(struct solution *s, obj_id o, loc_id l)
{
	if (solve_takes_star(s, l))
		solve_add_edge(s, s->objs.v[o].star, s->locs.v[l].into);
}

static node_id star_of(struct solution *s, obj_id o)
{
	if (!s->objs.v[o].star) {
		node_id n = solve_node_new(s);

		s->objs.v[o].star = n;
		for (loc_id l = s->objs.v[o].first_loc; l; l = s->locs.v[l].next)
			if (s->locs.v[l].cell)
				star_reaches(s, o, l);
		if (s->objs.v[o].all)
			solve_add_edge(s, n, s->objs.v[o].all);
	}
	return s->objs.v[o].star;
}

static node_id all_of(struct solution *s, obj_id o)
{
	if (!s->objs.v[o].all) {
		node_id n = s->by_type ? s->anywhere : solve_node_new(s);

		s->objs.v[o].all = n;
		for (loc_id l = s->objs.v[o].first_loc; l; l = s->locs.v[l].next)
			if (s->locs.v[l].cell)
				solve_add_edge(s, s->locs.v[l].cell, n);
		if (s->objs.v[o].star)
			solve_add_edge(s, s->objs.v[o].star, n);
	}
	return s->objs.v[o].all;
}

bool solve_loc_writable(const struct solution *s, loc_id l)
{
	const struct solve_loc *at = &s->locs.v[l];
	const struct solve_object *ob = &s->objs.v[at->obj];

	if (ob->kind == SOBJ_UNKNOWN || ob->kind == SOBJ_CODE)
		return false;
	return at->off == OFF_ANY || (at->off >= 0 && (!ob->size || (uint64_t)at->off < ob->size));
}

static void attach(struct solution *s, obj_id o, loc_id l)
{
	if (s->objs.v[o].star)
		star_reaches(s, o, l);
	if (s->objs.v[o].all)
		solve_add_edge(s, s->locs.v[l].cell, s->objs.v[o].all);
}

tkey_id solve_shared_record(struct solution *s, obj_id o)
{
	const struct solve_object *ob = &s->objs.v[o];
	tkey_id key;

	if (ob->kind != SOBJ_HEAP && ob->kind != SOBJ_CACHE)
		return 0;
	key = typefilter_key_of_shape(&s->types, ob->shape);
	return key && typefilter_key_bytes(&s->types, key) > MAX_LINK_BYTES ? key : 0;
}

/* Where the field's first location is kept, NULL for what has cells of its own. */
static uint32_t *field_of_type(struct solution *s, loc_id l)
{
	tkey_id key = s->families.v[s->objs.v[s->locs.v[l].obj].family].shared;

	return key ? map_at(&s->field_cell, (uint64_t)key << 32 | (uint32_t)s->locs.v[l].off)
		   : NULL;
}

/* The cell of a field declared as a pointer to a struct stands behind a filter: stores go into the
 * one node, loads see the other. Nothing is kept of numbers. */
static bool has_cell(struct solution *s, loc_id l)
{
	struct shape_pointees pointees;
	obj_id o = s->locs.v[l].obj;

	if (s->locs.v[l].cell)
		return true;
	if (holds(s, l, &pointees) == SHAPE_NUMBERS)
		return false;
	if (!pointees.n && s->locs.v[l].off % POINTER_BYTES)
		return false;
	/* Objects that code makes share the fields of their type: one list of tasks, not one a
	 * task. */
	uint32_t *shared = field_of_type(s, l), dummy = 0;

	if (!shared)
		shared = &dummy;
	if (*shared) {
		s->locs.v[l].cell = s->locs.v[*shared].cell;
		s->locs.v[l].into = s->locs.v[*shared].into;
		attach(s, o, l);
		return true;
	}
	*shared = l;
	uint32_t module = s->shapes.v.v[s->objs.v[o].shape].module;
	uint32_t filter = pointees.any ? 0 : typefilter_of_pointees(&s->types, module, &pointees);
	node_id cell, into = s->anywhere;

	if (!s->by_type || !solve_types_cell(s, filter, &cell)) {
		cell = solve_node_new(s);
		into = filter ? solve_node_new(s) : cell;
		if (filter) {
			s->nodes.v[cell].filter = filter;
			solve_add_complex(s, into, CX_FILTER, cell, 0, filter);
			s->stats->filters++;
		}
	}
	s->locs.v[l].cell = cell;
	s->locs.v[l].into = into;
	attach(s, o, l);
	solve_member_cell(s, l);
	return true;
}

static bool is_opaque(const struct solution *s, obj_id o, int32_t off)
{
	if (s->objs.v[o].kind == SOBJ_ENTRY) /* registers: nothing of ours */
		return true;
	return off == OFF_ANY && typefilter_holds_record(&s->types, s->objs.v[o].shape);
}

bool solve_is_opaque(const struct solution *s, loc_id l)
{
	return is_opaque(s, s->locs.v[l].obj, s->locs.v[l].off);
}

bool solve_spot_is_opaque(const struct solution *s, spot_id at)
{
	const struct spot *sp = &s->spots.v[at];

	return is_opaque(s, s->families.v[sp->family].example, sp->off);
}

static bool is_array(const struct solution *s, obj_id o)
{
	const struct shape *sh = &s->shapes.v.v[s->objs.v[o].shape];
	const struct facts *f = program_facts(s->prog, sh->module);

	return s->objs.v[o].shape && (sh->unit || f->types.v[sh->type].kind == FACT_T_ARRAY);
}

loc_id solve_element_start(struct solution *s, loc_id l)
{
	obj_id o = s->locs.v[l].obj;

	return is_array(s, o) ? solve_loc_at(s, o, 0) : 0;
}

spot_id solve_spot_of_elements(struct solution *s, spot_id at)
{
	family_id f = s->spots.v[at].family;

	return is_array(s, s->families.v[f].example) ? solve_spot_at(s, f, 0) : 0;
}

node_id solve_cell_read(struct solution *s, loc_id l)
{
	if (!solve_loc_writable(s, l) || solve_is_opaque(s, l))
		return 0;
	if (s->locs.v[l].off == OFF_ANY)
		return all_of(s, s->locs.v[l].obj);
	return has_cell(s, l) ? s->locs.v[l].cell : 0;
}

node_id solve_cell_init(struct solution *s, loc_id l)
{
	return solve_loc_writable(s, l) && has_cell(s, l) ? s->locs.v[l].into : 0;
}

node_id solve_cell_write(struct solution *s, loc_id l)
{
	if (!solve_loc_writable(s, l) || s->objs.v[s->locs.v[l].obj].read_only ||
	    solve_is_opaque(s, l))
		return 0;
	if (s->locs.v[l].off == OFF_ANY)
		return star_of(s, s->locs.v[l].obj);
	return has_cell(s, l) ? s->locs.v[l].into : 0;
}
