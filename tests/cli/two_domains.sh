#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# examples/two-domains does what its README promises.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze capmap-map capmap-report capmap-graph capmap-diff

run env CAPMAP_BIN="$bin" "$repo/examples/two-domains/run.sh" --out "$tmp/two"
expect_status 0
db=$tmp/two/v1/capmap.db

answers() { # exactly $2 to query $1
	local got
	got=$(sql "$db" "$1")
	[[ $got == "$2" ]] || fail "$1: $got, expected $2"
}
# Ideas 1 to 5 of the README, in its order.
answers "SELECT count(*) FROM functions WHERE subsystem IN ('cred', 'net', 'lib') AND file IS NOT NULL" 5
answers "SELECT group_concat(object) FROM (SELECT object FROM objects WHERE subsystem = 'cred'
	AND kind = 'global' ORDER BY 1)" creds,last_cred,last_used
answers "SELECT count(*) FROM capabilities WHERE function = 'put_bytes'" 0
answers "SELECT object || caller FROM accesses WHERE function = 'put_bytes'" sockssys_send
answers "SELECT count(*) FROM capabilities WHERE function = 'sys_send' AND region LIKE 'cred/%'" 0
answers "SELECT count(DISTINCT key) FROM regions" 2
answers "SELECT count(*) FROM capabilities WHERE granted_by LIKE 'key %'" 3

grep -q 'Predicted block rate' "$tmp/two/report.txt" || fail "report.txt is no report"
grep -q '<svg' "$tmp/two/graph.svg" || fail "graph.svg is no picture"
expect_out '^ +sys_send '
expect_out '^ +cred/creds: creds$'
expect_out 'capmap-diff: exit status 8 '
exit 0
