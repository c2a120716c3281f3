#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: the analysis of a whole kernel takes minutes and little memory; against LLVM's verifier
# reading the same code once, it is a small factor.
#
# usage: bench/analyze.sh [-n RUNS] [-j JOBS] [-l LINKED] LIST [DIR]
#
# LIST names bitcode objects, one a line, by paths below DIR (default: here): objects.list of
# examples/linux-6.1/run.sh, with DIR its linux/capmap-build. The runs of capmap-analyze (A) and of
# opt -passes=verify on the linked objects (B) alternate, and the ratio is the median of A/B. LINKED
# is the objects linked, if that has been done before: vmlinux.bc of run.sh.
. "$(dirname -- "$0")/lib.sh"

runs=3 jobs=$(nproc) linked=
while getopts n:j:l: option; do
	case $option in
	n) runs=$OPTARG ;;
	j) jobs=$OPTARG ;;
	l) linked=$(realpath -- "$OPTARG") ;;
	*) sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[[ $# -ge 1 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
list=$(realpath -- "$1")
cd -- "${2:-.}"

machine
if [[ -z $linked ]]; then
	linked=$tmp/linked.bc
	llvm-link-19 -o "$linked" "@$list"
fi
for ((run = 0; run < runs; run++)); do
	measure "$tmp/a" "$bin/capmap-analyze" -o "$tmp/store.db" -j "$jobs" --stats \
		--subsystems "$repo/examples/linux-6.1/subsystems.tsv" "@$list"
	cp -- "$err" "$tmp/stats.$run"
	measure "$tmp/b" opt-19 -passes=verify -disable-output "$linked"
done

printf '\n%-28s %10s %10s %10s\n' "median of $runs runs, -j $jobs" 'wall, s' 'cpu, s' 'MB'
phases "$tmp"/stats.*
for side in a b; do
	[[ $side == a ]] && name=capmap-analyze || name='opt -passes=verify'
	row "$name" "$tmp/$side"
done
paste -d ' ' "$tmp/a" "$tmp/b" | awk '{ printf "%.2f %.2f %.2f\n", $1 / $4, $2 / $5, $3 / $6 }' >"$tmp/ratio"
printf '%-28s %10s %10s %10s\n\n' 'ratio' "$(median "$tmp/ratio" 1)" "$(median "$tmp/ratio" 2)" \
	"$(median "$tmp/ratio" 3)"

bytes() { awk '{ sum += $1 } END { printf "%.0f MB", sum / 1e6 }'; }
printf 'objects      %s files, %s; linked %s\n' "$(wc -l <"$list")" \
	"$(tr '\n' '\0' <"$list" | xargs -0 stat -L -c %s -- | bytes)" "$(stat -c %s "$linked" | bytes)"
printf 'store        %s\n' "$(stat -c %s "$tmp/store.db" | bytes)"
grep -E '^stats: (functions|objects|write sites|objects a site|indirect calls|targets|unknowns)' "$tmp/stats.0" |
	sed 's/^stats: //'
echo "unknowns by reason:"
sqlite3 -readonly -separator ' ' "$tmp/store.db" \
	'SELECT printf("  %7d", count(*)), reason FROM unknowns GROUP BY reason ORDER BY count(*) DESC'
