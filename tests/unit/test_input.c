// SPDX-License-Identifier: Apache-2.0
#include "passes/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <elf.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/capmap-input-XXXXXX";

static void put_file(const char *name, const void *bytes, size_t n)
{
	FILE *out = fopen(name, "wb");

	assert_non_null(out);
	assert_int_equal(fwrite(bytes, 1, n, out), n);
	fclose(out);
}

static void put_text(const char *name, const char *text)
{
	put_file(name, text, strlen(text));
}

static size_t get_file(const char *name, char *buf, size_t n)
{
	FILE *in = fopen(name, "rb");

	assert_non_null(in);
	n = fread(buf, 1, n, in);
	fclose(in);
	return n;
}

/* IR of a module named source that defines function source minus its suffix. */
static char *module_text(const char *source)
{
	char *text;

	assert_true(
	    asprintf(&text,
		     "source_filename = \"%s\"\n"
		     "target datalayout = \"e-m:e-i64:64-n8:16:32:64-S128\"\n"
		     "define void @%.*s(ptr %%p) {\n  store i32 1, ptr %%p\n  ret void\n}\n",
		     source, (int)strcspn(source, "."), source) > 0);
	return text;
}

static void put_bitcode(const char *name, const char *source)
{
	LLVMContextRef ctx = LLVMContextCreate();
	char *text = module_text(source), *why = NULL;
	LLVMMemoryBufferRef mem =
	    LLVMCreateMemoryBufferWithMemoryRangeCopy(text, strlen(text), "m");
	LLVMModuleRef m;

	assert_false(LLVMParseIRInContext(ctx, mem, &m, &why));
	assert_int_equal(LLVMWriteBitcodeToFile(m, name), 0);
	LLVMDisposeModule(m);
	LLVMContextDispose(ctx);
	free(text);
}

/* A "!<arch>" or "!<thin>" archive of files, each under its own name. */
static void put_archive(const char *name, bool thin, const char *const *files)
{
	char names[512] = "", buf[65536];
	FILE *out = fopen(name, "wb");
	struct stat st;
	size_t at = 0;

	assert_non_null(out);
	fputs(thin ? "!<thin>\n" : "!<arch>\n", out);
	for (unsigned i = 0; files[i]; i++)
		strcat(strcat(names, files[i]), "/\n");
	if (strlen(names) & 1)
		strcat(names, "\n");
	fprintf(out, "%-48s%-10zu`\n%s", "//", strlen(names), names);
	for (unsigned i = 0; files[i]; i++) {
		fprintf(out, "/%-47zu", at);
		at += strlen(files[i]) + 2;
		if (thin) {
			fprintf(out, "%-10d`\n", 1);
			continue;
		}
		assert_int_equal(stat(files[i], &st), 0);
		fprintf(out, "%-10zu`\n", (size_t)st.st_size);
		fwrite(buf, 1, get_file(files[i], buf, sizeof(buf)), out);
		if (st.st_size & 1)
			putc('\n', out);
	}
	fclose(out);
}

/* A relocatable object that defines start and calls used; with n, section .llvm.lto holds bytes. */
static void put_elf(const char *name, const void *bytes, size_t n)
{
	static const char strings[] = "\0start\0used\0.symtab\0.strtab\0.llvm.lto\0.text";
	struct {
		Elf64_Ehdr eh;
		Elf64_Shdr sh[5];
		Elf64_Sym sym[3];
		char str[sizeof(strings)];
	} o = {0};
	char *whole = calloc(1, sizeof(o) + n);

	memcpy(o.eh.e_ident, ELFMAG, SELFMAG);
	o.eh.e_ident[EI_CLASS] = ELFCLASS64;
	o.eh.e_ident[EI_DATA] = ELFDATA2LSB;
	o.eh.e_ident[EI_VERSION] = EV_CURRENT;
	o.eh.e_type = ET_REL;
	o.eh.e_machine = EM_X86_64;
	o.eh.e_version = EV_CURRENT;
	o.eh.e_ehsize = sizeof(o.eh);
	o.eh.e_shoff = offsetof(__typeof__(o), sh);
	o.eh.e_shentsize = sizeof(o.sh[0]);
	o.eh.e_shnum = n ? 5 : 4;
	o.eh.e_shstrndx = 2;
	o.sh[1] = (Elf64_Shdr){.sh_name = 12,
			       .sh_type = SHT_SYMTAB,
			       .sh_offset = offsetof(__typeof__(o), sym),
			       .sh_size = sizeof(o.sym),
			       .sh_link = 2,
			       .sh_info = 1,
			       .sh_entsize = sizeof(o.sym[0])};
	o.sh[2] = (Elf64_Shdr){.sh_name = 20,
			       .sh_type = SHT_STRTAB,
			       .sh_offset = offsetof(__typeof__(o), str),
			       .sh_size = sizeof(strings)};
	o.sh[3] = (Elf64_Shdr){
	    .sh_name = 38, .sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC | SHF_EXECINSTR};
	o.sh[4] = (Elf64_Shdr){
	    .sh_name = 28, .sh_type = SHT_PROGBITS, .sh_offset = sizeof(o), .sh_size = n};
	o.sym[1] = (Elf64_Sym){1, ELF64_ST_INFO(STB_GLOBAL, STT_NOTYPE), 0, 3, 0, 0};
	o.sym[2] = (Elf64_Sym){7, ELF64_ST_INFO(STB_WEAK, STT_NOTYPE), 0, SHN_UNDEF, 0, 0};
	memcpy(o.str, strings, sizeof(strings));
	memcpy(whole, &o, sizeof(o));
	if (n)
		memcpy(whole + sizeof(o), bytes, n);
	put_file(name, whole, sizeof(o) + n);
	free(whole);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) || mkdir("sub", 0777))
		return -1;
	put_bitcode("a.bc", "a.c");
	put_bitcode("sub/b.o", "b.c");
	put_bitcode("sub/c.o", "c.c");
	put_elf("sub/native.o", NULL, 0);
	return 0;
}

static int teardown(void **state)
{
	char *command;
	int bad;

	(void)state;
	if (chdir("/") || asprintf(&command, "rm -rf '%s'", folder) < 0)
		return -1;
	bad = system(command);
	free(command);
	return bad;
}

/* Reads the NULL-terminated paths; the sources of the modules, space-separated, or "error". */
static const char *read_with(struct input_options opt, char *const *paths, struct diag *d)
{
	static char sources[1 << 16];
	struct input_set set;
	size_t n = 0;
	int err;

	while (paths[n])
		n++;
	memset(d, 0, sizeof(*d));
	err = input_read(&set, paths, n, &opt, d);
	sources[0] = 0;
	vec_each (&set.modules, i) {
		const struct facts *f = &set.modules.v[i];
		struct diag unused = {0};

		assert_int_equal(facts_validate(f, "m", &unused), 0);
		strcat(strcat(sources, i ? " " : ""), f->source);
	}
	vec_each (&set.skipped, i)
		strcat(strcat(sources, " -"), set.skipped.v[i].name);
	input_set_release(&set);
	assert_true(!err == !d->text[0] && err <= 0 && !strchr(d->text, '\n'));
	return err ? "error" : sources;
}

#define PATHS(...) ((char *const *)(uintptr_t)(const char *const[]){__VA_ARGS__, NULL})
#define EXPECT(sources, ...)                                                                       \
	do {                                                                                       \
		struct diag d_;                                                                    \
		const char *got_ =                                                                 \
		    read_with((struct input_options){.jobs = 2}, PATHS(__VA_ARGS__), &d_);         \
		if (strcmp(got_, sources))                                                         \
			fail_msg("%s: %s: expected '%s', got '%s'", d_.where, d_.text, sources,    \
				 got_);                                                            \
	} while (0)
#define REFUSE(place, message, ...)                                                                \
	do {                                                                                       \
		struct diag d_;                                                                    \
		const char *got_ =                                                                 \
		    read_with((struct input_options){.jobs = 2}, PATHS(__VA_ARGS__), &d_);         \
		assert_string_equal(got_, "error");                                                \
		assert_string_equal(d_.where, place);                                              \
		if (!strstr(d_.text, message))                                                     \
			fail_msg("expected '%s', got '%s'", message, d_.text);                     \
	} while (0)

static void every_form_of_a_module(void **state)
{
	char *text = module_text("t.c"), buf[65536];
	struct input_options opt = {.jobs = 1};
	struct input_set set;
	struct diag d = {0};
	size_t n;

	(void)state;
	put_text("t.ll", text);
	free(text);
	n = get_file("sub/b.o", buf, sizeof(buf));
	put_elf("fat.o", buf, n);
	assert_int_equal(input_read(&set, PATHS("a.bc"), 1, &opt, &d), 0);
	assert_int_equal(set.modules.v[0].funcs.n, 2);
	assert_int_equal(facts_write(&set.modules.v[0], "a.cmf", &d), 0);
	input_set_release(&set);
	EXPECT("a.c t.c b.c a.c", "a.bc", "t.ll", "fat.o", "a.cmf");
}

static void archives(void **state)
{
	(void)state;
	put_archive("normal.a", false, (const char *const[]){"sub/b.o", "a.bc", NULL});
	put_archive("sub/thin.a", true, (const char *const[]){"c.o", "../a.bc", NULL});
	put_archive("nested.a", true,
		    (const char *const[]){"sub/thin.a", "normal.a", "sub/native.o", NULL});
	put_archive("outer.a", false, (const char *const[]){"normal.a", "sub/c.o", NULL});
	put_text("empty.a", "!<arch>\n");
	EXPECT("b.c a.c", "normal.a");
	EXPECT("c.c a.c", "sub/thin.a");
	EXPECT("c.c a.c b.c a.c sub/native.o -sub/native.o", "nested.a");
	EXPECT("b.c a.c c.c", "outer.a", "empty.a");
	put_archive("gone.a", true, (const char *const[]){"a.bc", "sub/gone.o", NULL});
	REFUSE("gone.a(sub/gone.o)", "cannot open 'sub/gone.o': No such file", "gone.a");
	put_archive("self.a", true, (const char *const[]){"self.a", NULL});
	REFUSE("self.a", "nest deeper", "self.a");
}

/* GNU ar names members of an archive put into a thin one as /NAME:ORIGIN. */
static void proxies_in_thin_archives(void **state)
{
	size_t origin = 8 + 60 + strlen("sub/b.o/\na.bc/\n") + 1;
	char text[512];

	(void)state;
	put_archive("normal.a", false, (const char *const[]){"sub/b.o", "a.bc", NULL});
	snprintf(text, sizeof(text), "!<thin>\n%-48s%-10d`\nnormal.a/\n/0:%-45zu%-10d`\n", "//", 10,
		 origin, 1);
	put_text("proxy.a", text);
	EXPECT("b.c", "proxy.a");
	snprintf(text, sizeof(text), "!<thin>\n%-48s%-10d`\nnormal.a/\n/0:%-45d%-10d`\n", "//", 10,
		 999999, 1);
	put_text("proxy.a", text);
	REFUSE("normal.a", "too short", "proxy.a");
}

static void lists(void **state)
{
	(void)state;
	put_text("list", "# objects\n\n  sub/b.o  \na.bc\r\n");
	EXPECT("b.c a.c", "@list");
	put_text("sub/list", "c.o\n@../list\nsub/b.o\n");
	EXPECT("c.c b.c a.c b.c", "@sub/list");
	put_text("list", "a.bc\nnone.o\n");
	REFUSE("list:2", "cannot open 'none.o': No such file", "@list");
	put_text("list", "a.bc\n\n@nolist\n");
	REFUSE("list:3", "cannot open the list 'nolist'", "@list");
	REFUSE("nolist", "No such file", "@nolist");
	put_text("list", "@list\n");
	REFUSE("list:1", "nest deeper", "@list");
	put_text("list", "# nothing\n");
	REFUSE("", "no bitcode among the 0 inputs", "@list");
	REFUSE("sub", "cannot read the list: Is a directory", "@sub");
}

static void native_objects_tell_their_symbols(void **state)
{
	struct input_options opt = {.jobs = 1};
	struct input_set set;
	struct diag d = {0};
	const struct facts *f;

	(void)state;
	REFUSE("", "no bitcode among the 1 inputs", "sub/native.o");
	assert_int_equal(input_read(&set, PATHS("a.bc", "sub/native.o"), 2, &opt, &d), 0);
	assert_int_equal(set.skipped.n, 1);
	assert_string_equal(set.skipped.v[0].name, "sub/native.o");
	assert_string_equal(set.skipped.v[0].reason, "native-object");
	f = &set.modules.v[1];
	assert_int_equal(f->syms.n, 3);
	assert_string_equal(strtab_get(&f->str, f->syms.v[1].name), "start");
	assert_string_equal(strtab_get(&f->str, f->syms.v[1].section), ".text");
	assert_int_equal(f->syms.v[1].kind, FACT_S_FUNC);
	assert_int_equal(f->syms.v[1].linkage, FACT_L_STRONG);
	assert_int_equal(f->syms.v[1].flags, FACT_F_ASM);
	assert_string_equal(strtab_get(&f->str, f->syms.v[2].name), "used");
	assert_int_equal(f->syms.v[2].linkage, FACT_L_UNDEF_WEAK);
	assert_int_equal(f->syms.v[2].flags, FACT_F_ASM | FACT_F_USED | FACT_F_ENTRY);
	input_set_release(&set);
}

static void what_is_not_an_input(void **state)
{
	char buf[65536];
	size_t n = get_file("a.bc", buf, sizeof(buf));

	(void)state;
	put_text("empty.o", "");
	REFUSE("empty.o", "empty file", "empty.o");
	put_text("foreign.o", "hello, world");
	REFUSE("foreign.o",
	       "not LLVM bitcode, an archive or a facts file (starts with 68 65 6c 6c 6f 2c 20 77)",
	       "foreign.o");
	put_file("cut.bc", buf, n / 2);
	REFUSE("cut.bc", "not valid bitcode: ", "cut.bc");
	put_text("bad.ll", "define void @f() {\n  ret i32 0\n}\n");
	REFUSE("bad.ll:2", "not valid LLVM IR: value doesn't match", "bad.ll");
	put_text("unverified.ll", "define void @f() {\n  %a = add i32 %b, 1\n"
				  "  %b = add i32 %a, 1\n  ret void\n}\n");
	REFUSE("unverified.ll", "verifier refuses it: Instruction does not dominate",
	       "unverified.ll");
	REFUSE("none.bc", "No such file", "none.bc");
	REFUSE("sub", "not a regular file", "sub");
	REFUSE("/proc/self/exe", "a linked ELF file", "/proc/self/exe");
	put_text("short.cmf", FACTS_MAGIC);
	put_file("short.cmf", FACTS_MAGIC, sizeof(FACTS_MAGIC));
	REFUSE("short.cmf", "facts file", "short.cmf");
	get_file("sub/native.o", buf, sizeof(buf));
	put_file("cut.o", buf, 200);
	REFUSE("cut.o", "corrupt ELF object", "cut.o");
}

/* Text whose parser recurses until its stack ends. */
static void put_deep(const char *name)
{
	enum { DEPTH = 1 << 20 };
	char *deep = malloc(DEPTH + 32);
	size_t n = (size_t)sprintf(deep, "@x = external global ");

	memset(deep + n, '{', DEPTH);
	put_file(name, deep, n + DEPTH);
	free(deep);
}

static void a_dying_reader_costs_its_own_input_only(void **state)
{
	struct diag d;

	(void)state;
	put_deep("deep.ll");
	REFUSE("deep.ll", "LLVM's reader died on it (signal ", "a.bc", "deep.ll", "sub/b.o");
	assert_string_equal(read_with((struct input_options){.jobs = 1, .keep_going = true},
				      PATHS("a.bc", "deep.ll", "sub/b.o", "none.o"), &d),
			    "a.c deep.ll b.c none.o");
}

static void limits(void **state)
{
	struct diag d;
	FILE *out = fopen("long.ll", "w");

	(void)state;
	for (unsigned i = 0; i < 400000; i++)
		fprintf(out, "@g%u = global [9 x i8] c\"%08u\\00\"\n", i, i);
	fclose(out);
	assert_string_equal(
	    read_with((struct input_options){.jobs = 1, .memory_bytes = (size_t)32 << 20},
		      PATHS("a.bc", "long.ll"), &d),
	    "error");
	assert_string_equal(d.where, "long.ll");
	if (!strstr(d.text, "more than the allowed 32 MiB"))
		fail_msg("got '%s'", d.text);
}

static void order_and_blame_do_not_depend_on_jobs(void **state)
{
	enum { N = 40 };
	char names[N][32], sources[N * 8] = "", source[32];
	char *paths[N + 1];
	struct diag d;

	(void)state;
	for (unsigned i = 0; i < N; i++) {
		snprintf(names[i], sizeof(names[i]), "m%u.bc", i);
		snprintf(source, sizeof(source), "m%u.c", i);
		put_bitcode(names[i], source);
		strcat(strcat(sources, i ? " " : ""), source);
		paths[i] = names[i];
	}
	paths[N] = NULL;
	for (unsigned jobs = 1; jobs <= 8; jobs++)
		assert_string_equal(read_with((struct input_options){.jobs = jobs}, paths, &d),
				    sources);
	/* The second bad one is larger, thus read first. */
	put_text("m7.bc", "BC\xc0\xde bad");
	put_text("m31.bc", "BC\xc0\xde very bad, and longer than any of the other modules is "
			   "BC\xc0\xde very bad, and longer than any of the other modules is ");
	for (unsigned jobs = 1; jobs <= 8; jobs++) {
		assert_string_equal(read_with((struct input_options){.jobs = jobs}, paths, &d),
				    "error");
		assert_string_equal(d.where, "m7.bc");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_form_of_a_module),
	    cmocka_unit_test(archives),
	    cmocka_unit_test(proxies_in_thin_archives),
	    cmocka_unit_test(lists),
	    cmocka_unit_test(native_objects_tell_their_symbols),
	    cmocka_unit_test(what_is_not_an_input),
	    cmocka_unit_test(a_dying_reader_costs_its_own_input_only),
	    cmocka_unit_test(limits),
	    cmocka_unit_test(order_and_blame_do_not_depend_on_jobs),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
