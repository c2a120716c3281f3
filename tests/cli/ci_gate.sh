#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# examples/ci-gate: what lets a change in, what keeps it out, and that its README is right.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-diff capmap-analyze

gate=$repo/examples/ci-gate
export CAPMAP_BIN=$bin
cd -- "$tmp" || exit 1

store() { "$tests/data/tiny-store.sh" "$1.db" || fail "cannot make $1.db"; }
base='function|f|a.c|1
region|s/o
region|s/p
object|o|global|s/o
object|p|global|s/p
site|f|store|a.c|2||o'
store base <<<"$base"
store wider <<<"${base/%o/o,p}"
store narrower <<<"${base%site*}"
store unknown <<<"$base
unknown|f|inttoptr|a.c|3"

run "$gate/gate.sh" base.db base.db
expect_status 0
expect_out '^gate: yes$'
for suffix in txt json sarif md; do
	[[ -s capmap-diff/diff.$suffix ]] || fail "no diff.$suffix"
done
run "$gate/gate.sh" --out narrower base.db narrower.db
expect_status 0
run "$gate/gate.sh" base.db wider.db
expect_status 1
expect_out '^gate: NO: a function gained'
run "$gate/gate.sh" base.db unknown.db
expect_status 1
expect_out '^gate: NO: .*less complete'
run "$gate/gate.sh" --unknowns warn base.db unknown.db
expect_status 0
expect_out '^gate: warning'

run "$gate/gate.sh" --suppressions "$gate/accepted.conf" base.db base.db
expect_status 0
sed -n 's/^# \([a-z]* *=\|\[\)/\1/p' "$gate/accepted.conf" | sed 's/net_\*/f/; s/cred.cred_jar/s*/; s/2027/9999/' >mine.conf
run "$gate/gate.sh" --suppressions mine.conf base.db wider.db
expect_status 0
run "$gate/gate.sh" --suppressions mine.conf base.db base.db
expect_status 1
expect_out '^gate: NO: capmap-diff found an error'

run "$gate/gate.sh" base.db
expect_status 2
run "$gate/gate.sh" --unknowns perhaps base.db base.db
expect_status 2
run "$gate/gate.sh" base.db none.db
expect_status 3
[[ ! -e capmap-diff/diff.txt ]] || fail "an old report stays"
run "$gate/gate.sh" --bin /nonexistent base.db base.db
expect_status 3

# The README's example, from a folder that has the examples.
ln -s "$repo/examples" examples
mkdir try && cd try && ln -s "$repo/examples" examples
sed -n '/^```sh/,/^```/{/^```/!p}' "$gate/README.md" >readme.sh
run bash -e readme.sh
expect_status 1
expect_out '^gate: NO: a function gained'
expect_out '^  sys_send '
exit 0
