#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-facts, and CapMap.so in clang, opt and ld.lld: the same facts by every way.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-facts

plugin=$(realpath -m -- "$bin/../lib/CapMap.so")
cd "$tmp" || exit 1
cat >set.c <<'END'
struct pair { int first; int *second; };
struct pair pairs[4];
void set(int i, int *to) { pairs[i].second = to; }
END
clang-19 -O2 -g -flto -c -o set.o set.c

run "$bin/capmap-facts" set.o
expect_status 0
expect_out '^module set\.c '
expect_out '^type t[0-9]+ .*name=pair size=16'
expect_out '^func f1 sym=s[0-9]+:set nparams=2'
expect_out '^  access ptr=n[0-9]+ size=8 loc=.*set\.c:3 via=store$'
cp "$out" direct

# Through a facts file and back.
run "$bin/capmap-facts" -o set.cmf set.o
expect_status 0
expect_silent_out
run "$bin/capmap-facts" set.cmf
expect_status 0
cmp -s "$out" direct || fail "the facts file says something else"

run "$bin/capmap-facts" -o two.cmf set.o set.o
expect_error 'two\.cmf: a facts file holds one module'
expect_no_file two.cmf
run "$bin/capmap-facts" -o none/set.cmf set.o
expect_error 'none/set\.cmf: cannot write: No such file'
run "$bin/capmap-facts" --summary --jobs 3 set.o set.cmf
expect_status 0
[[ $(sort -u "$out" | wc -l) -eq 1 ]] || fail "two counts for one module"

[[ ${CAPMAP_SANITIZE:-OFF} != ON ]] || exit 0
[[ -f $plugin ]] || fail "no plugin beside the programs"

without_input() { # facts $1, less the hash that only whole inputs have
	"$bin/capmap-facts" "$1" | sed 's/ input=[0-9a-f]*//'
}

run clang-19 -O2 -g -flto "-fpass-plugin=$plugin" -c -o made.o set.c
expect_status 0
cmp -s set.o made.o || fail "the plugin changes the object"
diff <(without_input made.o.cmf) <(without_input set.o) >"$out" || fail "clang's facts differ"

run env CAPMAP_FACTS_DIR="$tmp/facts" clang-19 -O0 "-fpass-plugin=$plugin" -c -o ../"${tmp##*/}"/low.o set.c
expect_status 0
[[ -f facts/up/${tmp##*/}/low.o.cmf ]] || fail "no facts below CAPMAP_FACTS_DIR: $(find facts)"

run clang-19 "-fpass-plugin=$plugin" -c -x c -o probe.o /dev/null
expect_status 0
expect_no_file probe.o.cmf

run env CAPMAP_FACTS_DIR=/proc/none clang-19 "-fpass-plugin=$plugin" -c -o refused.o set.c
[[ $status -ne 0 ]] || fail "facts that cannot be written do not stop the compiler"
expect_err 'error: /proc/none: cannot make the folder'
expect_no_file refused.o

run opt-19 "--load-pass-plugin=$plugin" -passes=capmap-extract -o same.bc set.o
expect_status 0
diff <(without_input same.bc.cmf) <(without_input set.o) >"$out" || fail "opt's facts differ"

clang-19 -O2 -flto -fPIC -c -o shared.o set.c
run env CAPMAP_LINK_FACTS=1 ld.lld-19 "--load-pass-plugin=$plugin" -shared -o set.so shared.o
expect_status 0
"$bin/capmap-facts" set.so.cmf | grep -q '^func f1 sym=s[0-9]*:set ' || fail "no facts of the link"
exit 0
