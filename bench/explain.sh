#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: a chain of reasons is found while you wait, and explaining every site of a function costs
# little more than explaining one, because searches share what they find.
#
# usage: bench/explain.sh STORE [COUNT]
#
# The COUNT (20) pairs of a function and a region with the most sites. The ratio is of processor
# seconds, of the same pair, in one run.
. "$(dirname -- "$0")/lib.sh"
[[ $# -ge 1 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
store=$1 count=${2:-20}

sqlite3 -readonly -tabs "$store" "
	SELECT coalesce(caller, function) AS f, region,
	       count(DISTINCT function || '|' || file || '|' || line || '|' || via) AS n
	FROM accesses WHERE region IS NOT NULL GROUP BY 1, 2
	ORDER BY n DESC, f, region LIMIT $count" >"$tmp/pairs"
machine
while IFS=$'\t' read -r function region sites; do
	measure "$tmp/one" "$bin/capmap-explain" "$store" "$function" "$region"
	measure "$tmp/all" "$bin/capmap-explain" "$store" "$function" "$region" --all
	printf '%s\t%s %s\n' "$sites" "$function" "$region" >>"$tmp/what"
done <"$tmp/pairs"

row() { # of file $2, titled $1
	printf '%-24s %10s %10s %10s\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)" "$(median "$2" 3)"
}
printf '\n%-24s %10s %10s %10s\n' "median of $(wc -l <"$tmp/pairs") pairs" 'wall, s' 'cpu, s' MiB
row 'the shortest chain' "$tmp/one"
row 'all sites' "$tmp/all"
paste -d '\t' <(cut -d ' ' -f 2 "$tmp/one") <(cut -d ' ' -f 2 "$tmp/all") "$tmp/what" |
	awk -F '\t' '{ printf "%.2f\t%s\t%s\t%s\n", $2 / ($1 ? $1 : 0.01), $3, $2, $4 }' |
	sort -rn >"$tmp/ratio"
printf '\nall sites / shortest, cpu: median %s\n' "$(median "$tmp/ratio" 1)"
printf '%10s %8s %10s  %s\n' ratio sites 'cpu, s' 'the five with the highest'
head -n 5 "$tmp/ratio" | while IFS=$'\t' read -r ratio sites seconds pair; do
	printf '%10s %8s %10s  %s\n' "$ratio" "$sites" "$seconds" "$pair"
done
