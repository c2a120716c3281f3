#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# capmap from end to end on sixty lines of C. See README.md beside this file.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
repo=$(cd -- "$here/../.." && pwd)

usage() {
	cat <<'END'
usage: run.sh [--bin DIR] [--out DIR]

  --bin DIR   the built programs; default: $CAPMAP_BIN, else build/bin of the checkout
  --out DIR   where results go; default: build/two-domains of the checkout
END
}

bin=${CAPMAP_BIN:-$repo/build/bin}
out=$repo/build/two-domains
while [[ $# -gt 0 ]]; do
	case $1 in
	--bin | --out)
		[[ $# -ge 2 ]] || { usage >&2 && exit 2; }
		[[ $1 == --bin ]] && bin=$2 || out=$2
		shift
		;;
	-h | --help) usage && exit 0 ;;
	*) usage >&2 && exit 2 ;;
	esac
	shift
done
if [[ ! -x $bin/capmap-analyze ]]; then
	echo "run.sh: no programs in '$bin'; build them with:" >&2
	echo "    cmake --preset default && cmake --build --preset default" >&2
	exit 1
fi
mkdir -p -- "$out"
out=$(realpath -- "$out") bin=$(realpath -- "$bin")
rm -rf -- "$out/v1" "$out/v2"

say() { printf '\n== %s\n' "$*"; }

show() { # a query's rows in columns
	sqlite3 -readonly -column -header -cmd '.nullvalue -' "$1" "$2"
}

analyse() { # the C files in directory $1 to $1/capmap.db
	local file
	cd -- "$1"
	for file in *.c; do
		clang-19 -O2 -g -flto -mno-sse -c -o "${file%.c}.bc" "$file"
	done
	"$bin/capmap-analyze" --subsystems "$here/subsystems.tsv" -o capmap.db ./*.bc
}

say "1. Compile to bitcode and ask who may write what"
mkdir -- "$out/v1"
cp -- "$here"/*.[ch] "$out/v1"
analyse "$out/v1"
cd -- "$out"
show v1/capmap.db "SELECT function, object, region, via, file || ':' || line AS place, caller
	FROM accesses ORDER BY accesses.file, line, object"

say "2. Give the regions keys; a kernel has too few, so let there be two here"
"$bin/capmap-map" --keys 2 -o v1 v1/capmap.db
show v1/capmap.db "SELECT * FROM regions"

echo "the table the kernel reads: $out/v1/capmap.ktab"

say "3. Who holds which right, and why"
show v1/capmap.db "SELECT function, region, granted_by FROM capabilities ORDER BY function, region"

say "4. Report and picture"
"$bin/capmap-report" v1/capmap.db >report.txt
"$bin/capmap-graph" v1/capmap.db -o graph.svg
echo "$out/report.txt"
echo "$out/graph.svg"

say "5. Somebody changes one line"
cat -- "$here/change.patch"
mkdir -- "$out/v2"
cp -- "$here"/*.[ch] "$out/v2"
patch --quiet -d "$out/v2" -p1 <"$here/change.patch"
analyse "$out/v2"
cd -- "$out"
"$bin/capmap-map" --keys 2 v2/capmap.db >/dev/null

say "6. What did the change widen?"
status=0
"$bin/capmap-diff" v1/capmap.db v2/capmap.db || status=$?
echo "capmap-diff: exit status $status (8: a function gained a right to write)"
