#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-diff: the exit status says what kind of change it is, in every format.
. "$(dirname -- "$0")/lib.sh" || exit 1
need capmap-analyze capmap-diff

version() { # store $1 of the C on standard input, as file prog.c
	mkdir -p "$tmp/$1"
	(
		cd -- "$tmp/$1" || exit 1
		cat >prog.c
		clang-19 -O2 -g -emit-llvm -c -ffile-compilation-dir=. prog.c &&
			"$bin/capmap-analyze" -o ../"$1.db" prog.bc
	) || fail "cannot analyse $1"
}
common='int a, b; void set_a(int n) { a = n; } void set_b(int n) { b = n; }'

version base <<<"$common"
version wider <<<"int a, b; void set_a(int n) { a = n; b = n; } void set_b(int n) { b = n; }"
version narrower <<<"int a, b; void set_a(int n) { a = n; } void set_b(int n) { asm volatile(\"\" : : \"r\"(n)); }"
version unknown <<<"int a, b; void set_a(int n) { a = n; } void set_b(int n) { b = n; asm volatile(\"frobnicate (%0)\" : : \"r\"(&b) : \"memory\"); }"
version both <<<"int a, b; void set_a(int n) { a = n; b = n; } void set_b(int n) { b = n; asm volatile(\"frobnicate (%0)\" : : \"r\"(&b) : \"memory\"); }"

compare() { run "$bin/capmap-diff" "$tmp/$1.db" "$tmp/$2.db"; }
has_bits() { [[ $((status & $1)) -eq $1 ]] || fail "exit status $status lacks $1"; }
lacks_bits() { [[ $((status & $1)) -eq 0 ]] || fail "exit status $status has some of $1"; }

compare base base
expect_status 0

compare base wider
expect_status 8
expect_out 'set_a'

compare wider base
expect_status 4

compare base narrower
expect_status 4

compare base unknown
has_bits 16
lacks_bits 11

compare unknown base
lacks_bits 27

compare base both
has_bits 24
lacks_bits 3

run "$bin/capmap-diff" "$tmp/base.db"
expect_status 2
run "$bin/capmap-diff" "$tmp/base.db" "$tmp/none.db"
expect_error 'none\.db'

# The status does not depend on the format, and each format is what it says.
for format in text json sarif markdown; do
	run "$bin/capmap-diff" --format "$format" "$tmp/base.db" "$tmp/wider.db"
	expect_status 8
	expect_out 'set_a'
	case $format in
	json | sarif)
		python3 -c 'import json, sys; json.load(sys.stdin)' <"$out" || fail "no valid JSON"
		;;
	esac
	run "$bin/capmap-diff" --format "$format" "$tmp/base.db" "$tmp/base.db"
	expect_status 0
done
exit 0
