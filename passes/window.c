/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/window.h"
#include "kernel-runtime/include/capmap_gate.h"

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>

#include <string.h>

#define TEXT(x)	 TEXT_(x)
#define TEXT_(x) #x

/* $0 is the rights. The comparison is spelled out: its short form would change the length. */
#define GATE_CODE                                                                                  \
	"movl $$" TEXT(CAPMAP_GATE_MSR) ", %ecx\n\t"                                               \
					"movl $0, %eax\n\t"                                        \
					"xorl %edx, %edx\n\t"                                      \
					"wrmsr\n\t"                                                \
					".byte 0x3d\n\t"                                           \
					".long ${0:c}\n\t"

static const char plain_text[] = GATE_CODE "je 661f\n\t"
					   "ud2\n"
					   "661:";

/* struct alt_instr of Linux 6.1: two distances, the feature, two lengths. */
static const char alternative_text[] =
    "661:\n\t"
    ".nops " TEXT(
	CAPMAP_GATE_LENGTH) "\n"
			    "662:\n\t"
			    ".pushsection .altinstructions,\"a\"\n\t"
			    ".long 661b - .\n\t"
			    ".long 664f - .\n\t"
			    ".word " TEXT(
				CAPMAP_GATE_FEATURE) "\n\t"
						     ".byte 662b - 661b\n\t"
						     ".byte 665f - 664f\n\t"
						     ".popsection\n\t"
						     ".pushsection .altinstr_replacement,\"ax\"\n"
						     "664:\n\t" GATE_CODE "je 665f\n\t"
						     "ud2\n"
						     "665:\n\t"
						     ".popsection";

#define CLOBBERS "~{rax},~{rcx},~{rdx},~{memory},~{dirflag},~{fpsr},~{flags}"

uint32_t window_rights(uint16_t keys)
{
	uint32_t rights = CAPMAP_GATE_CLOSED;

	for (unsigned k = 1; k < 16; k++)
		if (keys >> k & 1)
			rights &= ~CAPMAP_GATE_DENY(k);
	return rights;
}

static uint16_t keys_of_rights(uint32_t rights)
{
	uint16_t keys = 0;

	for (unsigned k = 1; k < 16; k++)
		if (!(rights & CAPMAP_GATE_DENY(k)))
			keys |= (uint16_t)(1u << k);
	return keys;
}

static LLVMValueRef host(LLVMModuleRef m, LLVMTypeRef type)
{
	LLVMValueRef fn = LLVMGetNamedFunction(m, GATE_HOST);

	return fn ? fn : LLVMAddFunction(m, GATE_HOST, type);
}

static LLVMValueRef code(enum gate_form form, LLVMTypeRef type, bool fresh)
{
	const char *text = form == GATE_PLAIN ? plain_text : alternative_text;
	const char *constraints = fresh ? "i,r," CLOBBERS : "i," CLOBBERS;

	return LLVMGetInlineAsm(type, text, strlen(text), constraints, strlen(constraints), 1, 0,
				LLVMInlineAsmDialectATT, 0);
}

/* A gate is of line 1, which no write has: with that of the write behind it, or both without one,
 * the entry of the line table would go to the gate's replacement, and the write have the line
 * before. */
static void set_place(LLVMContextRef c, LLVMValueRef gate, LLVMValueRef inst)
{
	LLVMMetadataRef at = LLVMInstructionGetDebugLoc(inst);

	if (at)
		at = LLVMDIBuilderCreateDebugLocation(c, 1, 0, LLVMDILocationGetScope(at),
						      LLVMDILocationGetInlinedAt(at));
	LLVMInstructionSetDebugLoc(gate, at);
}

void window_gate(LLVMValueRef inst, enum gate_form form, uint16_t keys, LLVMValueRef fresh)
{
	LLVMModuleRef m =
	    LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(inst)));
	LLVMContextRef c = LLVMGetModuleContext(m);
	LLVMBuilderRef b = LLVMCreateBuilderInContext(c);
	LLVMTypeRef i32 = LLVMInt32TypeInContext(c), params[2] = {i32};
	LLVMValueRef args[2] = {LLVMConstInt(i32, window_rights(keys), 0), fresh};
	unsigned n = 1;

	if (fresh && form != GATE_HOSTED)
		params[n++] = LLVMTypeOf(fresh);
	LLVMTypeRef type = LLVMFunctionType(LLVMVoidTypeInContext(c), params, n, 0);

	LLVMPositionBuilderBefore(b, inst);
	set_place(c,
		  LLVMBuildCall2(b, type,
				 form == GATE_HOSTED ? host(m, type) : code(form, type, n == 2),
				 args, n, ""),
		  inst);
	LLVMDisposeBuilder(b);
}

static bool is_text(LLVMValueRef v, const char *text)
{
	size_t n;
	const char *s = LLVMGetInlineAsmAsmString(v, &n);

	return n == strlen(text) && !memcmp(s, text, n);
}

bool window_is_gate(LLVMValueRef inst, uint16_t *keys)
{
	LLVMValueRef callee = LLVMIsACallInst(inst) ? LLVMGetCalledValue(inst) : NULL, rights;
	size_t n;

	if (!callee)
		return false;
	if (LLVMIsAInlineAsm(callee)) {
		if (!is_text(callee, alternative_text) && !is_text(callee, plain_text))
			return false;
	} else if (!LLVMIsAFunction(callee) || strcmp(LLVMGetValueName2(callee, &n), GATE_HOST)) {
		return false;
	}
	rights = LLVMGetOperand(inst, 0);
	*keys = keys_of_rights((uint32_t)LLVMConstIntGetZExtValue(rights));
	return true;
}

void window_set_keys(LLVMValueRef gate, uint16_t keys)
{
	LLVMTypeRef i32 = LLVMTypeOf(LLVMGetOperand(gate, 0));

	LLVMSetOperand(gate, 0, LLVMConstInt(i32, window_rights(keys), 0));
}

static unsigned mark_kind(LLVMValueRef inst)
{
	static const char name[] = "capmap.keys";

	return LLVMGetMDKindIDInContext(
	    LLVMGetModuleContext(
		LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(inst)))),
	    name, strlen(name));
}

void window_mark(LLVMValueRef inst, uint16_t keys)
{
	LLVMContextRef c = LLVMGetModuleContext(
	    LLVMGetGlobalParent(LLVMGetBasicBlockParent(LLVMGetInstructionParent(inst))));
	LLVMMetadataRef value =
	    LLVMValueAsMetadata(LLVMConstInt(LLVMInt32TypeInContext(c), keys, 0));

	LLVMSetMetadata(inst, mark_kind(inst),
			LLVMMetadataAsValue(c, LLVMMDNodeInContext2(c, &value, 1)));
}

bool window_is_marked(LLVMValueRef inst)
{
	return LLVMGetMetadata(inst, mark_kind(inst)) != NULL;
}

uint16_t window_marked(LLVMValueRef inst)
{
	LLVMValueRef node = LLVMGetMetadata(inst, mark_kind(inst)), value = NULL;

	if (!node || LLVMGetMDNodeNumOperands(node) != 1)
		return 0;
	LLVMGetMDNodeOperands(node, &value);
	return value ? (uint16_t)LLVMConstIntGetZExtValue(value) : 0;
}
