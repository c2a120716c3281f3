/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_model.h"
#include "passes/llvm_shim.h"

#include <string.h>

static const struct model models[] = {
#define MODEL(name, kind, a, b, c) {name, MODEL_##kind, a, b, c},
#include "passes/models.def"
#undef MODEL
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* What an argument has to be, by kind and column: p pointer, i integer, space anything; - is for a
 * column that is no position. */
static const char shapes[][4] = {
    [MODEL_ALLOC] = "ii ",	 [MODEL_DUP] = "pi ",	     [MODEL_REALLOC] = "pii",
    [MODEL_PAGES] = "i  ",	 [MODEL_PERCPU] = "i  ",     [MODEL_CACHE_CREATE] = "pip",
    [MODEL_CACHE_ALLOC] = "p  ", [MODEL_CACHE_BULK] = "pp ", [MODEL_COPY] = "ppi",
    [MODEL_WRITE] = "pi ",	 [MODEL_FILL] = "p i",	     [MODEL_STORE] = "p  ",
    [MODEL_INTO] = "p  ",	 [MODEL_HANDOVER] = "p -",   [MODEL_ENQUEUE] = "pp-",
    [MODEL_BUFFER] = "pi ",	 [MODEL_SOURCE] = "---",     [MODEL_FIXED] = "p  ",
    [MODEL_NOTHING] = "   ",
};

/* Index + 1 of a name's first row, by hash; made on first use. Rows of one name are neighbours. */
static struct map by_name;

static uint64_t name_hash(const char *name)
{
	return hash_bytes(name, strlen(name), 0);
}

const struct model *model_named(const char *name)
{
	if (!by_name.n)
		for (uint32_t i = COUNT(models); i > 0; i--)
			*map_at(&by_name, name_hash(models[i - 1].name)) = i;
	uint32_t i = map_get(&by_name, name_hash(name));

	return i && !strcmp(models[i - 1].name, name) ? &models[i - 1] : NULL;
}

LLVMValueRef model_argument(LLVMValueRef call, int8_t i)
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
	bool pointer = LLVMGetTypeKind(LLVMTypeOf(model_argument(call, i))) == LLVMPointerTypeKind;

	return pointer == (shape == 'p');
}

static bool fits(LLVMValueRef call, const struct model *m)
{
	const char *shape = shapes[m->kind];

	return fits_one(call, m->a, shape[0]) && fits_one(call, m->b, shape[1]) &&
	       fits_one(call, m->c, shape[2]);
}

fact_node model_node(struct ex *x, LLVMValueRef call, int8_t i)
{
	return i >= 0 ? ex_node(x, model_argument(call, i)) : 0;
}

uint64_t model_constant(LLVMValueRef call, int8_t i, uint64_t none)
{
	int64_t v = i >= 0 ? ex_int(model_argument(call, i), 0) : (int64_t)none;

	return v > 0 ? (uint64_t)v : 0;
}

uint32_t model_length(uint64_t n)
{
	return n <= UINT32_MAX ? (uint32_t)n : 0;
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

bool ex_within(LLVMValueRef inst, bool (*named)(const char *name, size_t n))
{
	for (LLVMMetadataRef at = LLVMInstructionGetDebugLoc(inst); at;
	     at = LLVMDILocationGetInlinedAt(at)) {
		size_t n = 0;
		LLVMMetadataRef sp = shim_scope_subprogram(LLVMDILocationGetScope(at));
		const char *name = sp ? shim_subprogram_name(sp, &n) : NULL;

		if (name && named(name, n))
			return true;
	}
	return false;
}

static bool copies_data(const char *name, size_t n)
{
	static const char *const table[] = {
#define DATA(function) function,
#include "passes/models.def"
#undef DATA
	};

	for (size_t i = 0; i < COUNT(table); i++)
		if (strlen(table[i]) == n && !memcmp(name, table[i], n))
			return true;
	return false;
}

bool ex_copies_data(LLVMValueRef call)
{
	return ex_within(call, copies_data);
}

/* __SCT__name is a trampoline that jumps to what its key, __SCK__name, holds in its first word. */
LLVMValueRef ex_static_key(struct ex *x, const char *name)
{
	static const char trampoline[] = "__SCT__";
	char key[256];

	if (strncmp(name, trampoline, strlen(trampoline)) || strlen(name) >= sizeof(key))
		return NULL;
	strcpy(key, name);
	key[strlen("__SC")] = 'K';
	return LLVMGetNamedGlobal(x->m, key);
}

static bool static_call(struct ex *x, LLVMValueRef call, const char *name)
{
	LLVMValueRef holder = ex_static_key(x, name);

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
	if (m->kind >= MODEL_HANDOVER && m->kind <= MODEL_FIXED) {
		const struct model *end = m;

		while (end < models + COUNT(models) && !strcmp(end->name, name))
			end++;
		return model_follow(x, call, callee, m, end);
	}
	model_apply(x, call, m);
	record(x, callee);
	return true;
}
