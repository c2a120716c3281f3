#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: a program that nobody here wrote, the SQLite amalgamation at -O2, is analysed in at most
# five seconds. Exits 1 when it takes more (processor seconds, since the machine may be busy).
#
# usage: bench/sqlite.sh [-n RUNS] [SQLITE3.C]
#
# Without a file, that of the npm package better-sqlite3, fetched by "npm pack".
. "$(dirname -- "$0")/lib.sh"

runs=3 limit=5
while getopts n: option; do
	case $option in
	n) runs=$OPTARG ;;
	*) sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
source=${1:-}
if [[ -z $source ]]; then
	(cd -- "$tmp" && npm pack --silent better-sqlite3 >/dev/null && tar -xzf better-sqlite3-*.tgz)
	source=$tmp/package/deps/sqlite3/sqlite3.c
fi

machine
clang-19 -O2 -g -ffile-compilation-dir=. -emit-llvm -c -o "$tmp/sqlite3.bc" "$source"
for ((run = 0; run < runs; run++)); do
	measure "$tmp/a" "$bin/capmap-analyze" --stats -o "$tmp/store.db" "$tmp/sqlite3.bc"
	cp -- "$err" "$tmp/stats.$run"
	measure "$tmp/b" opt-19 -passes=verify -disable-output "$tmp/sqlite3.bc"
done

printf '\nSQLite %s, %s lines, %s bytes of bitcode\n' \
	"$(sed -n 's/^#define SQLITE_VERSION  *"\(.*\)"/\1/p' "$source" | head -n 1)" \
	"$(wc -l <"$source")" "$(stat -c %s "$tmp/sqlite3.bc")"
printf '%-28s %10s %10s %10s\n' "median of $runs runs" 'wall, s' 'cpu, s' 'MB'
phases "$tmp"/stats.*
row capmap-analyze "$tmp/a"
row 'opt -passes=verify' "$tmp/b"
grep -E '^stats: (functions|objects|write sites|objects a site|indirect calls|targets|unknowns)' "$tmp/stats.0" |
	sed 's/^stats: //'
awk -v got="$(median "$tmp/a" 2)" -v limit=$limit 'BEGIN { exit got > limit }'
