/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/extract_write.h"
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <stdio.h>
#include <string.h>

struct write_reader {
	struct ex x;
	struct facts f;
	VEC(struct written) writes;
	VEC(struct allocated) allocated;
};

static uint32_t argument_at(struct write_reader *r, LLVMValueRef inst, fact_node ptr)
{
	if (!LLVMIsACallInst(inst) && !LLVMIsAInvokeInst(inst))
		return 0;
	for (uint32_t i = 0; i < LLVMGetNumArgOperands(inst); i++) {
		LLVMValueRef v = LLVMGetOperand(inst, i);

		if (ex_has_room(LLVMTypeOf(v)) && ex_node(&r->x, v) == ptr)
			return i + 1;
	}
	return 0;
}

static void saw(void *arg, LLVMValueRef inst, const struct fact_access *a)
{
	struct write_reader *r = arg;
	struct fact_loc at = r->f.locs.v[a->loc];
	struct written w = {
	    .inst = inst,
	    .file = at.file,
	    .line = at.line,
	    .via = a->via,
	    .arg = argument_at(r, inst, a->ptr),
	};

	vec_push(&r->writes, w);
}

static void made(void *arg, LLVMValueRef inst, const struct fact_heap *h)
{
	struct write_reader *r = arg;
	struct fact_loc at = r->f.locs.v[h->loc];
	struct allocated a = {.inst = inst, .type = h->type, .file = at.file, .line = at.line};

	if (h->kind == FACT_H_ALLOC)
		vec_push(&r->allocated, a);
}

struct write_reader *write_reader_new(LLVMModuleRef m)
{
	struct write_reader *r = calloc(1, sizeof(*r));

	if (!r)
		diag_oom(sizeof(*r));
	facts_init(&r->f);
	ex_init(&r->x, m, &r->f);
	r->x.saw = saw;
	r->x.made = made;
	r->x.saw_arg = r;
	return r;
}

void write_reader_free(struct write_reader *r)
{
	ex_release(&r->x);
	facts_release(&r->f);
	vec_free(&r->writes);
	vec_free(&r->allocated);
	free(r);
}

/* Forgets what the facts say of functions, and keeps what describes names, types and places. */
static void forget(struct facts *f)
{
	f->funcs.n = f->heaps.n = f->cons.n = f->accesses.n = 1;
	f->calls.n = f->hints.n = f->checks.n = f->unknowns.n = f->args.n = 1;
	f->nnodes = 0;
}

const struct written *write_reader_read(struct write_reader *r, LLVMValueRef fn, uint32_t *n)
{
	forget(&r->f);
	r->writes.n = r->allocated.n = 0;
	ex_walk_function(&r->x, fn);
	*n = r->writes.n;
	return r->writes.v;
}

struct written_name write_reader_name(struct write_reader *r, LLVMValueRef global)
{
	fact_sym_id id = ex_sym(&r->x, global);
	const struct fact_sym *s = &r->f.syms.v[id];
	LLVMMetadataRef sp = LLVMIsAFunction(global) ? LLVMGetSubprogram(global) : NULL;
	struct written_name n = {.display = s->display, .file = s->file, .line = s->line};

	if (sp)
		n.unit = ex_file(&r->x, shim_subprogram_unit_file(sp));
	return n;
}

const char *write_reader_text(const struct write_reader *r, str_id s)
{
	return strtab_get(&r->f.str, s);
}

const struct allocated *write_reader_allocated(const struct write_reader *r, uint32_t *n)
{
	*n = r->allocated.n;
	return r->allocated.v;
}

char *write_reader_type(const struct write_reader *r, fact_type_id type)
{
	const struct fact_type *t = &r->f.types.v[type];
	const char *name = strtab_get(&r->f.str, t->name);
	const char *word = t->kind == FACT_T_STRUCT  ? "struct "
			   : t->kind == FACT_T_UNION ? "union "
						     : "";
	char *text;

	/* Others have no name of their own. */
	if (!type || !name[0] || t->kind == FACT_T_ARRAY || t->kind == FACT_T_POINTER)
		word = name = "";
	if (asprintf(&text, "%s%s", word, name) < 0)
		diag_oom(strlen(name));
	return text;
}
