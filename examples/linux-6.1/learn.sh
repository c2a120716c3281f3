#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# What a kernel writes and its store does not know: see --help.
set -euo pipefail
export LC_ALL=C

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd -- "$here/../.." && pwd)
kernel=$repo/kernel-runtime/capmap-kernel

usage() {
	cat <<'END'
usage: learn.sh [OPTION]... WORKDIR [EVIDENCE]...

Run the kernel that "run.sh --work WORKDIR" has linked, in audit mode and with each
write to guarded data reported, through the workload of tests/kernel. Print the
evidence of writes that the analysis misses: what capmap.db needs of that run's,
and of the files EVIDENCE, earlier ones of the same kernel, besides the rules of
rules.evidence.

  --workload SCRIPT  run this in place of tests/kernel/workload; it finds the
                     program "workload" there
  --timeout SECONDS  for the run; default: 1200
  -h, --help         print this and exit

exit status: 0 done, 1 it failed, 2 wrong usage
END
}

die() {
	local status=$1
	shift
	printf 'learn.sh: %s\n' "$*" >&2
	exit "$status"
}

script=$repo/tests/kernel/workload timeout=1200 files=()
while [[ $# -gt 0 ]]; do
	case $1 in
	-h | --help)
		usage
		exit 0
		;;
	--workload | --timeout)
		[[ $# -gt 1 ]] || die 2 "$1 needs an argument"
		if [[ $1 == --timeout ]]; then timeout=$2; else script=$2; fi
		shift
		;;
	-*) die 2 "unknown option '$1'; try --help" ;;
	*) files+=("$1") ;;
	esac
	shift
done
[[ ${#files[@]} -gt 0 ]] || die 2 "which work directory? Try --help"
work=$(realpath -- "${files[0]}") || die 2 "no work directory '${files[0]}'"
files=("${files[@]:1}")
for file in "$work/capmap.db" "$script" "${files[@]}"; do
	[[ -r $file ]] || die 2 "cannot read '$file'"
done
programs=$work/build-capmap/bin
learn=$work/learn
mkdir -p -- "$learn"

cc -O1 -pthread -o "$learn/workload" "$repo/tests/kernel/workload.c"
# That something fails there, for want of time or of a device, does not matter: what was written
# until then was.
status=0
"$kernel" boot --work "$work" --mode audit --append capmap.watch=1 --steady --run "$script" \
	--add "$learn/workload" --timeout "$timeout" >"$learn/boot.log" 2>&1 || status=$?
[[ $status == @(0|20|22) ]] ||
	die 1 "the kernel did not get through the workload, see $learn/boot.log"
"$kernel" evidence --work "$work" --programs "$programs" >"$learn/seen"

version=$(make -s -C "$work/linux" kernelversion)
rules=$here/rules.evidence
grep -qx "# of Linux $version" -- "$rules" || rules=
cat -- ${rules:+"$rules"} "${files[@]}" "$learn/seen" >"$learn/all"
cp -- "$work/capmap.db" "$learn/store.db"
"$programs/capmap-map" "$learn/store.db" --audit "$learn/all" -o "$learn/needed" >"$learn/map.log"
tail -n 1 -- "$learn/map.log" >&2

cat <<END
# SPDX-License-Identifier: Apache-2.0
# of Linux $version
# Writes that the analysis misses and audits of a workload proved; learn.sh makes this, capmap-map --audit
# reads it. A line is an object, the offset in it, and the places of the source by which it was written,
# innermost first.
END
sed '/^@/d' -- "$learn/needed"
