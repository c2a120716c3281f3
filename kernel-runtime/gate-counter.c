// SPDX-License-Identifier: GPL-2.0-only
/*
 * A plugin of the emulator: counts the instructions that a guest executes, and how
 * often it crosses a gate. A program in the guest divides the run into parts by the
 * no-operation MARK. "-plugin file=gate-counter.so,out=PATH" writes to PATH, for each
 * part, what was before the first mark being part 0:
 *
 *	PART <TAB> INSTRUCTIONS <TAB> GATES
 *
 * A gate is a WRMSR that shortly follows "mov $CAPMAP_GATE_MSR, %ecx", be its rights
 * constant or not. What is declared below is version 1 of the emulator's interface,
 * docs/devel/tcg-plugins.rst there; Debian's packages have no header for it.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "capmap_gate.h"

struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id,
					   void (*fn)(uint64_t id, struct qemu_plugin_tb *tb));
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb,
					  void (*fn)(unsigned int cpu, void *data), int flags,
					  void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    void (*fn)(unsigned int cpu, void *data), int flags,
					    void *data);
void qemu_plugin_register_atexit_cb(uint64_t id, void (*fn)(uint64_t id, void *data), void *data);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t i);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

#define EXPORT	   __attribute__((visibility("default")))
#define PROCESSORS 16
#define PARTS	   256
#define GATE_REACH 4 /* instructions from the number of the register to the WRMSR */

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv);

/* Each processor counts for itself: they run at the same time. */
static struct counts {
	uint64_t instructions, gates;
} counts[PARTS][PROCESSORS];
static unsigned int part;
static char path[4096];

static const unsigned char wrmsr[] = {0x0f, 0x30};
static const unsigned char move[] = {0xb9, CAPMAP_GATE_MSR & 0xff, CAPMAP_GATE_MSR >> 8, 0, 0};
/* nopl 0x6b72616d(%rax,%rax) */
static const unsigned char mark[] = {0x0f, 0x1f, 0x84, 0x00, 'm', 'a', 'r', 'k'};

#define IS(insn, bytes) is(insn, bytes, sizeof(bytes))
static bool is(const struct qemu_plugin_insn *insn, const unsigned char *bytes, size_t n)
{
	return qemu_plugin_insn_size(insn) == n && !memcmp(qemu_plugin_insn_data(insn), bytes, n);
}

static void on_block(unsigned int cpu, void *data)
{
	counts[part][cpu % PROCESSORS].instructions += (uintptr_t)data;
}

static void on_gate(unsigned int cpu, void *data)
{
	(void)data;
	counts[part][cpu % PROCESSORS].gates++;
}

static void on_mark(unsigned int cpu, void *data)
{
	(void)cpu, (void)data;
	if (part < PARTS - 1)
		part++;
}

static void translated(uint64_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb), moved = n;

	(void)id;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block, 0, (void *)n);
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (IS(insn, move))
			moved = i;
		else if (IS(insn, wrmsr) && moved < n && i - moved <= GATE_REACH)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_gate, 0, NULL);
		else if (IS(insn, mark))
			qemu_plugin_register_vcpu_insn_exec_cb(insn, on_mark, 0, NULL);
	}
}

static void over(uint64_t id, void *data)
{
	FILE *out = fopen(path, "we");

	(void)id, (void)data;
	if (!out) {
		perror(path);
		return;
	}
	for (unsigned int p = 0; p <= part; p++) {
		struct counts sum = {0};

		for (unsigned int cpu = 0; cpu < PROCESSORS; cpu++) {
			sum.instructions += counts[p][cpu].instructions;
			sum.gates += counts[p][cpu].gates;
		}
		fprintf(out, "%u\t%" PRIu64 "\t%" PRIu64 "\n", p, sum.instructions, sum.gates);
	}
	fclose(out);
}

int qemu_plugin_install(uint64_t id, const void *info, int argc, char **argv)
{
	(void)info;
	if (argc != 1 || strncmp(argv[0], "out=", 4) || strlen(argv[0]) >= sizeof(path)) {
		fprintf(stderr, "gate-counter: give out=PATH\n");
		return -1;
	}
	strcpy(path, argv[0] + 4);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, over, NULL);
	return 0;
}
