#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# capmap-kernel: what it is asked wrongly, what it lacks, and its manual page.
. "$(dirname -- "$0")/lib.sh" || exit 1

kernel=$repo/kernel-runtime/capmap-kernel
work=$tmp/work
page=$repo/docs/man/capmap-kernel.1

usage_error() { # it says $1 when run with $2...
	local message=$1
	shift
	run "$kernel" "$@"
	expect_status 2
	expect_err "$message"
}
usage_error 'no command'
usage_error "unknown command 'frob'" frob
usage_error "unknown option '--frob'" boot --frob
usage_error '--work needs an argument' boot --work
usage_error "no mode 'on'" boot --mode on --work "$work"
usage_error "'soon' is not a positive number" boot --timeout soon --work "$work"
usage_error "cannot read '$tmp/none'" boot --run "$tmp/none" --work "$work"
usage_error 'not both' build --store "$kernel" --table "$tmp" --work "$work"
usage_error 'not a directory of capmap-map' build --table "$tmp" --work "$work"
usage_error 'has a space' prepare --tree "$repo" --work "$tmp/a b"

run "$kernel" build --work "$work"
expect_status 1
expect_err 'run capmap-kernel prepare'

# What finds out which writes the analysis misses needs a kernel that run.sh made.
learn=$repo/examples/linux-6.1/learn.sh
for arguments in '' --frob "$tmp" --timeout; do
	# shellcheck disable=SC2086 # none is one, too
	run "$learn" $arguments
	expect_status 2
	expect_err '^learn.sh: '
done

mkdir -p "$tmp/path"
for program in bash dirname realpath mkdir nproc; do
	ln -s "$(command -v "$program")" "$tmp/path/"
done
run env PATH="$tmp/path" "$kernel" boot --work "$work"
expect_status 1
expect_err 'the program qemu-system-x86_64 is missing: install the Debian package qemu-system-x86'

# A source that is not ours is refused before anything is built.
mkdir -p "$tmp/tree"
printf 'kernelversion:\n\t@echo 5.10.1\nmrproper:\n' >"$tmp/tree/Makefile"
if have clang-19 ld.lld-19 flex bison bc xz; then
	run "$kernel" prepare --tree "$tmp/tree" --work "$work"
	expect_status 10
	expect_err 'this is Linux 5.10.1; the patches are for 6.1'
fi

# check-gates tells a gate from a write of the rights that only looks like one.
gates=$repo/kernel-runtime/check-gates
assemble() { # the function capmap_rights_set, and one called "other" of standard input
	{
		printf '.text\n.globl capmap_rights_set\ncapmap_rights_set:\n'
		printf '\tmov %%edi, %%eax\n\tmov $0x6e1, %%ecx\n\txor %%edx, %%edx\n\twrmsr\n\tret\n'
		printf '.globl other\nother:\n'
		cat
	} >"$tmp/image.s"
	cc -c -o "$tmp/image.o" "$tmp/image.s"
}
if have llvm-objdump-19 cc python3; then
	gate='mov $0x6e1, %ecx; mov $0xaaaaaaa0, %eax; xor %edx, %edx; wrmsr; cmp $RIGHTS, %eax; je 1f; ud2; 1: ret'
	assemble <<<"${gate/RIGHTS/0xaaaaaaa0}"
	run "$gates" "$tmp/image.o"
	expect_status 0
	expect_out '1 gates of which 1 open, 1 write'
	assemble <<<"${gate/RIGHTS/0xaaaaaaa8}"
	run "$gates" "$tmp/image.o"
	expect_status 1
	expect_out 'wrong: other in .text: writes the rights outside of a gate'
	assemble <<<'mov $0x6e1, %ecx; mov %edi, %eax; xor %edx, %edx; wrmsr; ret'
	run "$gates" "$tmp/image.o"
	expect_status 1
	expect_out 'wrong: other in .text: writes the rights outside of a gate'
	assemble <<<'mov $0x6e1, %edi; jmp native_write_msr'
	run "$gates" "$tmp/image.o"
	expect_status 1
	expect_out 'wrong: other in .text: passes the number of the register on'
fi

run "$kernel" --help
expect_status 0
command=("$page")
: >"$err"
grep -oE -- '--[a-z][a-z-]+' "$out" | sort -u >"$tmp/options"
sed 's/\\-/-/g' "$page" >"$tmp/page"
while IFS= read -r option; do
	grep -qF -- "$option" "$tmp/page" || fail "the page does not name $option"
done <"$tmp/options"
exit 0
