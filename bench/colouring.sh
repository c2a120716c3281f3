#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: the colouring engine reaches the best known number of colours on the published instances,
# but for queen11_11, whose 11-colourings are regular patterns that a random walk does not meet.
# Prints one row an instance; exits 1 when another one needs more than its best known.
#
# usage: bench/colouring.sh [INSTANCE...]
set -u
bin=${CAPMAP_BIN:-build/bin}/capmap-map
data=$(cd "$(dirname "$0")/../tests/data/dimacs" && pwd)
tmp=$(mktemp -d) && trap 'rm -rf "$tmp"' EXIT
TIMEFORMAT=%U
worse=0

# One more colour than the best known each time until it is done; the seconds are those of all.
colour() {
	local name=$1 keys=$2

	until "$bin" --dimacs "$data/$name.col" --keys "$keys" --format json \
		>"$tmp/result" 2>"$tmp/errors"; do
		grep -q '"conflicting_edges"' "$tmp/result" || return
		keys=$((keys + 1))
	done
}
field() {
	sed -n "s/^  \"$1\": \([0-9]*\),.*/\1/p" "$tmp/result"
}

printf '%-12s %8s %8s %6s %6s %10s %8s\n' instance vertices edges best found conflicts cpu/s
while read -r name best; do
	case $name in '#'* | instance) continue ;; esac
	[ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
	{ time colour "$name" "$best"; } 2>"$tmp/seconds"
	[ -n "$(field used)" ] || { cat "$tmp/errors" >&2; exit 1; }
	[ "$(field used)" -le "$best" ] || [ "$name" = queen11_11 ] || worse=1
	printf '%-12s %8s %8s %6s %6s %10s %8s\n' "$name" "$(field vertices)" "$(field edges)" "$best" \
		"$(field used)" "$(field conflicting_edges)" "$(cat "$tmp/seconds")"
done <"$data/best-known.tsv"
exit $worse
