/* SPDX-License-Identifier: Apache-2.0 */
#include "passes/facts_field.h"

#include <string.h>

static const char *const types_kind_words[] = {
    "", "scalar", "pointer", "struct", "union", "array", "func",
};
static const char *const syms_kind_words[] = {"", "func", "var", "alias"};
static const char *const syms_linkage_words[] = {
    "", "internal", "strong", "weak", "common", "undef", "undef-weak",
};
static const char *const syms_flags_words[] = {
    "address-taken", "const", "percpu", "init", "ro-after-init", "vararg", "used", "asm", "entry",
};
static const char *const heaps_kind_words[] = {"", "stack", "alloc", "cache", "percpu", "pages"};
static const char *const cons_op_words[] = {
    "",	    "addr-sym", "addr-heap", "copy",   "gep",	      "gep-var",
    "mask", "load",	"store",     "memcpy", "cache-alloc", "unknown-ptr",
};
static const char *const accesses_via_words[] = {"", "store", "atomic", "copy", "asm"};
static const char *const checks_kind_words[] = {
    "",
    "may-alias",
    "no-alias",
    "must-alias",
    "partial-alias",
    "expected-fail-may-alias",
    "expected-fail-no-alias",
};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
_Static_assert(COUNT(types_kind_words) == FACT_T_FUNC + 1, "");
_Static_assert(COUNT(syms_kind_words) == FACT_S_ALIAS + 1, "");
_Static_assert(COUNT(syms_linkage_words) == FACT_L_UNDEF_WEAK + 1, "");
_Static_assert(1 << (COUNT(syms_flags_words) - 1) == FACT_F_ENTRY, "");
_Static_assert(COUNT(heaps_kind_words) == FACT_H_PAGES + 1, "");
_Static_assert(COUNT(cons_op_words) == FACT_OP_COUNT, "");
_Static_assert(COUNT(accesses_via_words) == FACT_V_ASM + 1, "");
_Static_assert(COUNT(checks_kind_words) == FACT_C_EXPECTEDFAIL_NOALIAS + 1, "");

/* The record type of each section, under the section's name, for offsetof. */
#define FACTS_ARRAY(T, name) typedef struct T name##_record;
#include "passes/facts.def"
#undef FACTS_ARRAY

static const struct facts_field table[] = {
#define ENTRY(a, f, k, w, nw)                                                                      \
	{#f, FACTS_SEC_##a, FACTS_##k, offsetof(a##_record, f), sizeof(((a##_record *)0)->f), nw,  \
	 w},
#define FIELD(a, f, k) ENTRY(a, f, k, NULL, 0)
#define WORDS(a, f, k) ENTRY(a, f, k, a##_##f##_words, COUNT(a##_##f##_words))
#include "passes/facts_fields.def"
#undef WORDS
#undef FIELD
#undef ENTRY
};

const struct facts_field *facts_fields(enum facts_section sec, unsigned *n)
{
	const struct facts_field *first = table, *end = table + COUNT(table);

	while (first < end && first->sec != sec)
		first++;
	for (*n = 0; first + *n < end && first[*n].sec == sec;)
		++*n;
	return first;
}

const void *facts_records(const struct facts *f, enum facts_section sec, uint32_t *n, size_t *bytes)
{
	switch (sec) {
#define FACTS_ARRAY(T, name)                                                                       \
	case FACTS_SEC_##name:                                                                     \
		*n = f->name.n;                                                                    \
		*bytes = sizeof(struct T);                                                         \
		return f->name.v;
#include "passes/facts.def"
#undef FACTS_ARRAY
	default:
		BUG("a section that holds no records");
	}
}

enum facts_kind facts_field_kind(const struct facts_field *fd, const void *record)
{
	const struct fact_cons *c = record;

	if (fd->kind == FACTS_SRC) {
		switch (c->op) {
		case FACT_ADDR_SYM:
			return FACTS_SYM1;
		case FACT_ADDR_HEAP:
			return FACTS_HEAP1;
		default:
			return FACTS_NODE;
		}
	}
	if (fd->kind == FACTS_AUX)
		return c->op == FACT_CACHE_ALLOC ? FACTS_HEAP1 : FACTS_NUM;
	return fd->kind;
}

uint64_t facts_field_value(const struct facts_field *fd, const void *record)
{
	const char *p = (const char *)record + fd->offset;
	uint64_t v = 0;

	memcpy(&v, p, fd->bytes);
	return v;
}

const char *facts_record_name(enum facts_section sec)
{
	static const char *const names[] = {
	    [FACTS_SEC_locs] = "loc",	      [FACTS_SEC_types] = "type",
	    [FACTS_SEC_fields] = "field",     [FACTS_SEC_syms] = "sym",
	    [FACTS_SEC_funcs] = "func",	      [FACTS_SEC_heaps] = "heap",
	    [FACTS_SEC_cons] = "cons",	      [FACTS_SEC_accesses] = "access",
	    [FACTS_SEC_calls] = "call",	      [FACTS_SEC_inits] = "init",
	    [FACTS_SEC_hints] = "hint",	      [FACTS_SEC_checks] = "check",
	    [FACTS_SEC_unknowns] = "unknown",
	};

	return names[sec];
}
