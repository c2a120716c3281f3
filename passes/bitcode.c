/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/bitcode.h"
#include "passes/llvm_compat.h"
#include "passes/llvm_shim.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/BitReader.h>
#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Support.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message {
	char text[512];
};

/* Keeps the first error. LLVM ends the program when a context without a handler meets one. */
static void on_diagnostic(LLVMDiagnosticInfoRef info, void *arg)
{
	struct message *msg = arg;
	char *text;

	if (LLVMGetDiagInfoSeverity(info) != LLVMDSError || msg->text[0])
		return;
	text = LLVMGetDiagInfoDescription(info);
	snprintf(msg->text, sizeof(msg->text), "%s", text);
	LLVMDisposeMessage(text);
}

/* LLVM reads what older versions wrote, but its idioms are not those that the models know. */
static int check_version(LLVMMemoryBufferRef mem, const char *name, struct diag *d)
{
	unsigned version = shim_bitcode_version(mem);

	if (!version || version == LLVM_VERSION_MAJOR)
		return CM_OK;
	return diag_set(d, CM_EVERSION, name,
			"bitcode of LLVM %u, and this program is for another; rebuild with clang "
			"%d",
			version, LLVM_VERSION_MAJOR);
}

static int refuse_bitcode(const char *name, const char *why, struct diag *d)
{
	return diag_set(d, CM_EFORMAT, name,
			"not valid bitcode: %.*s; the file is corrupt or truncated, rebuild it",
			(int)strcspn(why, "\n"), why);
}

/* The text parser's messages read "name:line:column: error: what", then the source line. */
static int refuse_text(const char *name, const char *why, struct diag *d)
{
	size_t n = strlen(name);
	unsigned line = 0, column = 0;
	int skip = 0;

	if (!strncmp(why, name, n))
		sscanf(why + n, ":%u:%u: error: %n", &line, &column, &skip);
	if (skip)
		why += n + (size_t)skip;
	return diag_set_line(d, CM_EFORMAT, name, line, "not valid LLVM IR: %.*s",
			     (int)strcspn(why, "\n"), why);
}

static int parse(struct bitcode *b, LLVMMemoryBufferRef mem, bool text, const char *name,
		 struct diag *d)
{
	struct message msg = {{0}};
	char *why = NULL;
	int err = 0;

	LLVMContextSetDiagnosticHandler(b->context, on_diagnostic, &msg);
	if (text) {
		if (LLVMParseIRInContext(b->context, mem, &b->module, &why))
			err = refuse_text(name, why ? why : msg.text, d);
	} else {
		err = check_version(mem, name, d);
		if (!err && LLVMParseBitcodeInContext2(b->context, mem, &b->module))
			err = refuse_bitcode(name, msg.text, d);
		LLVMDisposeMemoryBuffer(mem);
	}
	LLVMContextSetDiagnosticHandler(b->context, NULL, NULL);
	if (why)
		LLVMDisposeMessage(why);
	if (err)
		b->module = NULL;
	return err;
}

static int verify(LLVMModuleRef m, const char *name, struct diag *d)
{
	char *why = NULL;
	int err = 0;

	if (LLVMVerifyModule(m, LLVMReturnStatusAction, &why))
		err = diag_set(d, CM_EFORMAT, name, "LLVM's verifier refuses it: %.*s; rebuild it",
			       (int)strcspn(why, "\n"), why);
	LLVMDisposeMessage(why);
	return err;
}

/* While it reads, LLVM verifies what it has read for the sake of debug info of other versions, and
 * ends the program when something is wrong. We verify once, afterwards. */
void bitcode_set_up(void)
{
	static const char *const args[] = {"capmap", "-disable-auto-upgrade-debug-info"};

	LLVMParseCommandLineOptions(2, args, NULL);
}

int bitcode_open(struct bitcode *b, const char *bytes, size_t n, bool text, const char *name,
		 struct diag *d)
{
	LLVMMemoryBufferRef mem = LLVMCreateMemoryBufferWithMemoryRange(bytes, n, name, text);
	int err;

	b->module = NULL;
	b->context = LLVMContextCreate();
	err = parse(b, mem, text, name, d);
	if (!err)
		err = verify(b->module, name, d);
	if (err)
		bitcode_close(b);
	return err;
}

void bitcode_close(struct bitcode *b)
{
	if (b->module)
		LLVMDisposeModule(b->module);
	LLVMContextDispose(b->context);
}
