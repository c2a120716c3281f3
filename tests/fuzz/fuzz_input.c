// SPDX-License-Identifier: Apache-2.0
/* fuzz_input [COUNT [SEED [FILE...]]]: reads COUNT mutants of each FILE, or of a small module, its
 * facts file and an archive of both. Every mutant must be refused with one located line, or give
 * facts that validate and dump; the process must not crash, and a mutant may take 60 s. The same
 * arguments give the same mutants. A facts file's checksum is made right again in half of its
 * mutants, so that what is behind it is tested too. */
#include "passes/input.h"

#include <llvm-c/BitWriter.h>
#include <llvm-c/Core.h>
#include <llvm-c/IRReader.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct tally {
	unsigned accepted, refused, died;
	unsigned ours; /* the extractor's fault: valid IR that it died on or gave bad facts for */
};

static uint64_t random_state;

static uint32_t pick(uint64_t n)
{
	random_state += 0x9e3779b97f4a7c15u;
	return (uint32_t)(hash_mix(random_state) % n);
}

static const char module_text[] =
    "source_filename = \"fuzz.c\"\n"
    "target datalayout = \"e-m:e-i64:64-n8:16:32:64-S128\"\n"
    "%struct.ops = type { ptr, i64 }\n"
    "@count = global i32 0, section \".data..percpu\"\n"
    "@table = global [2 x %struct.ops] [%struct.ops { ptr @set, i64 1 }, %struct.ops { ptr null, "
    "i64 ptrtoint (ptr @count to i64) }]\n"
    "@other = alias i32, ptr @count\n"
    "declare noalias ptr @__kmalloc(i64, i32)\n"
    "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)\n"
    "define internal void @set(ptr %p, i32 %n) !dbg !5 {\n"
    "  store i32 %n, ptr %p, align 4, !dbg !8\n"
    "  ret void, !dbg !8\n}\n"
    "define ptr @make(i64 %n) {\n"
    "  %slot = alloca ptr\n"
    "  %o = call ptr @__kmalloc(i64 %n, i32 3264)\n"
    "  %f = getelementptr i8, ptr %o, i64 24\n"
    "  store ptr %f, ptr %slot\n"
    "  call void @llvm.memcpy.p0.p0.i64(ptr %o, ptr @table, i64 32, i1 false)\n"
    "  %t = load ptr, ptr @table\n"
    "  call void %t(ptr %f, i32 1)\n"
    "  %old = atomicrmw add ptr @count, i32 1 seq_cst\n"
    "  call void asm sideeffect \"movl $1, $0\", \"=*m,r\"(ptr elementtype(i32) @count, i32 %old)\n"
    "  %a = ptrtoint ptr %o to i64\n  %m = and i64 %a, -64\n  %r = inttoptr i64 %m to ptr\n"
    "  %c = icmp eq i32 %old, 0\n  br i1 %c, label %yes, label %no\n"
    "yes:\n  br label %no\n"
    "no:\n  %phi = phi ptr [ %r, %0 ], [ %f, %yes ]\n  ret ptr %phi\n}\n"
    "!llvm.dbg.cu = !{!0}\n!llvm.module.flags = !{!2}\n"
    "!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)\n"
    "!1 = !DIFile(filename: \"fuzz.c\", directory: \".\")\n"
    "!2 = !{i32 2, !\"Debug Info Version\", i32 3}\n"
    "!3 = !DISubroutineType(types: !4)\n!4 = !{null, !6, !7}\n"
    "!5 = distinct !DISubprogram(name: \"set\", file: !1, line: 3, type: !3, unit: !0)\n"
    "!6 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !9, size: 64)\n"
    "!7 = !DIBasicType(name: \"int\", size: 32, encoding: DW_ATE_signed)\n"
    "!8 = !DILocation(line: 4, scope: !5)\n"
    "!9 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: \"ops\", size: 128, "
    "elements: !10)\n"
    "!10 = !{!11, !12}\n"
    "!11 = !DIDerivedType(tag: DW_TAG_member, name: \"next\", baseType: !6, size: 64)\n"
    "!12 = !DIDerivedType(tag: DW_TAG_member, name: \"n\", baseType: !7, size: 32, offset: 64)\n";

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *out = fopen(path, "wbe");

	if (!out || fwrite(bytes, 1, n, out) != n || fclose(out))
		diag_die(CM_EXIT_ERROR, path, "cannot write");
}

static char *read_file(const char *path, size_t *n)
{
	FILE *in = fopen(path, "rbe");
	char *buf = NULL;
	FILE *to = open_memstream(&buf, n);
	int c;

	if (!in || !to)
		diag_die(CM_EXIT_ERROR, path, "cannot read");
	while ((c = getc(in)) != EOF)
		putc(c, to);
	fclose(in);
	fclose(to);
	return buf;
}

static void write_bitcode(const char *path)
{
	LLVMContextRef ctx = LLVMContextCreate();
	LLVMMemoryBufferRef mem = LLVMCreateMemoryBufferWithMemoryRange(
	    module_text, sizeof(module_text) - 1, "fuzz.ll", 1);
	char *why = NULL;
	LLVMModuleRef m;

	if (LLVMParseIRInContext(ctx, mem, &m, &why))
		diag_die(CM_EXIT_ERROR, "fuzz.ll", "%s", why);
	if (LLVMWriteBitcodeToFile(m, path))
		diag_die(CM_EXIT_ERROR, path, "cannot write");
	LLVMDisposeModule(m);
	LLVMContextDispose(ctx);
}

static void write_facts(const char *path, const char *bitcode)
{
	const struct input_options opt = {.jobs = 1};
	char *paths[] = {strdup(bitcode)};
	struct input_set set;
	struct diag d = {0};

	if (input_read(&set, paths, 1, &opt, &d) || facts_write(&set.modules.v[0], path, &d))
		diag_die(CM_EXIT_ERROR, d.where, "%s", d.text);
	input_set_release(&set);
	free(paths[0]);
}

static void write_archive(const char *path, const char *const *members, unsigned n)
{
	FILE *out = fopen(path, "wbe");

	if (!out)
		diag_die(CM_EXIT_ERROR, path, "cannot write");
	fputs("!<arch>\n", out);
	for (unsigned i = 0; i < n; i++) {
		size_t bytes;
		char *buf = read_file(members[i], &bytes);

		fprintf(out, "m%u.o/%-43s%-10zu`\n", i, "", bytes);
		fwrite(buf, 1, bytes, out);
		if (bytes & 1)
			putc('\n', out);
		free(buf);
	}
	fclose(out);
}

static void seal(char *buf, size_t n)
{
	size_t from = offsetof(struct facts_file_header, input_hash);
	uint64_t hash;

	if (n < sizeof(struct facts_file_header) || memcmp(buf, FACTS_MAGIC, sizeof(FACTS_MAGIC)))
		return;
	hash = hash_bytes(buf + from, n - from, FACTS_VERSION);
	memcpy(buf + offsetof(struct facts_file_header, hash), &hash, sizeof(hash));
}

/* Changes 1 to 8 places: a byte, a 32-bit number, a repeated or a removed piece. */
static size_t mutate(char *buf, size_t n)
{
	static const uint32_t odd[] = {0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000};
	unsigned places = 1 + pick(8);

	for (unsigned i = 0; i < places && n > 16; i++) {
		size_t at = pick(n - 8), len = 1 + pick(8);

		switch (pick(8)) {
		case 0:
			memcpy(buf + (at & ~(size_t)3), &odd[pick(6)], 4);
			break;
		case 1:
			memmove(buf + at, buf + pick(n - 8), len);
			break;
		case 2:
			if (pick(4) == 0)
				n = at + 8;
			break;
		case 3:
			buf[at] ^= (char)(1 << pick(8));
			break;
		default:
			buf[at] = (char)pick(256);
		}
	}
	if (pick(2))
		seal(buf, n);
	return n;
}

static void judge(const char *path, bool is_facts, struct tally *t)
{
	const struct input_options opt = {
	    .jobs = 1, .timeout_s = 20, .memory_bytes = (size_t)2 << 30};
	char *paths[] = {strdup(path)};
	struct input_set set;
	struct diag d = {0};

	alarm(60);
	if (input_read(&set, paths, 1, &opt, &d)) {
		if (!d.text[0] || strchr(d.text, '\n') || strchr(d.where, '\n'))
			diag_die(CM_EXIT_ERROR, path, "refused without one line: '%s'", d.text);
		t->refused++;
		t->died += strstr(d.text, "reader died on it") != NULL;
		if (strstr(d.text, "extractor died") ||
		    (!is_facts && strstr(d.text, "inconsistent facts"))) {
			diag_warn(path, "%s", d.text);
			t->ours++;
		}
	} else {
		FILE *sink = fopen("/dev/null", "we");

		vec_each (&set.modules, i) {
			if (facts_validate(&set.modules.v[i], path, &d))
				diag_die(CM_EXIT_ERROR, path, "accepted, but %s", d.text);
			facts_dump(&set.modules.v[i], sink);
		}
		fclose(sink);
		t->accepted++;
	}
	alarm(0);
	input_set_release(&set);
	free(paths[0]);
}

static void fuzz(const char *path, unsigned count)
{
	char mutant[] = "/tmp/capmap-mutant-XXXXXX";
	struct tally t = {0};
	size_t n, m;
	char *seed = read_file(path, &n);
	char *buf = calloc(1, n + sizeof(FACTS_MAGIC));
	int fd = mkstemp(mutant);

	if (!buf || fd < 0)
		diag_die(CM_EXIT_ERROR, mutant, "cannot make it");
	close(fd);
	for (unsigned i = 0; i < count; i++) {
		memcpy(buf, seed, n);
		m = mutate(buf, n);
		write_file(mutant, buf, m);
		judge(mutant, !memcmp(buf, FACTS_MAGIC, sizeof(FACTS_MAGIC)), &t);
	}
	unlink(mutant); /* after a failure it stays */
	free(buf);
	free(seed);
	printf("%s: %u mutants: %u accepted, %u refused, of which %u killed LLVM's reader, %u the "
	       "extractor's fault\n",
	       path, count, t.accepted, t.refused, t.died, t.ours);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned count = argc > 1 ? (unsigned)atoi(argv[1]) : 400;
	static char folder[] = "/tmp/capmap-fuzz-XXXXXX";
	static const char *const seeds[] = {"small.bc", "small.cmf", "small.a"};

	diag_program("fuzz_input");
	random_state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	for (int i = 3; i < argc; i++)
		fuzz(argv[i], count);
	if (argc > 3)
		return 0;
	if (!mkdtemp(folder) || chdir(folder))
		diag_die(CM_EXIT_ERROR, folder, "cannot make it");
	write_bitcode(seeds[0]);
	write_facts(seeds[1], seeds[0]);
	write_archive(seeds[2], seeds, 2);
	for (unsigned i = 0; i < 3; i++)
		fuzz(seeds[i], count);
	for (unsigned i = 0; i < 3; i++)
		unlink(seeds[i]);
	rmdir(folder);
	return 0;
}
