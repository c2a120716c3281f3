/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"

#include <string.h>

enum kind {
	ALLOC,
	DUP,
	REALLOC,
	PAGES,
	PERCPU,
	CACHE_CREATE,
	CACHE_ALLOC,
	CACHE_BULK,
	COPY,
	WRITE,
	FILL,
	STORE,
	INTO,
	HANDOVER,
	NOTHING,
};

struct model {
	const char *name;
	enum kind kind;
	int8_t a, b, c;
};

static const struct model models[] = {
#define MODEL(name, kind, a, b, c) {name, kind, a, b, c},
#include "passes/models.def"
#undef MODEL
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What an argument has to be, by kind and column: p pointer, i integer, space anything; - is for a
 * column that is no position. */
static const char shapes[][4] = {
    [ALLOC] = "ii ",  [DUP] = "pi ",	      [REALLOC] = "pii",     [PAGES] = "i  ",
    [PERCPU] = "i  ", [CACHE_CREATE] = "pip", [CACHE_ALLOC] = "p  ", [CACHE_BULK] = "pp ",
    [COPY] = "ppi",   [WRITE] = "pi ",	      [FILL] = "p i",	     [STORE] = "p  ",
    [INTO] = "p  ",   [HANDOVER] = "p -",     [NOTHING] = "   ",
};

/* Index + 1 of a name's first row, by hash; made on first use. Rows of one name are neighbours. */
static struct map by_name;

static uint64_t name_hash(const char *name)
{
	return hash_bytes(name, strlen(name), 0);
}

static const struct model *model_named(const char *name)
{
	if (!by_name.n)
		for (uint32_t i = COUNT(models); i > 0; i--)
			*map_at(&by_name, name_hash(models[i - 1].name)) = i;
	uint32_t i = map_get(&by_name, name_hash(name));

	return i && !strcmp(models[i - 1].name, name) ? &models[i - 1] : NULL;
}

static LLVMValueRef argument(LLVMValueRef call, int8_t i)
{
	return i >= 0 ? LLVMGetOperand(call, (unsigned)i) : NULL;
}

static bool fits_one(LLVMValueRef call, int8_t i, char shape)
{
	if (i < 0 || shape == '-')
		return true;
	if (i >= (int)LLVMGetNumArgOperands(call))
		return false;
	if (shape == ' ')
		return true;
	bool pointer = LLVMGetTypeKind(LLVMTypeOf(argument(call, i))) == LLVMPointerTypeKind;

	return pointer == (shape == 'p');
}

static bool fits(LLVMValueRef call, const struct model *m)
{
	const char *shape = shapes[m->kind];

	return fits_one(call, m->a, shape[0]) && fits_one(call, m->b, shape[1]) &&
	       fits_one(call, m->c, shape[2]);
}

static fact_node node_of(struct ex *x, LLVMValueRef call, int8_t i)
{
	return i >= 0 ? ex_node(x, argument(call, i)) : 0;
}

/* The value of a constant argument, 1 when the function has none such, 0 when it varies. */
static uint64_t constant(LLVMValueRef call, int8_t i, uint64_t none)
{
	int64_t v = i >= 0 ? ex_int(argument(call, i), 0) : (int64_t)none;

	return v > 0 ? (uint64_t)v : 0;
}

static uint32_t length(uint64_t n)
{
	return n <= UINT32_MAX ? (uint32_t)n : 0;
}

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

/* size = header + n * element: one struct with a flexible array, not an array of structs. */
static bool has_header(struct ex *x, LLVMValueRef size, fact_type_id type)
{
	struct ex_linear l = ex_linear(size);

	return l.stride && type && l.off > 0 && (uint64_t)l.off >= x->f->types.v[type].size;
}

static fact_heap_id new_heap(struct ex *x, LLVMValueRef call, enum fact_heap_kind kind,
			     uint64_t size, LLVMValueRef size_arg)
{
	fact_heap_id h = ex_heap(x, kind, call, size, NULL);

	if (!size && size_arg && has_header(x, size_arg, x->f->heaps.v[h].type))
		x->f->heaps.v[h].is_array = 0;
	return h;
}

static void allocate(struct ex *x, LLVMValueRef call, const struct model *m)
{
	static const struct {
		enum fact_heap_kind heap;
		int size, count; /* columns */
	} how[] = {
	    [ALLOC] = {FACT_H_ALLOC, 0, 1},    [DUP] = {FACT_H_ALLOC, 1, -1},
	    [REALLOC] = {FACT_H_ALLOC, 1, 2},  [PAGES] = {FACT_H_PAGES, -1, -1},
	    [PERCPU] = {FACT_H_PERCPU, 0, -1},
	};
	const int8_t column[] = {m->a, m->b, m->c};
	int8_t size_arg = how[m->kind].size >= 0 ? column[how[m->kind].size] : NO;
	int8_t count_arg = how[m->kind].count >= 0 ? column[how[m->kind].count] : NO;
	uint64_t size = constant(call, size_arg, 0) * constant(call, count_arg, 1);
	fact_node r = result(x, call);

	if (!r)
		return;
	if (m->kind == PAGES && m->a >= 0 && LLVMIsAConstantInt(argument(call, m->a)))
		size = UINT64_C(4096) << (ex_int(argument(call, m->a), 0) & 15);
	fact_heap_id h = new_heap(x, call, how[m->kind].heap, size,
				  count_arg < 0 ? argument(call, size_arg) : NULL);

	ex_cons(x, FACT_ADDR_HEAP, r, h, 0, 0);
	if (m->kind != DUP && m->kind != REALLOC)
		return;
	fact_node from = node_of(x, call, m->a);

	if (!from)
		return;
	ex_access(x, r, length(size), FACT_V_COPY);
	ex_cons(x, FACT_MEMCPY, r, from, 0, length(size));
	if (m->kind == REALLOC)
		ex_copy(x, r, from);
}

/* fn is called with data, some other time. */
static void defer_call(struct ex *x, LLVMValueRef fn, fact_node data, unsigned position)
{
	struct fact_call row = {.func = x->func,
				.callee = ex_sym(x, fn),
				.first_arg = x->f->args.n,
				.nargs = position + 1,
				.loc = x->loc,
				.deferred = 1};

	for (unsigned i = 0; i < position; i++)
		vec_push(&x->f->args, 0);
	vec_push(&x->f->args, data);
	vec_push(&x->f->calls, row);
}

static void create_cache(struct ex *x, LLVMValueRef call, const struct model *m)
{
	LLVMValueRef ctor = LLVMIsAFunction(argument(call, m->c));
	char *name = ex_string(argument(call, m->a));
	fact_node cache = ctor ? ex_define(x, call) : result(x, call);

	if (cache)
		ex_cons(x, FACT_ADDR_HEAP, cache, ex_heap(x, FACT_H_CACHE, NULL, (uint64_t)ex_int(argument(call, m->b), 0), name), 0, 0);
	free(name);
	if (ctor) {
		fact_node object = ex_fresh(x);
		fact_heap_id h = ex_heap(x, FACT_H_ALLOC, NULL, 0, NULL);

		ex_cons(x, FACT_CACHE_ALLOC, object, cache, 0, h);
		defer_call(x, ctor, object, 0);
	}
}

/* Objects of the cache; the heap row describes this site. */
static void allocate_from_cache(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node cache = node_of(x, call, m->a);
	fact_node r = m->kind == CACHE_BULK ? ex_fresh(x) : result(x, call);

	if (!r)
		return;
	LLVMValueRef typed = m->kind == CACHE_BULK ? NULL : call;
	fact_heap_id h = ex_heap(x, FACT_H_ALLOC, typed, 0, NULL);

	x->f->heaps.v[h].is_array = 0;
	if (cache)
		ex_cons(x, FACT_CACHE_ALLOC, r, cache, 0, h);
	else
		ex_cons(x, FACT_ADDR_HEAP, r, h, 0, 0);
	if (m->kind != CACHE_BULK)
		return;
	fact_node array = node_of(x, call, m->b), any;

	if (!array)
		return;
	any = ex_fresh(x);
	ex_access(x, array, 0, FACT_V_COPY);
	ex_cons(x, FACT_GEP_VAR, any, array, 0, 8);
	ex_cons(x, FACT_STORE, any, r, 0, 0);
}

static void write_memory(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node dst = node_of(x, call, m->a);
	uint64_t size = constant(call, m->kind == WRITE ? m->b : m->c, 0);
	fact_node value;

	switch (m->kind) {
	case COPY:
		value = node_of(x, call, m->b);
		if (dst && value)
			ex_cons(x, FACT_MEMCPY, dst, value, 0, length(size));
		break;
	case FILL:
		size *= 8;
		value = node_of(x, call, m->b);
		if (dst && value) {
			fact_node any = ex_fresh(x);

			ex_cons(x, FACT_GEP_VAR, any, dst, 0, 8);
			ex_cons(x, FACT_STORE, any, value, 0, 0);
		}
		break;
	case STORE:
		size = 8;
		value = node_of(x, call, m->b);
		if (dst && value)
			ex_cons(x, FACT_STORE, dst, value, 0, 0);
		break;
	default:
		break;
	}
	ex_access(x, dst, length(size), FACT_V_COPY);
	if (dst)
		ex_copy(x, pointer_result(x, call), dst);
}

static void apply(struct ex *x, LLVMValueRef call, const struct model *m)
{
	fact_node r;

	switch (m->kind) {
	case ALLOC:
	case DUP:
	case REALLOC:
	case PAGES:
	case PERCPU:
		allocate(x, call, m);
		break;
	case CACHE_CREATE:
		create_cache(x, call, m);
		break;
	case CACHE_ALLOC:
	case CACHE_BULK:
		allocate_from_cache(x, call, m);
		break;
	case COPY:
	case WRITE:
	case FILL:
	case STORE:
		write_memory(x, call, m);
		break;
	case INTO:
		r = pointer_result(x, call);
		if (r && node_of(x, call, m->a))
			ex_cons(x, FACT_GEP_VAR, r, node_of(x, call, m->a), 0, 0);
		break;
	case HANDOVER:
	case NOTHING:
		break;
	}
}

/* The callback that a row hands over; NULL when it is not known here. */
static LLVMValueRef callback_of(LLVMValueRef call, const struct model *m)
{
	return LLVMIsAFunction(argument(call, m->a));
}

/* m: the first of the function's rows. False when a callback is not known here: then it has to be
 * found through the body, data with it. */
static bool hand_over(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const struct model *m)
{
	const struct model *end = models + COUNT(models), *r;

	for (r = m; r < end && !strcmp(r->name, m->name); r++)
		if (!callback_of(call, r) && !LLVMIsNull(argument(call, r->a)))
			return false;
	ex_record_call(x, call, ex_sym(x, callee), 0, false);
	uint32_t first_arg = x->f->calls.v[x->f->calls.n - 1].first_arg;

	for (r = m; r < end && !strcmp(r->name, m->name); r++) {
		fact_node data = node_of(x, call, r->b);

		x->f->args.v[first_arg + (uint32_t)r->b] = 0;
		if (callback_of(call, r) && data)
			defer_call(x, callback_of(call, r), data, (unsigned)r->c);
	}
	return true;
}

static void record(struct ex *x, LLVMValueRef callee)
{
	struct fact_call row = {.func = x->func,
				.callee = ex_sym(x, callee),
				.first_arg = x->f->args.n,
				.loc = x->loc,
				.modelled = 1};

	vec_push(&x->f->calls, row);
}

/* __SCT__name is a trampoline that jumps to what its key, __SCK__name, holds in its first word. */
static bool static_call(struct ex *x, LLVMValueRef call, const char *name)
{
	static const char trampoline[] = "__SCT__";
	char key[256];

	if (strncmp(name, trampoline, strlen(trampoline)) || strlen(name) >= sizeof(key))
		return false;
	strcpy(key, name);
	key[strlen("__SC")] = 'K';
	LLVMValueRef holder = LLVMGetNamedGlobal(x->m, key);

	if (!holder)
		return false;
	fact_node target = ex_fresh(x);

	ex_cons(x, FACT_LOAD, target, ex_node(x, holder), 0, 0);
	ex_record_call(x, call, 0, target, false);
	return true;
}

/* Native code that goes on to a function with the arguments it got. */
static bool forwarded(struct ex *x, LLVMValueRef call, const char *name)
{
	static const struct {
		const char *from, *to;
	} table[] = {
#define FORWARD(from, to) {from, to},
#include "passes/models.def"
#undef FORWARD
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (!strcmp(name, table[i].from)) {
			fact_sym_id to = ex_sym_named(x, table[i].to, strlen(table[i].to));

			ex_record_call(x, call, to, 0, false);
			return true;
		}
	return false;
}

bool ex_model_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee, const char *name)
{
	const struct model *m = model_named(name);

	if (!m)
		return static_call(x, call, name) || forwarded(x, call, name);
	if (!fits(call, m)) {
		ex_unknown(x, "model-mismatch", name);
		return false;
	}
	if (m->kind == HANDOVER)
		return hand_over(x, call, callee, m);
	apply(x, call, m);
	record(x, callee);
	return true;
}
