#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Source tree in, store out. This is the one part of the pipeline that knows how a project is
# built; what is here suits a folder of C files, a kernel takes examples/linux-6.1/run.sh instead.
#
# usage: analyse.sh TREE OUT.db
set -euo pipefail

[[ $# -eq 2 ]] || {
	echo "usage: analyse.sh TREE OUT.db" >&2
	exit 2
}
objects=$(mktemp -d)
trap 'rm -rf -- "$objects"' EXIT

# Paths in the store are relative to the tree: the base and the head lie in different folders, and
# a name that holds a path must be the same in both.
out=$(realpath -m -- "$2")
bin=${CAPMAP_BIN:+$(realpath -- "$CAPMAP_BIN")/}
cd -- "$1"
while IFS= read -r -d '' file; do
	file=${file#./}
	clang-19 -O2 -g -flto -ffile-compilation-dir=. -c -o "$objects/${file//\//_}.o" "$file"
done < <(find . -name '*.c' -print0 | sort -z)
options=()
[[ ! -f subsystems.tsv ]] || options+=(--subsystems subsystems.tsv)
"${bin}capmap-analyze" "${options[@]}" -o "$out" "$objects"/*.o
