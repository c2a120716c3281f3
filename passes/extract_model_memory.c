/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_model.h"

/* The node of the call's value when it is a pointer (or the address of pages as an integer) and
 * somebody uses it. */
static fact_node result(struct ex *x, LLVMValueRef call)
{
	return LLVMGetFirstUse(call) && ex_has_room(LLVMTypeOf(call)) ? ex_define(x, call) : 0;
}

static fact_node pointer_result(struct ex *x, LLVMValueRef call)
{
	bool pointer = LLVMGetTypeKind(LLVMTypeOf(call)) == LLVMPointerTypeKind;

	return pointer ? result(x, call) : 0;
}

/* What the size of an allocation, which is no constant, says of it: header + n * element is one
 * struct with a flexible array, not an array of structs. */
static enum fact_array counted(struct ex *x, LLVMValueRef size, fact_type_id type)
{
	struct ex_linear l = ex_linear(size);
	uint64_t one = x->f->types.v[type].size;

	if (l.stride && type && l.off > 0 && (uint64_t)l.off >= one)
		return FACT_A_ONE;
	return one && l.stride % one == 0 ? FACT_A_MANY : FACT_A_UNKNOWN;
}

static fact_heap_id new_heap(struct ex *x, LLVMValueRef call, enum fact_heap_kind kind,
			     uint64_t size, LLVMValueRef size_arg)
{
	fact_heap_id h = ex_heap(x, kind, call, size, NULL);

	if (!size && size_arg && x->f->heaps.v[h].is_array)
		x->f->heaps.v[h].is_array = (uint8_t)counted(x, size_arg, x->f->heaps.v[h].type);
	return h;
}

static void allocate(struct ex *x, LLVMValueRef call, const struct model *m)
{
	static const struct {
		enum fact_heap_kind heap;
		int size, count; /* columns */
	} how[] = {
	    [MODEL_ALLOC] = {FACT_H_ALLOC, 0, 1},    [MODEL_DUP] = {FACT_H_ALLOC, 1, -1},
	    [MODEL_REALLOC] = {FACT_H_ALLOC, 1, 2},  [MODEL_PAGES] = {FACT_H_PAGES, -1, -1},
	    [MODEL_PERCPU] = {FACT_H_PERCPU, 0, -1},
	};
	const int8_t column[] = {m->a, m->b, m->c};
	int8_t size_arg = how[m->kind].size >= 0 ? column[how[m->kind].size] : MODEL_NO;
	int8_t count_arg = how[m->kind].count >= 0 ? column[how[m->kind].count] : MODEL_NO;
	uint64_t size = model_constant(call, size_arg, 0) * model_constant(call, count_arg, 1);
	fact_node r = result(x, call);

	if (!r)
		return;
	if (m->kind == MODEL_PAGES && m->a >= 0 && LLVMIsAConstantInt(model_argument(call, m->a)))
		size = UINT64_C(4096) << (ex_int(model_argument(call, m->a), 0) & 15);
	fact_heap_id h = new_heap(x, call, how[m->kind].heap, size,
				  count_arg < 0 ? model_argument(call, size_arg) : NULL);

	ex_cons(x, FACT_ADDR_HEAP, r, h, 0, 0);
	if (m->kind != MODEL_DUP && m->kind != MODEL_REALLOC)
		return;
	fact_node from = model_node(x, call, m->a);

	if (!from)
		return;
	ex_access(x, r, model_length(size), FACT_V_COPY);
	ex_cons(x, FACT_MEMCPY, r, from, 0, model_length(size));
	if (m->kind == MODEL_REALLOC)
		ex_copy(x, r, from);
}

static void create_cache(struct ex *x, LLVMValueRef call, const struct model *m)
{
	LLVMValueRef ctor = LLVMIsAFunction(model_argument(call, m->c));
	char *name = ex_string(model_argument(call, m->a));
	fact_node cache = ctor ? ex_define(x, call) : result(x, call);

	if (cache)
		ex_cons(x, FACT_ADDR_HEAP, cache,
			ex_heap(x, FACT_H_CACHE, NULL,
				(uint64_t)ex_int(model_argument(call, m->b), 0), name),
			0, 0);
	free(name);
	if (ctor) {
		fact_node object = ex_fresh(x);
		fact_heap_id h = ex_heap(x, FACT_H_ALLOC, NULL, 0, NULL);

		ex_cons(x, FACT_CACHE_ALLOC, object, cache, 0, h);
		model_defer(x, ctor, object, 0);
	}
}

/* Objects of the cache; the heap row describes this site. */
static void allocate_from_cache(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node cache = model_node(x, call, m->a);
	fact_node r = m->kind == MODEL_CACHE_BULK ? ex_fresh(x) : result(x, call);

	if (!r)
		return;
	LLVMValueRef typed = m->kind == MODEL_CACHE_BULK ? NULL : call;
	fact_heap_id h = ex_heap(x, FACT_H_ALLOC, typed, 0, NULL);

	x->f->heaps.v[h].is_array = FACT_A_ONE;
	if (cache)
		ex_cons(x, FACT_CACHE_ALLOC, r, cache, 0, h);
	else
		ex_cons(x, FACT_ADDR_HEAP, r, h, 0, 0);
	if (m->kind != MODEL_CACHE_BULK)
		return;
	fact_node array = model_node(x, call, m->b), any;

	if (!array)
		return;
	any = ex_fresh(x);
	ex_access(x, array, 0, FACT_V_COPY);
	ex_cons(x, FACT_GEP_VAR, any, array, 0, 8);
	ex_cons(x, FACT_STORE, any, r, 0, 0);
}

static void write_memory(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node dst = model_node(x, call, m->a);
	uint64_t size = model_constant(call, m->kind == MODEL_WRITE ? m->b : m->c, 0);
	fact_node value;

	switch (m->kind) {
	case MODEL_COPY:
		value = ex_copies_data(call) ? 0 : model_node(x, call, m->b);
		if (dst && value)
			ex_cons(x, FACT_MEMCPY, dst, value, 0, model_length(size));
		break;
	case MODEL_FILL:
		size *= 8;
		value = model_node(x, call, m->b);
		if (dst && value) {
			fact_node any = ex_fresh(x);

			ex_cons(x, FACT_GEP_VAR, any, dst, 0, 8);
			ex_cons(x, FACT_STORE, any, value, 0, 0);
		}
		break;
	case MODEL_STORE:
		size = 8;
		value = model_node(x, call, m->b);
		if (dst && value && LLVMIsConstant(model_argument(call, m->a)))
			ex_cons(x, FACT_STORE, dst, value, 0, 0);
		break;
	default:
		break;
	}
	ex_access(x, dst, model_length(size), FACT_V_COPY);
	if (dst)
		ex_copy(x, pointer_result(x, call), dst);
}

void model_apply(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node r;

	switch (m->kind) {
	case MODEL_ALLOC:
	case MODEL_DUP:
	case MODEL_REALLOC:
	case MODEL_PAGES:
	case MODEL_PERCPU:
		allocate(x, call, m);
		break;
	case MODEL_CACHE_CREATE:
		create_cache(x, call, m);
		break;
	case MODEL_CACHE_ALLOC:
	case MODEL_CACHE_BULK:
		allocate_from_cache(x, call, m);
		break;
	case MODEL_COPY:
	case MODEL_WRITE:
	case MODEL_FILL:
	case MODEL_STORE:
		write_memory(x, call, m);
		break;
	case MODEL_INTO:
		r = pointer_result(x, call);
		if (r && model_node(x, call, m->a))
			ex_cons(x, FACT_GEP_VAR, r, model_node(x, call, m->a), 0, 0);
		break;
	case MODEL_HANDOVER:
	case MODEL_ENQUEUE:
	case MODEL_BUFFER:
	case MODEL_SOURCE:
	case MODEL_FIXED:
	case MODEL_NOTHING:
		break;
	}
}
