#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tier: kernel
# A small kernel without a key table is built, boots in the emulator, and passes its self-tests in
# every mode. CAPMAP_KERNEL_WORK names a directory to keep between runs.
. "$(dirname -- "$0")/../cli/lib.sh" || exit 1

[[ -r /usr/src/linux-source-6.1.tar.xz ]] || skip "no linux-source-6.1"
for program in qemu-system-x86_64 busybox cpio clang-19 ld.lld-19; do
	command -v "$program" >/dev/null || skip "no $program"
done
kernel=$repo/kernel-runtime/capmap-kernel
work=${CAPMAP_KERNEL_WORK:-$tmp/kernel}

step() {
	run "$kernel" "$@" --work "$work"
	cat "$out" "$err"
	expect_status 0
	[[ $status -eq 0 ]] || exit
}
step prepare --plain --config "$repo/examples/linux-6.1/ci.config"
step build
step selftest
