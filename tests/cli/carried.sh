#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Objects that bring their facts along: as good as if they were extracted, no nuisance to LLVM's
# tools, and not believed when they are of other bitcode or of another extractor.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-facts capmap-analyze
[[ ${CAPMAP_SANITIZE:-OFF} != ON ]] || skip "clang cannot load a plugin with AddressSanitizer"
plugin=$(realpath -m -- "$bin/../lib/CapMap.so")
[[ -f $plugin ]] || fail "no plugin beside the programs"

cd -- "$tmp" || exit 1
cat >a.c <<'END'
struct pair { int first; int *second; } pairs[4];
void other(int *to);
void set(int i, int *to) { pairs[i].second = to; other(to); }
END
# A declaration whose last use goes late goes itself behind clang's last extension point for plugins.
cat >b.c <<'END'
int total;
void is_constant(void);
void other(int *to) {
	if (__builtin_constant_p(*to)) is_constant();
	*to = ++total;
}
END
build() { # object $1 of $2, and the same with facts in it: carried-$1
	clang-19 -O2 -g -flto -c -o "$1" "$2"
	run env CAPMAP_FACTS_IN_OBJECT=1 clang-19 -O2 -g -flto "-fpass-plugin=$plugin" -c -o "carried-$1" "$2"
	expect_status 0
	[[ ! -s $err ]] || fail "clang says something"
}
build a.o a.c
build b.o b.c
expect_no_file carried-a.o.cmf

# The object is what it was, with something behind it.
size=$(stat -c %s a.o)
[[ $(stat -c %s carried-a.o) -gt $size ]] || fail "nothing was added"
cmp -s -n "$size" a.o carried-a.o || fail "the object is another one"

carried() { # capmap-analyze takes the facts of $1 objects as they come
	local n=$1
	shift
	run "$bin/capmap-analyze" --stats -o carried.db "$@"
	expect_status 0
	expect_err "^stats: modules with their facts +$n\$"
}
"$bin/capmap-facts" b.o | grep -q is_constant && fail "the test tests nothing: the declaration stays"
"$bin/capmap-analyze" -o plain.db a.o b.o || fail "cannot analyse"
carried 0 a.o b.o
carried 2 carried-a.o carried-b.o
cmp -s plain.db carried.db || fail "another store"
for o in a.o b.o; do
	"$bin/capmap-facts" -o plain.cmf $o
	"$bin/capmap-facts" -o carried.cmf carried-$o
	cmp -s plain.cmf carried.cmf || fail "other facts in carried-$o"
done
llvm-ar-19 rcs carried.a carried-a.o carried-b.o
carried 2 carried.a

# To LLVM it is bitcode like any other.
llvm-bcanalyzer-19 carried-a.o >/dev/null || fail "not well-formed"
opt-19 -passes=verify -disable-output carried-a.o || fail "opt refuses it"
llvm-nm-19 carried-a.o | grep -q ' T set$' || fail "no symbols"
ld.lld-19 -r -o linked.o carried-a.o carried-b.o || fail "ld.lld refuses it"
llvm-nm-19 linked.o | grep -q ' T other$' || fail "nothing was linked"
llvm-link-19 -o linked.bc carried-a.o carried-b.o || fail "llvm-link refuses it"
carried 0 linked.bc # what was rewritten has lost them

# Bitcode that somebody changed behind the facts' back, and damaged facts: extracted anew.
python3 - carried-a.o "$size" <<'END'
import shutil, sys
whole, size = open(sys.argv[1], 'rb').read(), int(sys.argv[2])
def put(name, data):
    open(name, 'wb').write(data)
put('swapped.o', open('b.o', 'rb').read() + whole[size:])
put('short.o', whole[:-8])
for i, at in enumerate((size + 60, size + 200, len(whole) - 40)):
    put(f'flipped{i}.o', whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
END
carried 0 a.o swapped.o
cmp -s plain.db carried.db || fail "facts of another object were believed"
for i in 0 1 2; do
	carried 0 flipped$i.o b.o
	cmp -s plain.db carried.db || fail "damaged facts were believed"
done
run "$bin/capmap-analyze" -o bad.db short.o
expect_error 'short\.o: '

# A cache is for those that have none.
run "$bin/capmap-analyze" --stats --cache c -o carried.db carried-a.o b.o
expect_status 0
[[ $(find c -type f | wc -l) -eq 1 ]] || fail "facts that were there are in the cache as well"
carried 0 --cache c swapped.o a.o
expect_err '^stats: modules from the cache +1$'

# Where there is no bitcode to add to, or no file, or no way to write to it.
run env CAPMAP_FACTS_IN_OBJECT=1 clang-19 -O2 "-fpass-plugin=$plugin" -c -o native.o a.c
expect_status 0
clang-19 -O2 -c -o expected.o a.c
cmp -s native.o expected.o || fail "something was added to native code"
run env CAPMAP_FACTS_IN_OBJECT=1 clang-19 -O2 -flto "-fpass-plugin=$plugin" -S -o text.ll a.c
expect_status 0
run env CAPMAP_FACTS_IN_OBJECT=1 clang-19 -O2 -flto "-fpass-plugin=$plugin" -c -o - a.c
expect_status 1
expect_err 'error: .*facts can only be added to an object that -o names'
run env CAPMAP_FACTS_IN_OBJECT=1 bash -c 'trap "" XFSZ; ulimit -f 4; exec "$@"' - \
	clang-19 -O2 -g -flto "-fpass-plugin=$plugin" -c -o full.o a.c
if [[ -s full.o ]]; then
	[[ $status -ne 0 ]] || fail "facts that could not be added are no error"
	expect_err 'error: full\.o: cannot add facts: File too large'
	cmp -s full.o a.o || fail "half of the facts were left"
fi
exit 0
