/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument_int.h"
#include "passes/llvm_shim.h"
#include "passes/placement.h"
#include "passes/window_write.h"

#include <string.h>

/* One function between IR and graph: steps[i] is the instruction of step i. */
struct emitting {
	struct instrument *in;
	struct target *t;
	struct flow flow;
	VEC(LLVMValueRef) steps;
	VEC(LLVMBasicBlockRef) blocks;
	struct map block_of; /* LLVMBasicBlockRef -> 1 + index */
};

static bool is_function(LLVMValueRef call)
{
	LLVMValueRef fn = window_callee(call);

	return fn && !LLVMGetIntrinsicID(fn);
}

/* Who is not marked has no keys to write with, and must not find any open. What is no barrier,
 * although it is a call, gets a mark: the judge is to know that it was let in. */
static bool is_barrier(struct instrument *in, LLVMValueRef inst)
{
	enum callee_kind kind;
	uint32_t row;

	if (window_writes_afar(inst))
		return true;
	if (!LLVMIsACallInst(inst) && !LLVMIsAInvokeInst(inst) && !LLVMIsACallBrInst(inst))
		return false;
	kind = instrument_callee(in, inst, &row);
	if (kind == CALLEE_NEUTRAL && is_function(inst))
		window_mark(inst, 0);
	return kind == CALLEE_BARRIER || kind == CALLEE_HELPER;
}

static void add_step(struct emitting *e, LLVMValueRef inst, uint16_t keys)
{
	vec_push(&e->flow.steps, ((struct flow_step){.keys = keys}));
	vec_push(&e->steps, inst);
}

static void add_block(struct emitting *e, LLVMBasicBlockRef block, uint32_t *mark)
{
	struct flow_block b = {.first_step = e->flow.steps.n, .first_succ = e->flow.succs.n};
	LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
	const struct mark *marks = e->in->marks.v + e->t->first_mark;

	for (LLVMValueRef i = LLVMGetFirstInstruction(block); i; i = LLVMGetNextInstruction(i))
		if (*mark < e->t->nmarks && marks[*mark].inst == i)
			add_step(e, i, marks[(*mark)++].keys);
		else if (is_barrier(e->in, i))
			add_step(e, i, 0);
	b.nsteps = e->flow.steps.n - b.first_step;
	for (unsigned i = 0; i < LLVMGetNumSuccessors(end); i++)
		vec_push(&e->flow.succs,
			 map_get(&e->block_of, (uintptr_t)LLVMGetSuccessor(end, i)) - 1);
	b.nsuccs = e->flow.succs.n - b.first_succ;
	b.pinned = LLVMIsAIndirectBrInst(end) || LLVMIsAInvokeInst(end);
	b.leaves = !b.nsuccs && !LLVMIsAUnreachableInst(end);
	vec_push(&e->flow.blocks, b);
}

static void build(struct emitting *e)
{
	LLVMValueRef fn = e->t->fn;
	uint32_t mark = 0;

	for (LLVMBasicBlockRef b = LLVMGetFirstBasicBlock(fn); b; b = LLVMGetNextBasicBlock(b)) {
		vec_push(&e->blocks, b);
		*map_at(&e->block_of, (uintptr_t)b) = e->blocks.n;
	}
	vec_each (&e->blocks, i)
		add_block(e, e->blocks.v[i], &mark);
}

static void put(struct emitting *e, LLVMValueRef before, uint16_t keys, LLVMValueRef fresh)
{
	e->in->report.count[keys ? COUNT_OPENS : COUNT_CLOSES]++;
	window_gate(before, e->in->opt->form, keys, fresh);
}

static void put_on_edge(struct emitting *e, uint32_t from, LLVMBasicBlockRef to, uint16_t keys)
{
	LLVMValueRef place = shim_edge(e->blocks.v[from], to);

	/* The graph calls blocks pinned whose ways out cannot be split. */
	BUG_ON(!place);
	put(e, place, keys, NULL);
}

static void put_after(struct emitting *e, uint32_t block, LLVMValueRef inst)
{
	LLVMValueRef next = LLVMGetNextInstruction(inst);

	if (next) {
		put(e, next, 0, NULL);
		return;
	}
	const struct flow_block *b = &e->flow.blocks.v[block];
	struct map been = {0};

	for (uint32_t i = 0; i < b->nsuccs; i++) {
		uint32_t to = e->flow.succs.v[b->first_succ + i];

		if (!map_get(&been, to + 1))
			put_on_edge(e, block, e->blocks.v[to], 0);
		*map_at(&been, to + 1) = 1;
	}
	map_release(&been);
}

static void put_gate(struct emitting *e, const struct placed_gate *g)
{
	LLVMValueRef inst;

	if (g->place == GATE_EDGE) {
		put_on_edge(e, g->block, e->blocks.v[g->at], g->keys);
		return;
	}
	inst = e->steps.v[e->flow.blocks.v[g->block].first_step + g->at];
	if (g->place == GATE_BEFORE)
		put(e, inst, g->keys, instrument_fresh(e->in, inst));
	else
		put_after(e, g->block, inst);
}

void instrument_forget(struct instrument *in, LLVMValueRef fn)
{
	LLVMRemoveEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, in->memory_kind);
	LLVMRemoveEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, in->nosync_kind);
}

void instrument_emit(struct instrument *in, struct target *t)
{
	struct emitting e = {.in = in, .t = t};
	struct placement p;

	if (!t->nmarks)
		return;
	for (uint32_t i = 0; i < t->nmarks; i++) {
		const struct mark *m = &in->marks.v[t->first_mark + i];

		window_mark(m->inst, m->keys);
		in->report.count[m->helper ? COUNT_HELPER_CALLS : COUNT_WRITES]++;
	}
	build(&e);
	placement_solve(&e.flow, &p);
	vec_each (&p.gates, i)
		put_gate(&e, &p.gates.v[i]);
	in->report.count[COUNT_FUNCTIONS]++;
	in->report.count[COUNT_WINDOWS] += p.windows;
	in->report.count[COUNT_MERGED] += p.merged;
	in->report.count[COUNT_HOISTED] += p.hoisted;
	placement_release(&p);
	flow_release(&e.flow);
	vec_free(&e.steps);
	vec_free(&e.blocks);
	map_release(&e.block_of);
}
