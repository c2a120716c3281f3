# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# The instrumentation inside its hosts: a link of several modules, clang's own pipeline, and what
# it says when it cannot go on.
. "$(dirname -- "$0")/lib.sh" || exit 1
unset CAPMAP_TABLE CAPMAP_GATES CAPMAP_GATE_STATS CAPMAP_GATE_CHECK

plugin=$(realpath -m -- "$bin/../lib/CapMap.so")
[[ -r $plugin ]] || skip "no $plugin"
[[ ${CAPMAP_SANITIZE:-OFF} != ON ]] || skip "the plugin's hosts are not sanitized"
command -v ld.lld-19 >/dev/null || skip "no ld.lld-19"
host=$tests/instrument
cd "$tmp" || exit 1

cat >list.h <<'END'
struct node { struct node *next; long v; };
void push(struct node *n, struct node *head);
extern struct node head;
extern long pushed;
void add(long v);
END
cat >list.c <<'END'
#include "list.h"
__attribute__((noinline)) void push(struct node *n, struct node *to)
{
	n->next = to->next;
	to->next = n;
}
END
cat >main.c <<'END'
#include "list.h"
#include "host.h"
struct node head;
long pushed;
static struct node nodes[4];
__attribute__((noinline)) void add(long v)
{
	nodes[v & 3].v = v;
	push(&nodes[v & 3], &head);
	elsewhere();
	pushed++;
}
int main(void)
{
	must_refuse(&head);
	must_refuse(&pushed);
	add(1);
	add(2);
	must(head.next->v == 2 && head.next->next->v == 1 && pushed == 2, "pushed");
	must_refuse(nodes);
	return 0;
}
END
flags=(-std=gnu11 -O2 -g -I. -I"$host" -fno-strict-aliasing)
for file in list main; do
	clang-19 "${flags[@]}" -flto -c "$file.c" -o "$file.o" || exit 1
done
clang-19 "${flags[@]}" -c "$host/host.c" -o host.o || exit 1
"$bin/capmap-analyze" -o s.db list.o main.o || exit 1
mkdir table
"$bin/capmap-map" -o table s.db >/dev/null || exit 1
mv table/capmap.ktab t.ktab

link() { # NAME OBJECT...
	clang-19 -fuse-ld=lld -flto -O2 -Wl,--lto-O2 -Wl,--load-pass-plugin="$plugin" -Wl,-T,"$host/host.ld" -o "$@" host.o
}

# Without a table nothing happens: the case's first check fails.
run link plain main.o list.o
expect_status 0
run ./plain
expect_status 1
expect_err "a write was admitted"

# The link sees the whole program.
export CAPMAP_TABLE=$tmp/t.ktab CAPMAP_GATES=hosted
CAPMAP_GATE_STATS=$tmp/stats run link whole main.o list.o
expect_status 0
run ./whole
expect_status 0
run grep -x 'helper-calls 1' stats
expect_status 0
run grep -x 'left-out no-instruction 0' stats
expect_status 0

# A program that carries the table itself must carry this one.
kernel=(-I"$repo/kernel-runtime/include" -Itable)
clang-19 "${flags[@]}" "${kernel[@]}" -flto -c table/capmap_ktab.c -o ktab.o || exit 1
run link carries -Wl,-u,capmap_ktab main.o list.o ktab.o
expect_status 0
sed -i 's/\.checksum = 0x[0-9a-f]*/.checksum = 0x1/' table/capmap_ktab.c
clang-19 "${flags[@]}" "${kernel[@]}" -flto -c table/capmap_ktab.c -o ktab.o || exit 1
run link other -Wl,-u,capmap_ktab main.o list.o ktab.o
expect_status 1
expect_err "t.ktab: the program contains the arrays of another key table"

# Module by module: clang instruments each, and the program is the same.
for file in list main; do
	run clang-19 "${flags[@]}" -fpass-plugin="$plugin" -c "$file.c" -o "$file.native.o"
	expect_status 0
done
unset CAPMAP_TABLE
run link modules main.native.o list.native.o
expect_status 0
run ./modules
expect_status 0

# Two links of one program are the same program.
export CAPMAP_TABLE=$tmp/t.ktab
run link again main.o list.o
expect_status 0
run cmp whole again
expect_status 0

# What cannot go on says so, and leaves no program.
CAPMAP_TABLE=$tmp/none.ktab run link none main.o list.o
expect_status 1
expect_err "none.ktab: No such file or directory"
head -c 300 t.ktab >short.ktab
CAPMAP_TABLE=$tmp/short.ktab run link none main.o list.o
expect_status 1
expect_err "short.ktab"
CAPMAP_GATES=golden run link none main.o list.o
expect_status 1
expect_err "golden is no form of gates"
expect_no_file none
run opt-19 -load-pass-plugin "$plugin" -passes='capmap-instrument<tables=t.ktab>' main.o -o /dev/null
expect_status 1
expect_err "unknown option 'tables=t.ktab'"
unset CAPMAP_TABLE
run opt-19 -load-pass-plugin "$plugin" -passes=capmap-instrument main.o -o /dev/null
expect_status 1
expect_err "no key table"
