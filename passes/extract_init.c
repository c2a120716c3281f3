/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <ctype.h>
#include <string.h>

bool ex_is_named(LLVMValueRef global, const char *name)
{
	size_t len;
	const char *s = LLVMGetValueName2(global, &len);

	return len == strlen(name) && !memcmp(s, name, len);
}

size_t ex_plain_name(const char *name, size_t len)
{
	size_t n = len;

	while (n && isdigit((unsigned char)name[n - 1]))
		n--;
	return n > 1 && n < len && name[n - 1] == '.' ? n - 1 : len;
}

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* LLVM's own lists are no memory of the program. */
static bool is_llvm_list(LLVMValueRef var)
{
	size_t len;

	return starts(LLVMGetValueName2(var, &len), "llvm.");
}

/* Thrown away by the linker: an address there is never read. */
static bool is_discarded(LLVMValueRef global)
{
	const char *section = LLVMGetSection(global);

	return section && starts(section, ".discard");
}

static enum fact_linkage linkage_of(LLVMValueRef global)
{
	switch (LLVMGetLinkage(global)) {
	case LLVMInternalLinkage:
	case LLVMPrivateLinkage:
	case LLVMLinkerPrivateLinkage:
	case LLVMLinkerPrivateWeakLinkage:
		return FACT_L_INTERNAL;
	case LLVMExternalWeakLinkage:
		return FACT_L_UNDEF_WEAK;
	case LLVMCommonLinkage:
		return FACT_L_COMMON;
	case LLVMAvailableExternallyLinkage: /* the definition is another module's */
		return FACT_L_UNDEF;
	case LLVMLinkOnceAnyLinkage:
	case LLVMLinkOnceODRLinkage:
	case LLVMLinkOnceODRAutoHideLinkage:
	case LLVMWeakAnyLinkage:
	case LLVMWeakODRLinkage:
		return FACT_L_WEAK;
	default:
		return LLVMIsDeclaration(global) ? FACT_L_UNDEF : FACT_L_STRONG;
	}
}

static uint16_t section_flags(const char *section)
{
	uint16_t flags = 0;

	if (!section)
		return 0;
	if (starts(section, ".data..percpu"))
		flags |= FACT_F_PERCPU;
	if (starts(section, ".init."))
		flags |= FACT_F_INIT;
	if (starts(section, ".data..ro_after_init"))
		flags |= FACT_F_RO_AFTER_INIT;
	return flags;
}

/* An alias stands for its function, and so do their uses. */
static bool is_address_taken(LLVMValueRef v)
{
	for (LLVMUseRef u = LLVMGetFirstUse(v); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u), used = LLVMGetUsedValue(u);

		if (LLVMIsACallInst(user) || LLVMIsAInvokeInst(user) || LLVMIsACallBrInst(user)) {
			if (LLVMGetCalledValue(user) != used)
				return true;
			for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
				if (LLVMGetOperand(user, i) == used)
					return true;
		} else if (LLVMIsAGlobalVariable(user)) {
			if (!is_llvm_list(user) && !is_discarded(user))
				return true;
		} else if (LLVMIsAGlobalAlias(user) || LLVMIsAConstantExpr(user) ||
			   LLVMIsAConstantArray(user) || LLVMIsAConstantStruct(user)) {
			/* Of constants only the uses count. */
			if (is_address_taken(user))
				return true;
		} else {
			return true;
		}
	}
	return false;
}

/* Kept although the program does not use it: something outside bitcode may. */
static bool is_kept(LLVMValueRef v)
{
	for (LLVMUseRef u = LLVMGetFirstUse(v); u; u = LLVMGetNextUse(u)) {
		LLVMValueRef user = LLVMGetUser(u);

		if (LLVMIsAGlobalVariable(user) && (is_llvm_list(user) || is_discarded(user)))
			return true;
		if ((LLVMIsAConstantExpr(user) || LLVMIsAConstantArray(user) ||
		     LLVMIsAConstantStruct(user)) &&
		    is_kept(user))
			return true;
	}
	return false;
}

LLVMMetadataRef ex_variable_of(struct ex *x, LLVMValueRef global)
{
	LLVMMetadataRef var = NULL;
	size_t n;
	LLVMValueMetadataEntry *md = LLVMGlobalCopyAllMetadata(global, &n);

	for (unsigned i = 0; i < n && !var; i++)
		if (LLVMValueMetadataEntriesGetKind(md, i) == x->dbg_kind)
			var = LLVMDIGlobalVariableExpressionGetVariable(
			    LLVMValueMetadataEntriesGetMetadata(md, i));
	LLVMDisposeValueMetadataEntries(md);
	return var;
}

static bool kcfi_type(struct ex *x, LLVMValueRef fn, uint64_t *sig)
{
	bool found = false;
	size_t n;
	LLVMValueMetadataEntry *md = LLVMGlobalCopyAllMetadata(fn, &n);

	for (unsigned i = 0; i < n && !found; i++) {
		if (LLVMValueMetadataEntriesGetKind(md, i) != x->kcfi_kind)
			continue;
		LLVMValueRef node = LLVMMetadataAsValue(LLVMGetModuleContext(x->m),
							LLVMValueMetadataEntriesGetMetadata(md, i));
		LLVMValueRef type = NULL;

		if (LLVMGetMDNodeNumOperands(node) == 1)
			LLVMGetMDNodeOperands(node, &type);
		if (type) {
			*sig = (uint32_t)ex_int(type, 0);
			found = true;
		}
	}
	LLVMDisposeValueMetadataEntries(md);
	return found;
}

static void describe_variable(struct ex *x, struct fact_sym *s, LLVMValueRef global)
{
	LLVMTypeRef t = LLVMGlobalGetValueType(global);
	LLVMMetadataRef var = ex_variable_of(x, global);

	s->kind = FACT_S_VAR;
	s->size = LLVMTypeIsSized(t) ? LLVMABISizeOfType(x->td, t) : 0;
	if (LLVMIsGlobalConstant(global))
		s->flags |= FACT_F_CONST;
	if (!var)
		return;
	size_t len;
	const char *name = shim_variable_name(var, &len);

	s->display = strtab_addn(&x->f->str, name, len);
	s->file = ex_file(x, LLVMDIVariableGetFile(var));
	s->line = LLVMDIVariableGetLine(var);
	s->type = ex_type(x, shim_variable_type(var));
}

/* A trampoline is declared to be of the type of what its key holds at first, unless that stands for
 * nothing to call. */
static LLVMMetadataRef first_called(struct ex *x, LLVMValueRef trampoline)
{
	size_t len;
	LLVMValueRef key = ex_static_key(x, LLVMGetValueName2(trampoline, &len));
	LLVMValueRef init = key ? LLVMGetInitializer(key) : NULL, fn;

	if (!init || !LLVMIsAConstantStruct(init))
		return NULL;
	fn = LLVMGetOperand(init, 0);
	return LLVMIsAFunction(fn) && strcmp(LLVMGetValueName2(fn, &len), "__static_call_return0")
		   ? LLVMGetSubprogram(fn)
		   : NULL;
}

static void describe_function(struct ex *x, struct fact_sym *s, LLVMValueRef fn)
{
	LLVMTypeRef t = LLVMGlobalGetValueType(fn);
	LLVMMetadataRef sp = LLVMGetSubprogram(fn);

	s->kind = FACT_S_FUNC;
	if (!kcfi_type(x, fn, &s->sig))
		s->sig = ex_sig(x, t);
	if (LLVMIsFunctionVarArg(t))
		s->flags |= FACT_F_VARARG;
	if (is_address_taken(fn))
		s->flags |= FACT_F_ADDRESS_TAKEN;
	if (!sp) {
		sp = first_called(x, fn);
		s->type = sp ? ex_type(x, shim_subprogram_subroutine(sp)) : 0;
		return;
	}
	size_t len;
	const char *name = shim_subprogram_name(sp, &len);

	/* A declaration may be known by what it was declared as: __builtin_strlen. */
	if (s->linkage != FACT_L_UNDEF)
		s->display = strtab_addn(&x->f->str, name, len);
	s->file = ex_file(x, LLVMDIScopeGetFile(sp));
	s->line = LLVMDISubprogramGetLine(sp);
	s->type = ex_type(x, shim_subprogram_subroutine(sp));
}

/* A resolver picks the function when the program starts: any that it returns. */
static void describe_ifunc(struct ex *x, struct fact_sym *s, const char *name)
{
	s->kind = FACT_S_FUNC;
	s->linkage = FACT_L_UNDEF;
	ex_unknown(x, "ifunc", name);
}

static fact_sym_id add_symbol(struct ex *x, LLVMValueRef global)
{
	struct facts *f = x->f;
	struct fact_sym s = {.linkage = (uint8_t)linkage_of(global)};
	const char *section = LLVMIsAGlobalAlias(global) ? NULL : LLVMGetSection(global);
	size_t len;
	const char *name = LLVMGetValueName2(global, &len);

	s.name = strtab_addn(&f->str, name, len);
	s.section = section ? strtab_add(&f->str, section) : 0;
	s.flags = section_flags(section);
	if (is_kept(global))
		s.flags |= FACT_F_USED;
	if (LLVMIsAFunction(global))
		describe_function(x, &s, global);
	else if (LLVMIsAGlobalVariable(global))
		describe_variable(x, &s, global);
	else if (LLVMIsAGlobalAlias(global))
		s.kind = FACT_S_ALIAS;
	else
		describe_ifunc(x, &s, name);
	if (!s.display)
		s.display = strtab_addn(&f->str, name, ex_plain_name(name, len));
	vec_push(&f->syms, s);
	*map_at(&x->sym_of, (uintptr_t)global) = f->syms.n - 1;
	return f->syms.n - 1;
}

fact_sym_id ex_sym(struct ex *x, LLVMValueRef global)
{
	fact_sym_id id = map_get(&x->sym_of, (uintptr_t)global);

	return id ? id : add_symbol(x, global);
}

/* The address is below an array of sums: c is at byte off of symbol s. */
static void walk_initialiser(struct ex *x, fact_sym_id s, LLVMValueRef c, uint64_t off)
{
	LLVMTypeRef t = LLVMTypeOf(c);
	struct ex_address a;

	if (LLVMIsAConstantStruct(c)) {
		for (int i = 0; i < LLVMGetNumOperands(c); i++)
			walk_initialiser(x, s, LLVMGetOperand(c, (unsigned)i),
					 off + LLVMOffsetOfElement(x->td, t, (unsigned)i));
	} else if (LLVMIsAConstantArray(c) || LLVMIsAConstantVector(c)) {
		uint64_t step = LLVMABISizeOfType(x->td, LLVMGetElementType(t));

		for (int i = 0; i < LLVMGetNumOperands(c); i++)
			walk_initialiser(x, s, LLVMGetOperand(c, (unsigned)i),
					 off + (uint64_t)i * step);
	} else if (ex_address(x, c, &a)) {
		struct fact_init row = {.sym = s,
					.target = ex_sym(x, a.global),
					.off = off,
					.addend = a.relative ? 0 : a.off};

		vec_push(&x->f->inits, row);
	}
}

void ex_globals(struct ex *x)
{
	LLVMValueRef g;
	struct ex_address a;

	for (g = LLVMGetFirstGlobal(x->m); g; g = LLVMGetNextGlobal(g))
		if (!is_llvm_list(g))
			add_symbol(x, g);
	for (g = LLVMGetFirstFunction(x->m); g; g = LLVMGetNextFunction(g))
		if (!LLVMGetIntrinsicID(g))
			add_symbol(x, g);
	for (g = LLVMGetFirstGlobalAlias(x->m); g; g = LLVMGetNextGlobalAlias(g))
		add_symbol(x, g);
	for (g = LLVMGetFirstGlobalIFunc(x->m); g; g = LLVMGetNextGlobalIFunc(g))
		add_symbol(x, g);
	for (g = LLVMGetFirstGlobalAlias(x->m); g; g = LLVMGetNextGlobalAlias(g)) {
		if (ex_address(x, LLVMAliasGetAliasee(g), &a)) {
			fact_sym_id target = ex_sym(x, a.global);

			x->f->syms.v[ex_sym(x, g)].target = target;
		}
	}
	ex_module_asm(x);
	for (g = LLVMGetFirstGlobal(x->m); g; g = LLVMGetNextGlobal(g))
		if (!is_llvm_list(g) && !is_discarded(g) && LLVMGetInitializer(g))
			walk_initialiser(x, ex_sym(x, g), LLVMGetInitializer(g), 0);
}
