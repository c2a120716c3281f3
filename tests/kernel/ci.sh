#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Judges the kernel that examples/linux-6.1/run.sh has made: see --help.
set -uo pipefail
export LC_ALL=C
exec </dev/null

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd -- "$here/../.." && pwd)
kernel=$repo/kernel-runtime/capmap-kernel

usage() {
	cat <<'END'
usage: ci.sh [--workload] WORKDIR

Boot the kernel that "run.sh --work WORKDIR" made, and check that
  - its self-tests pass in each mode; with keys off, the illegal writes succeed;
  - it did one legitimate write and stopped an illegal one (stage boot of run.sh);
  - with --workload, in enforce mode a small system does its daily work and nothing
    is denied. A path that neither the analysis nor the evidence knows, and that is
    taken now and then, fails this now and then.
The last line is "N passed, M failed"; logs stay in WORKDIR/logs.
END
}

workload=no
if [[ ${1:-} == --workload ]]; then
	workload=yes
	shift
fi
case ${1:-} in
-h | --help)
	usage
	exit 0
	;;
'' | -*)
	usage >&2
	exit 2
	;;
esac
work=$(realpath -- "$1") || exit 2
passed=0 failed=0

result() { # status $1 of what $2 says
	if [[ $1 -eq 0 ]]; then
		passed=$((passed + 1))
		printf 'ok      %s\n' "$2"
	else
		failed=$((failed + 1))
		printf 'FAILED  %s\n' "$2"
	fi
}

# Each test of the kernel, of programs in it, and of the whole, is one result. The status tells
# whether the series was complete.
self_tests() {
	local ktap=$work/logs/selftest.ktap status=0 line
	"$kernel" selftest --work "$work" --timeout 900 >"$ktap" 2>"$work/logs/selftest.err" || status=$?
	while IFS= read -r line; do
		[[ $line =~ ^\ *(not\ )?ok\ [0-9]+\ (.*)$ ]] || continue
		if [[ -n ${BASH_REMATCH[1]} ]]; then
			result 1 "self-test: ${BASH_REMATCH[2]}"
		else
			passed=$((passed + 1))
		fi
	done <"$ktap"
	grep -q '^# Totals: pass:11 fail:0$' "$ktap" && [[ $status -eq 0 ]]
	result $? "the self-tests pass in all modes ($(grep -c '^ *ok ' "$ktap") results)"
	[[ $failed -eq 0 ]] || tail -n 20 -- "$work/logs/selftest.err" | sed 's/^/    /'
}

demonstration() {
	local fault=$work/fault.txt
	grep -q '^a legitimate write took place' "$fault" &&
		grep -q '^an illegal write did not, and ended its task$' "$fault" &&
		grep -q '^denied function=st_poke.* object="cred_jar"' "$fault"
	result $? "run.sh showed a legitimate write, and an illegal one that was stopped"
	grep -q '^st_poke() may not write object cred_jar' "$fault"
	result $? "capmap-explain tells why it was"
}

daily_work() {
	local log=$work/logs/workload.txt status=0 line
	cc -O1 -Wall -Wextra -pthread -o "$work/workload" "$here/workload.c" || status=$?
	[[ $status -ne 0 ]] ||
		"$kernel" boot --work "$work" --mode enforce --run "$here/workload" --add "$work/workload" \
			--timeout 1800 >"$log" 2>&1 || status=$?
	while IFS= read -r line; do
		case $line in
		"ok "*) result 0 "workload: ${line#ok }" ;;
		"not ok "*) result 1 "workload: ${line#not ok }" ;;
		esac
	done < <(tr -d '\r' <"$log")
	result "$status" "the workload runs to its end in enforce mode, and nothing is denied"
	[[ $status -eq 0 ]] || grep -a 'capmap: denied\|capmap-kernel: ' "$log" | tail -n 20
}

self_tests
demonstration
[[ $workload == no ]] || daily_work
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
