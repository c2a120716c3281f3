#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The dull judge agrees: a fixpoint that repeats every constraint gives the answer that the
# solver's waves give, to the byte of the points-to dump, on every golden program and on programs
# made at random.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

cd -- "$tmp" || exit 1
flags=(-O2 -g -fno-strict-aliasing -mcmodel=kernel -mno-sse -emit-llvm -ffile-compilation-dir=. -w)

# A program of pointer copies, stores, loads, calls and list walks; $1 is the seed.
program() {
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		n = 6 + int(rand() * 6)
		print "struct s { struct s *a, *b; struct s *c[4]; void (*fn)(struct s *); long n; };"
		print "void *__kmalloc(unsigned long size, unsigned int flags);"
		for (i = 0; i < n; i++) print "struct s g" i "; struct s *p" i ";"
		for (i = 0; i < n; i++) print "__attribute__((noinline)) void f" i "(struct s *);"
		for (i = 0; i < n; i++) {
			print "void f" i "(struct s *x) { struct s *y = p" int(rand() * n) ";"
			for (k = 0; k < 5; k++) {
				r = int(rand() * 9); j = int(rand() * n)
				if (r == 0) print "p" j " = x;"
				if (r == 1) print "x->a = y; x->n++;"
				if (r == 2) print "y = x->b;"
				if (r == 3) print "g" j ".a = &g" int(rand() * n) "; y = &g" j ";"
				if (r == 4) print "x->fn = f" j ";"
				if (r == 5) print "if (y) { y->fn(x); y->b = x; }"
				if (r == 6) print "for (; y; y = y->a) y->n = 1;"
				if (r == 7) print "y = __kmalloc(sizeof(*y), 0); y->a = x; p" j " = y;"
				if (r == 8) print "x->c[x->n & 3] = y; f" j "(x->c[1]);"
			}
			print "if (y) y->n = 2; }"
		}
	}'
}

answer() { # what engine $1 finds in $2
	"$bin/capmap-analyze" --engine="$1" --points-to="$1.pts" -o "$1.db" "$2" >"$out" 2>"$err" ||
		fail "--engine=$1 cannot analyse $2"
	sqlite3 "$1.db" 'SELECT * FROM accesses; SELECT * FROM calls; SELECT * FROM unknowns;
		SELECT * FROM objects;'
	cat "$1.pts"
}

compared=0 rows=0 pointing=0
compare() {
	local waves naive
	waves=$(answer waves "$1") naive=$(answer naive "$1")
	[[ $waves == "$naive" ]] || fail "the engines differ on $2"
	compared=$((compared + 1))
	rows=$((rows + $(wc -l <<<"$naive")))
	pointing=$((pointing + $(wc -l <naive.pts)))
}

for source in "$tests"/golden/*.c; do
	clang-19 "${flags[@]}" -I "$tests/golden" -c -o golden.bc "$source" 2>/dev/null || continue
	compare golden.bc "${source##*/}"
done
[[ $compared -ge 60 ]] || fail "only $compared golden programs were compared"
programs=${JUDGE_PROGRAMS:-200}
for seed in $(seq "$programs"); do
	program "$seed" >"random$seed.c"
done
clang-19 "${flags[@]}" -c random*.c || fail "a program made at random does not compile"
for seed in $(seq "$programs"); do
	compare "random$seed.bc" "the program of seed $seed"
done
[[ $rows -ge 2000 ]] || fail "hardly anything was compared: $rows rows"
[[ $pointing -ge 8000 ]] || fail "hardly a value points anywhere: $pointing"
