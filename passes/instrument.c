/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/instrument.h"
#include "analyzer/model.h"
#include "kernel-runtime/include/capmap_keytable.h"
#include "passes/instrument_int.h"
#include "passes/window_check.h"

#include <llvm-c/Target.h>

#include <string.h>

/* A kernel carries the table as C arrays. They must be those of the file, or pages and gates would
 * not mean the same keys. */
static int check_embedded(const struct instrument *in, struct diag *d)
{
	LLVMValueRef table = LLVMGetNamedGlobal(in->m, "capmap_ktab"), all, sum;
	LLVMTargetDataRef layout = LLVMGetModuleDataLayout(in->m);
	unsigned at;

	all = table ? LLVMGetInitializer(table) : NULL;
	if (!all || !LLVMIsAConstantStruct(all))
		return 0;
	at = LLVMElementAtOffset(layout, LLVMTypeOf(all), offsetof(struct capmap_ktab, checksum));
	sum = LLVMGetOperand(all, at);
	if (LLVMIsAConstantInt(sum) && LLVMConstIntGetZExtValue(sum) == keytable_id(&in->t.kt))
		return 0;
	return diag_set(
	    d, CM_EFORMAT, in->opt->table,
	    "the program contains the arrays of another key table: give the capmap_ktab.c "
	    "that capmap-map wrote beside this file");
}

static unsigned kind(const char *name)
{
	return LLVMGetEnumAttributeKindForName(name, strlen(name));
}

static void start(struct instrument *in)
{
	in->memory_kind = kind("memory");
	in->nosync_kind = kind("nosync");
	in->noalias_kind = kind("noalias");
	in->readonly_kind = kind("readonly");
	in->readnone_kind = kind("readnone");
	in->reader = write_reader_new(in->m);
	in->seen = calloc(in->t.kt.sites.n + 1, 1);
	in->keyed = calloc(in->t.kt.objects.n + 1, 1);
	in->reached = calloc(in->t.kt.functions.n + 1, sizeof(*in->reached));
	if (!in->seen || !in->keyed || !in->reached)
		diag_oom(in->t.kt.sites.n + in->t.kt.objects.n + in->t.kt.functions.n);
	instrument_report_init(&in->report);
	in->report.count[COUNT_MODULES] = 1;
}

static enum instrument_reason why_unmatched(const struct kt_site *s, const uint8_t *here)
{
	if (!here[s->function])
		return LEFT_NO_FUNCTION;
	return s->caller ? LEFT_NO_CALL : LEFT_NO_INSTRUCTION;
}

/* Sites that no instruction was found for: a function's own, and a helper's on the rights of a
 * caller, where no call of the caller's leads to it. */
static void list_unmatched(struct instrument *in)
{
	uint8_t *here = calloc(in->t.kt.functions.n + 1, 1);

	if (!here)
		diag_oom(in->t.kt.functions.n + 1);
	vec_each (&in->targets, i)
		here[in->targets.v[i].row] = 1;
	vec_each (&in->t.kt.sites, i) {
		const struct kt_site *s = &in->t.kt.sites.v[i];
		uint32_t owner = s->caller ? s->caller : s->function;
		const struct kt_function *f = gate_table_row(&in->t, owner);

		if (in->seen[i] || (!in->opt->whole && !(here[owner] && here[s->function])))
			continue;
		instrument_report_left(
		    &in->report, why_unmatched(s, here), keytable_string(&in->t.kt, f->name),
		    keytable_string(&in->t.kt, s->file), s->line,
		    s->caller
			? keytable_string(&in->t.kt, gate_table_row(&in->t, s->function)->name)
			: site_via_name((enum site_via)s->via));
	}
	free(here);
}

static int finish(struct instrument *in, struct diag *d)
{
	int rc = 0;

	list_unmatched(in);
	if (in->opt->check)
		rc = window_check(in->m, in->opt->whole, true, d);
	if (!rc && in->opt->stats)
		rc = instrument_report_write(&in->report, in->opt->stats, d);
	instrument_report_release(&in->report);
	write_reader_free(in->reader);
	vec_each (&in->targets, i)
		free(in->targets.v[i].lent);
	vec_free(&in->targets);
	vec_free(&in->marks);
	vec_free(&in->served);
	free(in->reached);
	map_release(&in->target_of);
	map_release(&in->lent);
	free(in->seen);
	free(in->keyed);
	return rc;
}

int instrument_module(LLVMModuleRef m, const struct instrument_options *o, struct diag *d)
{
	struct instrument in = {.m = m, .opt = o};
	int rc = gate_table_open(&in.t, o->table, d);

	if (rc)
		return rc;
	rc = check_embedded(&in, d);
	if (rc) {
		gate_table_close(&in.t);
		return rc;
	}
	start(&in);
	instrument_plan(&in);
	instrument_mark(&in);
	vec_each (&in.targets, i)
		instrument_emit(&in, &in.targets.v[i]);
	vec_each (&in.targets, i)
		if (in.targets.v[i].loud || !o->whole)
			instrument_forget(&in, in.targets.v[i].fn);
	instrument_helpers(&in);
	instrument_allocations(&in);
	instrument_globals(&in);
	rc = finish(&in, d);
	gate_table_close(&in.t);
	return rc;
}
