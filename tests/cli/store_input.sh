#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Whoever reads a store says what is wrong with one that is missing, foreign, damaged or of another
# version.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze

small_store "$tmp/good.db"
echo 'this is text' >"$tmp/text.db"
: >"$tmp/empty.db"
sqlite3 "$tmp/foreign.db" 'CREATE TABLE t (x); INSERT INTO t VALUES (1);'
cp "$tmp/good.db" "$tmp/future.db"
sqlite3 "$tmp/future.db" 'PRAGMA user_version = 9999'
head -c $(($(stat -c %s "$tmp/good.db") / 2)) "$tmp/good.db" >"$tmp/short.db"

readers=0
for program in capmap-map capmap-graph capmap-report capmap-diff capmap-explain; do
	[[ -x $bin/$program ]] || continue
	readers=$((readers + 1))
	for store in none text empty foreign future short; do
		case $program in
		capmap-diff) arguments=("$tmp/good.db" "$tmp/$store.db") ;;
		capmap-explain) arguments=("$tmp/$store.db" start main) ;;
		capmap-graph) arguments=("$tmp/$store.db" -o "$tmp/result.svg") ;;
		*) arguments=("$tmp/$store.db") ;;
		esac
		run "$bin/$program" "${arguments[@]}"
		expect_error "$store\.db: "
		expect_no_file "$tmp/result.svg"
		case $store in
		none) expect_err 'No such file|does not exist' ;;
		future) expect_err 'version' ;;
		esac
	done
done
[[ $readers -gt 0 ]] || skip "no program that reads stores is built"
expect_whole_store "$tmp/good.db"
exit 0
