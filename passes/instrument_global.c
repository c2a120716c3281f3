/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/model.h"
#include "kernel-runtime/include/capmap_gate.h"
#include "mapper/guard.h"
#include "passes/instrument_int.h"

#include <llvm-c/Target.h>

#include <stdio.h>
#include <string.h>

static void left_out(struct instrument *in, enum instrument_reason reason, LLVMValueRef global,
		     const char *detail)
{
	struct written_name at = write_reader_name(in->reader, global);
	size_t n;

	instrument_report_left(&in->report, reason, LLVMGetValueName2(global, &n),
			       write_reader_text(in->reader, at.file), at.line, detail);
}

static void move(struct instrument *in, LLVMValueRef global, uint16_t key)
{
	const char *section = LLVMGetSection(global);
	char name[sizeof(CAPMAP_GATE_SECTION) + 8];

	if (LLVMIsGlobalConstant(global)) {
		left_out(in, LEFT_CONSTANT, global, "");
		return;
	}
	if ((section && !guard_section_is_free(section)) || LLVMIsThreadLocal(global)) {
		left_out(in, LEFT_SECTION, global, section ? section : "");
		return;
	}
	snprintf(name, sizeof(name), CAPMAP_GATE_SECTION "%u", key);
	LLVMSetSection(global, name);
	if (LLVMGetLinkage(global) == LLVMCommonLinkage)
		LLVMSetLinkage(global, LLVMWeakAnyLinkage);
	in->report.count[COUNT_GLOBALS]++;
	in->report.count[COUNT_GLOBAL_BYTES] +=
	    LLVMABISizeOfType(LLVMGetModuleDataLayout(in->m), LLVMGlobalGetValueType(global));
}

/* Objects that no section can put on pages of their key. */
static void list_other_objects(struct instrument *in)
{
	const struct keytable *kt = &in->t.kt;

	vec_each (&kt->objects, i) {
		const struct kt_object *o = &kt->objects.v[i];

		if ((o->kind != OBJ_PERCPU && o->kind != OBJ_ALLOC) || in->keyed[i])
			continue;
		instrument_report_left(
		    &in->report, o->kind == OBJ_PERCPU ? LEFT_PERCPU : LEFT_ALLOC,
		    keytable_string(kt, o->name), keytable_string(kt, o->file), o->line, "");
	}
}

void instrument_globals(struct instrument *in)
{
	for (LLVMValueRef g = LLVMGetFirstGlobal(in->m); g; g = LLVMGetNextGlobal(g)) {
		uint16_t key;

		if (LLVMIsDeclaration(g) || LLVMGetLinkage(g) == LLVMAvailableExternallyLinkage)
			continue;
		key = instrument_variable(in, g);
		if (key)
			move(in, g, key);
	}
	if (in->opt->whole)
		list_other_objects(in);
}
