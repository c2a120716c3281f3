#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One input gives one store: at any -j, in another environment, directory and time zone, twice.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

cd -- "$tmp" || exit 1
modules=24
inputs=()
for i in $(seq $modules); do
	cat >"m$i.c" <<END
struct node { struct node *next; int value; void (*fn)(struct node *); };
void *__kmalloc(unsigned long size, unsigned int flags);
#if $i == 1
struct node *shared;
#endif
extern struct node *shared;
void f$((i % modules + 1))(struct node *);
struct node n$i;
static int count;
static __attribute__((noinline)) void bump(struct node *n) { count++; n->value++; }
void f$i(struct node *to) { n$i.next = shared; n$i.fn = bump; shared = &n$i; to->value = 1; }
void walk$i(void) { for (struct node *n = shared; n; n = n->next) n->fn(n); }
void grow$i(int by) {
	struct node *n = __kmalloc(sizeof(*n), 0);
	n->fn = bump; n->next = &n$i; n$i.next = n; f$((i % modules + 1))(n);
	if (by) *(int *)(by * 4096ul) = 1;
}
END
	clang-19 -O2 -g -emit-llvm -c -ffile-compilation-dir=. -o "m$i.bc" "m$i.c" || exit 1
	inputs+=("m$i.bc")
done

run "$bin/capmap-analyze" -j 1 -o one.db "${inputs[@]}"
expect_status 0
sqlite3 one.db .dump >one.sql
[[ $(grep -c '^INSERT' one.sql) -gt 100 ]] || fail "hardly anything in the store"

same() { # store $1 dumps as the first one did
	sqlite3 "$1" .dump >other.sql
	cmp -s one.sql other.sql || {
		fail "$1 differs"
		diff one.sql other.sql | head -n 6
	}
	cmp -s one.db "$1" || fail "$1 has the same rows in other bytes"
}

run "$bin/capmap-analyze" -j 1 -o again.db "${inputs[@]}"
expect_status 0
same again.db

run "$bin/capmap-analyze" -j 2 -o two.db "${inputs[@]}"
expect_status 0
same two.db

run "$bin/capmap-analyze" -j 7 -o seven.db "${inputs[@]}"
expect_status 0
same seven.db

run env -i PATH="$PATH" TZ=Asia/Kolkata LC_ALL=C.UTF-8 HOME=/nonexistent Z=1 A=2 MALLOC_PERTURB_=85 \
	"$bin/capmap-analyze" -j 2 -o environment.db "${inputs[@]}"
expect_status 0
same environment.db

printf '%s\n' "${inputs[@]}" >list
run "$bin/capmap-analyze" -j 2 -o list.db @list
expect_status 0
same list.db

# What readers print is as steady as the store, and so are the keys.
mkdir x y
cp one.db x/store.db
cp one.db y/store.db
steady() { # the command line in x and in y; then file $1 of both is compared
	local file=$1 dir
	shift
	for dir in x y; do
		cd -- "$tmp/$dir" || exit 1
		run "$@"
		expect_status 0
		cp -- "$out" stdout
	done
	cd -- "$tmp" || exit 1
	cmp -s "x/$file" "y/$file" || fail "two results in $file"
}
if [[ -x $bin/capmap-map ]]; then
	steady stdout "$bin/capmap-map" store.db
	steady store.db "$bin/capmap-map" -o . store.db
	steady capmap.ktab "$bin/capmap-map" -o . store.db
	steady capmap_ktab.c "$bin/capmap-map" -o . store.db
fi
if [[ -x $bin/capmap-report ]]; then
	for format in text json html; do
		steady stdout "$bin/capmap-report" --format "$format" store.db
	done
fi
if [[ -x $bin/capmap-graph ]]; then
	for suffix in svg dot html; do
		steady "graph.$suffix" "$bin/capmap-graph" -o "graph.$suffix" store.db
	done
fi
[[ ! -x $bin/capmap-diff ]] || steady stdout "$bin/capmap-diff" ../one.db ../two.db
exit 0
