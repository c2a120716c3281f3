/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"

#include <string.h>

/* Up to REGISTER: memory is not touched. */
enum effect {
	NONE = 1,
	SAME,
	EITHER,
	ADD,
	SUB,
	MASK,
	RELATIVE,
	FRAME,
	REGISTER,
	COPY,
	SET,
	VASTART,
	VACOPY,
	OTHER,
};

static const struct {
	enum effect effect;
	const char *name;
} intrinsics[] = {
#define INTRINSIC(e, n) {e, n},
#include "passes/intrinsics.def"
#undef INTRINSIC
};

/* Of memory(...): the bits that say a location may be written, two bits a location. */
#define MEMORY_MOD 0xaaaau

static bool may_write(struct ex *x, LLVMValueRef fn)
{
	LLVMAttributeRef a =
	    LLVMGetEnumAttributeAtIndex(fn, LLVMAttributeFunctionIndex, x->memory_kind);

	return !a || (LLVMGetEnumAttributeValue(a) & MEMORY_MOD);
}

static bool gives_pointer(LLVMValueRef fn)
{
	LLVMTypeRef t = LLVMGetReturnType(LLVMGlobalGetValueType(fn));

	if (LLVMGetTypeKind(t) == LLVMVectorTypeKind)
		t = LLVMGetElementType(t);
	return LLVMGetTypeKind(t) == LLVMPointerTypeKind;
}

/* The entry with the longest name that is name less its overload suffix. */
static enum effect effect_of_name(const char *name)
{
	enum effect best = 0;
	size_t longest = 0;

	for (size_t i = 0; i < sizeof(intrinsics) / sizeof(*intrinsics); i++) {
		size_t n = strlen(intrinsics[i].name);

		if (n <= longest || strncmp(name, intrinsics[i].name, n) ||
		    (name[n] && name[n] != '.'))
			continue;
		best = intrinsics[i].effect;
		longest = n;
	}
	return best;
}

/* An intrinsic that is not in the table, only computes and gives no pointer is as good as NONE. */
static enum effect effect_of(struct ex *x, LLVMValueRef fn)
{
	uint32_t *known = map_at(&x->intrinsic_of, (uintptr_t)fn);
	size_t len;

	if (!*known) {
		enum effect e = effect_of_name(LLVMGetValueName2(fn, &len));

		if (!e)
			e = may_write(x, fn) || gives_pointer(fn) ? OTHER : NONE;
		*known = e;
	}
	return (enum effect) * known;
}

/* What is called, aliases that cannot be replaced at link time looked through. */
static LLVMValueRef callee_of(LLVMValueRef call)
{
	LLVMValueRef v = LLVMGetCalledValue(call);

	for (;;) {
		if (LLVMIsAConstantExpr(v) && LLVMGetConstOpcode(v) == LLVMBitCast)
			v = LLVMGetOperand(v, 0);
		else if (LLVMIsAGlobalAlias(v) && LLVMGetLinkage(v) != LLVMWeakAnyLinkage &&
			 LLVMGetLinkage(v) != LLVMLinkOnceAnyLinkage &&
			 LLVMIsAGlobalValue(LLVMAliasGetAliasee(v)))
			v = LLVMAliasGetAliasee(v);
		else
			return v;
	}
}

static LLVMValueRef intrinsic_of(LLVMValueRef call)
{
	LLVMValueRef fn = LLVMGetCalledValue(call);

	return LLVMIsAFunction(fn) && LLVMGetIntrinsicID(fn) ? fn : NULL;
}

bool ex_call_carries(struct ex *x, LLVMValueRef call)
{
	LLVMValueRef fn = intrinsic_of(call);

	return !fn || effect_of(x, fn) != NONE;
}

static LLVMValueRef arg(LLVMValueRef call, unsigned i)
{
	return LLVMGetOperand(call, i);
}

static uint32_t length(int64_t n)
{
	return n > 0 && n <= UINT32_MAX ? (uint32_t)n : 0;
}

/* Of unknown length: as many whole elements as there are, which are one place. */
static uint32_t moved(struct ex *x, LLVMValueRef call, int64_t n)
{
	uint64_t unit = 0;

	for (unsigned i = 0; i < 2 && !unit && n <= 0; i++)
		unit = ex_unit_bytes(x, arg(call, i));
	return unit ? length((int64_t)unit) : length(n);
}

static void copy_memory(struct ex *x, LLVMValueRef call, fact_node src, int64_t n)
{
	fact_node dst = ex_node(x, arg(call, 0));

	ex_access(x, dst, length(n), FACT_V_COPY);
	if (dst && src)
		ex_cons(x, FACT_MEMCPY, dst, src, 0, moved(x, call, n));
}

/* The list points to areas that hold the function's variadic arguments, somewhere. */
static void start_variadic(struct ex *x, LLVMValueRef call)
{
	const struct fact_func *fn = &x->f->funcs.v[x->func];
	fact_node list = ex_node(x, arg(call, 0));
	fact_node variadic = fn->first_node + fn->nparams + 1;
	fact_node area = ex_fresh(x), anywhere = ex_fresh(x);

	ex_access(x, list, 24, FACT_V_STORE);
	if (!list)
		return;
	ex_cons(x, FACT_ADDR_HEAP, area, ex_heap(x, FACT_H_STACK, NULL, 0, "..."), 0, 0);
	ex_cons(x, FACT_GEP_VAR, anywhere, area, 0, 0);
	ex_cons(x, FACT_STORE, anywhere, variadic, 0, 0);
	ex_cons(x, FACT_STORE, list, area, 8, 0);
	ex_cons(x, FACT_STORE, list, area, 16, 0);
}

static void define_mask(struct ex *x, fact_node n, LLVMValueRef call)
{
	int64_t mask = ex_int(arg(call, 1), 0);
	int low = mask ? __builtin_ctzll((uint64_t)mask) : 64;
	fact_node from = ex_node(x, arg(call, 0));

	if (from && low && low <= 8)
		ex_cons(x, FACT_MASK, n, from, 0, 1u << low);
	else
		ex_displace(x, n, from, (struct ex_linear){.stride = low ? 1 : 0});
}

static void define_sum(struct ex *x, fact_node n, LLVMValueRef call, bool subtract)
{
	fact_node a = ex_node(x, arg(call, 0)), b = subtract ? 0 : ex_node(x, arg(call, 1));
	struct ex_linear da = ex_linear(arg(call, 0)), db = ex_linear(arg(call, 1));

	if (subtract)
		db.off = (int64_t)(0 - (uint64_t)db.off);
	ex_displace(x, n, a, b ? (struct ex_linear){.stride = 1} : db);
	ex_displace(x, n, b, a ? (struct ex_linear){.stride = 1} : da);
}

/* A table of distances, whose initialiser says what they lead to. */
static void define_relative(struct ex *x, fact_node n, LLVMValueRef call)
{
	fact_node table = ex_node(x, arg(call, 0)), entry = ex_fresh(x);

	ex_displace(x, entry, table, ex_linear(arg(call, 1)));
	ex_cons(x, FACT_LOAD, n, entry, 0, 0);
}

static void define_frame(struct ex *x, fact_node n)
{
	ex_cons(x, FACT_ADDR_HEAP, n, ex_heap(x, FACT_H_STACK, NULL, 0, ""), 0, 0);
}

/* Registers are named by !{!"rsp"}. */
static bool is_stack_pointer(LLVMValueRef call)
{
	LLVMValueRef node = arg(call, 0), name = NULL;
	unsigned len = 0;

	if (!LLVMIsAMDNode(node) || LLVMGetMDNodeNumOperands(node) != 1)
		return false;
	LLVMGetMDNodeOperands(node, &name);
	const char *s = name ? LLVMGetMDString(name, &len) : NULL;

	/* The terminator, when there is one, counts. */
	while (s && len && !s[len - 1])
		len--;
	return len >= 2 && !memcmp(s + len - 2, "sp", 2);
}

bool ex_call_is_pure(struct ex *x, LLVMValueRef call)
{
	LLVMValueRef fn = intrinsic_of(call);

	return fn && effect_of(x, fn) <= REGISTER;
}

void ex_define_intrinsic(struct ex *x, fact_node n, LLVMValueRef call)
{
	LLVMValueRef fn = intrinsic_of(call);
	size_t len;

	switch (effect_of(x, fn)) {
	case EITHER:
		ex_copy(x, n, ex_node(x, arg(call, 1)));
		/* fall through */
	case SAME:
		ex_copy(x, n, ex_node(x, arg(call, 0)));
		break;
	case ADD:
	case SUB:
		define_sum(x, n, call, effect_of(x, fn) == SUB);
		break;
	case MASK:
		define_mask(x, n, call);
		break;
	case RELATIVE:
		define_relative(x, n, call);
		break;
	case FRAME:
		define_frame(x, n);
		break;
	case REGISTER:
		if (is_stack_pointer(call)) {
			define_frame(x, n);
			break;
		}
		ex_cons(x, FACT_UNKNOWN_PTR, n, 0, 0, 0);
		ex_unknown(x, "intrinsic", LLVMGetValueName2(fn, &len));
		break;
	default:
		BUG("intrinsic with an effect defined on demand");
	}
}

static void intrinsic_call(struct ex *x, LLVMValueRef call, LLVMValueRef fn)
{
	size_t len;

	switch (effect_of(x, fn)) {
	case COPY:
		copy_memory(x, call, ex_copies_data(call) ? 0 : ex_node(x, arg(call, 1)),
			    ex_int(arg(call, 2), 0));
		break;
	case SET:
		ex_access(x, ex_node(x, arg(call, 0)), length(ex_int(arg(call, 2), 0)),
			  FACT_V_COPY);
		break;
	case VASTART:
		start_variadic(x, call);
		break;
	case VACOPY:
		copy_memory(x, call, ex_node(x, arg(call, 1)), 24);
		break;
	case OTHER:
		if (LLVMGetFirstUse(call) && ex_has_room(LLVMTypeOf(call)))
			ex_cons(x, FACT_UNKNOWN_PTR, ex_define(x, call), 0, 0, 0);
		ex_unknown(x, "intrinsic", LLVMGetValueName2(fn, &len));
		break;
	default: /* computes only: defined when asked for */
		break;
	}
}

static uint64_t mix_type(LLVMTypeRef t, uint64_t h)
{
	LLVMTypeKind kind = LLVMGetTypeKind(t);

	h = hash_pair(h, (uint64_t)kind);
	switch (kind) {
	case LLVMIntegerTypeKind:
		return hash_pair(h, LLVMGetIntTypeWidth(t));
	case LLVMArrayTypeKind:
		return mix_type(LLVMGetElementType(t), hash_pair(h, LLVMGetArrayLength2(t)));
	case LLVMVectorTypeKind:
		return mix_type(LLVMGetElementType(t), hash_pair(h, LLVMGetVectorSize(t)));
	case LLVMPointerTypeKind:
		return hash_pair(h, LLVMGetPointerAddressSpace(t));
	case LLVMStructTypeKind:
		h = hash_pair(h, LLVMCountStructElementTypes(t));
		for (unsigned i = 0; i < LLVMCountStructElementTypes(t); i++)
			h = mix_type(LLVMStructGetTypeAtIndex(t, i), h);
		return h;
	default:
		return h;
	}
}

/* By structure: the names of LLVM's struct types differ from module to module. */
uint64_t ex_sig(struct ex *x, LLVMTypeRef type)
{
	uint32_t *at = map_at(&x->sig_of, (uintptr_t)type);

	if (!*at) {
		unsigned n = LLVMCountParamTypes(type);
		LLVMTypeRef *params = calloc(n + 1, sizeof(*params));
		uint64_t h =
		    mix_type(LLVMGetReturnType(type), n * 2 + !!LLVMIsFunctionVarArg(type));

		if (!params)
			diag_oom(n * sizeof(*params));
		LLVMGetParamTypes(type, params);
		for (unsigned i = 0; i < n; i++)
			h = mix_type(params[i], h);
		free(params);
		*at = x->sigs.n;
		vec_push(&x->sigs, h);
	}
	return x->sigs.v[*at];
}

static bool kcfi_sig(LLVMValueRef call, uint64_t *sig)
{
	bool found = false;

	for (unsigned i = 0; i < LLVMGetNumOperandBundles(call) && !found; i++) {
		LLVMOperandBundleRef b = LLVMGetOperandBundleAtIndex(call, i);
		size_t len;
		const char *tag = LLVMGetOperandBundleTag(b, &len);

		if (len == strlen("kcfi") && !memcmp(tag, "kcfi", len)) {
			*sig = (uint32_t)ex_int(LLVMGetOperandBundleArgAtIndex(b, 0), 0);
			found = true;
		}
		LLVMDisposeOperandBundle(b);
	}
	return found;
}

/* A struct passed by value: the callee gets a copy on the stack. */
static fact_node by_value(struct ex *x, LLVMValueRef v, LLVMAttributeRef byval)
{
	uint64_t size = LLVMABISizeOfType(x->td, LLVMGetTypeAttributeValue(byval));
	fact_node copy = ex_fresh(x), from = ex_node(x, v);

	ex_cons(x, FACT_ADDR_HEAP, copy, ex_heap(x, FACT_H_STACK, v, size, ""), 0, 0);
	if (from)
		ex_cons(x, FACT_MEMCPY, copy, from, 0, length((int64_t)size));
	return copy;
}

static fact_node argument(struct ex *x, LLVMValueRef call, unsigned i)
{
	LLVMValueRef v = arg(call, i);

	if (LLVMGetTypeKind(LLVMTypeOf(v)) == LLVMPointerTypeKind) {
		LLVMAttributeRef byval = LLVMGetCallSiteEnumAttribute(call, i + 1, x->byval_kind);

		if (byval)
			return by_value(x, v, byval);
	}
	return ex_node(x, v);
}

void ex_record_call(struct ex *x, LLVMValueRef call, fact_sym_id callee, fact_node target,
		    bool modelled)
{
	struct fact_call row = {.func = x->func,
				.callee = callee,
				.target = target,
				.nargs = LLVMGetNumArgOperands(call),
				.loc = x->loc,
				.modelled = modelled};
	VEC(fact_node) args = {0};

	row.sig_kcfi = kcfi_sig(call, &row.sig);
	if (!row.sig_kcfi)
		row.sig = ex_sig(x, LLVMGetCalledFunctionType(call));
	for (unsigned i = 0; i < row.nargs; i++)
		vec_push(&args, argument(x, call, i));
	row.first_arg = x->f->args.n;
	vec_each (&args, i)
		vec_push(&x->f->args, args.v[i]);
	vec_free(&args);
	if (LLVMGetFirstUse(call))
		row.ret = ex_node(x, call);
	vec_push(&x->f->calls, row);
}

static const char *const check_names[] = {
    [FACT_C_MAYALIAS] = "MAYALIAS",
    [FACT_C_NOALIAS] = "NOALIAS",
    [FACT_C_MUSTALIAS] = "MUSTALIAS",
    [FACT_C_PARTIALALIAS] = "PARTIALALIAS",
    [FACT_C_EXPECTEDFAIL_MAYALIAS] = "EXPECTEDFAIL_MAYALIAS",
    [FACT_C_EXPECTEDFAIL_NOALIAS] = "EXPECTEDFAIL_NOALIAS",
};

/* Test programs call these to assert; C++ spells them _Z8MAYALIASPvS_. */
static bool record_check(struct ex *x, LLVMValueRef call, const char *name)
{
	if (LLVMGetNumArgOperands(call) != 2)
		return false;
	if (!strncmp(name, "_Z", 2))
		for (name += 2; *name >= '0' && *name <= '9'; name++)
			;
	for (uint32_t kind = 1; kind < sizeof(check_names) / sizeof(*check_names); kind++) {
		size_t n = strlen(check_names[kind]);

		if (strncmp(name, check_names[kind], n) || (name[n] && name[n] != 'P'))
			continue;
		struct fact_check c = {.a = ex_node(x, arg(call, 0)),
				       .b = ex_node(x, arg(call, 1)),
				       .loc = x->loc,
				       .kind = kind};

		vec_push(&x->f->checks, c);
		return true;
	}
	return false;
}

static void direct_call(struct ex *x, LLVMValueRef call, LLVMValueRef callee)
{
	size_t len;
	const char *linker = LLVMGetValueName2(callee, &len);
	char *name = strndup(linker, ex_plain_name(linker, len));

	if (!name)
		diag_oom(len);
	if (!record_check(x, call, name) && !ex_model_call(x, call, callee, name))
		ex_record_call(x, call, ex_sym(x, callee), 0, false);
	free(name);
}

void ex_call(struct ex *x, LLVMValueRef call)
{
	LLVMValueRef callee = callee_of(call), fn = intrinsic_of(call);

	if (LLVMIsAInlineAsm(callee))
		ex_asm_call(x, call, callee);
	else if (fn)
		intrinsic_call(x, call, fn);
	else if (LLVMIsAFunction(callee) || LLVMIsAGlobalAlias(callee) ||
		 LLVMIsAGlobalIFunc(callee))
		direct_call(x, call, callee);
	else {
		ex_trace_probes(x, call);
		ex_record_call(x, call, 0, ex_node(x, callee), false);
	}
}
