#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: what a kernel writes, the store says it may write. A kernel reports each instruction, with
# its callers, that writes guarded data, while a small system works in it until so many such writes
# were made; each (instruction, object) is then looked up, in the analysis alone and in the store
# with evidence that the kernel was built with.
#
# usage: bench/soundness.sh WORKDIR [WRITES]
#
# WORKDIR is of examples/linux-6.1/run.sh, to its end; WRITES: default 10000000. Nothing here depends
# on the machine but how long it takes: booting makes 1.8 million, in a minute.
. "$(dirname -- "$0")/lib.sh"
[[ $# -ge 1 && $# -le 2 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }
work=$(realpath -- "$1")
writes=${2:-10000000}
kernel=$repo/kernel-runtime/capmap-kernel

cc -O1 -pthread -o "$tmp/workload" "$repo/tests/kernel/workload.c"
cp -- "$repo/tests/kernel/workload" "$tmp/round"
cat >"$tmp/rounds" <<END
audited() { sed -n 's/^audited //p' /sys/kernel/debug/capmap/status; }
n=0
while [ "\$(audited)" -lt $writes ]; do
	sh /usr/bin/round >/tmp/round.log 2>&1
	n=\$((n + 1))
done
echo "soundness: \$n rounds, \$(audited) writes"
END
"$kernel" boot --work "$work" --mode audit --append capmap.watch=1 --steady --run "$tmp/rounds" \
	--add "$tmp/workload" --add "$tmp/round" --timeout 7200 >"$out" 2>"$err" || {
	tail -n 5 -- "$out" "$err" >&2
	exit 1
}
grep -ao 'soundness: .* writes' "$out" | tail -n 1 | sed 's/^soundness: //'
"$kernel" evidence --work "$work" --programs "$bin" >"$tmp/pairs"
printf '%d instructions with their callers, and objects\n' "$(grep -vc '^#' "$tmp/pairs")"

look_up() {
	cp -- "$work/$2" "$tmp/store.db"
	"$bin/capmap-map" "$tmp/store.db" --audit "$tmp/pairs" >"$tmp/answers"
	sed '$d' "$tmp/answers" | sort -u |
		awk -v what="$1" '/: alike$/ { next } { n++; known += $NF == "known" } / not in the store$/ { lost++ }
			END { printf "%-24s %6d pairs, %6d known, %4d missing, %4d not in the store\n",
				what, n, known, n - known - lost, lost }'
	sed '$d' "$tmp/answers" | sort -u | awk '!/: (alike|known)$/ && n++ < 40'
}
look_up 'the analysis' capmap.db
look_up 'with the evidence' table.db
