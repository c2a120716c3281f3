#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-report: formats and files, and figures that a user can check against the store's views.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-report
report=$bin/capmap-report
store=$tmp/store.db

"$tests/data/synthetic-store.sh" "$store" 5 4 300
run "$report" "$store"
expect_status 0
expect_out '^Predicted block rate$'
expect_out 'no keys yet'

sqlite3 "$store" 'UPDATE region SET key = 1 + id % 15'
run "$report" "$store"
expect_out '^Keys$'
[[ -z $(awk 'length > 100' "$out") ]] || fail "a line is longer than 100 columns"

run "$report" -f text,json --format html -o "$tmp/all" "$store"
expect_status 0
expect_silent_out
for suffix in txt json html; do
	[[ -s $tmp/all.$suffix ]] || fail "all.$suffix is missing"
done
run "$report" -f json -o "$tmp/one" "$store"
cmp -s "$tmp/one" "$tmp/all.json" || fail "one format and several differ"

value() { # the number of member $1, at its first place
	sed -n "s/^ *\"$1\": \([0-9.]*\),*$/\1/p" "$tmp/one" | head -n 1
}
[[ $(value keys_used) == $(sql "$store" 'SELECT count(DISTINCT key) FROM regions') ]] ||
	fail "keys_used"
granted=$(sql "$store" "SELECT count(*) FROM capabilities WHERE granted_by LIKE 'key %'")
grep -q "\"shared\": $granted,\?$" "$tmp/one" || fail "shared is not $granted"
needed=$(sql "$store" "SELECT count(*) FROM capabilities WHERE granted_by = 'access'")
grep -q "\"needed\": $needed,$" "$tmp/one" || fail "needed is not $needed"

run "$report" -f text,json "$store"
expect_status 2
run "$report" -f xml "$store"
expect_status 2
expect_err "'xml'"
run "$report" --top=-1 "$store"
expect_status 2
run "$report" "$store" "$store"
expect_status 2
run "$report" -o "$tmp/no/such/folder" "$store"
expect_error 'no/such/folder'
exit 0
