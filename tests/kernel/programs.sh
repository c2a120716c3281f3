#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes an image of a disk with the programs that tests/kernel/stress runs, and their libraries.
set -euo pipefail

[[ $# -eq 1 && $1 != -* ]] || {
	echo 'usage: programs.sh IMAGE' >&2
	exit 2
}
PATH=$PATH:/usr/sbin:/sbin
root=$(mktemp -d)
trap 'rm -rf -- "$root"' EXIT
mkdir -- "$root/bin" "$root/lib" "$root/lib64"
for name in stress-ng fio iperf3 nft keyctl e2fsck; do
	path=$(command -v "$name") || {
		echo "programs.sh: without $name, which is not installed" >&2
		continue
	}
	install -- "$path" "$root/bin/"
	while IFS= read -r library; do
		install -D -- "$library" "$root/${library#/usr}" # /lib is /usr/lib
	done < <(ldd -- "$path" | grep -oE '/(usr/)?lib[^ ]+')
done
rm -f -- "$1"
truncate -s 256M -- "$1"
mke2fs -q -t ext4 -d "$root" -- "$1"
