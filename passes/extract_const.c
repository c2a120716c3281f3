/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <string.h>

int64_t ex_int(LLVMValueRef v, int64_t otherwise)
{
	if (!LLVMIsAConstantInt(v) || LLVMGetIntTypeWidth(LLVMTypeOf(v)) > 64)
		return otherwise;
	return LLVMConstIntGetSExtValue(v);
}

static bool is_int(LLVMValueRef v)
{
	return LLVMIsAConstantInt(v) && LLVMGetIntTypeWidth(LLVMTypeOf(v)) <= 64;
}

/* The sum, which wraps as the machine's does. */
static int64_t plus(int64_t a, int64_t b)
{
	return (int64_t)((uint64_t)a + (uint64_t)b);
}

static bool address_of_sum(struct ex *x, LLVMValueRef c, bool subtract, struct ex_address *a)
{
	LLVMValueRef l = LLVMGetOperand(c, 0), r = LLVMGetOperand(c, 1);
	struct ex_address other;

	if (!ex_address(x, l, a)) {
		if (subtract || !is_int(l) || !ex_address(x, r, a))
			return false;
		a->off = plus(a->off, ex_int(l, 0));
	} else if (is_int(r)) {
		uint64_t d = (uint64_t)ex_int(r, 0);

		a->off = plus(a->off, (int64_t)(subtract ? 0 - d : d));
	} else if (subtract && ex_address(x, r, &other)) {
		a->relative = true;
		a->off = plus(a->off, (int64_t)(0 - (uint64_t)other.off));
	} else {
		return false;
	}
	return true;
}

bool ex_address(struct ex *x, LLVMValueRef c, struct ex_address *a)
{
	LLVMValueRef same = LLVMIsAGlobalValue(c);

	if (same || (LLVMIsAConstant(c) && (same = shim_equivalent(c)))) {
		*a = (struct ex_address){.global = same};
		return true;
	}
	if (!LLVMIsAConstantExpr(c))
		return false;
	switch (LLVMGetConstOpcode(c)) {
	case LLVMBitCast:
	case LLVMAddrSpaceCast:
	case LLVMPtrToInt:
	case LLVMIntToPtr:
	case LLVMTrunc:
		return ex_address(x, LLVMGetOperand(c, 0), a);
	case LLVMGetElementPtr:
		if (!ex_address(x, LLVMGetOperand(c, 0), a))
			return false;
		a->off = plus(a->off, ex_gep(x, c).off);
		return true;
	case LLVMAdd:
		return address_of_sum(x, c, false, a);
	case LLVMSub:
		return address_of_sum(x, c, true, a);
	default:
		return false;
	}
}

const char *ex_opcode_name(LLVMValueRef v)
{
	static const struct {
		LLVMOpcode op;
		const char *name;
	} names[] = {
	    {LLVMAdd, "add"},	{LLVMSub, "sub"},   {LLVMMul, "mul"},
	    {LLVMUDiv, "udiv"}, {LLVMSDiv, "sdiv"}, {LLVMURem, "urem"},
	    {LLVMSRem, "srem"}, {LLVMShl, "shl"},   {LLVMLShr, "lshr"},
	    {LLVMAShr, "ashr"}, {LLVMAnd, "and"},   {LLVMOr, "or"},
	    {LLVMXor, "xor"},	{LLVMPHI, "phi"},   {LLVMSelect, "select"},
	    {LLVMCall, "call"}, {LLVMZExt, "zext"}, {LLVMLandingPad, "landingpad"},
	};

	if (LLVMIsAConstant(v))
		return "constant";
	for (size_t i = 0; LLVMIsAInstruction(v) && i < sizeof(names) / sizeof(*names); i++)
		if (names[i].op == LLVMGetInstructionOpcode(v))
			return names[i].name;
	return "value";
}

char *ex_string(LLVMValueRef v)
{
	uint64_t skip = 0;

	if (LLVMIsAConstantExpr(v) && LLVMGetConstOpcode(v) == LLVMGetElementPtr) {
		LLVMValueRef index = LLVMGetOperand(v, LLVMGetNumOperands(v) - 1);

		/* Bytes: i8 steps, or the last index into an array of i8. */
		skip = (uint64_t)ex_int(index, 0);
		v = LLVMGetOperand(v, 0);
	}
	if (!LLVMIsAGlobalVariable(v) || !LLVMIsGlobalConstant(v))
		return NULL;
	LLVMValueRef text = LLVMGetInitializer(v);
	size_t len;

	if (!text || !LLVMIsAConstantDataSequential(text) || !LLVMIsConstantString(text))
		return NULL;
	const char *s = LLVMGetAsString(text, &len);

	if (skip >= len || !memchr(s + skip, 0, len - skip))
		return NULL;
	char *copy = strdup(s + skip);

	if (!copy)
		diag_oom(len);
	return copy;
}

/* Appends one component to the path of n bytes in buf, undoing one for "..". */
static size_t path_push(char *buf, size_t n, const char *part, size_t len)
{
	if (!len || (len == 1 && part[0] == '.'))
		return n;
	if (len == 2 && !memcmp(part, "..", 2)) {
		while (n && buf[--n] != '/')
			;
		return n;
	}
	if (n)
		buf[n++] = '/';
	memcpy(buf + n, part, len);
	return n + len;
}

str_id ex_path(struct ex *x, const char *name, size_t len)
{
	char *buf = malloc(len + 2);
	size_t n = 0, i = 0;

	if (!buf)
		diag_oom(len + 2);
	bool root = len && name[0] == '/';

	while (i < len) {
		size_t end = i;

		while (end < len && name[end] != '/')
			end++;
		n = path_push(buf, n, name + i, end - i);
		i = end + 1;
	}
	if (root) {
		memmove(buf + 1, buf, n);
		buf[0] = '/';
		n++;
	}
	str_id id = strtab_addn(&x->f->str, buf, n);

	free(buf);
	return id;
}

str_id ex_file(struct ex *x, LLVMMetadataRef di_file)
{
	unsigned dir_len, len;

	if (!di_file)
		return 0;
	uint32_t *id = map_at(&x->file_of, (uintptr_t)di_file);

	if (*id)
		return *id;
	const char *dir = LLVMDIFileGetDirectory(di_file, &dir_len);
	const char *name = LLVMDIFileGetFilename(di_file, &len);

	/* An absolute name below the compiler's directory is relative to the tree without it. */
	if (dir_len && len > dir_len && name[0] == '/' && !memcmp(name, dir, dir_len) &&
	    name[dir_len] == '/') {
		name += dir_len + 1;
		len -= dir_len + 1;
	}
	return *id = ex_path(x, name, len);
}
