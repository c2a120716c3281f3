/* SPDX-License-Identifier: Apache-2.0 */
/* Functions and objects of the answer: which there are, and what they are called. */
#include "analyzer/answer.h"
#include "base/diag.h"

#include <stdio.h>
#include <string.h>

/* One thing to name: short where unique, qualified by file where not, full if even that is taken.
 */
struct naming {
	str_id plain, file, linker; /* of the program */
	uint32_t id;		    /* sym_id */
	char *name;
};

static char *join(const char *a, const char *sep, const char *b)
{
	char *s;

	if (asprintf(&s, "%s%s%s", a, sep, b) < 0)
		diag_oom(strlen(a) + strlen(b));
	return s;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct naming *)a)->name, ((const struct naming *)b)->name);
}

static void set_name(struct naming *n, char *name)
{
	free(n->name);
	n->name = name;
}

struct naming_list {
	VEC(struct naming) v;
};

static void choose_names(const struct strtab *str, struct naming_list *l)
{
	struct map uses;

	map_init(&uses);
	vec_each (&l->v, i)
		(*map_at(&uses, (uint64_t)l->v.v[i].plain + 1))++;
	vec_each (&l->v, i) {
		struct naming *n = &l->v.v[i];

		if (map_get(&uses, (uint64_t)n->plain + 1) == 1 || !n->file)
			n->name = join(strtab_get(str, n->plain), "", "");
		else
			n->name = join(strtab_get(str, n->file), ":", strtab_get(str, n->plain));
	}
	map_release(&uses);
	if (!l->v.n)
		return;
	qsort(l->v.v, l->v.n, sizeof(*l->v.v), compare_names);
	/* Several in one file, such as two functions' static locals: the linker tells them apart.
	 */
	for (uint32_t i = 0; i < l->v.n;) {
		uint32_t end = i + 1;

		while (end < l->v.n && !strcmp(l->v.v[i].name, l->v.v[end].name))
			end++;
		for (uint32_t k = i; end > i + 1 && k < end; k++) {
			struct naming *n = &l->v.v[k];

			set_name(n,
				 join(strtab_get(str, n->file), ":", strtab_get(str, n->linker)));
		}
		for (uint32_t k = end; end > i + 1 && k-- > i + 1;) {
			struct naming *n = &l->v.v[k];
			uint32_t same = 0;
			char num[16];

			for (uint32_t j = i; j < k; j++)
				same += !strcmp(n->name, l->v.v[j].name);
			if (same) {
				snprintf(num, sizeof(num), "%u", same + 1);
				set_name(n, join(n->name, "#", num));
			}
		}
		i = end;
	}
	qsort(l->v.v, l->v.n, sizeof(*l->v.v), compare_names);
}

static void release_names(struct naming_list *l)
{
	vec_each (&l->v, i)
		free(l->v.v[i].name);
	vec_free(&l->v);
}

/* Where a symbol belongs: the module that defines it, since a static inline of a header is each
 * module's own. */
static str_id home_file(struct answer *a, const struct symbol *s)
{
	const char *source = program_facts(a->p, s->module)->source;
	str_id id = source ? strtab_find(&a->p->str, source) : 0;

	return s->linkage == FACT_L_INTERNAL && id ? id : s->file ? s->file : id;
}

void answer_functions(struct answer *a)
{
	const struct program *p = a->p;
	struct naming_list l = {0};

	for (sym_id s = 1; s < p->syms.n; s++) {
		const struct symbol *sy = &p->syms.v[s];

		if (sy->kind != FACT_S_FUNC)
			continue;
		vec_push(&l.v, ((struct naming){.plain = sy->display ? sy->display : sy->name,
						.file = sy->func ? home_file(a, sy) : 0,
						.linker = sy->name,
						.id = s}));
	}
	choose_names(&p->str, &l);
	vec_each (&l.v, i) {
		const struct naming *n = &l.v.v[i];
		const struct symbol *sy = &p->syms.v[n->id];
		str_id file = sy->func ? home_file(a, sy) : 0;
		struct model_function f = {
		    .name = strtab_add(&a->m->str, n->name),
		    .symbol = answer_str(a, sy->name),
		    .file = answer_str(a, sy->file ? sy->file : file),
		    .line = sy->line,
		    .subsystem = answer_subsystem(a, file),
		    .address_taken = sy->flags & FACT_F_ADDRESS_TAKEN,
		    .defined = sy->func != 0,
		    .helper = sy->func && a->sum->v.v[sy->func].helper,
		    .init = sy->flags & FACT_F_INIT,
		};

		a->func_of_sym[n->id] = a->m->functions.n;
		vec_push(&a->m->functions, f);
	}
	release_names(&l);
}

/* "struct foo", "struct foo[]", "u64", "" for what debug info does not tell; malloc'd. */
static char *type_text(const struct facts *f, fact_type_id id)
{
	const struct fact_type *t = &f->types.v[id];
	const char *name = strtab_get(&f->str, t->name);

	if (!id)
		return join("", "", "");
	switch (t->kind) {
	case FACT_T_STRUCT:
		return join("struct ", "", name[0] ? name : "(anonymous)");
	case FACT_T_UNION:
		return join("union ", "", name[0] ? name : "(anonymous)");
	case FACT_T_ARRAY:
	case FACT_T_POINTER: {
		char *elem = type_text(f, t->elem);
		char *s = join(elem[0] ? elem : "void", t->kind == FACT_T_ARRAY ? "[]" : " *", "");

		free(elem);
		return s;
	}
	default:
		return join(name, "", "");
	}
}

/* String literals and switch tables: no source name, never written. */
static bool is_private_literal(const struct program *p, const struct symbol *sy)
{
	return sy->linkage == FACT_L_INTERNAL && sy->flags & FACT_F_CONST &&
	       (!sy->file || strtab_get(&p->str, sy->name)[0] == '.');
}

static enum object_kind global_kind(const struct symbol *sy)
{
	return sy->flags & FACT_F_PERCPU ? OBJ_PERCPU : OBJ_GLOBAL;
}

/* What a naming entry stands for: a symbol, or a solver's object when sym is 0. */
struct object_entry {
	char *name;
	sym_id sym;
	obj_id obj;
};

static func_id owner_of(const struct answer *a, const struct solve_object *o)
{
	return solve_instance(a->s, o->inst)->func;
}

static char *function_name(struct answer *a, func_id f)
{
	uint32_t id = a->func_of_sym[a->p->funcs.v[f].sym];

	return join(strtab_get(&a->m->str, a->m->functions.v[id].name), "", "");
}

/* The type an allocation is given by whoever receives it: its own, else what debug info says of
 * the value in the callers that the clone serves. where gets the function to name. */
static char *allocated_type(struct answer *a, const struct solve_object *o, func_id *where)
{
	const struct facts *f = program_facts(a->p, o->module);
	char *text = type_text(f, f->heaps.v[o->heap].type);
	inst_id i = o->inst;

	*where = owner_of(a, o);
	while (!text[0] && solve_instance(a->s, i)->parent) {
		const struct instance *in = solve_instance(a->s, i);

		i = in->parent;
		uint32_t module = a->p->funcs.v[solve_instance(a->s, i)->func].module;
		const struct facts *pf = program_facts(a->p, module);
		fact_node ret = pf->calls.v[in->call].ret;

		*where = solve_instance(a->s, i)->func;
		for (uint32_t h = 1; ret && h < pf->hints.n; h++)
			if (pf->hints.v[h].node == ret) {
				free(text);
				text = type_text(pf, pf->hints.v[h].type);
				break;
			}
	}
	return text;
}

static char *heap_name(struct answer *a, const struct solve_object *o)
{
	const struct facts *f = program_facts(a->p, o->module);
	const struct fact_heap *h = &f->heaps.v[o->heap];
	const char *given = strtab_get(&f->str, h->name);
	func_id where = owner_of(a, o);
	char *type = NULL, *fn, *s;

	if (h->kind == FACT_H_CACHE && given[0])
		return join("kmem_cache:", "", given);
	if (h->kind == FACT_H_STACK)
		type = join(given[0] ? given : "slot", "", "");
	else if (h->kind == FACT_H_CACHE)
		type = join("kmem_cache", "", "");
	else
		type = allocated_type(a, o, &where);
	if (!type[0]) {
		free(type);
		type = join(h->kind == FACT_H_PAGES ? "pages" : "alloc", "", "");
	}
	fn = function_name(a, where);
	s = join(type, "@", fn);
	free(fn);
	free(type);
	return s;
}

static char *object_name(struct answer *a, obj_id id)
{
	const struct solve_object *o = solve_object(a->s, id);

	if (o->kind == SOBJ_HEAP)
		return heap_name(a, o);
	const struct solve_object *d = solve_object(a->s, o->descriptor);

	if (d->kind == SOBJ_HEAP) {
		const struct facts *f = program_facts(a->p, d->module);
		const char *given = strtab_get(&f->str, f->heaps.v[d->heap].name);

		if (given[0])
			return join(given, "", "");
	}
	const struct facts *f = program_facts(a->p, o->module);
	char *type = type_text(f, f->heaps.v[o->heap].type);
	const char *site = d->kind == SOBJ_SYMBOL
			       ? strtab_get(&a->p->str, a->p->syms.v[d->sym].name)
			       : "unnamed cache";
	char *s = join(type[0] ? type : "object", "@", site);

	free(type);
	return s;
}

static int compare_entries(const void *x, const void *y)
{
	const struct object_entry *a = x, *b = y;
	int c = strcmp(a->name, b->name);

	if (!c)
		c = a->obj < b->obj ? -1 : a->obj > b->obj;
	return c;
}

static void describe_symbol(struct answer *a, struct model_object *m, sym_id s)
{
	const struct symbol *sy = &a->p->syms.v[s];
	const struct facts *f = program_facts(a->p, sy->module);
	char *type = type_text(f, f->syms.v[sy->local].type);
	str_id home = home_file(a, sy);

	m->kind = (uint8_t)global_kind(sy);
	m->type = strtab_add(&a->m->str, type);
	m->size = sy->size;
	m->file = answer_str(a, sy->file ? sy->file : home);
	m->line = sy->line;
	m->section = answer_str(a, sy->section);
	m->subsystem = answer_subsystem(a, home);
	m->constant = sy->flags & FACT_F_CONST;
	free(type);
}

static void describe_heap(struct answer *a, struct model_object *m, const struct solve_object *o)
{
	const struct facts *f = program_facts(a->p, o->module);
	const struct fact_heap *h = &f->heaps.v[o->heap];
	struct fact_loc at = program_loc(a->p, o->module, h->loc);
	func_id where = 0;
	uint32_t module = o->module;
	char *type;

	if (o->kind == SOBJ_CACHE) {
		const struct solve_object *d = solve_object(a->s, o->descriptor);

		type = type_text(f, h->type);
		m->kind = OBJ_CACHE;
		if (d->kind == SOBJ_HEAP) { /* a cache is at home where it is created */
			module = d->module;
			at = program_loc(a->p, d->module,
					 program_facts(a->p, d->module)->heaps.v[d->heap].loc);
		}
	} else {
		type =
		    h->kind == FACT_H_STACK ? type_text(f, h->type) : allocated_type(a, o, &where);
		m->kind = h->kind == FACT_H_STACK    ? OBJ_STACK
			  : h->kind == FACT_H_PERCPU ? OBJ_PERCPU
						     : OBJ_ALLOC;
		if (where)
			module = a->p->funcs.v[where].module;
	}
	m->type = strtab_add(&a->m->str, type);
	/* A descriptor's size is the slab allocator's affair; what was noted is its objects'. */
	m->size = o->kind == SOBJ_HEAP && h->kind == FACT_H_CACHE ? 0 : o->size;
	m->file = answer_str(a, at.file);
	m->line = at.line;
	m->subsystem =
	    answer_subsystem(a, strtab_find(&a->p->str, program_facts(a->p, module)->source));
	free(type);
}

static bool is_reported(const struct answer *a, obj_id id)
{
	const struct solve_object *o = solve_object(a->s, id);

	return o->kind == SOBJ_CACHE ||
	       (o->kind == SOBJ_HEAP && solve_instance_live(a->s, o->inst));
}

void answer_objects(struct answer *a)
{
	const struct program *p = a->p;
	uint32_t *model_of_sym = calloc(p->syms.n, sizeof(uint32_t));
	struct naming_list l = {0};
	struct strtab caches;
	VEC(struct object_entry) entries = {0};

	if (!model_of_sym)
		diag_oom(p->syms.n * sizeof(uint32_t));
	for (sym_id s = 1; s < p->syms.n; s++) {
		const struct symbol *sy = &p->syms.v[s];

		if (sy->kind == FACT_S_VAR && !is_private_literal(a->p, sy))
			vec_push(&l.v,
				 ((struct naming){.plain = sy->display ? sy->display : sy->name,
						  .file = home_file(a, sy),
						  .linker = sy->name,
						  .id = s}));
	}
	choose_names(&p->str, &l);
	strtab_init(&caches);
	for (obj_id o = 2; o < solve_object_count(a->s); o++)
		if (is_reported(a, o)) {
			struct object_entry e = {.name = object_name(a, o), .obj = o};

			if (solve_object(a->s, o)->kind == SOBJ_CACHE)
				strtab_add(&caches, e.name);
			vec_push(&entries, e);
		}
	vec_each (&l.v, i) {
		struct naming *n = &l.v.v[i];

		/* What a cache gives out has the cache's name; its variable steps back. */
		if (strtab_find(&caches, n->name) && n->file)
			set_name(n, join(strtab_get(&p->str, n->file), ":", n->name));
		struct object_entry e = {.name = n->name, .sym = n->id};

		n->name = NULL;
		vec_push(&entries, e);
	}
	strtab_release(&caches);
	release_names(&l);
	if (entries.n)
		qsort(entries.v, entries.n, sizeof(*entries.v), compare_entries);
	vec_each (&entries, i) {
		struct object_entry *e = &entries.v[i];

		if (!i || strcmp(entries.v[i - 1].name, e->name)) {
			struct model_object m = {.name = strtab_add(&a->m->str, e->name)};

			if (e->sym)
				describe_symbol(a, &m, e->sym);
			else
				describe_heap(a, &m, solve_object(a->s, e->obj));
			vec_push(&a->m->objects, m);
		}
		if (e->sym)
			model_of_sym[e->sym] = a->m->objects.n - 1;
		else
			a->obj_of[e->obj] = a->m->objects.n - 1;
	}
	vec_each (&entries, i)
		free(entries.v[i].name);
	vec_free(&entries);
	for (obj_id o = 2; o < solve_object_count(a->s); o++)
		if (solve_object(a->s, o)->kind == SOBJ_SYMBOL)
			a->obj_of[o] = model_of_sym[solve_object(a->s, o)->sym];
	free(model_of_sym);
}
