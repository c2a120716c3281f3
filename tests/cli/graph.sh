#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-graph: every picture in every format, names that are not there, and files that cannot be.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-graph
graph=$bin/capmap-graph
store=$tmp/store.db

"$tests/data/synthetic-store.sh" "$store" 5 4 300
sqlite3 "$store" 'UPDATE region SET key = 1 + id % 15'
function=$(sql "$store" 'SELECT caller FROM calls ORDER BY caller LIMIT 1')
subsystem=$(sql "$store" 'SELECT subsystem FROM regions LIMIT 1')

for suffix in svg dot html; do
	for view in '' "--subsystem=$subsystem" "--function=$function" '--key=3'; do
		rm -f "$tmp/x.$suffix"
		run "$graph" ${view:+"$view"} "$store" -o "$tmp/x.$suffix"
		expect_status 0
		expect_silent_out
		[[ ! -s $err ]] || fail "there is something on stderr"
		[[ -s $tmp/x.$suffix ]] || fail "nothing was drawn"
	done
done
head -c 300 "$tmp/x.svg" | grep -q '<svg' || head -n 10 "$tmp/x.svg" | grep -q '<svg' ||
	fail "x.svg holds no picture"
grep -q '^digraph ' "$tmp/x.dot" || fail "x.dot is no Graphviz source"
grep -q '<!DOCTYPE html>' "$tmp/x.html" || fail "x.html is no page"

# The old picture stays when there is no new one.
echo old >"$tmp/old.svg"
run "$graph" --subsystem="${subsystem}x" "$store" -o "$tmp/old.svg"
expect_error "no subsystem '${subsystem}x'; did you mean $subsystem"
run "$graph" --function="${function}x" "$store" -o "$tmp/old.svg"
expect_error "did you mean .*${function//[^a-z_0-9]/.}"
sqlite3 "$store" 'UPDATE region SET key = NULL'
run "$graph" --key=3 "$store" -o "$tmp/old.svg"
expect_error 'run capmap-map'
[[ $(cat "$tmp/old.svg") == old ]] || fail "an error replaced the old picture"
run "$graph" "$store" -o "$tmp/no/such/folder.svg"
expect_error 'no/such/folder.svg'

for arguments in "-o $tmp/x.pdf" "-o $tmp/svg" '' "--hops=2 -o $tmp/x.svg" \
	"--key=16 -o $tmp/x.svg" "--max-nodes=many -o $tmp/x.svg" "--layout=neato -o $tmp/x.svg" \
	"--key=1 --subsystem=$subsystem -o $tmp/x.svg"; do
	# shellcheck disable=SC2086
	run "$graph" "$store" $arguments
	expect_status 2
	expect_silent_out
done
expect_no_file "$tmp/x.pdf"
exit 0
