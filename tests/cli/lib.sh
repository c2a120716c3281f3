# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What every CLI test starts with:  . "$(dirname -- "$0")/lib.sh" || exit 1
#
# run COMMAND...      runs it; $status, and the files $out and $err hold what it did
# expect_status N     ... and the other expect_* judge the last run; a failure is
#                     printed with its line and the test goes on
# Called at exit by itself: the verdict. Exit status 0 passed, 1 failed, 77 skipped.
# No pipefail: "program | grep -q" ends the program early, which is no failure.
set -u
export LC_ALL=C
unset CAPMAP_PROGRESS

tests=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
repo=$(cd -- "$tests/.." && pwd)
bin=$(realpath -m -- "${CAPMAP_BIN:-$repo/build/bin}")
tmp=$(mktemp -d) || exit 1
out=$tmp/.out
err=$tmp/.err
status=
failures=0
command=()

finish() {
	local code=$?
	if mountpoint -q "$tmp/small" 2>/dev/null; then
		umount "$tmp/small"
	fi
	rm -rf -- "$tmp"
	[[ $code -ne 77 ]] || exit 77
	if [[ $code -ne 0 || $failures -ne 0 ]]; then
		echo "$0: $failures expectations failed"
		exit 1
	fi
}
trap finish EXIT

skip() {
	echo "skipped: $*"
	exit 77
}

# Programs of the project, one a line.
programs() {
	local path
	for path in "$bin"/capmap-*; do
		[[ -x $path && -f $path ]] && printf '%s\n' "${path##*/}"
	done
}

need() { # the programs named, or the test is skipped
	local program
	for program; do
		[[ -x $bin/$program ]] || skip "$program is not built"
	done
}

have() { # all of the programs named, wherever they come from
	local program
	for program; do
		command -v "$program" >/dev/null || return
	done
}

run() {
	command=("$@")
	status=0
	"$@" >"$out" 2>"$err" </dev/null || status=$?
}

fail() {
	local frame=0
	while [[ ${BASH_SOURCE[frame]} == */lib.sh ]]; do
		frame=$((frame + 1))
	done
	failures=$((failures + 1))
	printf '%s:%s: %s\n' "${BASH_SOURCE[frame]##*/}" "${BASH_LINENO[frame - 1]}" "$*"
	[[ ${#command[@]} -eq 0 ]] || printf '  command: %s\n' "${command[*]}"
	[[ ! -s $err ]] || head -n 10 -- "$err" | sed 's/^/  stderr: /'
}

expect_status() {
	[[ $status -eq $1 ]] || fail "exit status $status, expected $1"
}

expect_out() { # an extended regular expression some line of stdout matches
	grep -Eq -- "$1" "$out" || fail "stdout has no /$1/: $(head -c 300 -- "$out")"
}

expect_err() {
	grep -Eq -- "$1" "$err" || fail "stderr has no /$1/"
}

expect_silent_out() {
	[[ ! -s $out ]] || fail "stdout is not empty: $(head -c 200 -- "$out")"
}

expect_no_file() {
	[[ ! -e $1 ]] || fail "$1 exists"
}

# A located error of the program itself: exit status 1, one "program: error: where: text", nothing
# on stdout. $1: what the message must hold.
expect_error() {
	expect_status 1
	expect_err "^capmap-[a-z]+: error: "
	expect_err "$1"
	expect_silent_out
}

expect_whole_store() { # $1: a database without damage
	[[ $(sqlite3 -readonly "$1" 'PRAGMA integrity_check' 2>&1) == ok ]] || fail "$1 is damaged"
}

sql() { # the answer of store $1 to query $2
	sqlite3 -readonly "$1" "$2"
}

# Compiles C from standard input to bitcode file $1.
compile() {
	clang-19 -O2 -g -x c -emit-llvm -c -ffile-compilation-dir=. -o "$1" - || fail "cannot compile $1"
}

# Bitcode $1 of a program with two subsystems' worth of functions, objects and an indirect call.
small_bitcode() {
	compile "$1" <<'END'
struct ops { void (*put)(int); };
int first, second, table[16];
int *where = &first;
static void put_first(int n) { first = n; }
static void put_second(int n) { *where = n; second = n; }
struct ops ops[2] = {{put_first}, {put_second}};
__attribute__((noinline)) void set(int *p, int n) { *p = n; }
void dispatch(int i, int n) { ops[i & 1].put(n); }
void fill(int n) { set(&table[n & 15], n); }
void move(int *to) { where = to; }
void start(void) { move(&second); }
END
}

small_store() { # store $1 of small_bitcode
	small_bitcode "$1.bc"
	"$bin/capmap-analyze" -o "$1" "$1.bc" || fail "cannot analyse"
}
