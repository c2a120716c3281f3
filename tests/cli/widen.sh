#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Widening loses nothing: with a limit that joins most sets, every access and call that is found
# without one is still found, or its site is said to be too wide.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

cd -- "$tmp" || exit 1

# Objects of three types, 100 each, on lists and behind void pointers; $1 is the seed.
program() {
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		n = 100
		print "struct list { struct list *next, *prev; }; void *any0, *any1, *any2;"
		for (t = 0; t < 3; t++) {
			print "struct t" t " { long n" t "; struct list link; struct t" t " *peer;"
			print "  void *data; void (*run)(struct t" t " *); };"
			print "struct list head" t ";"
			for (i = 0; i < n; i++) print "struct t" t " o" t "_" i ";"
			print "__attribute__((noinline)) static void add" t "(struct t" t " *x) {"
			print "  x->link.next = head" t ".next; head" t ".next->prev = &x->link;"
			print "  head" t ".next = &x->link; any" int(rand() * 3) " = x; }"
		}
		for (t = 0; t < 3; t++)
			for (i = 0; i < n; i++) {
				print "static void f" t "_" i "(struct t" t " *x) { x->n" t "++; }"
				print "void init" t "_" i "(void) { o" t "_" i ".run = f" t "_" i ";"
				if (rand() < 0.7) print "add" t "(&o" t "_" i ");"
				if (rand() < 0.3) print "o" t "_" i ".data = &o" int(rand() * 3) "_" int(rand() * n) ";"
				if (rand() < 0.5) print "o" t "_" i ".peer = &o" t "_" int(rand() * n) ";"
				print "}"
			}
		for (t = 0; t < 3; t++) {
			print "void walk" t "(void) {"
			print "for (struct list *l = head" t ".next; l; l = l->next) {"
			print "struct t" t " *x = (struct t" t " *)((char *)l - 8); x->n" t " = 1; x->run(x);"
			print "if (x->peer) { x->peer->n" t " = 2; x->peer->peer = x; } } }"
			print "void data" t "(void) { struct t" t " *x = any" t "; x->n" t " = 3; x->run(x);"
			print "struct t" (t + 1) % 3 " *y = x->data; y->n" (t + 1) % 3 " = 4; }"
		}
	}'
}

grew=0
for seed in $(seq "${WIDEN_PROGRAMS:-6}"); do
	program "$seed" >many.c
	clang-19 -O1 -g -fstrict-aliasing -mllvm -enable-tbaa=false -emit-llvm -ffile-compilation-dir=. \
		-w -c -o many.bc many.c || fail "clang-19 does not take program $seed"
	"$bin/capmap-analyze" --widen 1000000 -o exact.db many.bc 2>"$err" || fail "program $seed: exact"
	"$bin/capmap-analyze" --widen 1 --stats -o wide.db many.bc 2>"$err" || fail "program $seed: wide"
	joined=$(sed -n 's/.*sets joined as too wide *//p' "$err")
	[[ $joined -gt 0 ]] || fail "program $seed: nothing was joined"
	lost=$(sqlite3 wide.db "ATTACH 'exact.db' AS exact;
		SELECT function, object, line FROM exact.accesses
		EXCEPT SELECT function, object, line FROM accesses
		EXCEPT SELECT a.function, a.object, a.line FROM exact.accesses a JOIN unknowns u
			ON u.function = a.function AND u.line = a.line AND u.reason = 'wide-set';
		SELECT caller, callee, line FROM exact.calls
		EXCEPT SELECT caller, callee, line FROM calls;")
	[[ -z $lost ]] || fail "program $seed: widening loses $(wc -l <<<"$lost") rows: ${lost%%$'\n'*}"
	grew=$((grew + $(sqlite3 wide.db 'SELECT count(*) FROM accesses') - \
		$(sqlite3 exact.db 'SELECT count(*) FROM accesses')))
done
[[ $grew -gt 0 ]] || fail "widening made no answer larger"

# Of objects that may be anywhere, a pointer to a link points to links: to no void *.
awk 'BEGIN {
	print "struct node { struct node *next, **pprev; } nodes[4]; struct head { struct node *first; };"
	print "struct key { void *func; }; void *any; static void reset(void) {}"
	for (i = 0; i < 300; i++) {
		print "struct head h" i "; struct key k" i "; void head" i "(void) { any = &h" i "; }"
		print "void key" i "(void) { any = &k" i "; k" i ".func = reset; }"
	}
	print "void add(int i) { struct head *h = any; nodes[i].pprev = &h->first; h->first = &nodes[i]; }"
	print "void del(int i) { *nodes[i].pprev = nodes[i].next; }"
}' >links.c
clang-19 -O1 -g -fstrict-aliasing -mllvm -enable-tbaa=false -emit-llvm -ffile-compilation-dir=. -c -o links.bc \
	links.c || fail "clang-19 does not take links.c"
"$bin/capmap-analyze" --widen 1 -o links.db links.bc 2>"$err" || fail "links.c"
written=$(sqlite3 links.db "SELECT DISTINCT rtrim(object, '0123456789') FROM accesses WHERE function = 'del'")
[[ $written == h ]] || fail "del() writes $written, not the heads alone"

# What was stored to a place of a member, with everything else, are no functions of other members.
awk 'BEGIN {
	print "struct ops { void (*run)(void); void (*end)(void); }; void *any, *more, **place; int ran, ended;"
	print "static void run(void) { ran = 1; } static void end(void) { ended = 1; }"
	print "struct ops ops = {run, end};"
	for (i = 0; i < 300; i++)
		print "struct key { void *k; } k" i "; void key" i "(void) { any = more = &k" i "; }"
	print "void mix(void) { more = (void *)ops.end; place = (void **)&ops.run; }"
	print "void put(void) { *place = any; }"
	print "__attribute__((noinline)) void call(struct ops *o) { o->run(); } void start(void) { call(&ops); }"
}' | sed 's/struct key { void \*k; } k\([1-9]\)/struct key k\1/' >ops.c
clang-19 -O1 -g -fstrict-aliasing -mllvm -enable-tbaa=false -emit-llvm -ffile-compilation-dir=. -c -o ops.bc \
	ops.c || fail "clang-19 does not take ops.c"
"$bin/capmap-analyze" --widen 1 -o ops.db ops.bc 2>"$err" || fail "ops.c"
called=$(sqlite3 ops.db "SELECT group_concat(callee, ' ') FROM calls WHERE caller = 'call'")
[[ $called == run ]] || fail "call() calls ${called:-nothing}, not run() alone"
