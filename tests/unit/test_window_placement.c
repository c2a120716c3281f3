// SPDX-License-Identifier: Apache-2.0
/* Where gates go. Graphs are written as text: blocks in order, separated by ';', each its steps
 * (a letter A..O writes with key 1..15, '.' is a barrier), then '>' and its successors' numbers;
 * without '>' the function leaves there, with '>' alone it traps. What comes out is printed the
 * same way: the blocks with '(' where a window opens and ')' where it closes; on the way from block
 * i to j, "i-j(" and "i-j)" behind all. */
#include "base/diag.h"
#include "passes/placement.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void parse(struct flow *f, const char *text)
{
	memset(f, 0, sizeof(*f));
	for (const char *p = text; p; p = strchr(p, ';') ? strchr(p, ';') + 1 : NULL) {
		struct flow_block b = {
		    .first_step = f->steps.n, .first_succ = f->succs.n, .leaves = true};

		for (; *p && *p != ';' && *p != '>'; p++)
			if (*p == '.' || isupper((unsigned char)*p)) {
				uint16_t keys = 0;

				if (*p != '.')
					keys = (uint16_t)(1u << (*p - 'A' + 1));
				vec_push(&f->steps, ((struct flow_step){.keys = keys}));
			}
		if (*p == '>') {
			b.leaves = false;
			for (p++; *p && *p != ';'; p++) {
				if (*p == '!')
					b.pinned = true;
				if (isdigit((unsigned char)*p))
					vec_push(&f->succs, (uint32_t)(*p - '0'));
			}
		}
		b.nsteps = f->steps.n - b.first_step;
		b.nsuccs = f->succs.n - b.first_succ;
		vec_push(&f->blocks, b);
	}
}

static void print_keys(FILE *out, uint16_t keys)
{
	fputc(keys ? '(' : ')', out);
	for (unsigned k = 1; k < 16; k++)
		if (keys >> k & 1)
			fputc((int)('a' + k - 1), out);
}

static void gates_at(FILE *out, const struct placement *p, uint32_t block, enum gate_place place,
		     uint32_t at)
{
	vec_each (&p->gates, i) {
		const struct placed_gate *g = &p->gates.v[i];

		if (g->block == block && g->place == place && g->at == at)
			print_keys(out, g->keys);
	}
}

static void check(const char *text, const char *expected)
{
	struct flow f;
	struct placement p;
	char got[256] = "";
	FILE *out = fmemopen(got, sizeof(got), "w");

	parse(&f, text);
	placement_solve(&f, &p);
	vec_each (&f.blocks, b) {
		if (b)
			fputc(';', out);
		for (uint32_t i = 0; i < f.blocks.v[b].nsteps; i++) {
			uint16_t keys = f.steps.v[f.blocks.v[b].first_step + i].keys;

			gates_at(out, &p, b, GATE_BEFORE, i);
			fputc(keys ? 'A' - 1 + __builtin_ctz(keys) : '.', out);
			gates_at(out, &p, b, GATE_AFTER, i);
		}
	}
	vec_each (&p.gates, i)
		if (p.gates.v[i].place == GATE_EDGE) {
			fprintf(out, " %u-%u", p.gates.v[i].block, p.gates.v[i].at);
			print_keys(out, p.gates.v[i].keys);
		}
	fprintf(out, " %u+%u", p.windows, p.merged);
	if (p.hoisted)
		fprintf(out, "^%u", p.hoisted);
	fclose(out);
	placement_release(&p);
	flow_release(&f);
	assert_string_equal(got, expected);
}

static void test_straight(void **state)
{
	(void)state;
	check("", ""
		  " 0+0");
	check(".", ". 0+0");
	check("A", "(aA) 1+0");
	check(".A.", ".(aA). 1+0");
	check("AB", "(abAB) 1+1");
	check("A.B", "(aA).(bB) 2+0");
	check("AAA.C", "(aAAA).(cC) 2+2");
}

/* Blocks that follow each other are as good as one. */
static void test_chain(void **state)
{
	(void)state;
	check("A>1;B", "(abA;B) 1+1");
	check("A>1;>2;B", "(abA;;B) 1+1");
	check("A>1;.>2;B", "(aA);.;(bB) 2+0");
}

static void test_branches(void **state)
{
	(void)state;
	/* Both ways write before they meet again: one window. */
	check("A>1 2;B>3;>3;C", "(abcA;B;;C) 1+2");
	/* One way has a barrier: closed where the ways part, and opened after they met. */
	check("A>1 2;.>3;>3;C", "(aA);.;;(cC) 2+0");
	/* One way leaves: closed at once, never on the way out alone. */
	check("A>1 2;;C", "(aA);;(cC) 2+0");
	/* A trap asks for nothing. */
	check("A>1 2;>;C", "(acA;;C) 1+1");
	/* Open only where all ways back come from a write. */
	check(">1 2;A>3;>3;B", ";(aA);;(bB) 2+0");
	check(">1 2;A>3;B>3;C", ";(abcA;(abcB;C) 1+2");
	/* A way from elsewhere. */
	check(">1 3;A>2;>4;>4;B", ";(aA);;;(bB) 2+0");
}

static void test_loops(void **state)
{
	(void)state;
	/* Writes in every round: one window around. */
	check(">1;A>1 2;", ";A; 0-1(a 1-2) 1+0^1");
	/* A header that only tests. */
	check(">1;>2 3;A>1;", ";;A; 0-1(a 1-3) 1+0^1");
	/* A barrier inside: a window a round. */
	check(">1;A.>1 2;", ";(aA).; 1+0");
	/* Writes in some rounds only: a window a write. */
	check(">1;>2 3;A>4;>4;>1 5;", ";;(aA);;; 1+0");
	/* What is written before and behind joins in. */
	check("A>1;B>1 2;C", "(abcA;B;C) 1+2^1");
	check("A>1;B.>1 2;C", "(aA);(bB).;(cC) 3+0");
	/* Between two writes a loop without any is no reason to close. */
	check("A>1;>1 2;B", "(abA;;B) 1+1");
}

static void test_nests(void **state)
{
	(void)state;
	/* The outer loop is quiet and the inner one writes: one window around both. */
	check(">1;>2;A>2 3;>1 4;", ";;A;; 0-1(a 3-4) 1+0^1");
	check(">1;>2;>3;A>3 4;>2 5;>1 6;", ";;;A;;; 0-1(a 5-6) 1+0^1");
	/* A barrier in the outer loop: the inner is a window. */
	check(">1;.>2;A>2 3;>1 4;", ";.;A;; 1-2(a 2-3) 1+0^1");
	/* The inner loop is skipped in some rounds. */
	check(">1;>2 4;>3;A>3 4;>1 5;", ";;;A;; 2-3(a 3-4) 1+0^1");
	/* Two loops, one after the other. */
	check(">1;A>1 2;>3;B>3 4;", ";A;;B; 0-1(ab 3-4) 1+1^2");
	check(">1;A>1 2;.>3;B>3 4;", ";A;.;B; 0-1(a 1-2) 2-3(b 3-4) 2+0^2");
}

static void test_no_gate_on_the_way(void **state)
{
	(void)state;
	check(">1!;A>1 2;", ";(aA); 1+0");
	check(">1;A>1 2!;", ";(aA); 1+0");
	/* Two ways into a cycle: no natural loop. */
	check(">1 2;A>2;>1 3;", ";(aA);; 1+0");
}

/* Every way out of a switch. */
static void test_switch(void **state)
{
	(void)state;
	check("A>1 1 2;B>3;C>3;", "(abcA;B);C); 1+2");
	check(">1;A>1 2 2 3;;", ";A;; 0-1(a 1-2) 1-3) 1+0^1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_straight), cmocka_unit_test(test_chain),
	    cmocka_unit_test(test_branches), cmocka_unit_test(test_loops),
	    cmocka_unit_test(test_nests),    cmocka_unit_test(test_no_gate_on_the_way),
	    cmocka_unit_test(test_switch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
