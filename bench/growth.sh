#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Claim: time grows with the size of a kernel by an exponent of at most 1.2. Prints a row a kernel and
# draws the plot; exits 1 when the exponent is larger.
#
# usage: bench/growth.sh [-n RUNS] [-j JOBS] [-o PLOT.svg] NAME=WORK...
#
# Each WORK is a directory that examples/linux-6.1/run.sh --until objects has filled. The time is that
# of the processor, in all processes, and the exponent the slope of the least squares line through
# the logarithms of instructions and seconds.
. "$(dirname -- "$0")/lib.sh"

runs=3 jobs=$(nproc) plot=growth.svg limit=1.2
while getopts n:j:o: option; do
	case $option in
	n) runs=$OPTARG ;;
	j) jobs=$OPTARG ;;
	o) plot=$OPTARG ;;
	*) sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[[ $# -ge 2 ]] || { sed -n 's/^# usage: /usage: /p' "$0" >&2 && exit 2; }

machine
printf '\n%-16s %8s %13s %9s %9s %9s %9s %9s\n' "-j $jobs" modules instructions 'wall, s' 'cpu, s' \
	'read' 'solve' 'MB'
for argument; do
	name=${argument%%=*} work=${argument#*=}
	list=$(realpath -- "$work/objects.list")
	rm -f -- "$tmp/a" "$tmp/stats".*
	for ((run = 0; run < runs; run++)); do
		cd -- "$work/linux/capmap-build"
		measure "$tmp/a" "$bin/capmap-analyze" --stats -j "$jobs" -o "$tmp/store.db" \
			--subsystems "$repo/examples/linux-6.1/subsystems.tsv" "@$list"
		cd -- "$OLDPWD"
		cp -- "$err" "$tmp/stats.$run"
	done
	for phase in read solve; do
		sed -n "s/^stats: phase $phase .* s *\([0-9.]*\) s cpu.*/\1/p" "$tmp"/stats.* >"$tmp/$phase"
	done
	instructions=$(sqlite3 -readonly "$tmp/store.db" \
		"SELECT value FROM meta WHERE name = 'input_instructions'")
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$name" "$(wc -l <"$list")" "$instructions" \
		"$(median "$tmp/a" 1)" "$(median "$tmp/a" 2)" "$(median "$tmp/read" 1)" \
		"$(median "$tmp/solve" 1)" "$(median "$tmp/a" 3)" >>"$tmp/rows"
	tail -n 1 "$tmp/rows" | awk -F '\t' \
		'{ printf "%-16s %8s %13s %9s %9s %9s %9s %9s\n", $1, $2, $3, $4, $5, $6, $7, $8 }'
done

# slope COL: of column COL against instructions, both logarithms
slope() {
	awk -F '\t' -v col="$1" '
		{ x = log($3); y = log($col); n++; sx += x; sy += y; xx += x * x; xy += x * y }
		END { printf "%.2f", (n * xy - sx * sy) / (n * xx - sx * sx) }' "$tmp/rows"
}
printf '\nexponent: all %s, read %s, solve %s\n' "$(slope 5)" "$(slope 6)" "$(slope 7)"
python3 "$(dirname -- "${BASH_SOURCE[0]}")/growth-plot.py" "$tmp/rows" >"$plot.new"
mv -- "$plot.new" "$plot"
awk -v got="$(slope 5)" -v limit=$limit 'BEGIN { exit got > limit }'
