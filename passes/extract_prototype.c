/* SPDX-License-Identifier: Apache-2.0 */
/* Prototypes as words, coarser than C's compatible types and than what kCFI tells apart: the name
 * of a struct behind a pointer, the size of a number. "v(file*,1*,8,8*)" is vfs_read's but for the
 * result's size. */
#include "passes/extract_int.h"
#include "passes/llvm_shim.h"

#include <stdio.h>
#include <string.h>

#define MAX_PROTOTYPE 512

struct text {
	char s[MAX_PROTOTYPE];
	size_t n;
};

static void put(struct text *t, const char *s, size_t n)
{
	size_t room = sizeof(t->s) - t->n;

	if (n > room)
		n = room;
	memcpy(t->s + t->n, s, n);
	t->n += n;
}

static void put_size(struct text *t, LLVMMetadataRef type)
{
	char s[24];
	int n = snprintf(s, sizeof(s), "%llu",
			 (unsigned long long)(LLVMDITypeGetSizeInBits(type) + 7) / 8);

	put(t, s, (size_t)n);
}

static void put_record(struct text *t, LLVMMetadataRef record)
{
	size_t len;
	const char *name = LLVMDITypeGetName(record, &len);

	put(t, len ? name : "?", len ? len : 1);
}

static void put_type(struct text *t, LLVMMetadataRef type)
{
	LLVMMetadataRef base, record = ex_type_record(type);

	if (record) {
		put_record(t, record);
		return;
	}
	switch (ex_type_kind(type)) {
	case 0:
		put(t, "v", 1);
		break;
	case FACT_T_POINTER:
		base = ex_type_base(type);
		record = ex_type_record(base);
		if (record)
			put_record(t, record);
		else if (ex_type_kind(base) == FACT_T_SCALAR)
			put_size(t, base);
		put(t, "*", 1);
		break;
	case FACT_T_FUNC:
	case FACT_T_ARRAY: /* parameters of these types are pointers */
		put(t, "*", 1);
		break;
	default:
		put_size(t, ex_type_plain(type));
	}
}

str_id ex_prototype(struct ex *x, LLVMMetadataRef subroutine, bool result)
{
	struct text t = {0};
	unsigned n = shim_subroutine_count(subroutine);

	put_type(&t, n && result ? shim_subroutine_type(subroutine, 0) : NULL);
	for (unsigned i = 1; i < n; i++) {
		put(&t, i == 1 ? "(" : ",", 1);
		put_type(&t, shim_subroutine_type(subroutine, i));
	}
	put(&t, n > 1 ? ")" : "()", n > 1 ? 1 : 2);
	return strtab_addn(&x->f->str, t.s, t.n);
}
