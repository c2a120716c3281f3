// SPDX-License-Identifier: Apache-2.0
#include "passes/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static str_id name(struct facts *f, const char *s)
{
	return strtab_add(&f->str, s);
}

static void add_types(struct facts *f)
{
	struct fact_type scalar = {.kind = FACT_T_SCALAR, .name = name(f, "int"), .size = 4};
	struct fact_type pointer = {.kind = FACT_T_POINTER, .size = 8, .elem = 4};
	struct fact_type array = {.kind = FACT_T_ARRAY, .elem = 1, .count = 2, .size = 8};
	struct fact_type record = {.kind = FACT_T_STRUCT,
				   .name = name(f, "cred"),
				   .size = 24,
				   .first_field = 1,
				   .nfields = 3};

	vec_push(&f->types, scalar);
	vec_push(&f->types, pointer); /* to the struct that holds it */
	vec_push(&f->types, array);
	vec_push(&f->types, record);
	vec_push(&f->fields, ((struct fact_field){name(f, "usage"), 1, 0}));
	vec_push(&f->fields, ((struct fact_field){name(f, "next"), 2, 8}));
	vec_push(&f->fields, ((struct fact_field){name(f, "uids"), 3, 16}));
}

static void add_syms(struct facts *f)
{
	struct fact_sym var = {.name = name(f, "init_cred"),
			       .display = name(f, "init_cred"),
			       .kind = FACT_S_VAR,
			       .linkage = FACT_L_STRONG,
			       .flags = FACT_F_ADDRESS_TAKEN | FACT_F_INIT,
			       .file = name(f, "kernel/cred.c"),
			       .line = 40,
			       .type = 4,
			       .section = name(f, ".init.data"),
			       .size = 24};
	struct fact_sym func = {.name = name(f, "put.12"),
				.display = name(f, "put"),
				.kind = FACT_S_FUNC,
				.linkage = FACT_L_INTERNAL,
				.sig = 0xfeedu,
				.func = 1};
	struct fact_sym alias = {.name = name(f, "put_alias"),
				 .kind = FACT_S_ALIAS,
				 .linkage = FACT_L_WEAK,
				 .target = 2};
	struct fact_sym second = {.name = name(f, "get \"it\"\n"),
				  .kind = FACT_S_FUNC,
				  .linkage = FACT_L_STRONG,
				  .func = 2};

	vec_push(&f->syms, var);
	vec_push(&f->syms, func);
	vec_push(&f->syms, alias);
	vec_push(&f->syms, second);
}

static void add_code(struct facts *f)
{
	struct fact_func put = {.sym = 2,
				.nparams = 1,
				.first_node = 1,
				.end_node = 6,
				.first_cons = 1,
				.end_cons = 5,
				.first_access = 1,
				.end_access = 2,
				.first_call = 1,
				.end_call = 2};
	struct fact_func get = {.sym = 4,
				.first_node = 6,
				.end_node = 8,
				.first_cons = 5,
				.end_cons = 5,
				.first_access = 2,
				.end_access = 2,
				.first_call = 2,
				.end_call = 3};

	f->nnodes = 7;
	vec_push(&f->locs, ((struct fact_loc){name(f, "kernel/cred.c"), 99}));
	vec_push(
	    &f->heaps,
	    ((struct fact_heap){
		.kind = FACT_H_ALLOC, .is_array = 1, .func = 1, .type = 4, .size = 48, .loc = 1}));
	vec_push(&f->funcs, put);
	vec_push(&f->funcs, get);
	vec_push(&f->cons, ((struct fact_cons){.op = FACT_ADDR_SYM, .dst = 4, .src = 1, .off = 8}));
	vec_push(&f->cons, ((struct fact_cons){.op = FACT_ADDR_HEAP, .dst = 5, .src = 1}));
	vec_push(&f->cons,
		 ((struct fact_cons){.op = FACT_GEP, .dst = 5, .src = 1, .off = -24, .loc = 1}));
	vec_push(&f->cons, ((struct fact_cons){.op = FACT_MASK, .dst = 5, .src = 4, .aux = 64}));
	vec_push(
	    &f->accesses,
	    ((struct fact_access){.func = 1, .ptr = 1, .size = 4, .loc = 1, .via = FACT_V_ATOMIC}));
	vec_push(&f->args, 0);
	vec_push(&f->args, 5);
	vec_push(&f->calls,
		 ((struct fact_call){
		     .func = 1, .callee = 4, .first_arg = 1, .nargs = 2, .ret = 4, .sig = 7}));
	vec_push(&f->calls,
		 ((struct fact_call){.func = 2, .target = 6, .sig_kcfi = 1, .modelled = 0}));
}

static void build(struct facts *f)
{
	facts_init(f);
	f->source = strdup("kernel/cred.c");
	f->input_hash = 0x1234;
	f->ninstructions = 17;
	add_types(f);
	add_syms(f);
	add_code(f);
	vec_push(&f->inits, ((struct fact_init){1, 2, 8, -8}));
	vec_push(&f->hints, ((struct fact_hint){.node = 1, .type = 4, .off = -8}));
	vec_push(&f->checks, ((struct fact_check){1, 4, 1, FACT_C_NOALIAS}));
	vec_push(&f->unknowns,
		 ((struct fact_unknown){1, 1, name(f, "asm-template"), name(f, "lock; $0\t%")}));
}

static char *dump(const struct facts *f)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	facts_dump(f, out);
	fclose(out);
	return text;
}

static void what_is_loaded_is_what_was_saved(void **state)
{
	struct facts f, g;
	struct diag d = {0};
	char *before, *after;
	void *buf, *again;
	size_t n, nagain;

	(void)state;
	build(&f);
	facts_serialise(&f, &buf, &n);
	assert_int_equal(facts_parse(&g, buf, n, "m", &d), 0);
	before = dump(&f);
	after = dump(&g);
	assert_string_equal(before, after);
	facts_serialise(&g, &again, &nagain);
	assert_int_equal(nagain, n);
	assert_memory_equal(again, buf, n);
	free(before);
	free(after);
	free(buf);
	free(again);
	facts_release(&f);
	facts_release(&g);
}

static void the_dump_reads_as_documented(void **state)
{
	static const char *const lines[] = {
	    "module kernel/cred.c input=0000000000001234 instructions=17 nodes=7\n",
	    "type t4 kind=struct name=cred size=24\n  field name=usage type=t1:int\n",
	    "sym s4 name=\"get \\\"it\\\"\\x0a\" kind=func linkage=strong func=f2",
	    "init sym=s1:init_cred target=s2:put.12 off=8 addend=-8\n",
	    "func f1 sym=s2:put.12 nparams=1 nodes=n1..n5\n"
	    "  cons op=addr-sym dst=n4 src=s1:init_cred off=8\n"
	    "  cons op=addr-heap dst=n5 src=h1\n"
	    "  cons op=gep dst=n5 src=n1 off=-24 loc=kernel/cred.c:99\n",
	    "  access ptr=n1 size=4 loc=kernel/cred.c:99 via=atomic\n",
	    " sig=0x7 args=-,n5\n",
	    "check a=n1 b=n4 loc=kernel/cred.c:99 kind=no-alias\n",
	    "detail=\"lock; $0\\x09%\"\n",
	};
	struct facts f;
	char *text;

	(void)state;
	build(&f);
	text = dump(&f);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (!strstr(text, lines[i]))
			fail_msg("no '%s' in:\n%s", lines[i], text);
	free(text);
	facts_release(&f);
}

/* Each breaks a rule of facts that were valid before. */
struct breakage {
	const char *message;
	void (*apply)(struct facts *f);
};

#define BREAKAGE(id, statement)                                                                    \
	static void break_##id(struct facts *f)                                                    \
	{                                                                                          \
		statement;                                                                         \
	}
BREAKAGE(loc_file, f->locs.v[1].file = 999)
BREAKAGE(entry0, f->heaps.v[0].size = 1)
BREAKAGE(type_kind, f->types.v[1].kind = 7)
BREAKAGE(type_kind0, f->types.v[1].kind = 0)
BREAKAGE(bool2, f->types.v[1].incomplete = 2)
BREAKAGE(type_elem, f->types.v[2].elem = 5)
BREAKAGE(type_fields, f->types.v[4].nfields = 4)
BREAKAGE(type_overflow, f->types.v[4].first_field = UINT32_MAX)
BREAKAGE(type_shared, f->types.v[3] = f->types.v[4])
BREAKAGE(type_scalar_fields, f->types.v[1].nfields = 1)
BREAKAGE(fields_order, f->fields.v[3].offset = 7)
BREAKAGE(type_self, f->types.v[3].elem = 3)
BREAKAGE(type_cycle, f->types.v[3].elem = 4)
BREAKAGE(sym_flags, f->syms.v[1].flags = FACT_F_ENTRY << 1)
BREAKAGE(sym_func, f->syms.v[1].func = 1)
BREAKAGE(func_sym, f->syms.v[2].func = 0)
BREAKAGE(func_sym0, f->funcs.v[1].sym = 0)
BREAKAGE(alias_loop, f->syms.v[2].target = 3)
BREAKAGE(func_nodes, f->funcs.v[1].nparams = 4)
BREAKAGE(func_nparams, f->funcs.v[1].nparams = UINT32_MAX)
BREAKAGE(func_overlap, f->funcs.v[2].first_node = 5)
BREAKAGE(func_beyond, f->funcs.v[2].end_node = 9)
BREAKAGE(func_gap, f->funcs.v[2].first_cons = 4)
BREAKAGE(func_reversed, f->funcs.v[1].end_cons = 0)
BREAKAGE(func_huge, f->funcs.v[2].end_call = UINT32_MAX)
BREAKAGE(outside, f->funcs.v[2].end_call = 2)
BREAKAGE(access_func, f->accesses.v[1].func = 2)
BREAKAGE(access_node, f->accesses.v[1].ptr = 8)
BREAKAGE(access_node0, f->accesses.v[1].ptr = 0)
BREAKAGE(access_via, f->accesses.v[1].via = 5)
BREAKAGE(call_func, f->calls.v[2].func = 1)
BREAKAGE(call_args, f->calls.v[1].nargs = 3)
BREAKAGE(call_args_overflow, f->calls.v[1].first_arg = UINT32_MAX)
BREAKAGE(call_args_shared, (f->calls.v[2].first_arg = 1, f->calls.v[2].nargs = 2))
BREAKAGE(arg_node, f->args.v[2] = 8)
BREAKAGE(arg0, f->args.v[0] = 1)
BREAKAGE(cons_op, f->cons.v[1].op = FACT_OP_COUNT)
BREAKAGE(cons_dst, f->cons.v[1].dst = 0)
BREAKAGE(cons_sym, f->cons.v[1].src = 5)
BREAKAGE(cons_sym0, f->cons.v[1].src = 0)
BREAKAGE(cons_heap, f->cons.v[2].src = 2)
BREAKAGE(cons_node, f->cons.v[3].src = 8)
BREAKAGE(cons_cache, (f->cons.v[3].op = FACT_CACHE_ALLOC, f->cons.v[3].aux = 2))
BREAKAGE(cons_mask, f->cons.v[4].aux = 48)
BREAKAGE(cons_mask_wide, f->cons.v[4].aux = 512)
BREAKAGE(init_target, f->inits.v[1].target = 0)
BREAKAGE(hint_type, f->hints.v[1].type = 0)
BREAKAGE(check_kind, f->checks.v[1].kind = 7)
BREAKAGE(unknown_detail, f->unknowns.v[1].detail = 999)
BREAKAGE(string_gap, f->str.off.v[2]++)
BREAKAGE(string_end, f->str.blob.v[f->str.blob.n - 1] = 'x')
BREAKAGE(string_split, f->str.blob.v[f->str.off.v[1] + 1] = 0)

static const struct breakage breakages[] = {
    {"loc 1 has file 999", break_loc_file},
    {"heap 0 is in use", break_entry0},
    {"type 1 has kind 7", break_type_kind},
    {"type 1 has kind 0", break_type_kind0},
    {"type 1 has incomplete 2", break_bool2},
    {"type 2 has elem 5", break_type_elem},
    {"type 4 has fields 1+4 of 4", break_type_fields},
    {"type 4 has fields 4294967295+3 of 4", break_type_overflow},
    {"type 4 has fields 1+3 of 4", break_type_shared},
    {"type 1 has fields 0+1 of 4", break_type_scalar_fields},
    {"fields of type 4 do not ascend", break_fields_order},
    {"type 3 contains itself", break_type_self},
    {"contains itself", break_type_cycle},
    {"sym 1 has flags 512", break_sym_flags},
    {"sym 1 and func 1 disagree", break_sym_func},
    {"func 1 and sym 2 disagree", break_func_sym},
    {"func 1 has sym 0", break_func_sym0},
    {"alias sym 2 does not end", break_alias_loop},
    {"func 1 has nodes 1..6", break_func_nodes},
    {"func 1 has nodes 1..6", break_func_nparams},
    {"func 2 has nodes 5..8", break_func_overlap},
    {"func 2 has nodes 6..9", break_func_beyond},
    {"func 2 does not follow", break_func_gap},
    {"func 1 does not follow", break_func_reversed},
    {"func 2 does not follow", break_func_huge},
    {"outside functions", break_outside},
    {"access 1 is not of func 1", break_access_func},
    {"access 1 has ptr 8", break_access_node},
    {"access 1 has ptr 0", break_access_node0},
    {"access 1 has via 5", break_access_via},
    {"call 2 is not of func 2", break_call_func},
    {"call 1 has arguments 1+3 of 3", break_call_args},
    {"call 1 has arguments 4294967295+2 of 3", break_call_args_overflow},
    {"call 2 has arguments 1+2 of 3", break_call_args_shared},
    {"argument 2 is node 8", break_arg_node},
    {"argument 0 is in use", break_arg0},
    {"cons 1 has op 12", break_cons_op},
    {"cons 1 has dst 0", break_cons_dst},
    {"cons 1 has src 5", break_cons_sym},
    {"cons 1 has src 0", break_cons_sym0},
    {"cons 2 has src 2", break_cons_heap},
    {"cons 3 has src 8", break_cons_node},
    {"cons 3 has aux 2", break_cons_cache},
    {"cons 4 masks by 48", break_cons_mask},
    {"cons 4 masks by 512", break_cons_mask_wide},
    {"init 1 has target 0", break_init_target},
    {"hint 1 has type 0", break_hint_type},
    {"check 1 has kind 7", break_check_kind},
    {"unknown 1 has detail 999", break_unknown_detail},
    {"string 2 is not where", break_string_gap},
    {"string table does not fill", break_string_end},
    {"string 2 is not where", break_string_split},
};

static void every_broken_rule_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(breakages) / sizeof(breakages[0]); i++) {
		struct diag d = {0};
		struct facts f;

		build(&f);
		breakages[i].apply(&f);
		if (facts_validate(&f, "m.cmf", &d) != -CM_EFORMAT)
			fail_msg("not refused: %s", breakages[i].message);
		assert_string_equal(d.where, "m.cmf");
		if (!strstr(d.text, breakages[i].message))
			fail_msg("expected '%s', got '%s'", breakages[i].message, d.text);
		facts_release(&f);
	}
}

static void seal(char *buf, size_t n)
{
	size_t from = offsetof(struct facts_file_header, input_hash);
	uint64_t hash = hash_bytes(buf + from, n - from, FACTS_VERSION);

	memcpy(buf + offsetof(struct facts_file_header, hash), &hash, sizeof(hash));
}

static int load(const char *buf, size_t n, struct diag *d)
{
	struct facts f;
	int err;

	memset(d, 0, sizeof(*d));
	err = facts_parse(&f, buf, n, "m", d);
	if (err)
		assert_null(f.image);
	facts_release(&f);
	return err;
}

static void a_damaged_file_is_refused(void **state)
{
	struct facts_file_header *h;
	struct diag d;
	struct facts f;
	void *buf;
	char *b;
	size_t n;

	(void)state;
	build(&f);
	facts_serialise(&f, &buf, &n);
	facts_release(&f);
	h = buf;
	b = buf;
	for (size_t k = 0; k < n; k++)
		assert_int_equal(load(buf, k, &d), -CM_EFORMAT);
	b[n - 1] ^= 1;
	assert_int_equal(load(buf, n, &d), -CM_EFORMAT);
	assert_non_null(strstr(d.text, "checksum"));
	b[n - 1] ^= 1;
	assert_int_equal(load(buf, n, &d), 0);

	h->version++;
	assert_int_equal(load(buf, n, &d), -CM_EVERSION);
	h->version--;
	h->magic[0] = 'X';
	assert_int_equal(load(buf, n, &d), -CM_EFORMAT);
	h->magic[0] = 'C';
	h->nnodes = UINT32_MAX;
	seal(buf, n);
	assert_int_equal(load(buf, n, &d), -CM_EFORMAT);
	assert_non_null(strstr(d.text, "impossible"));
	h->nnodes = 7;
	for (unsigned s = 0; s < FACTS_SECTIONS; s++) {
		uint32_t count = h->count[s];
		static const uint32_t bad[] = {0, 1u << 20, UINT32_MAX};

		for (unsigned i = 0; i < 3; i++) {
			h->count[s] = bad[i];
			seal(buf, n);
			assert_int_equal(load(buf, n, &d), -CM_EFORMAT);
		}
		h->count[s] = count;
	}
	free(buf);
}

/* Every byte to three other values: refused with a message, or loaded and dumped. */
static void no_changed_byte_is_fatal(void **state)
{
	static const unsigned char change[] = {0x01, 0x80, 0xff};
	unsigned accepted = 0, refused = 0;
	struct diag d;
	struct facts f;
	void *buf;
	size_t n;

	(void)state;
	build(&f);
	facts_serialise(&f, &buf, &n);
	facts_release(&f);
	for (size_t at = 0; at < n; at++) {
		for (unsigned i = 0; i < sizeof(change); i++) {
			unsigned char *b = buf;

			b[at] ^= change[i];
			seal(buf, n);
			memset(&d, 0, sizeof(d));
			if (facts_parse(&f, buf, n, "m", &d)) {
				assert_true(d.text[0] && !strchr(d.text, '\n'));
				refused++;
			} else {
				free(dump(&f));
				accepted++;
			}
			facts_release(&f);
			b[at] ^= change[i];
		}
	}
	assert_true(refused > 1000 && accepted > 100);
	free(buf);
}

static void files_are_written_whole_and_read_back(void **state)
{
	char path[] = "/tmp/capmap-facts-XXXXXX", none[64];
	int fd = mkstemp(path);
	struct diag d = {0};
	struct facts f, g;
	char *before, *after;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	build(&f);
	assert_int_equal(facts_write(&f, path, &d), 0);
	assert_int_equal(facts_read(&g, path, &d), 0);
	before = dump(&f);
	after = dump(&g);
	assert_string_equal(before, after);
	free(before);
	free(after);
	facts_release(&g);
	unlink(path);

	snprintf(none, sizeof(none), "%s/x.cmf", path);
	assert_int_equal(facts_write(&f, none, &d), -CM_EIO);
	assert_string_equal(d.where, none);
	facts_release(&f);
	memset(&d, 0, sizeof(d));
	assert_int_equal(facts_read(&g, path, &d), -CM_EIO);
	assert_non_null(strstr(d.text, "No such file"));
	memset(&d, 0, sizeof(d));
	assert_int_equal(facts_read(&g, "/dev/null", &d), -CM_EFORMAT);
	facts_release(&g);
}

static void an_empty_module_is_valid(void **state)
{
	struct diag d;
	struct facts f;
	void *buf;
	size_t n;

	(void)state;
	facts_init(&f);
	facts_serialise(&f, &buf, &n);
	assert_int_equal(load(buf, n, &d), 0);
	free(buf);
	facts_release(&f);
	facts_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_loaded_is_what_was_saved),
	    cmocka_unit_test(the_dump_reads_as_documented),
	    cmocka_unit_test(every_broken_rule_is_told),
	    cmocka_unit_test(a_damaged_file_is_refused),
	    cmocka_unit_test(no_changed_byte_is_fatal),
	    cmocka_unit_test(files_are_written_whole_and_read_back),
	    cmocka_unit_test(an_empty_module_is_valid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
