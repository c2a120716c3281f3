/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/answer_queue.h"
#include "base/diag.h"

#include <string.h>

static void add_queue(struct queues *q, const struct program *p, const char *function,
		      const char *record)
{
	str_id name = strtab_find(&p->str, function);

	for (func_id f = 1; f < p->funcs.n && name; f++) {
		const struct symbol *sy = &p->syms.v[p->funcs.v[f].sym];

		if (sy->name == name)
			vec_push(&q->v, ((struct queue){.enqueue = p->funcs.v[f].sym,
							.file = strtab_get(&p->str, sy->file),
							.record = record}));
	}
}

static struct queue *queue_of(const struct queues *q, sym_id callee)
{
	vec_each (&q->v, i)
		if (q->v.v[i].enqueue == callee)
			return &q->v.v[i];
	return NULL;
}

/* The call stands for a write of what it is handed. */
static void note_handed(struct queue *q, const struct answer *a, inst_id i,
			const struct fact_call *c)
{
	func_id func = solve_instance(a->s, i)->func;
	const struct facts *f = program_facts(a->p, a->p->funcs.v[func].module);
	const struct fact_func *ff = program_func(a->p, func);

	for (uint32_t k = ff->first_access; k < ff->end_access; k++) {
		const struct fact_access *ac = &f->accesses.v[k];
		node_id ptr = solve_node(a->s, i, ac->ptr);

		if (ac->loc == c->loc && ac->via == FACT_V_COPY && !solve_is_wide(a->s, ptr))
			pts_union(&q->handed, solve_pts(a->s, ptr), NULL);
	}
}

void queues_find(struct queues *q, const struct answer *a)
{
	static const struct {
		const char *function, *record;
	} table[] = {
#define QUEUE(function, record) {function, record},
#include "analyzer/queues.def"
#undef QUEUE
	};

	memset(q, 0, sizeof(*q));
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		add_queue(q, a->p, table[i].function, table[i].record);
	q->is_callback = calloc(a->p->syms.n, 1);
	if (!q->is_callback)
		diag_oom(a->p->syms.n);
	for (inst_id i = 1; i < solve_instance_count(a->s) && q->v.n; i++) {
		func_id func = solve_instance(a->s, i)->func;
		uint32_t module = a->p->funcs.v[func].module;
		const struct fact_func *ff = program_func(a->p, func);

		for (uint32_t k = ff->first_call; k < ff->end_call; k++) {
			const struct fact_call *c = &program_facts(a->p, module)->calls.v[k];
			sym_id callee = c->callee ? a->p->sym_map[module][c->callee] : 0;
			struct queue *to = queue_of(q, callee);

			if (c->deferred)
				q->is_callback[callee] = 1;
			if (to && solve_instance_live(a->s, i))
				note_handed(to, a, i, c);
		}
	}
}

void queues_release(struct queues *q)
{
	vec_each (&q->v, i)
		pts_release(&q->v.v[i].handed);
	vec_free(&q->v);
	free(q->is_callback);
}

static bool is_beside(const char *file, const char *other)
{
	const char *slash = strrchr(file, '/');
	size_t n = slash ? (size_t)(slash - file) + 1 : 0;

	return !strncmp(file, other, n) && !strchr(other + n, '/');
}

const struct pts *queues_written(const struct queues *q, const struct answer *a, inst_id i,
				 uint32_t k)
{
	const struct function *fn = &a->p->funcs.v[solve_instance(a->s, i)->func];
	const char *file = strtab_get(&a->p->str, a->p->syms.v[fn->sym].file);
	const struct fact_access *ac = &program_facts(a->p, fn->module)->accesses.v[k];

	vec_each (&q->v, n) {
		const struct queue *at = &q->v.v[n];

		if (ac->via != FACT_V_COPY && !q->is_callback[fn->sym] &&
		    is_beside(at->file, file) && solve_is_typed(a->s, i, ac->ptr, at->record))
			return &at->handed;
	}
	return NULL;
}
