#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: the answer is far more precise than one by types alone. Both in one run, counted alike: a
# write that may go anywhere counts with all objects.
#
# usage: bench/precision.sh LIST [DIR]
#
# LIST names bitcode objects, one a line, by paths below DIR (default: here). What makes large sets
# large is listed by cause. Nothing here depends on the machine.
. "$(dirname -- "$0")/lib.sh"
[[ $# -ge 1 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
list=$(realpath -- "$1")
cd -- "${2:-.}"

measure "$tmp/a" "$bin/capmap-analyze" -o "$tmp/store.db" --stats --baseline --defects "$tmp/defects" \
	--subsystems "$repo/examples/linux-6.1/subsystems.tsv" "@$list"
grep -E '^stats: (precision|objects  |write sites|indirect calls|functions that nothing)' "$err" |
	sed 's/^stats: //'
echo 'calls without a target, by reason:'
sqlite3 -readonly -separator ' ' "$tmp/store.db" "SELECT printf('  %7d', count(*)), detail FROM unknown
	WHERE reason = 'indirect-call' GROUP BY detail ORDER BY count(*) DESC"
echo 'writes to more than 5 % of all objects, by cause:'
tail -n +2 "$tmp/defects" | cut -f 5 | sort | uniq -c | sort -rn | head -n 20
