#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Decide whether a change may go in: compare the store of its base with its own, leave a report in
# every format for the pipeline to publish, and turn capmap-diff's exit status into yes or no.
set -euo pipefail

usage() {
	cat <<'END'
usage: gate.sh [OPTION]... BASE.db HEAD.db

  --out DIR             where diff.txt, diff.json, diff.sarif and diff.md go; default: capmap-diff
  --suppressions FILE   differences that the project accepts for a time
  --strict              rights gained by grouping and by shared keys widen, too
  --unknowns WHAT       when the analysis becomes less complete: fail (default) or warn
  --bin DIR             where capmap-diff is; default: $CAPMAP_BIN, else the PATH

exit status: 0 the change may go in, 1 it may not, 2 wrong usage, 3 no answer was found
END
}

wrong() {
	usage >&2
	exit 2
}

out=capmap-diff unknowns=fail bin=${CAPMAP_BIN-}
options=(--format 'text,json,sarif,markdown')
stores=()
while [[ $# -gt 0 ]]; do
	case $1 in
	--strict) options+=("$1") ;;
	--out | --suppressions | --unknowns | --bin)
		[[ $# -ge 2 ]] || wrong
		case $1 in
		--out) out=$2 ;;
		--suppressions) options+=(--suppressions "$2") ;;
		--unknowns) unknowns=$2 ;;
		--bin) bin=$2 ;;
		esac
		shift
		;;
	-h | --help) usage && exit 0 ;;
	-*) wrong ;;
	*) stores+=("$1") ;;
	esac
	shift
done
[[ ${#stores[@]} -eq 2 && $unknowns =~ ^(fail|warn)$ ]] || wrong

mkdir -p -- "$out"
rm -f -- "$out"/diff.{txt,json,sarif,md}
status=0
"${bin:+$bin/}capmap-diff" "${options[@]}" --output "$out/diff" -- "${stores[@]}" || status=$?
[[ ! -f $out/diff.txt ]] || cat -- "$out/diff.txt"

# The bits of capmap-diff(1). A status from 64 up is no sum of them: the program was not found, or
# it was killed.
verdict=0
echo
if [[ $status -ge 64 || $((status & 2)) -ne 0 || ! -f $out/diff.txt ]]; then
	echo "gate: no answer, capmap-diff ended with status $status"
	exit 3
fi
if [[ $((status & 1)) -ne 0 ]]; then
	echo "gate: NO: capmap-diff found an error, such as a suppression that expired; see above"
	verdict=1
fi
if [[ $((status & 8)) -ne 0 ]]; then
	echo "gate: NO: a function gained a write capability"
	verdict=1
fi
if [[ $((status & 16)) -ne 0 ]]; then
	if [[ $unknowns == fail ]]; then
		echo "gate: NO: the analysis is less complete than before"
		verdict=1
	else
		echo "gate: warning: the analysis is less complete than before"
	fi
fi
[[ $verdict -ne 0 ]] || echo "gate: yes"
exit "$verdict"
