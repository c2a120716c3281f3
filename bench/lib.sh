# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What every benchmark starts with:  . "$(dirname -- "$0")/lib.sh"
#
# machine          one line of facts that figures depend on
# measure FILE CMD...  runs it, appends "wall cpu MiB" to FILE: seconds, processor seconds with
#                  those of its children, peak of its largest process; output goes to $out, $err
# median FILE COL  the median of a column, with decimals as given
# row TITLE FILE   a line of the medians of what measure wrote to FILE
# phases FILE...   such a line for each phase that capmap-analyze --stats told in the FILEs; seconds of one
#                  beside others are in those as well, its processor seconds are not
set -euo pipefail
export LC_ALL=C

repo=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
bin=$(realpath -m -- "${CAPMAP_BIN:-$repo/build/bin}")
[[ -x $bin/capmap-analyze ]] || {
	echo "no programs in $bin; build capmap, or set CAPMAP_BIN" >&2
	exit 2
}
[[ -x /usr/bin/time ]] || {
	echo "needs GNU time: apt-get install time" >&2
	exit 2
}
tmp=$(mktemp -d)
trap 'rm -rf -- "$tmp"' EXIT
out=$tmp/out
err=$tmp/err

machine() {
	printf '# %s, %d processors, %d GiB of memory, load %s, %s\n' \
		"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
		"$(($(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) >> 20))" \
		"$(cut -d ' ' -f 1 /proc/loadavg)" "$(clang-19 --version 2>/dev/null | head -n 1)"
}

measure() {
	local file=$1
	shift
	/usr/bin/time -o "$tmp/time" -f '%e %U %S %M' "$@" >"$out" 2>"$err" || {
		cat -- "$err" >&2
		exit 1
	}
	awk '{ printf "%.2f %.2f %.0f\n", $1, $2 + $3, $4 / 1024 }' "$tmp/time" >>"$file"
}

median() {
	awk -v col="$2" '{ print $col }' "$1" | sort -n |
		awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

row() {
	printf '%-28s %10s %10s %10s\n' "$1" "$(median "$2" 1)" "$(median "$2" 2)" "$(median "$2" 3)"
}

phases() {
	local name
	while read -r name; do
		sed -n "s/^stats: phase $name *\([0-9.]*\) s *\([0-9.]*\) s cpu *\([0-9.]*\) MB.*/\1 \2 \3/p" \
			"$@" >"$tmp/phase"
		row "  $name" "$tmp/phase"
	done < <(sed -n 's/^stats: phase \([a-z]*\).*/\1/p' "$1")
}
