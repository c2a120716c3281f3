#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: what a kernel writes, the store says it may write. A kernel reports each instruction, with
# its callers, that writes guarded data, while a small system works in it until so many such writes
# were made; each is then looked up, in the analysis alone and in the store with evidence that the
# kernel was built with: the pair of function (of a helper: who lends it its rights) and object, and
# the place in the source, which is what a window is for.
#
# usage: bench/soundness.sh WORKDIR [WRITES]
#        bench/soundness.sh WORKDIR --again [STORE]
#
# WORKDIR is of examples/linux-6.1/run.sh, to its end; WRITES: default 10000000. Nothing here depends
# on the machine but how long it takes: booting makes 1.8 million, in a minute. What was seen stays in
# WORKDIR/soundness; --again looks it up anew, in another STORE of the same kernel for one. Ends with
# 1 when the analysis lacks a pair.
. "$(dirname -- "$0")/lib.sh"
[[ $# -ge 1 && $# -le 3 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
work=$(realpath -- "$1")
writes=${2:-10000000}
kernel=$repo/kernel-runtime/capmap-kernel
seen=$work/soundness

watch() {
	cc -O1 -pthread -o "$tmp/workload" "$repo/tests/kernel/workload.c"
	cp -- "$repo/tests/kernel/workload" "$tmp/round"
	cat >"$tmp/rounds" <<-END
		audited() { sed -n 's/^audited //p' /sys/kernel/debug/capmap/status; }
		n=0
		while [ "\$(audited)" -lt $writes ]; do
			echo "soundness: \$n rounds, \$(audited) writes"
			sh /usr/bin/round >/tmp/round.log 2>&1
			n=\$((n + 1))
		done
		echo "soundness: \$n rounds, \$(audited) writes"
	END
	"$kernel" boot --work "$work" --mode audit --append capmap.watch=1 --steady --run "$tmp/rounds" \
		--add "$tmp/workload" --add "$tmp/round" --timeout 14400 >"$out" 2>"$err" || {
		tail -n 5 -- "$out" "$err" >&2
		exit 1
	}
	mkdir -p -- "$seen"
	grep -ao 'soundness: .* writes' "$out" | tail -n 1 | sed 's/^soundness: //' >"$seen/made"
	"$kernel" evidence --work "$work" --programs "$bin" >"$seen/pairs"
}

look_up() { # in store $2, called $1; lines of what it lacks go to $seen/$3
	cp -- "$2" "$tmp/store.db"
	"$bin/capmap-map" "$tmp/store.db" --audit "$seen/pairs" | sed '$d; / alike$/d' | sort -u |
		awk -v what="$1" -v lacks="$seen/$3" '
			/ known$/ { places++; has[pair()] = 1; next }
			/ elsewhere$/ { has[pair()] = 1 }
			{ places++; lost++; pair(); print >lacks }
			function pair(    p) { # FUNCTION [for CALLER] FILE:LINE OBJECT: WHY
				p = $0
				sub(/: [^:]*$/, "", p)
				sub(/^[^ ]+ for /, "", p)
				sub(/ [^ ]+:[0-9]+ /, " writes ", p)
				if (!(p in pairs))
					n++
				pairs[p] = 1
				return p
			}
			END {
				for (p in pairs)
					if (!(p in has)) {
						missing++
						print "    " p | "sort"
					}
				close("sort")
				printf "%-20s %6d pairs, %4d missing; %6d places, %4d missing\n",
					what, n, missing, places, lost
				exit missing != 0
			}'
}

[[ ${2:-} == --again ]] || watch
cat -- "$seen/made"
printf '%d instructions with their callers, and objects\n' "$(grep -vc '^#' "$seen/pairs")"
rm -f -- "$seen/missing" "$seen/denied"
status=0
look_up 'the analysis' "${3:-$work/capmap.db}" missing || status=1
[[ -n ${3:-} ]] || look_up 'with the evidence' "$work/table.db" denied || true
exit $status
