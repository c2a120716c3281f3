#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Every program: --help, --version, and what it says to a wrong command line.
. "$(dirname -- "$0")/lib.sh" || exit 1

count=0
for program in $(programs); do
	count=$((count + 1))

	run "$bin/$program" --help
	expect_status 0
	expect_out "^Usage: $program "
	expect_out '--version'
	[[ ! -s $err ]] || fail "--help writes to stderr"

	run "$bin/$program" --version
	expect_status 0
	expect_out "^$program [0-9]+\.[0-9]+\.[0-9]+$"

	run "$bin/$program" --no-such-option
	expect_status 2
	expect_err 'no-such-option'
	expect_silent_out

	run "$bin/$program"
	expect_status 2
	expect_silent_out
	[[ -s $err ]] || fail "no message"
done
[[ $count -gt 0 ]] || skip "no program is built"

# No program may take an option that its neighbours call otherwise.
for program in $(programs); do
	run "$bin/$program" --help
	grep -qE -- '--output' "$out" && ! grep -qE -- '-o, --output' "$out" && fail "--output is not -o"
	grep -qE -- '--jobs' "$out" && ! grep -qE -- '-j, --jobs' "$out" && fail "--jobs is not -j"
done
exit 0
