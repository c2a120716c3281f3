/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/program.h"
#include "base/diag.h"

#include <string.h>

static void *zeroed(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);

	if (!p)
		diag_oom(n * size);
	return p;
}

static void map_strings(struct program *p, uint32_t module)
{
	const struct facts *f = program_facts(p, module);
	uint32_t n = strtab_count(&f->str);

	p->str_map[module] = zeroed(n, sizeof(uint32_t));
	for (str_id s = 0; s < n; s++)
		p->str_map[module][s] = strtab_add(&p->str, strtab_get(&f->str, s));
}

/* Higher wins; among equals the first in input order. */
static int binding_rank(uint8_t linkage)
{
	switch (linkage) {
	case FACT_L_INTERNAL:
	case FACT_L_STRONG:
		return 4;
	case FACT_L_COMMON:
		return 3;
	case FACT_L_WEAK:
		return 2;
	case FACT_L_UNDEF:
		return 1;
	default:
		return 0;
	}
}

static void describe(struct program *p, struct symbol *s, uint32_t module, fact_sym_id local)
{
	const struct fact_sym *fs = &program_facts(p, module)->syms.v[local];

	s->name = program_str(p, module, fs->name);
	s->display = program_str(p, module, fs->display);
	s->file = program_str(p, module, fs->file);
	s->section = program_str(p, module, fs->section);
	s->line = fs->line;
	s->module = module;
	s->local = local;
	s->size = fs->size;
	s->sig = fs->sig;
	s->kind = fs->kind;
	s->linkage = fs->linkage;
}

static bool has_type(const struct program *p, const struct symbol *s)
{
	return program_facts(p, s->module)->syms.v[s->local].type != 0;
}

static void duplicate(struct program *p, const struct symbol *s, uint32_t module)
{
	const struct facts *f = program_facts(p, module);
	struct program_unknown u = {
	    .file = strtab_add(&p->str, f->source),
	    .reason = strtab_add(&p->str, "duplicate-symbol"),
	    .detail = s->name,
	};

	vec_push(&p->unknowns, u);
}

static void add_symbol(struct program *p, struct map *by_name, uint32_t module, fact_sym_id local)
{
	const struct fact_sym *fs = &program_facts(p, module)->syms.v[local];
	struct symbol s = {0};
	uint32_t *known = NULL;

	if (fs->linkage != FACT_L_INTERNAL) {
		known = map_at(by_name, program_str(p, module, fs->name));
		if (*known) {
			struct symbol *old = &p->syms.v[*known];
			uint16_t flags = old->flags | fs->flags;
			int a = binding_rank(old->linkage), b = binding_rank(fs->linkage);

			p->sym_map[module][local] = *known;
			if (a == 4 && b == 4)
				duplicate(p, old, module);
			/* A native object does not know what kind its references are, and who only
			 * takes an address not what is there. */
			if (b > a ||
			    (b == a && b < 2 &&
			     (old->flags & FACT_F_ENTRY || (fs->type && !has_type(p, old)))))
				describe(p, old, module, local);
			old->flags = flags;
			return;
		}
	}
	describe(p, &s, module, local);
	s.flags = fs->flags;
	vec_push(&p->syms, s);
	p->sym_map[module][local] = p->syms.n - 1;
	if (known)
		*known = p->syms.n - 1;
}

/* The symbol that s stands for once aliases are followed; cycles end where they began. */
static sym_id alias_target(const struct program *p, sym_id s)
{
	for (int hops = 0; hops < 16 && p->syms.v[s].kind == FACT_S_ALIAS; hops++) {
		const struct symbol *a = &p->syms.v[s];
		fact_sym_id t = program_facts(p, a->module)->syms.v[a->local].target;

		if (!t)
			break;
		s = p->sym_map[a->module][t];
	}
	return s;
}

/* The variable that the linker script makes s another name of, or s. */
static sym_id script_target(const struct program *p, const struct map *by_name, sym_id s)
{
	static const struct {
		const char *name, *other;
	} table[] = {
#define SAME(name, other) {name, other},
#include "analyzer/bounds.def"
#undef SAME
	};
	const char *name = strtab_get(&p->str, p->syms.v[s].name);

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		str_id other = strtab_find(&p->str, table[i].other);
		sym_id t = other ? map_get(by_name, other) : 0;

		if (t && p->syms.v[s].linkage >= FACT_L_UNDEF && !strcmp(name, table[i].name))
			return t;
	}
	return s;
}

static void resolve_aliases(struct program *p, const struct map *by_name)
{
	sym_id *target = zeroed(p->syms.n, sizeof(*target));

	for (sym_id s = 1; s < p->syms.n; s++) {
		sym_id other = script_target(p, by_name, s);

		if (other != s)
			p->syms.v[s].kind = FACT_S_ALIAS;
		target[s] = alias_target(p, other);
		p->syms.v[target[s]].flags |= p->syms.v[s].flags;
	}
	for (uint32_t m = 0; m < p->in->modules.n; m++) {
		const struct facts *f = program_facts(p, m);

		for (fact_sym_id l = 1; l < f->syms.n; l++)
			p->sym_map[m][l] = target[p->sym_map[m][l]];
	}
	free(target);
}

static void add_functions(struct program *p, uint32_t module)
{
	const struct facts *f = program_facts(p, module);

	p->func_map[module] = zeroed(f->funcs.n, sizeof(uint32_t));
	for (uint32_t i = 1; i < f->funcs.n; i++) {
		sym_id sid = p->sym_map[module][f->funcs.v[i].sym];
		struct symbol *s = &p->syms.v[sid];

		if (s->module != module || s->local != f->funcs.v[i].sym)
			continue; /* another definition won */
		struct function fn = {.module = module, .local = i, .sym = sid};

		vec_push(&p->funcs, fn);
		s->func = p->funcs.n - 1;
		p->func_map[module][i] = s->func;
	}
}

void program_link(struct program *p, const struct input_set *in)
{
	struct map by_name;
	uint32_t n = in->modules.n;

	memset(p, 0, sizeof(*p));
	p->in = in;
	strtab_init(&p->str);
	vec_push(&p->syms, (struct symbol){0});
	vec_push(&p->funcs, (struct function){0});
	p->sym_map = zeroed(n, sizeof(*p->sym_map));
	p->func_map = zeroed(n, sizeof(*p->func_map));
	p->str_map = zeroed(n, sizeof(*p->str_map));
	map_init(&by_name);
	for (uint32_t m = 0; m < n; m++) {
		const struct facts *f = program_facts(p, m);

		map_strings(p, m);
		p->sym_map[m] = zeroed(f->syms.n, sizeof(uint32_t));
		for (fact_sym_id l = 1; l < f->syms.n; l++)
			add_symbol(p, &by_name, m, l);
	}
	resolve_aliases(p, &by_name);
	map_release(&by_name);
	for (uint32_t m = 0; m < n; m++)
		add_functions(p, m);
}

void program_release(struct program *p)
{
	for (uint32_t m = 0; p->in && m < p->in->modules.n; m++) {
		free(p->sym_map[m]);
		free(p->func_map[m]);
		free(p->str_map[m]);
	}
	free(p->sym_map);
	free(p->func_map);
	free(p->str_map);
	vec_free(&p->syms);
	vec_free(&p->funcs);
	vec_free(&p->unknowns);
	strtab_release(&p->str);
	memset(p, 0, sizeof(*p));
}
